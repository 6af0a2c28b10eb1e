//! What partners are told about themselves (contract 1.18, S12 and S13): from the configuration, in a sandbox also from
//! its seed, and otherwise made up of defaults. Read once, at the start.

use std::collections::HashMap;

use qualify_domain::partner_profile::PartnerProfile;
use qualify_vocabulary::PartnerId;

/// What partners are told about themselves; one answer for all that nothing is known of.
#[derive(Debug, Default)]
pub(crate) struct PartnerProfiles {
    known: HashMap<PartnerId, PartnerProfile>,
    default: PartnerProfile,
}

impl PartnerProfiles {
    /// Of two profiles for one partner the later one counts.
    pub(crate) fn new(known: impl IntoIterator<Item = (PartnerId, PartnerProfile)>) -> Self {
        Self { known: known.into_iter().collect(), default: PartnerProfile::default() }
    }

    /// The profiles of partners that somebody described.
    pub(crate) fn known(&self) -> impl Iterator<Item = (PartnerId, &PartnerProfile)> {
        self.known.iter().map(|(partner, profile)| (*partner, profile))
    }

    /// The partner's profile; a partner that nobody described is in the United States.
    pub(crate) fn find(&self, partner: PartnerId) -> &PartnerProfile {
        self.known.get(&partner).unwrap_or(&self.default)
    }
}
