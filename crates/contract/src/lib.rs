//! The wire of the customer-qualification API: what travels, and how it is spelled.
//!
//! Errors and their catalogue, header names, the caller's dialect, the lenient reader of request bodies, paging
//! tokens, query values, and the objects of `/v1`, `/partner/v1` and `/operator/v1`. Server and SDK share it; nothing here decides
//! or does I/O. The wire contract is the law of this crate; comments name its sections.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod continuation;
pub mod dialect;
pub mod endpoints;
pub mod errors;
pub mod headers;
pub mod json;
pub mod operator;
pub mod partner;
pub mod query;
pub mod reviews;
pub mod standard_webhooks;
pub mod v1;
pub mod webhooks;

pub use dialect::{Dialect, DialectSetting};
pub use errors::{ApiError, Envelope, ErrorKind};
