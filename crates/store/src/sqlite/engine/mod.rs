//! How SQLite carries operations out: one writer that commits many at once, readers beside it, the log.

pub(super) mod checkpointer;
pub(crate) mod column;
mod commit_failure;
pub(crate) mod directory;
mod ends;
pub(super) mod error;
mod gathering;
pub(super) mod list_readers;
pub(super) mod lock;
pub(crate) mod looking;
pub(super) mod metrics;
pub(super) mod migrate;
pub(super) mod open;
pub(super) mod options;
pub(super) mod readers;
pub(super) mod readiness;
pub(crate) mod refusals;
mod room;
pub(super) mod run;
pub(super) mod session;
pub(super) mod tables;
pub(super) mod turns;
mod work;
pub(super) mod writer;
