//! Roles: what a partner's user may do (contract 5.6), and what our own staff may do (design 7).

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// The role of a partner's user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PartnerRole {
    /// May do everything that the API offers.
    AdminAgent,
    /// May do everything that the API offers; a seller.
    SalesAgent,
    /// May read.
    Reader,
}

impl PartnerRole {
    /// All three, the strongest first.
    pub const ALL: [Self; 3] = [Self::AdminAgent, Self::SalesAgent, Self::Reader];

    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdminAgent => "AdminAgent",
            Self::SalesAgent => "SalesAgent",
            Self::Reader => "Reader",
        }
    }

    /// Reads a name without regard to case.
    ///
    /// # Errors
    /// The text is not one of the names.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::ALL
            .into_iter()
            .find(|value| value.name().eq_ignore_ascii_case(text))
            .ok_or(ParseError::new("a partner role", "AdminAgent, SalesAgent or Reader is expected"))
    }

    /// Whether the role may change something (contract 5.6).
    pub const fn may_write(self) -> bool {
        match self {
            Self::AdminAgent | Self::SalesAgent => true,
            Self::Reader => false,
        }
    }
}

/// The role of a member of our own staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StaffRole {
    /// May do everything that staff can.
    Operator,
    /// May decide cases.
    Reviewer,
    /// Reviews, and what reviewers pass on.
    Lead,
    /// May read, and change nothing.
    Auditor,
}

impl StaffRole {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Operator, Self::Reviewer, Self::Lead, Self::Auditor];

    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "Operator",
            Self::Reviewer => "Reviewer",
            Self::Lead => "Lead",
            Self::Auditor => "Auditor",
        }
    }

    /// Reads a name without regard to case.
    ///
    /// # Errors
    /// The text is not one of the names.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::ALL
            .into_iter()
            .find(|value| value.name().eq_ignore_ascii_case(text))
            .ok_or(ParseError::new("a staff role", "Operator, Reviewer, Lead or Auditor is expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back() {
        for role in PartnerRole::ALL {
            assert_eq!(PartnerRole::parse(&role.name().to_lowercase()), Ok(role));
        }
        for role in StaffRole::ALL {
            assert_eq!(StaffRole::parse(role.name()), Ok(role));
        }
        assert!(PartnerRole::parse("Owner").is_err());
        assert!(StaffRole::parse("AdminAgent").is_err());
    }

    #[test]
    fn only_a_reader_may_not_write() {
        let writers: Vec<_> = PartnerRole::ALL.into_iter().filter(|role| role.may_write()).collect();
        assert_eq!(writers, [PartnerRole::AdminAgent, PartnerRole::SalesAgent]);
    }
}
