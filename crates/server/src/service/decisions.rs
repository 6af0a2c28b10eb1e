//! Decisions of vetting, as staff looks at them.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, Store as _};
use qualify_domain::vetting::StoredDecision;
use qualify_vocabulary::DecisionId;

use super::asker::StaffAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::staff;

/// A decision about a customer of a partner in whose affairs the asker may have a part.
///
/// # Errors
/// There is none, or the asker belongs to the partner.
pub(crate) async fn find(asker: &StaffAsker<'_>, id: DecisionId) -> Result<StoredDecision, ServiceError> {
    let found = asker.measure(asker.app.store.find_decision(id)).await?;
    let decision = found.ok_or(ServiceRefusal::DecisionNotFound)?;
    staff::check_no_conflict(asker, decision.sealed.record.partner)?;
    Ok(decision)
}

/// Notes in the trail that the asker looks at a decision: before it is shown.
pub(crate) async fn note_look(asker: &StaffAsker<'_>, decision: &StoredDecision) -> Outcome<()> {
    let record = &decision.sealed.record;
    let key = CustomerKey { partner: record.partner, customer: record.customer };
    asker.measure(asker.app.store.record_decision_view(asker.act(), key, record.id)).await
}
