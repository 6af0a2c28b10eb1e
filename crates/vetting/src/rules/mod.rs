//! The rules, in order: the first that matches decides, and every one that was tried is recorded (vetting
//! specification 7).
//!
//! [`TABLE`] is the one place where a rule stands; the documentation and `qualify vetting rules` are printed from it.
//! A rule sees findings only: no dataset, no clock. To change what a rule does is to raise [`RULESET`].

mod combine;
mod education;
mod gates;
mod government;
mod print;
mod rule;
mod table;
mod validity;

pub(crate) use combine::judge;
pub(crate) use education::best_listing;
pub use print::markdown;
pub(crate) use rule::Judgement;
pub use rule::{Rule, Tried};
pub use table::{RULESET, TABLE};

#[cfg(test)]
mod tests;
