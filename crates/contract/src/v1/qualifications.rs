//! C1 to C4: qualification records, and what a caller asks for (contract 1.5 to 1.8).

use std::fmt;

use qualify_vocabulary::{Qualification, Timestamp, VettingReason, VettingStatus};
use serde::{Deserialize, Serialize};

use super::time::wire_time;
use super::{Hidden, QualificationWord, VettingReasonWord, VettingStatusWord, Word};

/// Longest `website` of an Education request, in characters (contract 1.8); the server checks it at its step.
pub const WEBSITE_CHARS_MAX: usize = 2048;

/// One qualification of a customer (C3, C4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QualificationRecord {
    /// Which one.
    pub qualification: QualificationWord,
    /// Where its vetting stands; absent for a state-owned entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vetting_status: Option<VettingStatusWord>,
    /// Why it was denied; with `Denied` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vetting_reason: Option<VettingReasonWord>,
    /// When the record was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(format = "date-time"))]
    pub vetting_create_date: Option<String>,
    /// The same once more: the documents print two names, and clients read either (contract X1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(format = "date-time"))]
    pub vetting_created_date: Option<String>,
}

impl QualificationRecord {
    /// A record that is vetted, opened at this instant. The reason is kept with a denial only.
    pub fn vetted(
        qualification: Qualification,
        status: VettingStatus,
        reason: Option<VettingReason>,
        opened_at: Timestamp,
    ) -> Self {
        let date = wire_time(opened_at);
        Self {
            qualification: qualification.into(),
            vetting_status: Some(status.into()),
            vetting_reason: reason.filter(|_| status == VettingStatus::Denied).map(Word::from),
            vetting_create_date: Some(date.clone()),
            vetting_created_date: Some(date),
        }
    }

    /// Where its vetting stands, if it is vetted and the word is one that is known here.
    pub fn status(&self) -> Option<VettingStatus> {
        self.vetting_status.as_ref()?.known()
    }

    /// Whether nothing stands in its way: it was approved, or is declared and not vetted.
    pub fn is_approved(&self) -> bool {
        self.vetting_status.as_ref().is_none_or(|status| status.known() == Some(VettingStatus::Approved))
    }

    /// When the record was opened, under either of the date's names: the first that says something counts (contract X1).
    /// Nothing for a text that is no instant of RFC 3339 (contract X2); it is kept as it was sent.
    pub fn opened_at(&self) -> Option<Timestamp> {
        let dates = [&self.vetting_create_date, &self.vetting_created_date];
        dates.into_iter().flatten().find(|text| !text.trim().is_empty())?.trim().parse().ok()
    }

    /// A record that is declared, not vetted: a state-owned entity.
    pub const fn declared(qualification: Qualification) -> Self {
        Self {
            qualification: Word::Known(qualification),
            vetting_status: None,
            vetting_reason: None,
            vetting_create_date: None,
            vetting_created_date: None,
        }
    }
}

/// The body of C4 as clients write it. The server takes more spellings.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateQualificationRequest {
    /// `Education`, `GovernmentCommunityCloud` or `StateOwnedEntity`; required.
    #[cfg_attr(feature = "schema", schema(required, example = "Education"))]
    pub qualification: Option<String>,
    /// `K12` or `HigherEducation`, with Education.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "K12"))]
    pub education_segment: Option<String>,
    /// The organisation's website, with Education.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(max_length = 2048, example = "school.example"))]
    pub website: Option<String>,
    /// The partner's validation code, with GovernmentCommunityCloud; it may also stand in the query as `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_code: Option<String>,
}

impl fmt::Debug for CreateQualificationRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CreateQualificationRequest")
            .field("qualification", &self.qualification)
            .field("education_segment", &self.education_segment)
            .field("website", &self.website)
            .field("validation_code", &self.validation_code.as_ref().map(|_| Hidden))
            .finish()
    }
}

#[cfg(test)]
mod tests;
