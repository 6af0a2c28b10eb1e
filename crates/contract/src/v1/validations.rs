//! C5 to C7: validation codes, a customer's GCC validation, and its account status (contract 1.9 to 1.11).

use std::borrow::Cow;

use qualify_vocabulary::{AccountStatus, CustomerId, PartnerId, Timestamp, ValidationCodeId};
use serde::{Deserialize, Serialize};

use super::AccountStatusWord;
use super::time::wire_seconds_without_zone;

/// A validation code of the partner (C5). `Debug` shows the last two digits of the code only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValidationCode {
    /// Whose it is.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// The organisation that it was issued for.
    pub organization_name: String,
    /// The code: 4 to 10 digits, as a text.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "481516"))]
    pub validation_id: ValidationCodeId,
    /// How many customers may be qualified with it; absent without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_creates: Option<u32>,
    /// How many are left; absent without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_creates: Option<u32>,
    /// Changes with every use; nothing takes it as a condition.
    #[serde(rename = "eTag", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "W/\"datetime'2024-01-10T08%3A00%3A00.0000000Z'\""))]
    pub etag: Option<String>,
}

/// How a customer got the Government Community Cloud (C6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GccValidation {
    /// The partner that used the code.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// The customer.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub customer_id: CustomerId,
    /// The code that was used.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "481516"))]
    pub validation_id: ValidationCodeId,
    /// The organisation that the code was issued for.
    pub organization_name: String,
    /// The state of the relationship, not of the code.
    #[serde(rename = "eTag", skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

/// Whether the customer's account may buy (C7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccountValidationStatus {
    /// Always `account`.
    #[serde(rename = "type", default = "account")]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "account"))]
    pub kind: Cow<'static, str>,
    /// The status.
    pub status: AccountStatusWord,
    /// When it last changed: UTC, written without a zone.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(example = "2024-05-02T16:40:00"))]
    pub last_update_date_time: String,
}

const fn account() -> Cow<'static, str> {
    Cow::Borrowed("account")
}

impl AccountValidationStatus {
    /// The status as an operator recorded it at this instant.
    pub fn new(status: AccountStatus, changed_at: Timestamp) -> Self {
        let last_update_date_time = wire_seconds_without_zone(changed_at);
        Self { kind: account(), status: status.into(), last_update_date_time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::time::entity_tag_of;

    fn partner() -> PartnerId {
        PartnerId::parse("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4").unwrap()
    }

    fn code(max_creates: Option<u32>, remaining_creates: Option<u32>) -> ValidationCode {
        ValidationCode {
            partner_id: partner(),
            organization_name: "Lakeside County IT".to_owned(),
            validation_id: ValidationCodeId::parse_issued("481516").unwrap(),
            max_creates,
            remaining_creates,
            etag: Some(entity_tag_of("2024-01-10T08:00:00Z".parse().unwrap())),
        }
    }

    #[test]
    fn a_code_is_written_as_the_contract_shows_it() {
        let expected = concat!(
            r#"{"partnerId":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","organizationName":"Lakeside County IT","#,
            r#""validationId":"481516","maxCreates":5,"remainingCreates":4,"#,
            r#""eTag":"W/\"datetime'2024-01-10T08%3A00%3A00.0000000Z'\""}"#,
        );
        assert_eq!(serde_json::to_string(&code(Some(5), Some(4))).unwrap(), expected);
        assert_eq!(serde_json::from_str::<ValidationCode>(expected).unwrap(), code(Some(5), Some(4)));
    }

    #[test]
    fn a_code_without_a_limit_has_no_numbers() {
        let json = serde_json::to_string(&code(None, None)).unwrap();
        assert!(!json.contains("Creates"), "{json}");
    }

    #[test]
    fn a_code_does_not_show_in_debug() {
        assert!(!format!("{:?}", code(None, None)).contains("481516"));
    }

    #[test]
    fn a_gcc_validation_is_written_as_the_contract_shows_it() {
        let validation = GccValidation {
            partner_id: partner(),
            customer_id: CustomerId::parse("8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420").unwrap(),
            validation_id: ValidationCodeId::parse_issued("481516").unwrap(),
            organization_name: "Lakeside County IT".to_owned(),
            etag: Some(entity_tag_of("2024-02-01T10:15:00Z".parse().unwrap())),
        };
        let expected = concat!(
            r#"{"partnerId":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","#,
            r#""customerId":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","validationId":"481516","#,
            r#""organizationName":"Lakeside County IT","#,
            r#""eTag":"W/\"datetime'2024-02-01T10%3A15%3A00.0000000Z'\""}"#,
        );
        assert_eq!(serde_json::to_string(&validation).unwrap(), expected);
        assert_eq!(serde_json::from_str::<GccValidation>(expected).unwrap(), validation);
    }

    #[test]
    fn an_account_status_is_written_as_the_contract_shows_it() {
        let status =
            AccountValidationStatus::new(AccountStatus::UnderReview, "2024-05-02T16:40:00Z".parse().unwrap());
        let expected =
            r#"{"type":"account","status":"UnderReview","lastUpdateDateTime":"2024-05-02T16:40:00"}"#;
        assert_eq!(serde_json::to_string(&status).unwrap(), expected);
        assert_eq!(serde_json::from_str::<AccountValidationStatus>(expected).unwrap(), status);
        let not_ready = AccountValidationStatus::new(AccountStatus::NotReady, Timestamp::UNIX_EPOCH);
        assert!(serde_json::to_string(&not_ready).unwrap().contains(r#""status":"Not Ready""#));
    }
}
