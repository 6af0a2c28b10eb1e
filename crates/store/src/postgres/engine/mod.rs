//! What carries operations out on PostgreSQL: connections, transactions, signals between processes.

pub(super) mod column;
pub(super) mod connect;
pub(super) mod core;
mod ends;
pub(super) mod error;
mod listening;
pub(super) mod migrate;
mod numbering;
pub(super) mod pooler;
pub(super) mod question;
mod run;
mod sending;
pub(super) mod session;
mod skew;
pub(super) mod tables;
mod tls;
pub(super) mod value;
