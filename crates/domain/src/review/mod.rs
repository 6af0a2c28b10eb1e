//! Reviews: cases that a person decides, as one pure state machine (vetting specification 10).
//!
//! A request that no rule decides is itself a case; appeals, re-verifications, revocations and audits are cases of
//! their own that link to it. [`Review::apply`] takes a command from a state to the next, and says what follows for
//! the customer's record; [`Review::advance`] does what time alone does: leases and windows end, warnings fall due, a
//! revocation takes effect. Outside, everything that is not final is "in review".
//!
//! To add a command: a variant of [`Command`], an arm in `machine.rs`, and its column in the table of
//! `tests/table.rs`, which names what every state makes of it. To add a state: a variant of [`ReviewState`], and what
//! `docs/ARCHITECTURE.md` lists, because not every place that has to know is a match.

mod alike;
mod appeal;
mod case;
mod checks;
mod command;
mod draft;
mod effects;
mod ending;
mod following;
mod kind;
mod machine;
mod notes;
mod policy;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
mod time;

pub use alike::check_alike;
pub use appeal::{
    Appealed, check_appeal, check_contested, check_is_approved, check_is_denied, check_reverification,
};
pub use case::{BREACH_PERCENT, Review, SlaClock, Subject};
pub use command::{Command, Reviewer};
pub use draft::{DRAFT_DELAY, DraftState, DraftedAct, ReviewDraft};
pub use effects::{Applied, Effect, Settlement};
pub use kind::{Priority, ReviewKind};
pub use notes::{Ending, Note, Question};
pub use policy::{AroundTheClock, BusinessTime, DOCUMENTS_MAX, FourEyes, ReviewRules};
pub use refusal::ReviewRefusal;
pub use state::{Notice, Proposal, ReviewState};
