//! The trail of all partners, as staff reads it.

use qualify_domain::audit::AuditEntry;
use qualify_domain::ports::{Outcome, Slice, TrailPlace, TrailStore as _};
use qualify_vocabulary::{PageSize, PartnerId, StaffRole};

use super::asker::StaffAsker;
use super::staff;

/// Most steps of one page, each of which reads as many records as a page may hold.
const STEPS_MAX: usize = 10;

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
