//! The wire of Partner Center (contract 1.1, 1.2, 4.7).

use super::ids::{Door, Route, WireRoute as Id};
use super::row::Method::{Delete, Get, Head, Patch, Post, Put};
use super::row::{AuthMode, CUSTOMER, Endpoint, Method, REQUEST, endpoint, prove_order};
use qualify_contract::errors::ErrorKind::{
    self, AccountStatusNotFound, ActionNotAllowed, AppOnlyNotSupported, DomainExists, EnumParse,
    EtagMismatch, InsufficientPrivileges, InvalidAddress, InvalidContinuationToken, InvalidCustomerId,
    InvalidFilter, InvalidInput, InvalidProperty, NoRelationship, NotFound, NotSupportedInEnvironment,
    OperationNotSupported, PhoneNumberMissing, QualificationExists, QualificationNotCombinable,
    QualificationNotSettable, RegistrationNumberInvalid, RegistrationNumberMissing, RoleNotSufficient,
    SandboxLimit, TenantNotFound, ValidationCodeExhausted, ValidationCodeMismatch, ValidationCodeRequired,
    ValidationCodeUnknown, VettingDenied, VettingRequired, WebhookExists,
};

/// Where the certificate lies whose key signs webhooks (Q24).
pub const CERTIFICATE_PATH: &str = "/webhooks/v1/certificate.cer";

const fn wire(
    id: Id,
    method: Method,
    path: &'static str,
    auth: AuthMode,
    errors: &'static [ErrorKind],
) -> Endpoint {
    endpoint(Route::Wire(id), method, path, auth, errors)
}

