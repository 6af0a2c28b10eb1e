//! The endpoints and the errors that each can give (contract 1.1, 1.2, 4.7).
//!
//! It feeds the OpenAPI document and the test that calls everything with wrong credentials. To add an endpoint: a row
//! here; those two fail until it is served.

mod own;

use crate::errors::ErrorKind;
use ErrorKind::{
    AccountStatusNotFound, ActionNotAllowed, AppOnlyNotSupported, DomainExists, EducationSegmentRequired,
    EnumParse, EtagMismatch, InsufficientPrivileges, InvalidAddress, InvalidContinuationToken,
    InvalidCustomerId, InvalidFilter, InvalidInput, InvalidProperty, NoRelationship, NotFound,
    NotSupportedInEnvironment, OperationNotSupported, PhoneNumberMissing, QualificationExists,
    QualificationNotCombinable, QualificationNotSettable, RegistrationNumberInvalid,
    RegistrationNumberMissing, RoleNotSufficient, SandboxLimit, TenantNotFound, ValidationCodeExhausted,
    ValidationCodeMismatch, ValidationCodeRequired, ValidationCodeUnknown, VettingDenied, VettingRequired,
    WebhookExists,
};
pub use own::OWN_ENDPOINTS;

/// Whose token an endpoint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthMode {
    /// An application's own token, or one of a signed-in user.
    Both,
    /// A signed-in user's token only; an application's own one is 403/900329.
    User,
    /// A token of our own staff.
    Staff,
    /// No token.
    None,
}

/// One endpoint of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The contract's name for it: "C1".
    pub id: &'static str,
    /// The method, in capitals.
    pub method: &'static str,
    /// The path, with names in braces.
    pub path: &'static str,
    /// Whose token it takes.
    pub auth: AuthMode,
    /// The errors besides [`EVERYWHERE`].
    pub errors: &'static [ErrorKind],
}

impl Endpoint {
    /// Every error that the endpoint can give, those of [`EVERYWHERE`] first.
    pub fn all_errors(&self) -> impl Iterator<Item = ErrorKind> {
        EVERYWHERE.iter().chain(self.errors).copied()
    }
}

/// The errors of every endpoint (contract 4.7). Beside them there are 429, which has its own body, and "MFA required",
/// a 401 without one.
pub const EVERYWHERE: &[ErrorKind] = &[
    ErrorKind::TokenMissing,
    ErrorKind::InvalidToken,
    ErrorKind::InvalidAudience,
    ErrorKind::AccessDenied,
    ErrorKind::ProgramNotActive,
    ErrorKind::UnexpectedError,
    ErrorKind::Busy,
];

/// The errors of every endpoint with a customer id in its path.
const CUSTOMER: &[ErrorKind] = &[InvalidCustomerId, TenantNotFound, NoRelationship];

const fn endpoint(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    auth: AuthMode,
    errors: &'static [ErrorKind],
) -> Endpoint {
    Endpoint { id, method, path, auth, errors }
}

