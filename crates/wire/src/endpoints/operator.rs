//! What staff does, below `/operator/v1`.

use qualify_vocabulary::StaffRole;

use super::ids::{Door, OperatorRoute as Id, Route};
use super::query::{PAGES, QUEUE, TRAIL};
use super::row::Method::{Get, Post, Put};
use super::row::{AuthMode, Endpoint, Method, Role, endpoint, prove_order};
use qualify_contract::errors::ErrorKind::{
    self, DecisionNotPossible, EnumParse, InvalidContinuationToken, InvalidCustomerId, InvalidInput,
    InvalidProperty, NoRelationship, NotFound, QualificationExists, ReviewHeld, ReviewNotPossible,
    ReviewerNotEligible, RoleNotSufficient, TenantNotFound, ValidationCodeExists,
};

/// Who may act for the operator.
const OPERATORS: &[StaffRole] = &[StaffRole::Operator];

/// Who reviews.
const REVIEWERS: &[StaffRole] = &[StaffRole::Operator, StaffRole::Reviewer, StaffRole::Lead];

/// Who may read.
const READERS: &[StaffRole] = &StaffRole::ALL;

/// The errors of an act about a customer of a partner.
const CUSTOMER_ACT: &[ErrorKind] = &[
    RoleNotSufficient,
    ReviewerNotEligible,
    InvalidProperty,
    InvalidCustomerId,
    TenantNotFound,
    NoRelationship,
    InvalidInput,
];

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
const READ: &[ErrorKind] = &[RoleNotSufficient, ReviewerNotEligible, NotFound, InvalidProperty];

const fn staff(
    id: Id,
    method: Method,
    path: &'static str,
    roles: &'static [StaffRole],
    errors: &'static [ErrorKind],
) -> Endpoint {
    Endpoint {
        role: Role::Staff(roles),
        ..endpoint(Route::Operator(id), method, path, AuthMode::Staff, errors)
    }
}

