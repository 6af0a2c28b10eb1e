//! S11: audit records (contract 1.19). They name people and customers: `Debug` shows ids and kinds only.

use std::borrow::Cow;
use std::fmt;

use qualify_vocabulary::{CorrelationId, CustomerId, PartnerId};
use serde::{Deserialize, Serialize};

use super::{Collection, ResourceAttributes};

/// The one type of resource that records are about.
pub const RESOURCE_TYPE: &str = "customer";

/// The value of `attributes.objectType` of a record.
pub const AUDIT_OBJECT_TYPE: &str = "AuditRecord";

/// A page of S11.
pub type AuditCollection = Collection<AuditRecord>;

/// What happened to a customer, once (S11, S11b).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// The record's id, made by [`audit_record_id`].
    pub id: String,
    /// Whose customer it happened to.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub customer_id: Option<CustomerId>,
    /// The customer's name at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    /// The user who did it, or the operator who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_principal_name: Option<String>,
    /// The application, or this service's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// `customer`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "customer"))]
    pub resource_type: Cow<'static, str>,
    /// The state before, as JSON inside a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_old_value: Option<String>,
    /// The state after, as JSON inside a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_new_value: Option<String>,
    /// `update_customer_qualification`, `add_customer`, `update_customer_billing_profile` or `delete_customer`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "update_customer_qualification"))]
    pub operation_type: Cow<'static, str>,
    /// The correlation id of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub original_correlation_id: Option<CorrelationId>,
    /// When it happened, with 7 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(format = "date-time", example = "2024-03-05T09:12:44.0000000Z"))]
    pub operation_date: Option<String>,
    /// `succeeded`, `failed` or `progress`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "succeeded"))]
    pub operation_status: Cow<'static, str>,
    /// Further values. Always a list, since clients fail on anything else.
    #[serde(default)]
    pub customized_data: Vec<AuditDatum>,
    /// `AuditRecord`.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

impl fmt::Debug for AuditRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuditRecord")
            .field("id", &self.id)
            .field("operation_status", &self.operation_status)
            .field("original_correlation_id", &self.original_correlation_id)
            .finish_non_exhaustive()
    }
}

/// A further value of a record: the one place of `/v1` where null is written (contract 1.4 Emit 3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AuditDatum {
    /// The name.
    pub key: String,
    /// The value.
    pub value: Option<String>,
}

impl AuditDatum {
    /// A named value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: Some(value.into()) }
    }
}

impl fmt::Debug for AuditDatum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuditDatum").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The id of a record: partner, customer, resource, operation without its underscores, and `ticks`, the record's place
/// in the trail (100 ns units since 0001-01-01).
pub fn audit_record_id(partner: PartnerId, customer: CustomerId, operation_type: &str, ticks: i64) -> String {
    let operation = operation_type.replace('_', "");
    format!("{partner}_{customer}_{RESOURCE_TYPE}_{operation}_{ticks}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::time::wire_time_ticks;

    fn record() -> AuditRecord {
        let partner_id = PartnerId::parse("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4").unwrap();
        let customer_id = CustomerId::parse("8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420").unwrap();
        let happened_at = "2024-03-05T09:12:44Z".parse().unwrap();
        let operation_type = "update_customer_qualification";
        AuditRecord {
            id: audit_record_id(partner_id, customer_id, operation_type, 638_452_267_640_000_000),
            partner_id,
            customer_id: Some(customer_id),
            customer_name: Some("Lakeside School".to_owned()),
            user_principal_name: Some("ana@partner.example".to_owned()),
            application_id: Some("0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50".to_owned()),
            resource_type: RESOURCE_TYPE.into(),
            resource_old_value: Some(r#"{"Qualification":"None"}"#.to_owned()),
            resource_new_value: Some(
                r#"{"Qualification":"Education","VettingStatus":"InReview"}"#.to_owned(),
            ),
            operation_type: operation_type.into(),
            original_correlation_id: Some(
                CorrelationId::parse("c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b").unwrap(),
            ),
            operation_date: Some(wire_time_ticks(happened_at)),
            operation_status: "succeeded".into(),
            customized_data: vec![AuditDatum::new("Qualification", "Education")],
            attributes: ResourceAttributes::of(AUDIT_OBJECT_TYPE),
        }
    }

    #[test]
    fn a_record_is_written_as_the_contract_shows_it() {
        let expected = concat!(
            r#"{"id":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4_8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420_customer_updatecustomerqualification_638452267640000000","#,
            r#""partnerId":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","customerId":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","#,
            r#""customerName":"Lakeside School","userPrincipalName":"ana@partner.example","#,
            r#""applicationId":"0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50","resourceType":"customer","#,
            r#""resourceOldValue":"{\"Qualification\":\"None\"}","#,
            r#""resourceNewValue":"{\"Qualification\":\"Education\",\"VettingStatus\":\"InReview\"}","#,
            r#""operationType":"update_customer_qualification","#,
            r#""originalCorrelationId":"c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b","#,
            r#""operationDate":"2024-03-05T09:12:44.0000000Z","operationStatus":"succeeded","#,
            r#""customizedData":[{"key":"Qualification","value":"Education"}],"attributes":{"objectType":"AuditRecord"}}"#,
        );
        assert_eq!(serde_json::to_string(&record()).unwrap(), expected);
        assert_eq!(serde_json::from_str::<AuditRecord>(expected).unwrap(), record());
    }

    #[test]
    fn a_datum_without_a_value_says_null() {
        let datum = AuditDatum { key: "Reason".to_owned(), value: None };
        assert_eq!(serde_json::to_string(&datum).unwrap(), r#"{"key":"Reason","value":null}"#);
    }

    #[test]
    fn debug_names_nobody() {
        let shown = format!("{:?}", record());
        for secret in ["Lakeside School", "ana@partner", "InReview"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(!format!("{:?}", record().customized_data).contains("\"Education\""));
    }
}