/// Every endpoint, in the contract's order. Where two paths match, the literal segment wins over the name.
pub const ENDPOINTS: &[Endpoint] = &[
    endpoint("C1", "GET", "/v1/customers/{customer_id}/qualification", AuthMode::Both, CUSTOMER),
    endpoint(
        "C2",
        "PUT",
        "/v1/customers/{customer_id}/qualification",
        AuthMode::User,
        &[
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            AppOnlyNotSupported,
            RoleNotSufficient,
            InsufficientPrivileges,
            InvalidInput,
            EnumParse,
            ValidationCodeRequired,
            ValidationCodeUnknown,
            ValidationCodeExhausted,
            ValidationCodeMismatch,
            QualificationNotSettable,
            QualificationNotCombinable,
            VettingRequired,
            VettingDenied,
            QualificationExists,
        ],
    ),
    endpoint("C3", "GET", "/v1/customers/{customer_id}/qualifications", AuthMode::Both, CUSTOMER),
    endpoint(
        "C4",
        "POST",
        "/v1/customers/{customer_id}/qualifications",
        AuthMode::User,
        &[
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            AppOnlyNotSupported,
            RoleNotSufficient,
            InsufficientPrivileges,
            InvalidInput,
            EnumParse,
            InvalidProperty,
            ValidationCodeRequired,
            ValidationCodeUnknown,
            ValidationCodeExhausted,
            ValidationCodeMismatch,
            QualificationNotSettable,
            QualificationNotCombinable,
            EducationSegmentRequired,
            QualificationExists,
        ],
    ),
    endpoint("C5", "GET", "/v1/customers/all/validations", AuthMode::Both, &[]),
    endpoint(
        "C6",
        "GET",
        "/v1/customers/{customer_id}/validations",
        AuthMode::Both,
        &[InvalidCustomerId, TenantNotFound, NoRelationship, NotFound],
    ),
    endpoint(
        "C7",
        "GET",
        "/v1/customers/{customer_id}/validationStatus",
        AuthMode::User,
        &[
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            AppOnlyNotSupported,
            EnumParse,
            AccountStatusNotFound,
        ],
    ),
    endpoint(
        "S1",
        "POST",
        "/v1/customers",
        AuthMode::Both,
        &[
            RoleNotSufficient,
            ActionNotAllowed,
            AppOnlyNotSupported,
            InvalidInput,
            InvalidProperty,
            RegistrationNumberMissing,
            RegistrationNumberInvalid,
            PhoneNumberMissing,
            SandboxLimit,
            DomainExists,
        ],
    ),
    endpoint(
        "S2",
        "GET",
        "/v1/customers",
        AuthMode::Both,
        // An unknown `seekOperation` is 900126 by 4.5; the row of 4.7 leaves it out.
        &[InvalidFilter, InvalidProperty, InvalidContinuationToken, OperationNotSupported, EnumParse],
    ),
    endpoint("S3", "GET", "/v1/customers/{customer_id}", AuthMode::Both, CUSTOMER),
    endpoint(
        "S4",
        "DELETE",
        "/v1/customers/{customer_id}",
        AuthMode::Both,
        &[InvalidCustomerId, TenantNotFound, NoRelationship, RoleNotSufficient, NotSupportedInEnvironment],
    ),
    endpoint(
        "S5",
        "GET",
        "/v1/customers/{customer_id}/profiles/company",
        AuthMode::User,
        &[InvalidCustomerId, TenantNotFound, NoRelationship, AppOnlyNotSupported],
    ),
    endpoint("S6", "GET", "/v1/customers/{customer_id}/profiles/billing", AuthMode::Both, CUSTOMER),
    endpoint(
        "S7",
        "PUT",
        "/v1/customers/{customer_id}/profiles/billing",
        AuthMode::Both,
        &[
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            RoleNotSufficient,
            InvalidInput,
            InvalidProperty,
            EtagMismatch,
            RegistrationNumberMissing,
            RegistrationNumberInvalid,
            PhoneNumberMissing,
        ],
    ),
    // 2007 is for the clients of the older generation, which others get told by a status.
    endpoint("S8", "POST", "/v1/validations/address", AuthMode::Both, &[InvalidInput, InvalidAddress]),
    endpoint("S9", "GET", "/v1/countryvalidationrules/{country}", AuthMode::Both, &[NotFound]),
    // A malformed domain is 400 without a body, a free one 404 without a body: a HEAD answer has none.
    endpoint("S10", "HEAD", "/v1/domains/{domain}", AuthMode::Both, &[InvalidProperty, NotFound]),
    endpoint(
        "S11",
        "GET",
        "/v1/auditrecords",
        AuthMode::Both,
        &[InvalidFilter, InvalidProperty, InvalidContinuationToken, EnumParse, OperationNotSupported],
    ),
    endpoint("S11b", "GET", "/v1/auditrecords/{record_id}", AuthMode::Both, &[NotFound]),
    endpoint("S12", "GET", "/v1/profiles/organization", AuthMode::User, &[AppOnlyNotSupported]),
    endpoint("S13", "GET", "/v1/profiles/legalbusiness", AuthMode::Both, &[]),
    endpoint("S14", "GET", "/webhooks/v1/registration", AuthMode::Both, &[NotFound]),
    endpoint(
        "S14b",
        "POST",
        "/webhooks/v1/registration",
        AuthMode::Both,
        &[RoleNotSufficient, InvalidInput, InvalidProperty, WebhookExists],
    ),
    endpoint(
        "S14c",
        "PUT",
        "/webhooks/v1/registration",
        AuthMode::Both,
        &[RoleNotSufficient, InvalidInput, InvalidProperty, NotFound],
    ),
    endpoint("S15", "GET", "/webhooks/v1/registration/events", AuthMode::Both, &[]),
    endpoint(
        "S16",
        "POST",
        "/webhooks/v1/registration/validationEvents",
        AuthMode::Both,
        &[InvalidProperty, NotFound],
    ),
    endpoint(
        "S17",
        "GET",
        "/webhooks/v1/registration/validationEvents/{correlation_id}",
        AuthMode::Both,
        &[NotFound],
    ),
    endpoint("S18", "POST", "/generatetoken", AuthMode::Both, &[InvalidInput]),
    endpoint("S18b", "POST", "/v3/generatetoken", AuthMode::Both, &[InvalidInput]),
    endpoint(
        "S19",
        "GET",
        "/v1/validations/checkdomainavailability/{prefix}",
        AuthMode::Both,
        &[InvalidProperty],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn find(id: &str) -> &'static Endpoint {
        ENDPOINTS.iter().find(|endpoint| endpoint.id == id).unwrap()
    }

    #[test]
    fn every_endpoint_stands_here_once() {
        let ids: Vec<_> = ENDPOINTS.iter().map(|endpoint| endpoint.id).collect();
        let expected = [
            "C1", "C2", "C3", "C4", "C5", "C6", "C7", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9",
            "S10", "S11", "S11b", "S12", "S13", "S14", "S14b", "S14c", "S15", "S16", "S17", "S18", "S18b",
            "S19",
        ];
        assert_eq!(ids, expected);
        let routes: BTreeSet<_> = ENDPOINTS.iter().map(|endpoint| (endpoint.method, endpoint.path)).collect();
        assert_eq!(routes.len(), ENDPOINTS.len());
    }

    #[test]
    fn our_own_endpoints_stand_beside_the_contracts() {
        let routes: BTreeSet<_> =
            ENDPOINTS.iter().chain(OWN_ENDPOINTS).map(|endpoint| (endpoint.method, endpoint.path)).collect();
        assert_eq!(routes.len(), ENDPOINTS.len() + OWN_ENDPOINTS.len());
        for endpoint in OWN_ENDPOINTS {
            let door = if endpoint.auth == AuthMode::Staff { "/operator/v1/" } else { "/partner/v1/" };
            assert!(endpoint.path.starts_with(door), "{}", endpoint.id);
        }
    }

    #[test]
    fn no_endpoint_names_an_error_twice() {
        for endpoint in ENDPOINTS.iter().chain(OWN_ENDPOINTS) {
            let kinds: BTreeSet<_> = endpoint.all_errors().collect();
            assert_eq!(kinds.len(), endpoint.all_errors().count(), "{}", endpoint.id);
        }
    }

    #[test]
    fn a_customer_in_the_path_brings_its_three_errors() {
        for endpoint in ENDPOINTS.iter().chain(OWN_ENDPOINTS) {
            let has_customer = endpoint.path.contains("{customer_id}");
            for kind in CUSTOMER {
                assert_eq!(endpoint.errors.contains(kind), has_customer, "{} {kind:?}", endpoint.id);
            }
        }
    }

    #[test]
    fn an_endpoint_for_users_only_refuses_applications_alone() {
        for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.auth == AuthMode::User) {
            assert!(endpoint.errors.contains(&AppOnlyNotSupported), "{}", endpoint.id);
        }
        let users: Vec<_> = ENDPOINTS.iter().filter(|e| e.auth == AuthMode::User).map(|e| e.id).collect();
        assert_eq!(users, ["C2", "C4", "C7", "S5", "S12"]);
    }

    #[test]
    fn the_two_writes_differ_in_what_vetting_can_answer() {
        let codes = |id: &str| find(id).errors.iter().map(|kind| kind.row().code).collect::<BTreeSet<_>>();
        let only = |one: &str, other: &str| codes(one).difference(&codes(other)).copied().collect::<Vec<_>>();
        assert_eq!(only("C2", "C4"), [1_900_009, 1_900_013]);
        assert_eq!(only("C4", "C2"), [3000, 1_900_008]);
    }
}
