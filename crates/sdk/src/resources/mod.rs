//! What can be asked for, by noun: the names of the official SDKs (contract 6.2) in Rust's idiom.

pub(crate) mod addresses;
pub(crate) mod audit;
pub(crate) mod customers;
pub(crate) mod document;
pub(crate) mod endpoints;
pub(crate) mod events;
#[cfg(feature = "operator")]
pub(crate) mod operator;
pub(crate) mod partner;
pub(crate) mod qualification;
pub(crate) mod raw;
pub(crate) mod reviews;
#[cfg(feature = "operator")]
pub(crate) mod staff_reviews;
pub(crate) mod validations;
pub(crate) mod waiting;
pub(crate) mod webhooks;
