//! What the service makes of a token that somebody asked for, where that may surprise: the token is given all the same.

use qualify_server::Config;
use qualify_server::auth::{MfaError, MfaMode};
use qualify_vocabulary::{PartnerRole, StaffRole};

use super::minting::{STAFF_TENANT, TokenClaims};

/// What the configuration says about roles and second factors.
#[derive(Debug)]
pub(crate) struct SignInRules {
    mfa: MfaMode,
    mfa_error: MfaError,
    staff_mfa: MfaMode,
    /// The values of the role claim that `auth.roles.claims` maps.
    mapped_roles: Vec<String>,
}

impl SignInRules {
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            mfa: config.auth.mfa,
            mfa_error: config.auth.mfa_error,
            staff_mfa: config.operator.as_ref().map_or(MfaMode::Enforce, |operator| operator.mfa),
            mapped_roles: config.auth.roles.claims.keys().cloned().collect(),
        }
    }

    /// What is to be said about a token.
    pub(crate) fn warnings(&self, claims: &TokenClaims) -> Vec<String> {
        // An application has neither roles nor a second factor.
        if claims.user.is_none() {
            return Vec::new();
        }
        let is_staff = claims.tenant == STAFF_TENANT;
        let second_factor = (!claims.has_mfa).then(|| self.without_second_factor(is_staff));
        let unknown = claims.roles.iter().flatten().filter(|role| !self.is_role(role, is_staff));
        unknown.map(|role| no_role(role, is_staff)).chain(second_factor).collect()
    }

    fn is_role(&self, role: &str, is_staff: bool) -> bool {
        if is_staff {
            return StaffRole::parse(role).is_ok();
        }
        PartnerRole::parse(role).is_ok()
            || self.mapped_roles.iter().any(|known| known.eq_ignore_ascii_case(role))
    }

    fn without_second_factor(&self, is_staff: bool) -> String {
        if is_staff {
            let so = match self.staff_mfa {
                MfaMode::Off => "so the token is as good as one with a second factor",
                MfaMode::Report => "so the token is taken, and the log notes it",
                MfaMode::Enforce => "so /operator refuses the token with 401",
            };
            return format!("operator.mfa is {}, {so}.", name(self.staff_mfa));
        }
        let so = match (self.mfa, self.mfa_error) {
            (MfaMode::Off, _) => "so the token is as good as one with a second factor",
            (MfaMode::Report, _) => {
                "so the token is taken, and only calls with ValidateMfa: true are told IsMfaCompliant: false. Start the \
                 sandbox with --mfa enforce to have it refused"
            }
            (MfaMode::Enforce, MfaError::Empty) => {
                "so calls with the token are refused with 401 and an empty body"
            }
            (MfaMode::Enforce, MfaError::Code900421) => {
                "so calls with the token are refused with 401, code 900421"
            }
        };
        format!("auth.mfa is {}, {so}.", name(self.mfa))
    }
}

const fn name(mode: MfaMode) -> &'static str {
    match mode {
        MfaMode::Off => "off",
        MfaMode::Report => "report",
        MfaMode::Enforce => "enforce",
    }
}

fn no_role(role: &str, is_staff: bool) -> String {
    if is_staff {
        let known = StaffRole::ALL.map(StaffRole::name).join(", ");
        return format!(
            "{role} is no role of staff, and counts for nothing: there are {known}, and without one of them a token may do \
             nothing."
        );
    }
    let known = PartnerRole::ALL.map(PartnerRole::name).join(", ");
    format!(
        "{role} is no role, and counts for nothing: there are {known} and the values of auth.roles.claims, and without one \
         of them a user may read and not write."
    )
}