/// Every row.
pub const OPERATOR: &[Endpoint] = &[
    staff(
        Id::O1,
        Put,
        "/operator/v1/partners/{partner_id}",
        OPERATORS,
        &[RoleNotSufficient, ReviewerNotEligible, InvalidProperty, InvalidInput],
    )
    .changes(),
    staff(
        Id::O2,
        Get,
        "/operator/v1/partners/{partner_id}",
        READERS,
        &[RoleNotSufficient, ReviewerNotEligible, InvalidProperty, NotFound],
    ),
    staff(
        Id::O3,
        Get,
        "/operator/v1/partners/{partner_id}/codes",
        READERS,
        &[RoleNotSufficient, ReviewerNotEligible, InvalidProperty, NotFound],
    ),
    staff(
        Id::O4,
        Post,
        "/operator/v1/partners/{partner_id}/codes",
        OPERATORS,
        &[
            RoleNotSufficient,
            ReviewerNotEligible,
            InvalidProperty,
            InvalidInput,
            NotFound,
            ValidationCodeExists,
        ],
    )
    .changes(),
    staff(
        Id::O5,
        Put,
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/account-status",
        OPERATORS,
        CUSTOMER_ACT,
    )
    .changes(),
    staff(
        Id::O6,
        Post,
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/nonprofit",
        OPERATORS,
        &[
            RoleNotSufficient,
            ReviewerNotEligible,
            InvalidProperty,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            QualificationExists,
        ],
    )
    .changes(),
    staff(
        Id::O7,
        Post,
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/education/decision",
        OPERATORS,
        &[
            RoleNotSufficient,
            ReviewerNotEligible,
            InvalidProperty,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            InvalidInput,
            NotFound,
            DecisionNotPossible,
        ],
    )
    .changes(),
    staff(
        Id::O8,
        Put,
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/directory-roles",
        OPERATORS,
        CUSTOMER_ACT,
    )
    .changes(),
    staff(
        Id::O9,
        Get,
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/decisions",
        READERS,
        &[
            RoleNotSufficient,
            ReviewerNotEligible,
            InvalidProperty,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            InvalidContinuationToken,
        ],
    )
    .queried(PAGES),
    staff(
        Id::O10,
        Get,
        "/operator/v1/decisions/{decision_id}",
        READERS,
        &[RoleNotSufficient, ReviewerNotEligible, InvalidProperty, NotFound],
    )
    .noted(),
    staff(Id::O11, Get, "/operator/v1/datasets", READERS, &[RoleNotSufficient]),
    staff(
        Id::O12,
        Post,
        "/operator/v1/datasets/{dataset_id}/accept",
        OPERATORS,
        &[RoleNotSufficient, NotFound],
    )
    .changes(),
    staff(
        Id::O13,
        Post,
        "/operator/v1/vetting/preview",
        READERS,
        &[RoleNotSufficient, InvalidProperty, InvalidInput, EnumParse],
    )
    .noted()
    .previews(),
    staff(
        Id::O14,
        Get,
        "/operator/v1/audit",
        READERS,
        &[RoleNotSufficient, ReviewerNotEligible, InvalidProperty, InvalidContinuationToken],
    )
    .queried(TRAIL)
    .searches(),
    staff(
        Id::O15,
        Get,
        "/operator/v1/partners",
        READERS,
        &[RoleNotSufficient, InvalidProperty, InvalidContinuationToken],
    )
    .queried(PAGES),
    staff(
        Id::R1,
        Get,
        "/operator/v1/reviews",
        READERS,
        &[RoleNotSufficient, ReviewerNotEligible, InvalidProperty, EnumParse, InvalidContinuationToken],
    )
    .queried(QUEUE)
    .searches(),
    staff(Id::R2, Get, "/operator/v1/reviews/{review_id}", READERS, READ).noted(),
    staff(Id::R3, Post, "/operator/v1/reviews/{review_id}/claim", REVIEWERS, ACT).changes(),
    staff(Id::R4, Post, "/operator/v1/reviews/{review_id}/renew", REVIEWERS, ACT).changes(),
    staff(Id::R5, Post, "/operator/v1/reviews/{review_id}/release", REVIEWERS, ACT).changes(),
    staff(Id::R6, Post, "/operator/v1/reviews/{review_id}/ask", REVIEWERS, ACT).changes(),
    staff(Id::R7, Post, "/operator/v1/reviews/{review_id}/decide", REVIEWERS, ACT).changes(),
    staff(Id::R8, Post, "/operator/v1/reviews/{review_id}/confirm", REVIEWERS, ACT).changes(),
    staff(Id::R9, Post, "/operator/v1/reviews/{review_id}/disagree", REVIEWERS, ACT).changes(),
    staff(Id::R10, Post, "/operator/v1/reviews/{review_id}/escalate", REVIEWERS, ACT).changes(),
    staff(Id::R11, Post, "/operator/v1/reviews/{review_id}/notes", REVIEWERS, ACT).changes(),
    staff(Id::R12, Post, "/operator/v1/reviews/{review_id}/withdraw", OPERATORS, ACT).changes(),
    staff(Id::R13, Post, "/operator/v1/reviews/decide", REVIEWERS, ACT).changes(),
    staff(Id::R14, Get, "/operator/v1/reviews/{review_id}/documents/{document_id}", READERS, READ).noted(),
    staff(
        Id::R15,
        Post,
        "/operator/v1/partners/{partner_id}/customers/{customer_id}/reviews",
        REVIEWERS,
        &[
            RoleNotSufficient,
            ReviewerNotEligible,
            InvalidCustomerId,
            TenantNotFound,
            NoRelationship,
            NotFound,
            InvalidProperty,
            InvalidInput,
            ReviewNotPossible,
        ],
    )
    .changes(),
];

const _: () = prove_order(OPERATOR, Door::Operator, Id::ALL.len());
