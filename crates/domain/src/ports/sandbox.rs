//! Seeds, resets and snapshots.

use std::future::Future;

use qualify_vocabulary::PartnerId;

use super::outcome::Outcome;
use crate::seed::Seed;
use crate::snapshot::{Snapshot, SnapshotKey};

/// What only a sandbox does with a whole store.
pub trait SandboxStore: Send + Sync {
    /// Writes the seed if the store holds no partner; answers whether it did.
    fn seed_if_empty(&self, seed: Seed) -> impl Future<Output = Outcome<bool>> + Send;
    /// Empties the store and writes the seed. Settings and grants stay.
    fn reset(&self, seed: Seed) -> impl Future<Output = Outcome<()>> + Send;
    /// Puts a partner with its own seed in the place of everything that it has, or takes it away with all of that; answers
    /// whether there was such a partner. The seed holds nothing of other partners.
    fn replace_partner(
        &self,
        partner: PartnerId,
        seed: Option<Seed>,
    ) -> impl Future<Output = Outcome<bool>> + Send;
    /// Keeps everything but settings and grants, or what is one partner's, under this key, in the place of what it stood for;
    /// `notes` are kept with it. What was answered before the call is in it.
    fn take_snapshot(
        &self,
        key: SnapshotKey,
        notes: Vec<u8>,
    ) -> impl Future<Output = Outcome<Snapshot>> + Send;
    /// Puts everything but settings and grants back to a snapshot, or what is one partner's and nothing of others, and keeps
    /// one setting in the same transaction; answers whether there is such a snapshot. `committed` is called once it is done
    /// and before anything else is written, whether or not somebody still waits for the answer.
    fn restore_snapshot(
        &self,
        key: SnapshotKey,
        setting: (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> impl Future<Output = Outcome<bool>> + Send;
    /// The snapshots of a partner, or of everybody, by their names. They outlive the process; a partner's go with it.
    fn list_snapshots(
        &self,
        partner: Option<PartnerId>,
    ) -> impl Future<Output = Outcome<Vec<Snapshot>>> + Send;
    /// Removes a snapshot; answers whether there was one.
    fn delete_snapshot(&self, key: SnapshotKey) -> impl Future<Output = Outcome<bool>> + Send;
}
