//! MS-RequestId: what makes a write safe to send again (contract 3.2).

use std::collections::HashMap;

use qualify_vocabulary::SignedDuration;

use super::note::Note;
use super::seen::{Found, Seen};

/// What is sent again later than this is another operation.
const RETRY_WITHIN: SignedDuration = SignedDuration::from_secs(120);

/// Answers that do not say whether the write was done.
const UNCLEAR: [u16; 5] = [408, 500, 502, 503, 504];

/// Writes without an id.
pub(super) fn writes_without_one(seen: &[Seen<'_>]) -> Vec<Found> {
    let header = |it: &Seen<'_>| it.exchange.request.header("ms-requestid").is_some();
    let without =
        seen.iter().enumerate().filter(|(_, it)| it.is_write() && it.exchange.facts.sent_id.is_none());
    without
        .map(|(index, it)| Found::new(index, if header(it) { Note::IdNoGuid } else { Note::NoId }))
        .collect()
}

/// Writes that are sent again under another id, each behind the one whose outcome was not known.
pub(super) fn retries_with_new_ones(seen: &[Seen<'_>]) -> Vec<Found> {
    let mut unclear = HashMap::new();
    let mut found = Vec::new();
    for (index, it) in seen.iter().enumerate().filter(|(_, it)| it.is_write()) {
        let Some(id) = it.exchange.facts.sent_id else { continue };
        let what = (&it.exchange.method, it.exchange.facts.target_hash);
        if let Some((first, first_id)) = unclear.remove(&what) {
            let earlier: &Seen<'_> = &seen[first];
            let passed = it.exchange.at.duration_since(earlier.answered_at());
            if first_id != id && passed < RETRY_WITHIN && has_same_body(earlier, it) {
                found.push(Found::new(first, Note::SentAs(first_id, earlier.exchange.status)));
                found.push(Found::new(index, Note::SentAgain(passed.max(SignedDuration::ZERO), id)));
            }
        }
        if it.exchange.status.is_none_or(|status| UNCLEAR.contains(&status)) {
            unclear.insert(what, (index, id));
        }
    }
    // One that was sent three times is both: the later of two, and the earlier of the next.
    found.sort_by_key(|found| found.index);
    found.dedup_by_key(|found| found.index);
    found
}

/// Whether both bodies are the same, as far as they are known: where a fault answers, nobody reads them.
fn has_same_body(earlier: &Seen<'_>, later: &Seen<'_>) -> bool {
    match (earlier.exchange.facts.body_hash, later.exchange.facts.body_hash) {
        (Some(earlier), Some(later)) => earlier == later,
        (None, _) | (_, None) => true,
    }
}
