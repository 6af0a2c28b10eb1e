//! Where a case stands, with what belongs to that.

use std::fmt;

use qualify_vocabulary::{Person, ReasonCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::qualification::decide::Verdict;

/// What a reviewer wants to decide, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Approve, or deny with a documented reason.
    pub verdict: Verdict,
    /// Why, as a word that programs and statistics can rely on.
    pub reason_code: ReasonCode,
    /// What the partner reads.
    pub explanation: String,
    /// What it rests on; never empty.
    pub evidence: Vec<String>,
}

impl fmt::Debug for Proposal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Proposal")
            .field("verdict", &self.verdict)
            .field("reason_code", &self.reason_code)
            .finish_non_exhaustive()
    }
}

impl Proposal {
    /// Whether it is in the customer's favour.
    pub fn is_approval(&self) -> bool {
        self.verdict == Verdict::Approve
    }
}

/// A revocation that two people agreed on, during its notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Who confirmed; none where the sandbox does without.
    pub second: Option<Person>,
    /// When the approval ends.
    pub effective_at: Timestamp,
}

/// Where a case stands, with what belongs to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// Not examined yet.
    Received,
    /// Waits for a reviewer.
    Queued {
        /// The reviewer who knows the case, and until when it is left to them first.
        preferred: Option<(Person, Timestamp)>,
    },
    /// Somebody's, until the lease ends.
    Claimed {
        /// Whose lease it is.
        reviewer: Person,
        /// The end of the lease.
        until: Timestamp,
    },
    /// Waits for the partner.
    NeedsInfo {
        /// Who asked.
        asked_by: Person,
        /// Until when an answer is taken.
        until: Timestamp,
    },
    /// Proposed by one; waits for another, and then, for a revocation, for the end of its notice.
    PendingSecond {
        /// Who proposed.
        first: Person,
        /// What the other one has to confirm.
        proposal: Proposal,
        /// The notice of a revocation that was confirmed.
        notice: Option<Notice>,
    },
    /// Waits for a lead.
    Escalated {
        /// Who had it; nobody where it came to a lead at once.
        first: Option<Person>,
        /// Who disagreed, if that is why.
        second: Option<Person>,
        /// What was proposed, if anything was.
        proposal: Option<Proposal>,
    },
    /// Decided in the customer's favour; final.
    Approved,
    /// Decided against the customer; final.
    Denied,
    /// Taken back, or overtaken; final.
    Withdrawn,
}

impl ReviewState {
    /// The names of all states.
    pub const NAMES: [&'static str; 9] = [
        "received",
        "queued",
        "claimed",
        "needs-info",
        "pending-second",
        "escalated",
        "approved",
        "denied",
        "withdrawn",
    ];

    /// The one spelling, in storage and on both doors.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Queued { .. } => "queued",
            Self::Claimed { .. } => "claimed",
            Self::NeedsInfo { .. } => "needs-info",
            Self::PendingSecond { .. } => "pending-second",
            Self::Escalated { .. } => "escalated",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing follows.
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Approved | Self::Denied | Self::Withdrawn => true,
            Self::Received
            | Self::Queued { .. }
            | Self::Claimed { .. }
            | Self::NeedsInfo { .. }
            | Self::PendingSecond { .. }
            | Self::Escalated { .. } => false,
        }
    }
}
