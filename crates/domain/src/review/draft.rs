//! Decisions that were sent from a page: they take effect after a moment, in which whoever sent one may take it back.

use std::fmt;

use qualify_vocabulary::{CorrelationId, DraftId, Person, ReviewId, SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::case::Review;
use super::command::{Command, Reviewer};
use super::state::{Proposal, ReviewState};
use crate::customer::CustomerKey;

/// How long a decision that was sent from a page can be taken back; real time.
pub const DRAFT_DELAY: SignedDuration = SignedDuration::from_secs(10);

/// What a draft does with its case once it takes effect. `Debug` shows nothing of what was written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftedAct {
    /// Decides a case that its owner holds.
    Decide(Proposal),
    /// Claims a case that is free, and decides it.
    ClaimAndDecide(Proposal),
    /// Agrees with what another proposed.
    Confirm,
}

impl DraftedAct {
    /// The commands that it comes to, one after the other.
    pub fn commands(&self, owner: &Reviewer) -> Vec<Command> {
        match self {
            Self::Decide(proposal) => vec![Command::Decide(owner.clone(), proposal.clone())],
            Self::ClaimAndDecide(proposal) => {
                vec![Command::Claim(owner.clone()), Command::Decide(owner.clone(), proposal.clone())]
            }
            Self::Confirm => vec![Command::Confirm(owner.clone())],
        }
    }

    /// What is decided; none of a confirmation.
    pub const fn proposal(&self) -> Option<&Proposal> {
        match self {
            Self::Decide(proposal) | Self::ClaimAndDecide(proposal) => Some(proposal),
            Self::Confirm => None,
        }
    }
}

impl fmt::Debug for DraftedAct {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Decide(_) => "Decide(..)",
            Self::ClaimAndDecide(_) => "ClaimAndDecide(..)",
            Self::Confirm => "Confirm",
        })
    }
}

/// What has become of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftState {
    /// It takes effect in a moment.
    Waiting,
    /// Its owner took it back.
    TakenBack,
    /// It took effect.
    CarriedOut,
    /// The case went another way meanwhile.
    Overtaken {
        /// By whom, where it was one of the staff.
        by: Option<String>,
    },
    /// It could not take effect.
    Refused {
        /// Why.
        why: String,
    },
}

impl DraftState {
    /// The one spelling, in storage and for texts.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::TakenBack => "taken-back",
            Self::CarriedOut => "carried-out",
            Self::Overtaken { .. } => "overtaken",
            Self::Refused { .. } => "refused",
        }
    }

    /// What stands beside the name.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Waiting | Self::TakenBack | Self::CarriedOut => None,
            Self::Overtaken { by } => by.as_deref(),
            Self::Refused { why } => Some(why),
        }
    }

    /// A state as it was stored.
    pub fn from_stored(name: &str, detail: Option<String>) -> Option<Self> {
        Some(match name {
            "waiting" => Self::Waiting,
            "taken-back" => Self::TakenBack,
            "carried-out" => Self::CarriedOut,
            "overtaken" => Self::Overtaken { by: detail },
            "refused" => Self::Refused { why: detail? },
            _ => return None,
        })
    }
}

/// A decision that was sent from a page. Its moments are real time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewDraft {
    /// Its id.
    pub id: DraftId,
    /// The case.
    pub review: ReviewId,
    /// Whose customer the case is about.
    pub key: CustomerKey,
    /// How often the case had changed when it was sent.
    pub revision: u64,
    /// Whose it is, as they stood in front of the case.
    pub owner: Reviewer,
    /// What it does.
    pub act: DraftedAct,
    /// Ties what it leaves behind to the request that sent it.
    pub correlation_id: CorrelationId,
    /// When it was sent.
    pub created_at: Timestamp,
    /// From when on it is carried out.
    pub takes_effect_at: Timestamp,
    /// What has become of it.
    pub state: DraftState,
}

impl ReviewDraft {
    /// Whether its owner may still take it back.
    pub fn can_be_taken_back(&self, now: Timestamp) -> bool {
        self.state == DraftState::Waiting && now < self.takes_effect_at
    }

    /// What becomes of it where it could not take effect, and the case stands as it does.
    pub fn not_carried_out(&self, case: &Review, revision: u64, why: String) -> DraftState {
        if revision == self.revision {
            return DraftState::Refused { why };
        }
        let by = case.last_hand().filter(|person| **person != self.owner.person);
        DraftState::Overtaken { by: by.map(|person| person.name.clone()) }
    }
}

impl Review {
    /// Who of the staff brought the case to where it stands, as far as that is known.
    fn last_hand(&self) -> Option<&Person> {
        match &self.state {
            ReviewState::Claimed { reviewer, .. } => Some(reviewer),
            ReviewState::NeedsInfo { asked_by, .. } => Some(asked_by),
            ReviewState::PendingSecond { first, .. } => Some(first),
            ReviewState::Approved | ReviewState::Denied => {
                self.second_reviewer.as_ref().or(self.first_reviewer.as_ref())
            }
            ReviewState::Escalated { first, second, .. } => second.as_ref().or(first.as_ref()),
            ReviewState::Received | ReviewState::Queued { .. } | ReviewState::Withdrawn => None,
        }
    }
}
