//! Who has changed something about a customer meanwhile, as far as the trail says.

use qualify_domain::audit::{AuditOperation, AuditPosition, AuditStatus};
use qualify_domain::ports::{AuditSelection, TrailStore as _};
use qualify_vocabulary::{CustomerId, PageSize};

use crate::error::PageError;
use crate::page::PartnerPage;
use crate::state::Dashboard;

/// Records among which a change is looked for.
const RECORDS_MAX: u64 = 50;

/// Who changed something last, and when.
#[derive(Debug)]
pub(crate) struct LastChange {
    pub(crate) who: String,
    pub(crate) at: String,
}

/// The last change of a kind among the newest records about the customer.
pub(crate) async fn find(
    dashboard: &Dashboard,
    page: &PartnerPage,
    id: CustomerId,
    operation: AuditOperation,
) -> Result<Option<LastChange>, PageError> {
    let selection = AuditSelection {
        from: AuditPosition::from_ticks(0),
        until: AuditPosition::from_ticks(i64::MAX),
        customer: Some(id),
        company_name_contains: None,
    };
    let size = PageSize::clamped(RECORDS_MAX).unwrap_or(PageSize::MAX);
    let records = dashboard.store.list_audit(page.partner(), selection, None, size);
    let records = page.info.meter.measure(records).await?.items.into_iter();
    let mut facts = records.map(|record| record.fact.for_partner());
    let last = facts.find(|fact| fact.operation == operation && fact.status == AuditStatus::Succeeded);
    Ok(last.map(|fact| LastChange { who: fact.actor.name().to_owned(), at: page.locale().moment(fact.at) }))
}
