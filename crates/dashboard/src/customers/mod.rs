//! The partner's customers: the list, a new one, the page of one with its account.

pub(crate) mod account;
pub(crate) mod billing;
pub(crate) mod create;
pub(crate) mod fields;
pub(crate) mod last_change;
pub(crate) mod list;
