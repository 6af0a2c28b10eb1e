//! The behaviour of the port, operation by operation.
//!
//! Each test is a function that is generic over the [`Backend`]; [`for_each_backend`] makes one test of it for every
//! backend: SQLite, and with the feature `postgres` a server of its own. To add a behaviour: write the function in the module of its noun, and name it in the module's list (one
//! that is missing there is dead code, which the lints refuse). To add a backend: implement [`Backend`] in a module
//! beside [`sqlite`], and give it its module in both arms of the macro.

use std::path::Path;
use std::sync::Arc;

use qualify_domain::ports::Store;
use qualify_vocabulary::{PartnerId, Timestamp};

/// Makes a test of each function for each backend. Those behind `blocking:` wait for futures themselves.
macro_rules! for_each_backend {
    (blocking: $($test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $test() -> crate::samples::Tested {
                    super::$test::<crate::conformance::sqlite::Sqlite>()
                }
            )+
        }

        #[cfg(feature = "postgres")]
        mod postgres {
            $(
                #[test]
                fn $test() -> crate::samples::Tested {
                    super::$test::<crate::conformance::postgres::Postgres>()
                }
            )+
        }
    };
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() -> crate::samples::Tested {
                    super::$test::<crate::conformance::sqlite::Sqlite>().await
                }
            )+
        }

        #[cfg(feature = "postgres")]
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() -> crate::samples::Tested {
                    super::$test::<crate::conformance::postgres::Postgres>().await
                }
            )+
        }
    };
}

mod audit;
mod billing;
mod codes;
mod concurrency;
mod customers;
mod decisions;
mod directory;
mod drafts;
mod due;
mod endpoints;
mod events;
mod figures;
mod filters;
mod grants;
mod keeping;
mod leases;
mod observation;
mod operator;
mod paging;
mod partner_snapshots;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod processes;
mod qualifications;
mod queues;
mod refusals;
mod replay;
mod review_texts;
pub(crate) mod reviews;
mod search;
pub(crate) mod sessions;
mod snapshots;
pub(crate) mod sqlite;
mod wall;
pub(crate) mod webhooks;
mod worlds;

/// A kind of store, in a place of its own that goes with the value.
pub(crate) trait Backend: Sized + Send + Sync {
    /// The store.
    type Store: Store + 'static;

    /// An empty store.
    fn fresh() -> anyhow::Result<Self>;

    /// The store of this place.
    fn store(&self) -> Arc<Self::Store>;

    /// The same store as another process holds it.
    fn beside(&self, process: u32) -> Arc<Self::Store>;

    /// Rows of the outbox, which no operation of the port shows yet.
    fn count_events(&self) -> anyhow::Result<u64>;

    /// Appends so many audit records of a partner behind a moment, 100 nanoseconds apart.
    fn bury(&self, partner: PartnerId, at: Timestamp, records: u32) -> anyhow::Result<()>;

    /// A file in this place that does not exist, for a backup.
    fn backup_file(&self) -> std::path::PathBuf;

    /// Opens what a backup holds, as a store.
    fn open_backup(file: &Path) -> anyhow::Result<Self::Store>;
}
