//! What Qualify adds for partners, below `/partner/v1`.

use super::ids::{Door, PartnerRoute as Id, Route};
use super::query::{DELIVERIES, FEED, PAGES, PREVIEW};
use super::row::Method::{Delete, Get, Post, Put};
use super::row::{AuthMode, Endpoint, Method, REQUEST, endpoint, prove_order};
use qualify_contract::errors::ErrorKind::{
    self, AppOnlyNotSupported, DocumentNotUsable, EnumParse, InvalidContinuationToken, InvalidCustomerId,
    InvalidInput, InvalidProperty, NoRelationship, NotFound, ReviewNotPossible, RoleNotSufficient,
    TenantNotFound, WebhookNotPossible,
};

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

const fn user(id: Id, method: Method, path: &'static str, errors: &'static [ErrorKind]) -> Endpoint {
    endpoint(Route::Partner(id), method, path, AuthMode::User, errors)
}

/// Every row.
pub const PARTNER: &[Endpoint] = &[
    user(Id::P1, Post, "/partner/v1/customers/{customer_id}/qualifications/preview", REQUEST)
        .queried(PREVIEW)
        .noted()
        .by_writers()
        .previews(),
    user(
        Id::R16,
        Get,
        "/partner/v1/customers/{customer_id}/reviews",
        &[
            AppOnlyNotSupported,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            InvalidProperty,
            InvalidContinuationToken,
        ],
    )
    .queried(PAGES),
    user(Id::R17, Get, "/partner/v1/customers/{customer_id}/reviews/{review_id}", OWN_READ),
    user(Id::R18, Post, "/partner/v1/customers/{customer_id}/reviews/{review_id}/reply", OWN_ACT)
        .changes()
        .by_writers(),
    user(Id::R19, Post, "/partner/v1/customers/{customer_id}/reviews/{review_id}/appeal", OWN_ACT)
        .changes()
        .by_writers(),
    user(Id::R20, Post, "/partner/v1/customers/{customer_id}/reviews/{review_id}/withdraw", OWN_ACT)
        .changes()
        .by_writers(),
    user(
        Id::R21,
        Post,
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
    )
    .changes()
    .by_writers(),
    user(
        Id::R22,
        Get,
        "/partner/v1/customers/{customer_id}/reviews/{review_id}/documents/{document_id}",
        OWN_READ,
    ),
    user(Id::W1, Get, "/partner/v1/webhooks", &[AppOnlyNotSupported]),
    user(
        Id::W2,
        Post,
        "/partner/v1/webhooks",
        &[AppOnlyNotSupported, RoleNotSufficient, InvalidInput, InvalidProperty, WebhookNotPossible],
    )
    .changes()
    .by_writers(),
    user(Id::W3, Get, "/partner/v1/webhooks/{webhook_id}", HOOK_READ),
    user(Id::W4, Put, "/partner/v1/webhooks/{webhook_id}", HOOK_WRITE).changes().by_writers(),
    user(
        Id::W5,
        Delete,
        "/partner/v1/webhooks/{webhook_id}",
        &[AppOnlyNotSupported, RoleNotSufficient, NotFound],
    )
    .changes()
    .by_writers(),
    user(
        Id::W6,
        Post,
        "/partner/v1/webhooks/{webhook_id}/rotate-secret",
        &[AppOnlyNotSupported, RoleNotSufficient, NotFound],
    )
    .changes()
    .by_writers(),
    user(
        Id::W7,
        Post,
        "/partner/v1/webhooks/{webhook_id}/test",
        &[AppOnlyNotSupported, RoleNotSufficient, NotFound, WebhookNotPossible],
    )
    .changes()
    .by_writers(),
    user(
        Id::W8,
        Get,
        "/partner/v1/webhooks/{webhook_id}/deliveries",
        &[AppOnlyNotSupported, NotFound, InvalidProperty, EnumParse, InvalidContinuationToken],
    )
    .queried(DELIVERIES),
    user(
        Id::W9,
        Post,
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
    )
    .changes()
    .by_writers(),
    user(
        Id::W10,
        Get,
        "/partner/v1/events",
        &[AppOnlyNotSupported, InvalidProperty, InvalidContinuationToken],
    )
    .queried(FEED),
];

const _: () = prove_order(PARTNER, Door::Partner, Id::ALL.len());
