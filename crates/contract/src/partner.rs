//! The objects of `/partner/v1`, our own additions for partners: App+User of that partner, in the envelope of `/v1`.

use serde::{Deserialize, Serialize};

use crate::v1::{QualificationWord, VettingReasonWord, VettingStatusWord};

/// `POST /partner/v1/customers/{customer}/qualifications/preview`: what the same body would come to in
/// `POST /v1/customers/{customer}/qualifications`. Nothing is stored and no code is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QualificationPreview {
    /// What was asked about.
    pub qualification: QualificationWord,
    /// Where the record would stand once it is decided; absent for a state-owned entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vetting_status: Option<VettingStatusWord>,
    /// Why it would be denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vetting_reason: Option<VettingReasonWord>,
    /// `approve`, `needs-human`, `deny` or `invalid`; absent if it is not decided yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "needs-human"))]
    pub outcome: Option<String>,
    /// The one reason; `PERSON_LOOKS` for those that would tell of others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "EDU_NO_EVIDENCE"))]
    pub reason_code: Option<String>,
    /// The rule that decides; absent where the reason is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "E12"))]
    pub rule: Option<String>,
    /// What happens and why, and what to do now.
    pub explanation: String,
    /// The evidence, the strongest first.
    pub evidence: serde_json::Value,
}
