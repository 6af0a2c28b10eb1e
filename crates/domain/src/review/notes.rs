//! What people write in a case, and how much of it.

use std::fmt;

use qualify_vocabulary::{ReasonCode, Timestamp};
use serde::{Deserialize, Serialize};

/// Most missing items that are asked for at a time.
pub(super) const ITEMS_MAX: usize = 10;

/// Most characters of an item that is asked for, and of an item of evidence.
pub(super) const ITEM_CHARS_MAX: usize = 500;

/// Most characters of a note, a reply, an appeal or an explanation.
pub(super) const TEXT_CHARS_MAX: usize = 4000;

/// Most notes of a case, and most questions.
pub(super) const NOTES_MAX: usize = 100;

/// What somebody wrote for those who look at the case next.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The author's name.
    pub by: String,
    /// The moment of writing.
    pub at: Timestamp,
    /// At most 4000 characters.
    pub text: String,
}

impl fmt::Debug for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Note").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A question to the partner, with the answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who asked.
    pub by: String,
    /// The moment at which it was asked.
    pub at: Timestamp,
    /// What is missing.
    pub items: Vec<String>,
    /// Until when an answer is taken.
    pub until: Timestamp,
    /// Whether the partner was reminded.
    #[serde(default)]
    pub is_reminded: bool,
    /// What the partner wrote.
    #[serde(default)]
    pub reply: Option<Note>,
}

impl fmt::Debug for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Question")
            .field("at", &self.at)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// How a case ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Why, as a word that programs and statistics can rely on.
    pub reason_code: ReasonCode,
    /// What the partner reads.
    pub explanation: String,
    /// The moment of the decision or withdrawal.
    pub at: Timestamp,
}

impl fmt::Debug for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Ending")
            .field("reason_code", &self.reason_code)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
