//! Seeds, resets and snapshots.

use qualify_domain::ports::{Outcome, SandboxStore};
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{Snapshot, SnapshotKey};
use qualify_vocabulary::PartnerId;

use crate::Store;

impl SandboxStore for Store {
    async fn seed_if_empty(&self, seed: Seed) -> Outcome<bool> {
        match self {
            Self::Sqlite(store) => store.seed_if_empty(seed).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.seed_if_empty(seed)).await,
        }
    }

    async fn reset(&self, seed: Seed) -> Outcome<()> {
        match self {
            Self::Sqlite(store) => store.reset(seed).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.reset(seed)).await,
        }
    }

    async fn replace_partner(&self, partner: PartnerId, seed: Option<Seed>) -> Outcome<bool> {
        match self {
            Self::Sqlite(store) => store.replace_partner(partner, seed).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.replace_partner(partner, seed)).await,
        }
    }

    async fn take_snapshot(&self, key: SnapshotKey, notes: Vec<u8>) -> Outcome<Snapshot> {
        match self {
            Self::Sqlite(store) => store.take_snapshot(key, notes).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.take_snapshot(key, notes)).await,
        }
    }

    async fn restore_snapshot(
        &self,
        key: SnapshotKey,
        setting: (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> Outcome<bool> {
        match self {
            Self::Sqlite(store) => store.restore_snapshot(key, setting, committed).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.restore_snapshot(key, setting, committed)).await,
        }
    }

    async fn list_snapshots(&self, partner: Option<PartnerId>) -> Outcome<Vec<Snapshot>> {
        match self {
            Self::Sqlite(store) => store.list_snapshots(partner).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.list_snapshots(partner)).await,
        }
    }

    async fn delete_snapshot(&self, key: SnapshotKey) -> Outcome<bool> {
        match self {
            Self::Sqlite(store) => store.delete_snapshot(key).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.delete_snapshot(key)).await,
        }
    }
}
