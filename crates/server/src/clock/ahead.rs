//! How far partners are ahead of everybody, in the order of their ids: one is found without a look at the others.

use std::sync::Arc;

use arc_swap::ArcSwap;
use qualify_domain::ports::Whose;
use qualify_vocabulary::{PartnerId, SignedDuration};

/// Who is ahead; nobody is behind.
#[derive(Debug, Default)]
pub(super) struct Ahead(ArcSwap<Vec<(PartnerId, SignedDuration)>>);

/// The form that the store keeps: ids, and microseconds.
pub(super) type KeptAhead = Vec<(String, i64)>;

impl Ahead {
    /// How far this one is.
    pub(super) fn of(&self, partner: PartnerId) -> SignedDuration {
        let known = self.0.load();
        let found = known.binary_search_by_key(&partner, |(partner, _)| *partner);
        found.map_or(SignedDuration::ZERO, |place| known[place].1)
    }

    /// Puts a partner so far ahead, wherever it was.
    pub(super) fn put(&self, partner: PartnerId, ahead: SignedDuration) {
        self.0.rcu(|known| put_in_order(known, partner, ahead));
    }

    /// Nobody is ahead any more.
    pub(super) fn forget_all(&self) {
        self.0.store(Arc::default());
    }

    /// All of them.
    pub(super) fn list(&self) -> Arc<Vec<(PartnerId, SignedDuration)>> {
        self.0.load_full()
    }

    /// Everybody but those who are ahead.
    pub(super) fn all_but(&self) -> Whose {
        let known = self.0.load();
        if known.is_empty() {
            return Whose::Everybody;
        }
        Whose::AllBut(known.iter().map(|(partner, _)| *partner).collect())
    }

    pub(super) fn to_kept(&self) -> KeptAhead {
        kept(&self.0.load())
    }

    /// What is to be kept once a partner is so far ahead.
    pub(super) fn to_kept_with(&self, partner: PartnerId, ahead: SignedDuration) -> KeptAhead {
        kept(&put_in_order(&self.0.load(), partner, ahead))
    }

    /// Those that were kept, in the place of all.
    pub(super) fn restore(&self, kept: &[(String, i64)]) {
        let known = kept.iter().filter_map(|(partner, micros)| {
            Some((PartnerId::parse(partner).ok()?, SignedDuration::from_micros(*micros)))
        });
        let mut known: Vec<_> = known.collect();
        known.sort_unstable_by_key(|(partner, _)| *partner);
        self.0.store(Arc::new(known));
    }
}

fn put_in_order(
    known: &[(PartnerId, SignedDuration)],
    partner: PartnerId,
    ahead: SignedDuration,
) -> Vec<(PartnerId, SignedDuration)> {
    let place = known.partition_point(|(other, _)| *other < partner);
    let (before, behind) = known.split_at(place);
    let behind = behind.iter().filter(|(other, _)| *other != partner);
    let anew = (ahead > SignedDuration::ZERO).then_some((partner, ahead));
    before.iter().copied().chain(anew).chain(behind.copied()).collect()
}

fn kept(known: &[(PartnerId, SignedDuration)]) -> KeptAhead {
    let micros = |ahead: SignedDuration| i64::try_from(ahead.as_micros()).unwrap_or(i64::MAX);
    known.iter().map(|(partner, ahead)| (partner.to_string(), micros(*ahead))).collect()
}
