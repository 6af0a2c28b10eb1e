//! What a client needs of the customer-qualification API: what travels, and how it is spelled.
//!
//! The objects of `/v1`, `/partner/v1` and `/operator/v1`, the codes of errors, the names of headers, the signature of
//! webhooks. Server and SDK share it; nothing here decides, does I/O or knows a library of HTTP. Descriptions for OpenAPI are
//! behind the feature `schema`, which `qualify-wire` alone switches on. The wire contract is the law of this crate; comments
//! name its sections.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod errors;
pub mod headers;
pub mod operator;
pub mod partner;
pub mod reviews;
#[cfg(feature = "signatures")]
pub mod seal;
#[cfg(feature = "signatures")]
pub mod standard_webhooks;
pub mod v1;
pub mod webhooks;
