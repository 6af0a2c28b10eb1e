//! What Qualify knows and decides: partners, customers, qualifications, validation codes.
//!
//! Everything here is a value or a pure function. Time and ids are parameters; there is no I/O, no async, no clock.
//! [`ports`] lists the operations that a store must offer: each is one transaction in which the store loads, a
//! function of this crate decides, and the store saves.
//!
//! To add a rule: find the module named by its noun, write the row of its state table, and let the exhaustive
//! matches lead to every place that has to know.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod audit;
pub mod billing_profile;
pub mod browser_session;
pub mod calendar;
pub mod caller;
pub mod country;
pub mod customer;
pub mod event;
pub mod figures;
mod language;
mod members;
pub mod partner;
pub mod partner_profile;
pub mod ports;
pub mod qualification;
mod refusal;
pub mod replay;
pub mod review;
pub mod seed;
pub mod snapshot;
pub mod validation_code;
pub mod vetting;
pub mod webhook;

pub use qualify_vocabulary as vocabulary;
pub use refusal::{MemberProblem, Refusal};
