//! Who asks, after the token was verified.

use std::fmt;

use qualify_domain::caller::Caller;
use qualify_vocabulary::{Person, StaffRole, Timestamp};

/// Who a verified token speaks for.
#[derive(Debug)]
pub enum Identity {
    /// A partner's application, with or without a user.
    Partner(Principal),
    /// A member of our own staff.
    Staff(StaffPrincipal),
}

impl Identity {
    /// When the token ends, without leeway.
    pub const fn expires_at(&self) -> Timestamp {
        match self {
            Self::Partner(principal) => principal.expires_at,
            Self::Staff(staff) => staff.expires_at,
        }
    }
}

/// A partner's application, with or without a user.
#[derive(Debug, Clone)]
pub struct Principal {
    /// What the domain needs to know; the role is already mapped (contract 5.6).
    pub caller: Caller,
    /// Whether the application acts for itself (contract 5.1).
    pub is_app_only: bool,
    /// Whether the sign-in meets the demand for MFA. App-only is exempt, and so counts as meeting it.
    pub has_mfa: bool,
    /// When the token ends, without leeway.
    pub expires_at: Timestamp,
}

/// A member of our own staff. `Debug` hides who it is.
#[derive(Clone)]
pub struct StaffPrincipal {
    /// Who it is.
    pub person: Person,
    /// Every name that the token gives: none identifies, each may bar from a partner's affairs.
    pub names: Vec<String>,
    /// The roles, the token's order, without repetition; may be empty.
    pub roles: Vec<StaffRole>,
    /// Whether the sign-in shows a second factor. An application that may act as staff counts as meeting the demand.
    pub has_mfa: bool,
    /// When the token ends, without leeway.
    pub expires_at: Timestamp,
}

impl fmt::Debug for StaffPrincipal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StaffPrincipal")
            .field("roles", &self.roles)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
