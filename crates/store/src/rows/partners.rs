//! Partners.

use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{Outcome, Slice};
use qualify_vocabulary::{PageSize, PartnerId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Partners.
pub(crate) trait PartnerRows {
    /// One partner.
    fn find_partner(&mut self, partner: PartnerId) -> impl Read<Option<Partner>>;
    /// All partners.
    fn list_partners(&mut self) -> impl Read<Vec<Partner>>;
    /// A page of the partners, by their id, behind one of them.
    fn page_partners(&mut self, after: Option<PartnerId>, size: PageSize) -> impl Read<Slice<Partner>>;
    /// Creates or replaces a partner.
    fn put_partner(&mut self, partner: &Partner, now: Timestamp) -> Queued;
}

/// A partner.
pub(crate) fn read_partner(columns: &impl Cells) -> Outcome<Partner> {
    let is_suspended: bool = columns.get("is_suspended")?;
    Ok(Partner {
        id: columns.id("id")?,
        name: columns.get("name")?,
        is_sandbox_account: columns.get("is_sandbox_account")?,
        status: if is_suspended { PartnerStatus::Suspended } else { PartnerStatus::Active },
        may_create_customers: columns.get("may_create_customers")?,
        world: columns.id("world")?,
    })
}
