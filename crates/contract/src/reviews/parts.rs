//! What a case is made of: notes, questions, documents, a proposal, how it ended, and what is known of the applicant.

use std::fmt;

use qualify_vocabulary::{DocumentId, PersonKey, VettingReason};
use serde::{Deserialize, Serialize};

use crate::operator::Verdict;

/// What somebody wrote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// What.
    pub text: String,
}

impl fmt::Debug for NoteView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NoteView").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A question to the partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// What is missing.
    pub items: Vec<String>,
    /// When it was asked.
    pub asked_at: String,
    /// Until when an answer is taken.
    pub answer_until: String,
    /// Who asked; staff sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// What the partner answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<NoteView>,
}

/// A document that was handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DocumentView {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: DocumentId,
    /// What it is, by its content.
    #[cfg_attr(feature = "schema", schema(example = "application/pdf"))]
    pub media_type: String,
    /// How long it is.
    pub bytes: u32,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
    /// When it was handed in.
    pub added_at: String,
    /// When it was deleted; only what stands here is left of it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<String>,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EndingView {
    /// The one reason.
    #[cfg_attr(feature = "schema", schema(example = "REVIEW_DECISION"))]
    pub reason_code: String,
    /// Why, for the partner.
    pub explanation: String,
    /// When.
    pub at: String,
}

/// What one proposed and another has to confirm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProposalView {
    /// Who proposed it.
    pub by: String,
    /// Which person that is.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub by_key: PersonKey,
    /// What.
    pub decision: Verdict,
    /// Why, with a denial.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<crate::v1::VettingReasonWord>))]
    pub reason: Option<VettingReason>,
    /// The one reason.
    pub reason_code: String,
    /// What the partner will read.
    pub explanation: String,
    /// What it rests on.
    pub evidence: Vec<String>,
    /// For a revocation that was confirmed: when it takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
}

/// A listed name that looks like the applicant's. Shown to reviewers, never decisive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LookAlikeView {
    /// The listed domain.
    pub domain: String,
    /// `same-skeleton` or `one-edit`.
    #[cfg_attr(feature = "schema", schema(example = "one-edit"))]
    pub how: String,
    /// Whose it is, if the listing says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
}

/// What the customer says of itself, as far as a decision needs it. `Debug` shows none of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApplicantView {
    /// The customer's tenant.
    #[cfg_attr(feature = "schema", schema(example = "lakeside.onmicrosoft.com"))]
    pub tenant_domain: String,
    /// The host of the contact's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_host: Option<String>,
    /// The website of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// The segment of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The registration number, where the country has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<String>,
    /// The postal address, a line for each of its parts.
    pub address: Vec<String>,
}

impl fmt::Debug for ApplicantView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ApplicantView").finish_non_exhaustive()
    }
}
