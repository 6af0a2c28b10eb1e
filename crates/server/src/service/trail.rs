//! The trail: of all partners, as staff reads it, and which part of its own a partner reads.

use qualify_domain::audit::AuditEntry;
use qualify_domain::ports::{Outcome, Slice, TrailPlace, TrailStore as _};
use qualify_vocabulary::{PageSize, PartnerId, SignedDuration, StaffRole, Timestamp};

use super::asker::StaffAsker;
use super::staff;

/// Most steps of one page, each of which reads as many records as a page may hold.
const STEPS_MAX: usize = 10;

/// Days of a window of which not both ends are said.
const DEFAULT_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far back a partner reads.
const OLDEST_START: SignedDuration = SignedDuration::from_hours(90 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Why a partner reads no such window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowFault {
    /// It begins more than 90 days ago.
    TooOld,
    EndsBeforeItBegins,
}

/// The window of a partner's records (contract 1.19): the last 30 days, or up to 30 days from its start, not past today.
///
/// # Errors
/// It is older than records are shown, or ends before it begins.
pub fn window(
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), WindowFault> {
    let today_seconds = now.as_second().div_euclid(DAY_SECONDS) * DAY_SECONDS;
    let today = Timestamp::from_second(today_seconds).unwrap_or(now);
    let tomorrow = shifted(today, DAY);
    let oldest = shifted(today, -OLDEST_START);
    let until = match (end, start) {
        (Some(end), _) => end,
        (None, Some(start)) => shifted(start, DEFAULT_WINDOW).min(tomorrow),
        (None, None) => tomorrow,
    };
    let from = match (start, end) {
        (Some(start), _) => start,
        (None, Some(end)) => shifted(end, -DEFAULT_WINDOW).max(oldest),
        (None, None) => shifted(now, -DEFAULT_WINDOW),
    };
    if from.min(until) < oldest {
        return Err(WindowFault::TooOld);
    }
    if until < from {
        return Err(WindowFault::EndsBeforeItBegins);
    }
    Ok((from, until))
}

fn shifted(moment: Timestamp, by: SignedDuration) -> Timestamp {
    let limit = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
    moment.checked_add(by).unwrap_or(limit)
}

/// A page of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailPage {
    /// The records, the newest first.
    pub items: Vec<AuditEntry>,
    /// The place behind which to go on; none at the end.
    pub next: Option<TrailPlace>,
}

/// A page, the newest record first: of one partner, or of all but those in whose affairs the asker has no part. Auditors
/// look at everybody's acts, their own colleagues' too.
///
/// # Errors
/// The asker belongs to the partner.
pub async fn page(
    asker: &StaffAsker<'_>,
    partner: Option<PartnerId>,
    after: Option<TrailPlace>,
    size: PageSize,
) -> Outcome<TrailPage> {
    let is_auditor = asker.holds(&[StaffRole::Auditor]);
    if let Some(partner) = partner.filter(|_| !is_auditor) {
        staff::check_no_conflict(asker, partner)?;
    }
    let left_out = if is_auditor { Vec::new() } else { staff::barred_partners(asker) };
    page_without(&left_out, after, size, |after, step| {
        asker.measure(asker.app.store.list_operator_audit(partner, after, step))
    })
    .await
}

/// A page without the records of some partners, and the place behind which to go on. It may hold fewer records than asked
/// for and still have a next one: it looks at a bounded number of them.
async fn page_without<F: Future<Output = Outcome<Slice<AuditEntry>>>>(
    left_out: &[PartnerId],
    mut after: Option<TrailPlace>,
    size: PageSize,
    mut read: impl FnMut(Option<TrailPlace>, PageSize) -> F,
) -> Outcome<TrailPage> {
    let wanted = usize::from(size.items());
    let step = if left_out.is_empty() { size } else { PageSize::MAX };
    let mut items: Vec<AuditEntry> = Vec::new();
    for _ in 0..STEPS_MAX {
        let slice = read(after, step).await?;
        for entry in slice.items {
            if items.len() == wanted {
                return Ok(TrailPage { items, next: after });
            }
            after = Some(TrailPlace::of(&entry));
            if !left_out.contains(&entry.fact.partner) {
                items.push(entry);
            }
        }
        if !slice.has_more {
            return Ok(TrailPage { items, next: None });
        }
        if items.len() == wanted {
            break;
        }
    }
    Ok(TrailPage { items, next: after })
}

#[cfg(test)]
mod tests {
    use qualify_domain::audit::{AuditFact, AuditOperation, AuditPosition, AuditStatus};
    use qualify_domain::caller::Actor;
    use qualify_vocabulary::{CorrelationId, Timestamp};

    use super::*;

    const OTHERS: PartnerId = PartnerId::from_uuid(uuid::Uuid::from_u128(1));
    const OWN: PartnerId = PartnerId::from_uuid(uuid::Uuid::from_u128(2));

    fn entry(ticks: i64, partner: PartnerId) -> AuditEntry {
        let fact = AuditFact {
            partner,
            customer: None,
            actor: Actor::service("a test"),
            operation: AuditOperation::Preview,
            status: AuditStatus::Succeeded,
            old_value: None,
            new_value: None,
            details: Vec::new(),
            correlation_id: CorrelationId::from([0; 16]),
            at: Timestamp::UNIX_EPOCH,
        };
        AuditEntry { position: AuditPosition::from_ticks(ticks), fact }
    }

    /// Reads a page of a trail whose newest record has the highest number; answers its numbers, where it goes on, and how
    /// often was read.
    async fn page_of(
        trail: &[PartnerId],
        left_out: &[PartnerId],
        items: u64,
    ) -> (Vec<i64>, Option<i64>, usize) {
        let mut reads = 0;
        let size = PageSize::clamped(items).expect("a size");
        let page = page_without(left_out, None, size, |after, step| {
            reads += 1;
            let newest =
                after.map_or(trail.len(), |after| usize::try_from(after.position.ticks()).expect("a number"));
            let oldest = newest.saturating_sub(usize::from(step.items()));
            let numbers = (oldest..newest).rev();
            let items =
                numbers.map(|number| entry(i64::try_from(number).expect("few"), trail[number])).collect();
            std::future::ready(Ok(Slice { items, has_more: oldest > 0 }))
        })
        .await
        .expect("it is read");
        let numbers = page.items.iter().map(|entry| entry.position.ticks()).collect();
        (numbers, page.next.map(|next| next.position.ticks()), reads)
    }

    #[tokio::test]
    async fn a_page_is_filled_past_what_is_left_out_and_goes_on_behind_its_last_record() {
        let trail = [OTHERS, OWN, OTHERS, OWN, OWN, OTHERS];
        assert_eq!(page_of(&trail, &[], 2).await, (vec![5, 4], Some(4), 1));
        assert_eq!(page_of(&trail, &[OWN], 2).await, (vec![5, 2], Some(2), 1));
        assert_eq!(page_of(&trail, &[OWN], 3).await, (vec![5, 2, 0], None, 1));
        assert_eq!(page_of(&trail, &[OTHERS, OWN], 3).await, (vec![], None, 1));
    }

    #[tokio::test]
    async fn a_page_of_nothing_ends_after_so_many_looks_and_says_where_to_go_on() {
        let trail = vec![OWN; usize::from(PageSize::MAX.items()) * (STEPS_MAX + 1)];
        let left = i64::from(PageSize::MAX.items());
        assert_eq!(page_of(&trail, &[OWN], 5).await, (vec![], Some(left), STEPS_MAX));
    }
}
