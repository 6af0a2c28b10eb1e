//! A word or phrase of a name, and what it does there.

use super::meaning::Id;

/// What a token does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Kind,
    Field,
    Place,
    Number,
    Own,
}

/// A word or phrase of a name.
#[expect(clippy::struct_excessive_bools, reason = "what a token is, each there or not")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(super) role: Role,
    pub(super) id: Id,
    /// It belongs to the name of a patron, or stands in a name like one: it helps and costs nothing.
    pub(super) is_patron: bool,
    pub(super) is_attribute: bool,
    pub(super) is_given: bool,
    /// Two to six capitals in a name that holds small letters.
    pub(super) is_abbreviation: bool,
    pub(super) is_school: bool,
    /// The word, where it stands for no concept.
    pub(super) word: Option<usize>,
    /// Its first word and how many it takes.
    pub(super) span: (usize, usize),
    pub(super) is_letter: bool,
}

impl Token {
    pub(super) const fn new(role: Role, id: Id) -> Self {
        Self {
            role,
            id,
            is_patron: false,
            is_attribute: false,
            is_given: false,
            is_abbreviation: false,
            is_school: false,
            word: None,
            span: (0, 0),
            is_letter: false,
        }
    }

    /// Whether it tells an institution from others of its kind.
    pub(super) const fn is_telling(&self) -> bool {
        !self.is_patron && !matches!(self.role, Role::Kind)
    }

    /// A single letter, as of a given name.
    pub(super) const fn is_letter(&self) -> bool {
        self.is_letter
    }

    /// An own word that is more than an attribute or a given name.
    pub(super) const fn is_strong(&self) -> bool {
        matches!(self.role, Role::Own) && !self.is_attribute && !self.is_given
    }
}
