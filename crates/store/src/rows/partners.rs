//! Partners.

use qualify_domain::partner::Partner;
use qualify_vocabulary::{PartnerId, Timestamp};

use super::reading::{Queued, Read};

/// Partners.
pub(crate) trait PartnerRows {
    /// One partner.
    fn find_partner(&mut self, partner: PartnerId) -> impl Read<Option<Partner>>;
    /// All partners.
    fn list_partners(&mut self) -> impl Read<Vec<Partner>>;
    /// Creates or replaces a partner.
    fn put_partner(&mut self, partner: &Partner, now: Timestamp) -> Queued;
}
