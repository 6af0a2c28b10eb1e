//! Families of refresh tokens: every rotation makes the next generation, and only the newest is good. An older one
//! that turns up was stolen, or its successor was: the whole family ends (RFC 9700, 4.14.2).
//!
//! A family that was never rotated nor revoked needs no entry, because its first token says everything. The entries
//! are one row of the store, saved before the answer, so that what was used up stays so over a restart.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_domain::ports::{Outcome, Store as _};
use qualify_store::SqliteStore;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::refusal::{Reason, Refused};
use crate::clock::fresh_guid;

const SETTING: &str = "sandbox.refresh_families";
/// So many families are remembered. One more takes the place of the oldest, and what is older than that is refused.
const FAMILIES_MAX: usize = 4096;

/// The name of a family: the order of age, then chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Family {
    /// When its first token was made, in seconds.
    #[serde(rename = "b")]
    born_at: i64,
    #[serde(rename = "f")]
    id: Uuid,
}

impl Family {
    pub(super) fn new(now: i64) -> Self {
        Self { born_at: now, id: fresh_guid() }
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct State {
    generation: u32,
    is_revoked: bool,
    /// When its last token expires; the entry is of no use after that.
    expires_at: i64,
}

#[derive(Debug, Default)]
struct Known {
    families: BTreeMap<Family, State>,
    /// Families born up to this moment that have no entry are refused: theirs may have been forgotten.
    forgotten_until: Option<i64>,
    /// Counts the changes.
    version: u64,
}

/// The entries as the store keeps them.
#[derive(Serialize, Deserialize)]
struct Kept {
    families: Vec<(Family, State)>,
    forgotten_until: Option<i64>,
}

/// What became of the families.
#[derive(Debug)]
pub(super) struct Families {
    known: Mutex<Known>,
    /// The version that the store has; held while it is written, so that no older state overtakes a newer one.
    saved: tokio::sync::Mutex<u64>,
}

impl Families {
    pub(super) async fn open(store: &SqliteStore) -> Outcome<Self> {
        let kept = store.load_setting(SETTING).await?;
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        let known = kept.map_or_else(Known::default, |kept| Known {
            families: kept.families.into_iter().collect(),
            forgotten_until: kept.forgotten_until,
            version: 0,
        });
        Ok(Self { known: Mutex::new(known), saved: tokio::sync::Mutex::new(0) })
    }

    /// Uses up a generation of a family, for the next one, which lives for `lifetime` from `now`.
    ///
    /// # Errors
    /// The generation was used up before, and the family is revoked now; or it was revoked already.
    pub(super) fn rotate(
        &self,
        family: Family,
        generation: u32,
        now: i64,
        lifetime: i64,
    ) -> Result<Rotation<'_>, Refused> {
        let mut known = self.lock();
        let state = known.families.get(&family).copied();
        if state.is_none() && known.forgotten_until.is_some_and(|until| family.born_at <= until) {
            return Err(expired());
        }
        let current = state.map_or(0, |state| state.generation);
        let is_good = state.is_none_or(|state| !state.is_revoked) && generation >= current;
        let next = if is_good { generation.saturating_add(1) } else { current };
        let state = State { generation: next, is_revoked: !is_good, expires_at: now + lifetime };
        known.put(family, state, now);
        drop(known);
        if is_good {
            Ok(Rotation { families: self, family, used: generation, is_kept: false })
        } else {
            Err(revoked())
        }
    }

    /// Makes a generation good again whose successor nobody got.
    fn take_back(&self, family: Family, used: u32) {
        let mut known = self.lock();
        let state = known.families.get_mut(&family);
        let state = state.filter(|state| !state.is_revoked && state.generation == used.saturating_add(1));
        if let Some(state) = state {
            state.generation = used;
            known.version += 1;
        }
    }

    /// Ends a family.
    pub(super) fn revoke(&self, family: Family, now: i64, lifetime: i64) {
        let mut known = self.lock();
        let generation = known.families.get(&family).map_or(0, |state| state.generation);
        known.put(family, State { generation, is_revoked: true, expires_at: now + lifetime }, now);
    }

    /// Writes the entries, unless somebody else has written them since.
    pub(super) async fn save(&self, store: &SqliteStore) -> Outcome<()> {
        let wanted = self.lock().version;
        let mut saved = self.saved.lock().await;
        if *saved >= wanted {
            return Ok(());
        }
        let (version, kept) = self.lock().to_kept();
        let bytes = serde_json::to_vec(&kept).expect("families are made of texts and numbers");
        store.save_setting(SETTING, bytes).await?;
        *saved = version;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A generation that was used up. It is good again if this value goes before the store has it: whoever hears that the
/// service is busy repeats the request with the same token, and must not be taken for a thief.
#[derive(Debug)]
#[must_use]
pub(super) struct Rotation<'a> {
    families: &'a Families,
    family: Family,
    used: u32,
    is_kept: bool,
}

impl Rotation<'_> {
    /// Writes it, and gives the next generation.
    pub(super) async fn keep(self, store: &SqliteStore) -> Outcome<u32> {
        self.families.save(store).await?;
        Ok(self.kept())
    }

    fn kept(mut self) -> u32 {
        self.is_kept = true;
        self.used.saturating_add(1)
    }
}

impl Drop for Rotation<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.families.take_back(self.family, self.used);
        }
    }
}

