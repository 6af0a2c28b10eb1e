//! Partners.

use qualify_domain::partner::Partner;
use qualify_domain::ports::Slice;
use qualify_vocabulary::{PageSize, PartnerId, Timestamp};

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
