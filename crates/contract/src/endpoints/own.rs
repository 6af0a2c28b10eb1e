//! The endpoints that Qualify adds to the contract: for partners below `/partner/v1`, for staff below `/operator/v1`.

use super::{
    AppOnlyNotSupported, AuthMode, Endpoint, EnumParse, InvalidContinuationToken, InvalidCustomerId,
    InvalidInput, InvalidProperty, NoRelationship, NotFound, RoleNotSufficient, TenantNotFound, endpoint,
};
use crate::errors::ErrorKind::{
    self, DocumentNotUsable, ReviewHeld, ReviewNotPossible, ReviewerNotEligible, WebhookNotPossible,
};

/// The errors of every act of a reviewer.
const ACT: &[ErrorKind] = &[
    RoleNotSufficient,
    NotFound,
    InvalidProperty,
    InvalidInput,
    ReviewHeld,
    ReviewNotPossible,
    ReviewerNotEligible,
];

/// The errors of reading a review as staff.
const READ: &[ErrorKind] = &[RoleNotSufficient, NotFound, InvalidProperty];

/// The errors of reading a review as its partner.
const OWN_READ: &[ErrorKind] =
    &[AppOnlyNotSupported, InvalidCustomerId, TenantNotFound, NoRelationship, NotFound, InvalidProperty];

/// The errors of every act of a partner in a review.
const OWN_ACT: &[ErrorKind] = &[
    AppOnlyNotSupported,
    InvalidCustomerId,
    TenantNotFound,
    NoRelationship,
    RoleNotSufficient,
    NotFound,
    InvalidProperty,
    InvalidInput,
    ReviewNotPossible,
];

/// The errors of reading a receiver of one's own.
const HOOK_READ: &[ErrorKind] = &[AppOnlyNotSupported, NotFound];

/// The errors of changing one.
const HOOK_WRITE: &[ErrorKind] =
    &[AppOnlyNotSupported, RoleNotSufficient, NotFound, InvalidInput, InvalidProperty];

const fn staff(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    errors: &'static [ErrorKind],
) -> Endpoint {
    endpoint(id, method, path, AuthMode::Staff, errors)
}

const fn user(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    errors: &'static [ErrorKind],
) -> Endpoint {
    endpoint(id, method, path, AuthMode::User, errors)
}

/// Every endpoint of our own that is part of the published description.
pub const OWN_ENDPOINTS: &[Endpoint] = &[
    staff(
        "R1",
        "GET",
        "/operator/v1/reviews",
        &[RoleNotSufficient, InvalidProperty, EnumParse, InvalidContinuationToken],
    ),
    staff("R2", "GET", "/operator/v1/reviews/{review_id}", READ),
    staff("R3", "POST", "/operator/v1/reviews/{review_id}/claim", ACT),
    staff("R4", "POST", "/operator/v1/reviews/{review_id}/renew", ACT),
    staff("R5", "POST", "/operator/v1/reviews/{review_id}/release", ACT),
    staff("R6", "POST", "/operator/v1/reviews/{review_id}/ask", ACT),
    staff("R7", "POST", "/operator/v1/reviews/{review_id}/decide", ACT),
    staff("R8", "POST", "/operator/v1/reviews/{review_id}/confirm", ACT),
    staff("R9", "POST", "/operator/v1/reviews/{review_id}/disagree", ACT),
    staff("R10", "POST", "/operator/v1/reviews/{review_id}/escalate", ACT),
    staff("R11", "POST", "/operator/v1/reviews/{review_id}/notes", ACT),
    staff("R12", "POST", "/operator/v1/reviews/{review_id}/withdraw", ACT),
    staff("R13", "POST", "/operator/v1/reviews/decide", ACT),
    staff("R14", "GET", "/operator/v1/reviews/{review_id}/documents/{document_id}", READ),
    staff(
        "R15",
        "POST",
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/reviews",
        &[
            RoleNotSufficient,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            NotFound,
            InvalidProperty,
            InvalidInput,
            ReviewNotPossible,
        ],
    ),
    user("R16", "GET", "/partner/v1/customers/{customer_id}/reviews", OWN_READ),
    user("R17", "GET", "/partner/v1/customers/{customer_id}/reviews/{review_id}", OWN_READ),
    user("R18", "POST", "/partner/v1/customers/{customer_id}/reviews/{review_id}/reply", OWN_ACT),
    user("R19", "POST", "/partner/v1/customers/{customer_id}/reviews/{review_id}/appeal", OWN_ACT),
    user("R20", "POST", "/partner/v1/customers/{customer_id}/reviews/{review_id}/withdraw", OWN_ACT),
    user(
        "R21",
        "POST",
        "/partner/v1/customers/{customer_id}/reviews/{review_id}/documents",
        &[
            AppOnlyNotSupported,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            RoleNotSufficient,
            NotFound,
            InvalidProperty,
            InvalidInput,
            ReviewNotPossible,
            DocumentNotUsable,
        ],
    ),
    user(
        "R22",
        "GET",
        "/partner/v1/customers/{customer_id}/reviews/{review_id}/documents/{document_id}",
        OWN_READ,
    ),
    user("W1", "GET", "/partner/v1/webhooks", &[AppOnlyNotSupported]),
    user(
        "W2",
        "POST",
        "/partner/v1/webhooks",
        &[AppOnlyNotSupported, RoleNotSufficient, InvalidInput, InvalidProperty, WebhookNotPossible],
    ),
    user("W3", "GET", "/partner/v1/webhooks/{webhook_id}", HOOK_READ),
    user("W4", "PUT", "/partner/v1/webhooks/{webhook_id}", HOOK_WRITE),
    user(
        "W5",
        "DELETE",
        "/partner/v1/webhooks/{webhook_id}",
        &[AppOnlyNotSupported, RoleNotSufficient, NotFound],
    ),
    user(
        "W6",
        "POST",
        "/partner/v1/webhooks/{webhook_id}/rotate-secret",
        &[AppOnlyNotSupported, RoleNotSufficient, NotFound],
    ),
    user(
        "W7",
        "POST",
        "/partner/v1/webhooks/{webhook_id}/test",
        &[AppOnlyNotSupported, NotFound, WebhookNotPossible],
    ),
    user(
        "W8",
        "GET",
        "/partner/v1/webhooks/{webhook_id}/deliveries",
        &[AppOnlyNotSupported, NotFound, InvalidProperty, EnumParse, InvalidContinuationToken],
    ),
    user(
        "W9",
        "POST",
        "/partner/v1/webhooks/{webhook_id}/replay",
        &[
            AppOnlyNotSupported,
            RoleNotSufficient,
            NotFound,
            InvalidInput,
            InvalidProperty,
            InvalidContinuationToken,
            WebhookNotPossible,
        ],
    ),
    user(
        "W10",
        "GET",
        "/partner/v1/events",
        &[AppOnlyNotSupported, InvalidProperty, InvalidContinuationToken],
    ),
];
