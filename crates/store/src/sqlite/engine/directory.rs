//! Partners in memory: they are few, and asked for by every request.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use qualify_domain::partner::Partner;
use qualify_vocabulary::PartnerId;

/// All partners, as the database holds them.
#[derive(Debug, Default)]
pub(crate) struct PartnerDirectory(ArcSwap<HashMap<PartnerId, Arc<Partner>>>);

impl PartnerDirectory {
    pub(crate) fn find(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        self.0.load().get(&partner).cloned()
    }

    pub(crate) fn list(&self) -> Vec<Arc<Partner>> {
        self.0.load().values().cloned().collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load().len()
    }

    /// Takes over what is in the database now. Called by the writer alone, so that the last commit is the last word.
    pub(crate) fn replace_all(&self, partners: &[Partner]) {
        let partners = partners.iter().map(|partner| (partner.id, Arc::new(partner.clone()))).collect();
        self.0.store(Arc::new(partners));
    }
}
