//! The domain's port on SQLite.
//!
//! [`SqliteStore`] offers every operation of [`qualify_domain::ports::Store`]: reads on connections of their own,
//! writes on one thread that commits many operations at once. To add an operation: put it into the port, write its
//! SQL in the module of its noun, and state its behaviour in `tests/it/conformance`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod location;
mod migrate;
mod sqlite;

pub use location::{DatabaseLocation, UnknownDatabase};
pub use migrate::SCHEMA_VERSION;
pub use sqlite::{
    DatabaseCopy, DecisionArchive, DecisionFault, Holdings, NamedDocument, SqliteOptions, SqliteStore,
    StoreMetrics, Walked,
};
