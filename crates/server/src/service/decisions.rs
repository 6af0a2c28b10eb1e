//! Decisions of vetting, as staff looks at them.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DecisionStore as _, Outcome, Slice, TrailStore as _};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::{DecisionId, PageSize};

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::staff::{self, CustomerAtHand};

/// A decision about a customer of a partner in whose affairs the asker may have a part.
///
/// # Errors
/// There is none, or the asker belongs to the partner.
pub async fn find(asker: &StaffAsker<'_>, id: DecisionId) -> Result<StoredDecision, ServiceError> {
    let found = asker.measure(asker.app.store.find_decision(id)).await?;
    let decision = found.ok_or(ServiceRefusal::DecisionNotFound)?;
    staff::check_no_conflict(asker, decision.sealed.record.partner)?;
    Ok(decision)
}

/// Decisions about a customer without their texts, the newest first; those about one that was deleted too.
pub async fn list(
    asker: &StaffAsker<'_>,
    customer: CustomerAtHand,
    below: Option<u64>,
    size: PageSize,
) -> Outcome<Slice<StoredDecision>> {
    asker.measure(asker.app.store.list_decisions(customer.key(), below, size, false)).await
}

/// Notes in the trail that the asker looks at a decision: before it is shown.
pub async fn note_look(asker: &StaffAsker<'_>, decision: &StoredDecision) -> Outcome<()> {
    let record = &decision.sealed.record;
    let key = CustomerKey { partner: record.partner, customer: record.customer };
    asker.measure(asker.app.store.record_decision_view(asker.act_on(key.partner), key, record.id)).await
}