impl Known {
    fn put(&mut self, family: Family, state: State, now: i64) {
        self.families.insert(family, state);
        self.version += 1;
        if self.families.len() > FAMILIES_MAX {
            self.families.retain(|_, state| state.expires_at > now);
        }
        while self.families.len() > FAMILIES_MAX {
            let Some((oldest, _)) = self.families.pop_first() else { return };
            self.forgotten_until = self.forgotten_until.max(Some(oldest.born_at));
        }
    }

    fn to_kept(&self) -> (u64, Kept) {
        let families = self.families.iter().map(|(family, state)| (*family, *state)).collect();
        (self.version, Kept { families, forgotten_until: self.forgotten_until })
    }
}

/// What an expired refresh token is refused with.
pub(super) fn expired() -> Refused {
    Refused::new(Reason::RefreshExpired, "The refresh token has expired due to inactivity. Sign in again.")
}

fn revoked() -> Refused {
    Refused::new(
        Reason::RefreshRevoked,
        "The provided grant has expired due to it being revoked, a fresh auth token is needed: a refresh token that had \
         been replaced was used again, or the grant was withdrawn. Sign in again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families() -> Families {
        Families { known: Mutex::default(), saved: tokio::sync::Mutex::new(0) }
    }

    #[test]
    fn only_the_newest_generation_is_good() {
        let families = families();
        let family = Family::new(100);
        assert_eq!(families.rotate(family, 0, 100, 60).unwrap().kept(), 1);
        assert_eq!(families.rotate(family, 1, 100, 60).unwrap().kept(), 2);
        assert_eq!(families.rotate(family, 0, 100, 60).unwrap_err().reason, Reason::RefreshRevoked);
        assert_eq!(families.rotate(family, 2, 100, 60).unwrap_err().reason, Reason::RefreshRevoked);
        assert_eq!(
            families.rotate(Family::new(100), 0, 100, 60).unwrap().kept(),
            1,
            "another family goes on"
        );
    }

    #[test]
    fn a_rotation_that_came_to_nothing_is_taken_back() {
        let families = families();
        let family = Family::new(100);
        drop(families.rotate(family, 0, 100, 60).unwrap());
        assert_eq!(families.rotate(family, 0, 100, 60).unwrap().kept(), 1);
        drop(families.rotate(family, 1, 100, 60).unwrap());
        let rotation = families.rotate(family, 1, 100, 60).unwrap();
        assert!(families.rotate(family, 1, 100, 60).is_err(), "two at once are one too many");
        drop(rotation);
        assert!(families.rotate(family, 1, 100, 60).is_err(), "what is revoked stays so");
    }

    #[test]
    fn families_are_bounded_and_what_was_forgotten_is_refused() {
        let families = families();
        let (old, unused) = (Family::new(1), Family::new(1));
        families.rotate(old, 0, 1, 1000).unwrap().kept();
        for second in 2..=i64::try_from(FAMILIES_MAX).unwrap() + 1 {
            families.rotate(Family::new(second), 0, 1, 1000).unwrap().kept();
        }
        assert_eq!(families.lock().families.len(), FAMILIES_MAX);
        for family in [old, unused] {
            assert_eq!(families.rotate(family, 0, 1, 1000).unwrap_err().reason, Reason::RefreshExpired);
        }
    }

    #[test]
    fn expired_families_make_room_first() {
        let families = families();
        let live = Family::new(1);
        families.rotate(live, 0, 1, 1_000_000).unwrap().kept();
        for second in 2..=i64::try_from(FAMILIES_MAX).unwrap() + 1 {
            families.rotate(Family::new(second), 0, second, 1).unwrap().kept();
        }
        assert_eq!(families.rotate(live, 0, 5000, 60).unwrap_err().reason, Reason::RefreshRevoked);
    }
}
