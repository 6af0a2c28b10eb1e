//! The objects of `/operator/v1`, our own API for staff (design 7). Bodies are read by
//! [`crate::json::read_strict`]: unknown members are refused, since no foreign client has to be borne with.

mod vetting;

use std::collections::BTreeMap;
use std::fmt;

use qualify_vocabulary::{AccountStatus, CustomerId, PartnerId, PersonKey, VettingReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::v1::{AccountStatusWord, Collection, Hidden, VettingReasonWord};

pub use vetting::{
    DatasetView, DatasetsView, DecisionCollection, DecisionTextsView, DecisionView, PreviewVetting,
    VettingPreview,
};

/// Whether a partner may call the API at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnerStatus {
    /// May call.
    #[default]
    Active,
    /// Every call is answered 403/900149.
    Suspended,
}

/// `PUT /operator/v1/partners/{partner}`: creates the partner, or replaces what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerView {
    /// The partner's tenant.
    #[schema(value_type = String, format = "uuid")]
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueCode {
    /// The organisation that the code is for.
    pub organization_name: String,
    /// How many customers may be qualified with it; no limit if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_creates: Option<u32>,
    /// The code: 4 to 10 digits; made by the server if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "481516")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutAccountStatus {
    /// The status that C7 shows from now on.
    #[schema(value_type = AccountStatusWord)]
    pub status: AccountStatus,
}

/// `PUT ./customers/{customer}/directory-roles`: the roles that a partner's user holds in the customer's directory
/// (contract 5.6). They replace what was recorded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutDirectoryRoles {
    /// The user's `oid`.
    pub user: String,
    /// The names of the roles, such as `Directory Readers`; none takes them away.
    pub roles: Vec<String>,
}

/// What a reviewer says about an Education request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The customer qualifies.
    Approve,
    /// The customer does not.
    Deny,
}

/// `POST ./customers/{customer}/education/decision`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EducationDecision {
    /// The decision.
    pub decision: Verdict,
    /// Why, with a denial: one of the documented texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<VettingReasonWord>)]
    pub reason: Option<VettingReason>,
}

/// One act of a member of staff, or an act for which a partner has no record of its own. `Debug` hides who did it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperatorAuditRecord {
    /// The record's id.
    pub id: String,
    /// The partner that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub partner_id: Option<PartnerId>,
    /// The customer that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub customer_id: Option<CustomerId>,
    /// Who did it, by name.
    pub actor: String,
    /// Which member of staff that is: two may have one name, and a name may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub actor_key: Option<PersonKey>,
    /// What was done, like `issue_code`.
    pub operation: String,
    /// When.
    #[schema(format = "date-time")]
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

/// A page of `GET /operator/v1/audit`, with the paging members of `/v1`.
pub type OperatorAuditCollection = Collection<OperatorAuditRecord>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read_strict;

    #[test]
    fn a_partner_needs_a_name_and_the_kind_of_account() {
        let partner: PutPartner = read_strict(br#"{"name":"Northlight","sandboxAccount":true}"#).unwrap();
        assert_eq!((partner.status, partner.may_create_customers), (None, None));
        let partner: PutPartner = read_strict(
            br#"{"name":"N","sandboxAccount":false,"status":"suspended","mayCreateCustomers":false}"#,
        )
        .unwrap();
        assert_eq!(
            (partner.status, partner.may_create_customers),
            (Some(PartnerStatus::Suspended), Some(false))
        );
        assert!(read_strict::<PutPartner>(br#"{"name":"N"}"#).is_err());
    }

    #[test]
    fn unknown_members_are_refused_by_name() {
        let error = read_strict::<PutAccountStatus>(br#"{"status":"Allowed","statsu":1}"#).unwrap_err();
        assert_eq!(error.to_string(), "the member statsu is unknown here; known members are status");
        let bodies: [(bool, &str); 4] = [
            (
                read_strict::<PutPartner>(br#"{"name":"N","sandboxAccount":true,"x":1}"#).is_err(),
                "PutPartner",
            ),
            (read_strict::<IssueCode>(br#"{"organizationName":"N","x":1}"#).is_err(), "IssueCode"),
            (read_strict::<EducationDecision>(br#"{"decision":"deny","x":1}"#).is_err(), "EducationDecision"),
            (read_strict::<PutAccountStatus>(br#"{"status":"Allowed","x":1}"#).is_err(), "PutAccountStatus"),
        ];
        for (is_refused, name) in bodies {
            assert!(is_refused, "{name}");
        }
    }

    #[test]
    fn a_decision_reads_with_a_documented_reason() {
        let decision: EducationDecision =
            read_strict(br#"{"decision":"deny","reason":"not an academic domain"}"#).unwrap();
        assert_eq!(decision.reason, Some(VettingReason::NotAcademicDomain));
        let error =
            read_strict::<EducationDecision>(br#"{"decision":"deny","reason":"because"}"#).unwrap_err();
        insta::assert_snapshot!(error.to_string(), @"the member reason is unusable: not a vetting reason: one of the documented texts is expected, such as Not an Academic Domain");
        let error = read_strict::<EducationDecision>(br#"{"decision":"maybe"}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the member decision has an unknown value; approve or deny is expected"
        );
    }

    #[test]
    fn neither_a_code_nor_an_actor_shows_in_debug() {
        let issue: IssueCode =
            read_strict(br#"{"organizationName":"L","maxCreates":5,"validationId":"481516"}"#).unwrap();
        assert!(!format!("{issue:?}").contains("481516"));
        let record = OperatorAuditRecord {
            id: "1".to_owned(),
            partner_id: None,
            customer_id: None,
            actor: "olga@qualify.example".to_owned(),
            actor_key: None,
            operation: "issue_code".to_owned(),
            at: "2024-03-05T09:12:44Z".to_owned(),
            details: BTreeMap::from([("code".to_owned(), "****16".to_owned())]),
        };
        assert!(!format!("{record:?}").contains("olga"));
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"id":"1","actor":"olga@qualify.example","operation":"issue_code","at":"2024-03-05T09:12:44Z","details":{"code":"****16"}}"#
        );
    }
}