/// Every row, in the contract's order. Where two paths match, the literal segment wins over the name.
pub const WIRE: &[Endpoint] = &[
    wire(Id::C1, Get, "/v1/customers/{customer_id}/qualification", AuthMode::Both, CUSTOMER),
    wire(
        Id::C2,
        Put,
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
    )
    .changes()
    .by_writers(),
    wire(Id::C3, Get, "/v1/customers/{customer_id}/qualifications", AuthMode::Both, CUSTOMER),
    wire(Id::C4, Post, "/v1/customers/{customer_id}/qualifications", AuthMode::User, REQUEST)
        .changes()
        .by_writers(),
    wire(Id::C5, Get, "/v1/customers/all/validations", AuthMode::Both, &[]),
    wire(
        Id::C6,
        Get,
        "/v1/customers/{customer_id}/validations",
        AuthMode::Both,
        &[InvalidCustomerId, TenantNotFound, NoRelationship, NotFound],
    ),
    wire(
        Id::C7,
        Get,
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
    wire(
        Id::S1,
        Post,
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
    )
    .changes()
    .by_writers(),
    wire(
        Id::S2,
        Get,
        "/v1/customers",
        AuthMode::Both,
        // An unknown `seekOperation` is 900126 by 4.5; the row of 4.7 leaves it out.
        &[InvalidFilter, InvalidProperty, InvalidContinuationToken, OperationNotSupported, EnumParse],
    ),
    wire(Id::S3, Get, "/v1/customers/{customer_id}", AuthMode::Both, CUSTOMER),
    wire(
        Id::S4,
        Delete,
        "/v1/customers/{customer_id}",
        AuthMode::Both,
        &[InvalidCustomerId, TenantNotFound, NoRelationship, RoleNotSufficient, NotSupportedInEnvironment],
    )
    .changes()
    .by_writers(),
    wire(
        Id::S5,
        Get,
        "/v1/customers/{customer_id}/profiles/company",
        AuthMode::User,
        &[InvalidCustomerId, TenantNotFound, NoRelationship, AppOnlyNotSupported],
    ),
    wire(Id::S6, Get, "/v1/customers/{customer_id}/profiles/billing", AuthMode::Both, CUSTOMER),
    wire(
        Id::S7,
        Put,
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
    )
    .changes()
    .by_writers(),
    // 2007 is for the clients of the older generation, which others get told by a status.
    wire(Id::S8, Post, "/v1/validations/address", AuthMode::Both, &[InvalidInput, InvalidAddress]),
    wire(Id::S9, Get, "/v1/countryvalidationrules/{country}", AuthMode::Both, &[NotFound]),
    // A malformed domain is 400 without a body, a free one 404 without a body: a HEAD answer has none.
    wire(Id::S10, Head, "/v1/domains/{domain}", AuthMode::Both, &[InvalidProperty, NotFound]),
    wire(
        Id::S11,
        Get,
        "/v1/auditrecords",
        AuthMode::Both,
        &[InvalidFilter, InvalidProperty, InvalidContinuationToken, EnumParse, OperationNotSupported],
    )
    .searches(),
    wire(Id::S11b, Get, "/v1/auditrecords/{record_id}", AuthMode::Both, &[NotFound]),
    wire(Id::S12, Get, "/v1/profiles/organization", AuthMode::User, &[AppOnlyNotSupported]),
    wire(Id::S13, Get, "/v1/profiles/legalbusiness", AuthMode::Both, &[]),
    wire(Id::S14, Get, "/webhooks/v1/registration", AuthMode::Both, &[NotFound]),
    wire(
        Id::S14b,
        Post,
        "/webhooks/v1/registration",
        AuthMode::Both,
        &[RoleNotSufficient, InvalidInput, InvalidProperty, WebhookExists],
    )
    .changes()
    .by_writers(),
    wire(
        Id::S14c,
        Put,
        "/webhooks/v1/registration",
        AuthMode::Both,
        &[RoleNotSufficient, InvalidInput, InvalidProperty, NotFound],
    )
    .changes()
    .by_writers(),
    wire(Id::S15, Get, "/webhooks/v1/registration/events", AuthMode::Both, &[]),
    wire(
        Id::S16,
        Post,
        "/webhooks/v1/registration/validationEvents",
        AuthMode::Both,
        &[RoleNotSufficient, InvalidProperty, NotFound],
    )
    .changes()
    .by_writers(),
    wire(
        Id::S17,
        Get,
        "/webhooks/v1/registration/validationEvents/{correlation_id}",
        AuthMode::Both,
        &[NotFound],
    ),
    wire(Id::S18, Post, "/generatetoken", AuthMode::Both, &[InvalidInput]),
    wire(Id::S18b, Post, "/v3/generatetoken", AuthMode::Both, &[InvalidInput]),
    wire(
        Id::S19,
        Get,
        "/v1/validations/checkdomainavailability/{prefix}",
        AuthMode::Both,
        &[InvalidProperty],
    ),
    wire(
        Id::Q35,
        Patch,
        "/v1/customers/{customer_id}",
        AuthMode::Both,
        &[
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            RoleNotSufficient,
            InvalidInput,
            OperationNotSupported,
        ],
    )
    .changes()
    .by_writers(),
    wire(Id::Offers, Get, "/v1/customers/{customer_id}/offers", AuthMode::Both, CUSTOMER),
    wire(Id::OfferCategories, Get, "/v1/customers/{customer_id}/offercategories", AuthMode::Both, CUSTOMER),
    wire(
        Id::S11Activity,
        Get,
        "/auditactivity/v1/auditrecords",
        AuthMode::Both,
        &[InvalidFilter, InvalidProperty, InvalidContinuationToken, EnumParse, OperationNotSupported],
    )
    .searches(),
    wire(Id::S11bActivity, Get, "/auditactivity/v1/auditrecords/{record_id}", AuthMode::Both, &[NotFound]),
    // Receivers of webhooks have no token of ours.
    wire(Id::Q24, Get, CERTIFICATE_PATH, AuthMode::None, &[]),
];

const _: () = prove_order(WIRE, Door::Wire, Id::ALL.len());
