//! What goes after its time: replay entries, events, the texts of decisions and of cases, a bounded number at once.

use qualify_domain::audit::{AuditFact, AuditOperation, NO_PARTNER};
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::Retention;
use qualify_vocabulary::{CorrelationId, SignedDuration, Timestamp};

use super::{Operation, reviews, webhooks};
use crate::rows::Rows;
use crate::undone::Done;

/// Looks at the oldest rows of each kind and removes at most `rows_max` of those whose time is over.
#[derive(Clone)]
pub(crate) struct PurgeExpired {
    pub(crate) now: Timestamp,
    pub(crate) retention: Retention,
}

impl Operation for PurgeExpired {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        let Self { now, retention } = self;
        let before = |kept: SignedDuration| now.checked_sub(kept).unwrap_or(Timestamp::MIN);
        let rows_max = retention.rows_max;
        let replays = rows.purge_replays(before(retention.replays), rows_max).await?;
        let events = purge_events(rows, before(retention.events), rows_max).await?;
        let webhooks = webhooks::purge(rows, now, rows_max).await?;
        let texts = rows.purge_decision_texts(now, retention.decision_texts, rows_max).await?;
        let cases = reviews::purge_texts(rows, now, before(retention.decision_texts), rows_max).await?;
        if texts + cases > 0 {
            note_erased(rows, now, texts, cases).await?;
        }
        Ok(replays + events + webhooks + texts + cases)
    }
}

/// Leaves a record in the operators' trail that texts went. What else goes was never anybody's to read.
async fn note_erased<R: Rows>(rows: &mut R, now: Timestamp, decisions: usize, cases: usize) -> Done<()> {
    let act = Act { actor: Actor::service("retention"), now, correlation_id: CorrelationId::NIL };
    let fact = AuditFact::of_partner(&act, NO_PARTNER, AuditOperation::EraseTexts)
        .with(vec![("Decisions".into(), decisions.to_string()), ("Reviews".into(), cases.to_string())]);
    rows.append_audit(&fact).await?;
    Ok(())
}

/// Events are looked at past those that stay, but not without end: so many times the rows of a round.
const LOOKED_AT_FACTOR: u32 = 8;

/// Removes old events with their deliveries. One that somebody is still to be told of stays; for a day or so,
/// because old events cannot be replayed.
async fn purge_events<R: Rows>(rows: &mut R, before: Timestamp, rows_max: u16) -> Done<usize> {
    let looked_at_max = u32::from(rows_max) * LOOKED_AT_FACTOR;
    let expired = rows.list_expired_events(before, looked_at_max, rows_max).await?;
    let (mut removed, mut removed_rows) = (0, 0);
    for (partner, sequence) in expired {
        removed_rows += 1 + webhooks::forget_event(rows, partner, sequence).await?;
        rows.delete_event(partner, sequence)?;
        removed += 1;
        if removed_rows >= usize::from(rows_max) {
            // So much was written that another round is wanted.
            return Ok(removed.max(usize::from(rows_max)));
        }
    }
    Ok(removed)
}
