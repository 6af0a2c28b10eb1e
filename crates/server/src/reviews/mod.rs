//! What both doors to reviews share: how documents come in and go out, what is read of bodies, and how a case is shown.

mod download;
mod file_field;
mod incoming;
mod present;

use axum::extract::FromRequestParts;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_contract::operator::Verdict as VerdictBody;
use qualify_contract::reviews::DecideBody;
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::Proposal;
use qualify_vocabulary::{DocumentId, ReasonCode, ReviewId, VettingReason};

use crate::api::extract::path_parameter;
use crate::api::failure::Failure;
pub use download::answer_document;
pub(crate) use incoming::receive;
pub use incoming::receive_from_form;
pub(crate) use present::{Surroundings, applicant_view, partner_view, queue_view, staff_view};

/// What staff decides about Education: a denial has a documented reason, an approval has none.
pub(crate) fn verdict(decision: VerdictBody, reason: Option<VettingReason>) -> Result<Verdict, Failure> {
    match (decision, reason) {
        (VerdictBody::Approve, None) => Ok(Verdict::Approve),
        (VerdictBody::Deny, Some(reason)) => Ok(Verdict::Deny(reason)),
        (VerdictBody::Approve, Some(_)) => {
            Err(Failure::new(ErrorKind::InvalidProperty, "An approval has no reason. Leave reason out."))
        }
        (VerdictBody::Deny, None) => Err(Failure::new(
            ErrorKind::InvalidInput,
            "A denial needs a reason: one of the documented texts, such as Not an Academic Domain.",
        )),
    }
}

/// What a body says that a reviewer decides.
pub(crate) fn proposal(body: DecideBody) -> Result<Proposal, Failure> {
    let verdict = verdict(body.decision, body.reason)?;
    let reason_code = body.reason_code.as_deref().map_or(Ok(ReasonCode::ReviewDecision), reason_code)?;
    Ok(Proposal { verdict, reason_code, explanation: body.explanation, evidence: body.evidence })
}

/// A reason code that somebody sent.
pub(crate) fn reason_code(text: &str) -> Result<ReasonCode, Failure> {
    ReasonCode::parse(text).map_err(|_| {
        Failure::new(
            ErrorKind::InvalidProperty,
            "The reasonCode is unknown. Send one of docs/vetting-rules.md, such as LIBRARY, or leave it out.",
        )
    })
}

/// `{review_id}` in any of its spellings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReviewPath(pub(crate) ReviewId);

impl<S: Send + Sync> FromRequestParts<S> for ReviewPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "review_id").await.unwrap_or_default();
        ReviewId::parse(&text)
            .map(Self)
            .map_err(|_| Failure::new(ErrorKind::InvalidProperty, "The review id in the path is not a GUID."))
    }
}

/// `{document_id}` in any of its spellings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DocumentPath(pub(crate) DocumentId);

impl<S: Send + Sync> FromRequestParts<S> for DocumentPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "document_id").await.unwrap_or_default();
        DocumentId::parse(&text).map(Self).map_err(|_| {
            Failure::new(ErrorKind::InvalidProperty, "The document id in the path is not a GUID.")
        })
    }
}
