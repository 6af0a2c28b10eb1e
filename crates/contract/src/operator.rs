//! The objects of `/operator/v1`, our own API for staff (design 7). Bodies are read by
//! the reader of our own bodies: unknown members are refused, since no foreign client has to be borne with.

mod vetting;

use std::collections::BTreeMap;
use std::fmt;

use qualify_vocabulary::{AccountStatus, CustomerId, PartnerId, PersonKey, VettingReason};
use serde::{Deserialize, Serialize};

use crate::v1::{Collection, Hidden};

pub use vetting::{
    DatasetView, DatasetsView, DecisionCollection, DecisionTextsView, DecisionView, PreviewVetting,
    VettingPreview,
};

/// Whether a partner may call the API at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartnerStatus {
    /// May call.
    #[default]
    Active,
    /// Every call is answered 403/900149.
    Suspended,
}

/// `PUT /operator/v1/partners/{partner}`: creates the partner, or replaces what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutPartner {
    /// The partner's name.
    pub name: String,
    /// Whether this is a sandbox account, which may delete its customers.
    pub sandbox_account: bool,
    /// Active if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PartnerStatus>,
    /// Whether the partner may create customers; yes if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_create_customers: Option<bool>,
}

/// A partner, as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PartnerView {
    /// The partner's tenant.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// The partner's name.
    pub name: String,
    /// Whether this is a sandbox account.
    pub sandbox_account: bool,
    /// Whether the partner may call.
    pub status: PartnerStatus,
    /// Whether the partner may create customers.
    pub may_create_customers: bool,
}

/// `POST ./codes`: issues a validation code. The answer is a [`crate::v1::validations::ValidationCode`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueCode {
    /// The organisation that the code is for.
    pub organization_name: String,
    /// How many customers may be qualified with it; no limit if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_creates: Option<u32>,
    /// The code: 4 to 10 digits; made by the server if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "481516"))]
    pub validation_id: Option<String>,
}

impl fmt::Debug for IssueCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IssueCode")
            .field("organization_name", &self.organization_name)
            .field("max_creates", &self.max_creates)
            .field("validation_id", &self.validation_id.as_ref().map(|_| Hidden))
            .finish()
    }
}

/// `PUT ./customers/{customer}/account-status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutAccountStatus {
    /// The status that C7 shows from now on.
    #[cfg_attr(feature = "schema", schema(value_type = crate::v1::AccountStatusWord))]
    pub status: AccountStatus,
}

/// `PUT ./customers/{customer}/directory-roles`: the roles that a partner's user holds in the customer's directory
/// (contract 5.6). They replace what was recorded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutDirectoryRoles {
    /// The user's `oid`.
    pub user: String,
    /// The names of the roles, such as `Directory Readers`; none takes them away.
    pub roles: Vec<String>,
}

/// What a reviewer says about an Education request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The customer qualifies.
    Approve,
    /// The customer does not.
    Deny,
}

/// `POST ./customers/{customer}/education/decision`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EducationDecision {
    /// The decision.
    pub decision: Verdict,
    /// Why, with a denial: one of the documented texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<crate::v1::VettingReasonWord>))]
    pub reason: Option<VettingReason>,
}

/// One act of a member of staff, or an act for which a partner has no record of its own. `Debug` hides who did it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OperatorAuditRecord {
    /// The record's id.
    pub id: String,
    /// The partner that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub partner_id: Option<PartnerId>,
    /// The customer that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub customer_id: Option<CustomerId>,
    /// Who did it, by name.
    pub actor: String,
    /// Which member of staff that is: two may have one name, and a name may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub actor_key: Option<PersonKey>,
    /// What was done, like `issue_code`.
    pub operation: String,
    /// When.
    #[cfg_attr(feature = "schema", schema(format = "date-time"))]
    pub at: String,
    /// Named values; no passwords and no whole codes.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}

impl fmt::Debug for OperatorAuditRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OperatorAuditRecord")
            .field("id", &self.id)
            .field("operation", &self.operation)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// A page of `GET /operator/v1/partners`, with the paging members of `/v1`.
pub type PartnerCollection = Collection<PartnerView>;

/// A page of `GET /operator/v1/audit`, with the paging members of `/v1`.
pub type OperatorAuditCollection = Collection<OperatorAuditRecord>;
