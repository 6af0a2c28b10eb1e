//! Why a command is not carried out. The case stays as it is.

use qualify_vocabulary::{Person, Timestamp};

use super::command::Reviewer;

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviewRefusal {
    /// The case is somebody else's.
    #[error("the case is held by {} until {until}", holder.name)]
    HeldBy {
        /// Whose it is.
        holder: Person,
        /// Whether the holder is called as the one who is refused.
        is_namesake: bool,
        /// The end of the lease.
        until: Timestamp,
    },
    /// The reviewer does not hold the case, or holds it no longer.
    #[error("the case is not held by this reviewer; it is {state}")]
    NotHeld {
        /// Where the case stands.
        state: &'static str,
    },
    /// The command does not lead from this state.
    #[error("{command} is not possible for a case that is {state}")]
    NotPossible {
        /// What was asked for.
        command: &'static str,
        /// Where the case stands.
        state: &'static str,
    },
    /// The reviewer decided earlier what is appealed now.
    #[error("the reviewer decided earlier what is appealed")]
    DecidedEarlier,
    /// The same person cannot be both of the two.
    #[error("a second person is needed")]
    SamePerson,
    /// The reviewer belongs to the partner concerned.
    #[error("you belong to the partner concerned")]
    OfThePartner,
    /// The reviewer may not do this with the case: it is a lead's.
    #[error("a lead is needed")]
    LeadNeeded,
    /// The window for an appeal has closed.
    #[error("the window for an appeal closed at {0}")]
    AppealTooLate(Timestamp),
    /// The denial was appealed before.
    #[error("the denial was appealed before")]
    AppealedBefore,
    /// A text, a list or a reason cannot be used.
    #[error("{member}: {rule} is expected")]
    Unusable {
        /// The member of the body.
        member: &'static str,
        /// What is expected there.
        rule: &'static str,
    },
    /// The case holds as many notes or questions as it may.
    #[error("the case is full")]
    Full,
}

impl ReviewRefusal {
    pub(super) fn held_by(holder: &Person, until: Timestamp, refused: &Reviewer) -> Self {
        Self::HeldBy { holder: holder.clone(), is_namesake: holder.has_name_of(&refused.person), until }
    }
}
