//! What a process sees of the store as a whole.

use qualify_domain::ports::{Changes, ObservationStore, StoreNumbers};
use tokio::sync::watch;

use crate::Store;

/// Listens for commits that bring events.
#[derive(Debug)]
pub struct CommitListener(watch::Receiver<u64>);

impl ObservationStore for Store {
    type Changes = CommitListener;

    fn changes(&self) -> CommitListener {
        match self {
            Self::Sqlite(store) => CommitListener(store.watch_events()),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => CommitListener(store.watch_events()),
        }
    }

    fn numbers(&self) -> StoreNumbers {
        match self {
            Self::Sqlite(store) => store.numbers(),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.numbers(),
        }
    }
}

impl Changes for CommitListener {
    fn mark_seen(&mut self) {
        self.0.mark_unchanged();
    }

    async fn changed(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}
