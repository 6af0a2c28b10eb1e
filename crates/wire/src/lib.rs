//! What only a server needs of the wire: how bodies and queries are read, how callers differ, what errors say, and which
//! endpoints there are. What travels, a client's crate says: `qualify-contract`.
//!
//! Nothing here decides or does I/O. The wire contract is the law of this crate; comments name its sections.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod continuation;
pub mod customers;
pub mod dialect;
pub mod endpoints;
pub mod errors;
pub mod headers;
pub mod json;
pub mod qualifications;
pub mod query;

pub use dialect::{Dialect, DialectSetting};
pub use errors::ApiError;
