//! The commands of people and of the service, and who gives them.

use qualify_vocabulary::Person;

use super::notes::Note;
use super::state::Proposal;

/// A member of staff in front of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// Who they are.
    pub person: Person,
    /// Whether they lead.
    pub is_lead: bool,
    /// Whether they belong to the partner concerned.
    pub is_of_partner: bool,
}

/// What somebody does with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The engine has looked, and leaves it to a person.
    PassOn,
    /// Takes a lease on the case.
    Claim(Reviewer),
    /// Begins the lease anew.
    Renew(Reviewer),
    /// Ends the lease, so that others may take the case.
    Release(Reviewer),
    /// Asks the partner for what is missing.
    Ask(Reviewer, Vec<String>),
    /// The partner answers.
    Reply(Note),
    /// Decides, or proposes what another confirms.
    Decide(Reviewer, Proposal),
    /// Agrees with what was proposed.
    Confirm(Reviewer),
    /// Does not agree; a lead decides.
    Disagree(Reviewer, String),
    /// Leaves it to a lead.
    Escalate(Reviewer, String),
    /// Writes something down.
    Annotate(Note),
    /// The partner takes it back.
    WithdrawByPartner,
    /// The operator takes it back.
    WithdrawByOperator,
}

impl Command {
    /// The command's name, for texts.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PassOn => "passing on",
            Self::Claim(_) => "claiming",
            Self::Renew(_) => "renewing",
            Self::Release(_) => "releasing",
            Self::Ask(..) => "asking",
            Self::Reply(_) => "replying",
            Self::Decide(..) => "deciding",
            Self::Confirm(_) => "confirming",
            Self::Disagree(..) => "disagreeing",
            Self::Escalate(..) => "escalating",
            Self::Annotate(_) => "writing a note",
            Self::WithdrawByPartner | Self::WithdrawByOperator => "withdrawing",
        }
    }
}
