//! What can be asked for, by noun: the names of the official SDKs (contract 6.2) in Rust's idiom.

pub(crate) mod addresses;
pub(crate) mod audit;
pub(crate) mod customers;
pub(crate) mod partner;
pub(crate) mod qualification;
pub(crate) mod validations;
pub(crate) mod webhooks;
