//! What partners are told about themselves (contract 1.18, S12 and S13): from the configuration, which is read once at the
//! start, in a sandbox also from its seed, and otherwise made up of defaults.

use std::collections::HashMap;
use std::sync::Arc;

use qualify_domain::partner_profile::PartnerProfile;
use qualify_vocabulary::PartnerId;

use crate::extension::Extension;

/// What partners are told about themselves; one answer for all that nothing is known of.
#[derive(Debug, Default)]
pub(crate) struct PartnerProfiles {
    known: HashMap<PartnerId, Arc<PartnerProfile>>,
    default: Arc<PartnerProfile>,
}

impl PartnerProfiles {
    /// Of two profiles for one partner the later one counts.
    pub(crate) fn new(known: impl IntoIterator<Item = (PartnerId, PartnerProfile)>) -> Self {
        let known = known.into_iter().map(|(partner, profile)| (partner, Arc::new(profile)));
        Self { known: known.collect(), default: Arc::default() }
    }

    /// The profiles of partners that somebody described before the start.
    pub(crate) fn known(&self) -> impl Iterator<Item = (PartnerId, &PartnerProfile)> {
        self.known.iter().map(|(partner, profile)| (*partner, profile.as_ref()))
    }

    /// The partner's profile: as it is known, or as the extension describes a partner that came later. A partner that nobody
    /// described is in the United States.
    pub(crate) fn find(&self, partner: PartnerId, extension: Option<&dyn Extension>) -> Arc<PartnerProfile> {
        let known = self.known.get(&partner).cloned();
        let known = known.or_else(|| extension?.find_partner_profile(partner));
        known.unwrap_or_else(|| Arc::clone(&self.default))
    }
}
