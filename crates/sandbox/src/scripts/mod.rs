//! What vetting is told to say of single customers, whatever their e-mail addresses are. It stands beside the customers, so
//! that nothing of them changes by it, and among the settings of the store, so that a restart forgets nothing.

pub(crate) mod routes;

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{InstallationStore as _, Outcome};
use qualify_store::Store;
use qualify_vocabulary::{CustomerId, PartnerId, SignedDuration};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::scripted::Told;

/// Where they stand among the settings of the store.
const SCRIPTS_SETTING: &str = "sandbox.scripts";

/// Customers of whom vetting can be told at a time what to say.
pub(crate) const SCRIPTS_MAX: usize = 10_000;

/// The outcome with a length.
pub(crate) const SLOW: &str = "slow";

/// What is said of one customer, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Script {
    pub(crate) partner: PartnerId,
    pub(crate) customer: CustomerId,
    pub(crate) outcome: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(crate) length: Option<SignedDuration>,
}

/// What is said of whom.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    told: ArcSwap<HashMap<CustomerKey, Told>>,
    /// Held while it changes.
    turn: Mutex<()>,
}

impl Script {
    pub(crate) fn of(key: CustomerKey, told: Told) -> Self {
        let (outcome, length) = match told {
            Told::At(_) => (told.word(), None),
            Told::After(length) => (SLOW, Some(length)),
        };
        Self { partner: key.partner, customer: key.customer, outcome: outcome.to_owned(), length }
    }

    /// None where an earlier or later program kept what this one does not know.
    fn read(&self) -> Option<(CustomerKey, Told)> {
        let key = CustomerKey { partner: self.partner, customer: self.customer };
        let told = match self.length {
            Some(length) => Told::After(length),
            None => Told::parse(&self.outcome)?,
        };
        Some((key, told))
    }
}

impl Scripts {
    /// Those that a store holds.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn open(store: &Store) -> Outcome<Self> {
        let kept = store.load_setting(SCRIPTS_SETTING).await?;
        let scripts = kept.and_then(|kept| serde_json::from_slice::<Vec<Script>>(&kept).ok());
        Ok(Self {
            told: ArcSwap::from_pointee(read_all(&scripts.unwrap_or_default())),
            turn: Mutex::default(),
        })
    }

    /// What vetting says of this customer, if it was told.
    pub(crate) fn find(&self, key: CustomerKey) -> Option<Told> {
        self.told.load().get(&key).copied()
    }

    /// All of them, for a snapshot.
    pub(crate) fn list(&self) -> Vec<Script> {
        self.told.load().iter().map(|(key, told)| Script::of(*key, *told)).collect()
    }

    /// Whether another customer can have one.
    pub(crate) fn has_room_for(&self, key: CustomerKey) -> bool {
        let told = self.told.load();
        told.len() < SCRIPTS_MAX || told.contains_key(&key)
    }

    /// Tells vetting what to say of a customer; what it finds, if none.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn tell(&self, store: &Store, key: CustomerKey, told: Option<Told>) -> Outcome<()> {
        self.change(store, |all| {
            match told {
                Some(told) => all.insert(key, told),
                None => all.remove(&key),
            };
        })
        .await
    }

    /// Those of a partner's customers.
    pub(crate) fn list_of(&self, partner: PartnerId) -> Vec<Script> {
        self.list().into_iter().filter(|script| script.partner == partner).collect()
    }

    /// Says nothing any more of the customers of a partner.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn forget_partner(&self, store: &Store, partner: PartnerId) -> Outcome<()> {
        self.replace_of(store, partner, &[]).await
    }

    /// Puts these in the place of those of a partner's customers.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn replace_of(
        &self,
        store: &Store,
        partner: PartnerId,
        scripts: &[Script],
    ) -> Outcome<()> {
        self.change(store, |all| {
            all.retain(|key, _| key.partner != partner);
            all.extend(read_all(scripts));
        })
        .await
    }

    /// Puts these in the place of all.
    ///
    /// # Errors
    /// The store does not answer.
    pub(crate) async fn replace(&self, store: &Store, scripts: &[Script]) -> Outcome<()> {
        self.change(store, |all| *all = read_all(scripts)).await
    }

    /// What is answered is kept, and what was not kept is not said.
    async fn change(
        &self,
        store: &Store,
        change: impl FnOnce(&mut HashMap<CustomerKey, Told>) + Send,
    ) -> Outcome<()> {
        let _turn = self.turn.lock().await;
        let before = self.told.load_full();
        let mut told = HashMap::clone(&before);
        change(&mut told);
        if told == *before {
            return Ok(());
        }
        let scripts: Vec<Script> = told.iter().map(|(key, told)| Script::of(*key, *told)).collect();
        let setting = serde_json::to_vec(&scripts).expect("ids and words are texts");
        store.save_setting(SCRIPTS_SETTING, setting).await?;
        self.told.store(Arc::new(told));
        Ok(())
    }
}

fn read_all(scripts: &[Script]) -> HashMap<CustomerKey, Told> {
    scripts.iter().filter_map(Script::read).collect()
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{Decision, VettingReason};

    use super::*;

    #[test]
    fn what_is_kept_reads_back() {
        let key = CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([2; 16]) };
        let denied = VettingReason::ALL.map(|reason| Told::At(Decision::Deny(reason)));
        let others = [
            Told::At(Decision::Approve),
            Told::At(Decision::NeedsPerson),
            Told::After(SignedDuration::from_hours(72)),
        ];
        for told in denied.into_iter().chain(others) {
            let kept = serde_json::to_string(&Script::of(key, told)).unwrap();
            let script: Script = serde_json::from_str(&kept).unwrap();
            assert_eq!(script.read(), Some((key, told)), "{kept}");
        }
    }
}
