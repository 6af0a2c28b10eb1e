//! The vetting engine: does this organisation qualify, and why?
//!
//! One function, [`decide`], takes the facts about an applicant, one snapshot of datasets and a policy, and answers with
//! a decision that explains itself. Nothing here does I/O, reads a clock or fails: every text up to 64 KiB in every
//! field ends in a decision.
//!
//! The way of a decision: [`host`] reduces what was typed to hosts; [`findings`] looks everything up in the snapshot;
//! [`rules`] judges the findings, the first rule that matches decides; [`texts`] says it to people. The findings are
//! part of the decision, so that [`replay`] judges them again years later.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod application;
mod country;
pub mod datasets;
mod decision;
mod evidence;
pub mod findings;
pub mod host;
pub mod name;
pub mod rules;
mod state;
pub mod texts;

pub use application::{Application, CodeInput, Control, CountryInput, Policy, SegmentInput, Strictness};
pub use country::Country;
pub use decision::{Decision, UnknownRuleset, decide, if_claimed, replay};
pub use evidence::{EvidenceItem, Strength};
pub use findings::Findings;
pub use qualify_vocabulary as vocabulary;
pub use state::State;
