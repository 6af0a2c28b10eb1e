//! How often a client calls: when it was told to wait (contract 4.4), and when it waits for vetting (contract 6.3).

use std::collections::{BTreeMap, HashMap};

use qualify_vocabulary::{SignedDuration, Timestamp};
use qualify_wire::endpoints::WireRoute;

use super::note::Note;
use super::seen::{Found, Seen};

/// By so much clocks of two machines, and timers, may differ in what is the end of a wait.
const SLACK: SignedDuration = SignedDuration::from_millis(250);

/// What counts as a poll when the read before it is nearer than this.
const POLL_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// So many reads in a row are polls; two may be a look and another one.
const POLLS_MIN: usize = 3;

/// An answer that asks to wait.
struct Wait {
    index: usize,
    answered_at: Timestamp,
    until: Timestamp,
}

impl Wait {
    fn of(index: usize, it: &Seen<'_>) -> Option<Self> {
        if !matches!(it.exchange.status, Some(429 | 503)) {
            return None;
        }
        let seconds = it.exchange.response.as_ref()?.header("retry-after")?.trim().parse().ok()?;
        let answered_at = it.answered_at();
        let until = answered_at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        Some(Self { index, answered_at, until })
    }
}

/// Whether a call is one of those that are to wait: after a 429 all of the resource, after a 503 the same one.
fn has_to_wait(told: &Seen<'_>, it: &Seen<'_>) -> bool {
    if told.exchange.status == Some(429) {
        return resource(&told.exchange.path).eq(resource(&it.exchange.path));
    }
    told.exchange.method == it.exchange.method && told.exchange.path == it.exchange.path
}

/// What has a limit of its own: the first two segments, as in `/v1/customers`.
fn resource(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').skip(1).take(2)
}

/// Calls before the end of a wait, behind the answers that asked for it.
pub(super) fn calls_too_early(seen: &[Seen<'_>]) -> Vec<Found> {
    let waits: Vec<Wait> = seen.iter().enumerate().filter_map(|(index, it)| Wait::of(index, it)).collect();
    let mut notes = BTreeMap::new();
    for wait in &waits {
        let told = &seen[wait.index];
        for (index, it) in seen.iter().enumerate() {
            let at = it.exchange.at;
            let is_early =
                wait.answered_at <= at && at < wait.until.checked_sub(SLACK).unwrap_or(Timestamp::MIN);
            if index == wait.index || !is_early || !has_to_wait(told, it) {
                continue;
            }
            let length = wait.until.duration_since(wait.answered_at);
            notes.entry(wait.index).or_insert(Note::AskedToWait(length));
            notes.insert(index, Note::CalledEarly { passed: at.duration_since(wait.answered_at), length });
        }
    }
    notes.into_iter().map(|(index, note)| Found::new(index, note)).collect()
}

/// Reads of the same state of the same customer in a row, if they are many and near to each other. A write begins anew:
/// what became of it is worth a look. So does a move of the sandbox's clock: the time that passes for vetting counts.
pub(super) fn polls_too_fast(seen: &[Seen<'_>]) -> Vec<Found> {
    let mut runs = HashMap::<_, Vec<usize>>::new();
    let mut found = Vec::new();
    for (index, it) in seen.iter().enumerate() {
        let Some(customer) = it.customer() else { continue };
        if it.is_write() {
            let ended: Vec<_> = runs.extract_if(|(of, _), _| *of == customer).collect();
            found.extend(ended.iter().flat_map(|(_, run)| told(seen, run)));
            continue;
        }
        let is_state = matches!(it.route(), Some(WireRoute::C1 | WireRoute::C3 | WireRoute::C7));
        if !is_state || !it.is_success() {
            continue;
        }
        let run = runs.entry((customer, it.route())).or_default();
        if run.last().is_some_and(|last| between(&seen[*last], it) >= POLL_EVERY) {
            found.extend(told(seen, &std::mem::take(run)));
        }
        run.push(index);
    }
    found.extend(runs.values().flat_map(|run| told(seen, run)));
    found.sort_by_key(|found| found.index);
    found
}

/// What passed between two, by the real time or by the sandbox's, whichever is longer.
fn between(earlier: &Seen<'_>, later: &Seen<'_>) -> SignedDuration {
    let (earlier, later) = (earlier.exchange, later.exchange);
    let by_sandbox = later.facts.service_at.duration_since(earlier.facts.service_at);
    later.at.duration_since(earlier.at).max(by_sandbox)
}

fn told(seen: &[Seen<'_>], run: &[usize]) -> Vec<Found> {
    if run.len() < POLLS_MIN {
        return Vec::new();
    }
    let note = |(place, index): (usize, &usize)| match place.checked_sub(1) {
        Some(before) => Note::AfterAnother(between(&seen[run[before]], &seen[*index])),
        None => Note::First,
    };
    run.iter().enumerate().map(|it| Found::new(*it.1, note(it))).collect()
}
