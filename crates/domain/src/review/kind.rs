//! Why a case exists, and how urgent it is.

use serde::{Deserialize, Serialize};

/// Why a case exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewKind {
    /// A request that no rule decides.
    Request,
    /// The partner contests a denial.
    Appeal,
    /// Somebody asks whether an approval still holds, and perhaps ends it.
    Reverification,
    /// A look at what was granted without vetting. Never changes what the wire answers.
    Audit,
}

impl ReviewKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Request, Self::Appeal, Self::Reverification, Self::Audit];

    /// The one spelling, in storage and on both doors.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Appeal => "appeal",
            Self::Reverification => "reverification",
            Self::Audit => "audit",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a denial in such a case can be appealed.
    pub const fn can_be_appealed(self) -> bool {
        match self {
            Self::Request | Self::Reverification => true,
            Self::Appeal | Self::Audit => false,
        }
    }

    /// Whether the partner sees the case and may speak in it: an audit is ours alone.
    pub const fn is_shown_to_partner(self) -> bool {
        match self {
            Self::Request | Self::Appeal | Self::Reverification => true,
            Self::Audit => false,
        }
    }
}

/// The place in the queue: what is smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody may be cheating.
    Fraud = 0,
    /// Somebody was told no and contests it.
    Appeal = 1,
    /// The time is used up.
    Breached = 2,
    /// Everything else.
    Normal = 3,
}

impl Priority {
    /// The priority of this number.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Fraud, Self::Appeal, Self::Breached, Self::Normal].into_iter().find(|it| *it as u8 == number)
    }

    /// The one spelling, on the operators' door.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fraud => "fraud",
            Self::Appeal => "appeal",
            Self::Breached => "breached",
            Self::Normal => "normal",
        }
    }
}
