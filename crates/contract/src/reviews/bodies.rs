//! What reviewers and partners send.

use std::fmt;

use qualify_vocabulary::{ReviewId, VettingReason};
use serde::{Deserialize, Serialize};

use crate::operator::Verdict;

/// `POST .../ask`: what the partner is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskBody {
    /// 1 to 10 items of at most 500 characters.
    pub items: Vec<String>,
}

/// A text: a reply, an appeal, a note, a disagreement.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TextBody {
    /// 1 to 4000 characters.
    pub text: String,
}

impl fmt::Debug for TextBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TextBody").finish_non_exhaustive()
    }
}

/// `POST .../decide`: what a reviewer decides, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideBody {
    /// The decision.
    pub decision: Verdict,
    /// Why, with a denial: one of the documented texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<crate::v1::VettingReasonWord>))]
    pub reason: Option<VettingReason>,
    /// The one reason; `REVIEW_DECISION` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "LIBRARY"))]
    pub reason_code: Option<String>,
    /// What the partner reads: 1 to 4000 characters.
    pub explanation: String,
    /// What it rests on: 1 to 10 items of at most 500 characters.
    pub evidence: Vec<String>,
}

impl fmt::Debug for DecideBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecideBody").field("decision", &self.decision).finish_non_exhaustive()
    }
}

/// `POST /operator/v1/reviews/decide`: one decision about several cases with the same reason and registrable domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideManyBody {
    /// 1 to 100 cases.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub reviews: Vec<ReviewId>,
    /// What is decided about each.
    pub decision: DecideBody,
}

/// `POST /operator/v1/partners/{partner}/customers/{customer}/reviews`: asks whether an approval still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenReviewBody {
    /// The reason; `REVERIFICATION_DUE` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "STOPLISTED"))]
    pub reason_code: Option<String>,
    /// What is to be looked at: 1 to 4000 characters.
    pub text: String,
}
