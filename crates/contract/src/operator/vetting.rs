//! What staff see of vetting: decisions, previews, datasets.

use std::fmt;

use qualify_vocabulary::{CustomerId, DecisionId, PartnerId, PersonKey};
use serde::{Deserialize, Serialize};

use crate::v1::Collection;

/// A decision of vetting, as it stands in its partner's chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// The decision; the audit trail names it too.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: DecisionId,
    /// Whose chain it stands in.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// Its place there, from 1.
    pub sequence: u64,
    /// The customer that it is about; it may have been deleted.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub customer_id: CustomerId,
    /// What was asked for.
    pub qualification: String,
    /// The moment of the request.
    #[cfg_attr(feature = "schema", schema(format = "date-time"))]
    pub opened_at: String,
    /// The how manieth request of the customer it was.
    pub attempt: u32,
    /// `approve`, `needs-human`, `deny` or `invalid`.
    pub outcome: String,
    /// The one reason, like `EDU_SUFFIX_A`.
    pub reason_code: String,
    /// The rule that decided, like `E11`.
    pub rule: String,
    /// The version of the rules; `-` where none were followed.
    pub ruleset: String,
    /// The versions of the datasets.
    pub dataset_versions: Vec<String>,
    /// Who decided, by name.
    pub actor: String,
    /// Which people decided; absent where rules did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub decider_keys: Vec<PersonKey>,
    /// When.
    #[cfg_attr(feature = "schema", schema(format = "date-time"))]
    pub decided_at: String,
    /// The hash that the next decision of the chain follows, in hexadecimal.
    pub hash: String,
    /// What may name somebody; absent where it was erased, or not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub texts: Option<DecisionTextsView>,
}

/// The part of a decision that may name somebody. `Debug` shows none of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecisionTextsView {
    /// What the partner reads.
    pub explanation: String,
    /// The normalised inputs.
    pub inputs: serde_json::Value,
    /// The rules that were tried, in order, with their results.
    pub rules: serde_json::Value,
    /// The evidence items.
    pub evidence: serde_json::Value,
    /// The results of every look-up.
    pub findings: serde_json::Value,
}

impl fmt::Debug for DecisionTextsView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecisionTextsView").finish_non_exhaustive()
    }
}

/// `POST /operator/v1/vetting/preview`: what the rules would decide about an organisation. Nothing is stored.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewVetting {
    /// `Education` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualification: Option<String>,
    /// The organisation's legal name.
    pub legal_name: String,
    /// Its website: a URL or a host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// An e-mail address there, or its host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The domain of its tenant, or its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The country of its address: the two or three letters of ISO 3166, in any casing. Other text is `INPUT_COUNTRY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `K12` or `HigherEducation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education_segment: Option<String>,
    /// The qualifications that it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// For Government Community Cloud: for whom the code is, or is to be; the legal name if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_organization: Option<String>,
}

impl fmt::Debug for PreviewVetting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PreviewVetting")
            .field("qualification", &self.qualification)
            .finish_non_exhaustive()
    }
}

/// What the rules would decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VettingPreview {
    /// `approve`, `needs-human`, `deny` or `invalid`.
    pub outcome: String,
    /// The one reason.
    pub reason_code: String,
    /// The rule that decides.
    pub rule: String,
    /// The version of the rules.
    pub ruleset: String,
    /// The host on which it rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// What the partner would read.
    pub explanation: String,
    /// What the partner can do.
    pub next_step: String,
    /// What a reviewer looks at.
    pub checks: Vec<String>,
    /// What public evidence says about state ownership.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisory: Option<String>,
    /// The evidence, the strongest first.
    pub evidence: serde_json::Value,
    /// The rules that were tried, in order, with their results.
    pub rules: serde_json::Value,
    /// Everything that was looked up.
    pub findings: serde_json::Value,
}

/// `GET /operator/v1/datasets`: what vetting consults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DatasetsView {
    /// The versions as decisions name them, those that the program carries too.
    pub versions: Vec<String>,
    /// The sources of the directory.
    pub sources: Vec<DatasetView>,
}

/// A source of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DatasetView {
    /// Its id in the manifest.
    pub id: String,
    /// Its format, such as `swot-tree`.
    pub kind: String,
    /// The version in use; absent if none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The entries that were read last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// Its licence.
    pub licence: String,
    /// Why the version in the directory is not in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm: Option<String>,
}

/// A page of `GET ./customers/{customer}/decisions`, with the paging members of `/v1`.
pub type DecisionCollection = Collection<DecisionView>;
