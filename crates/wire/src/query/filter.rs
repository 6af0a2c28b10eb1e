//! The `filter` parameter: a JSON object with a field, an operator and a value.
//!
//! To add a field: a variant with its names, and for the audit records the one operator that it takes.

use qualify_vocabulary::CustomerId;
use serde::{Deserialize, Serialize};

use super::is_word;
use crate::errors::ApiError;
use crate::json::{Node, read_node};
use qualify_contract::errors::ErrorKind;

/// Longest value of a filter, in characters; it keeps a paging token within its limit.
pub const FILTER_VALUE_CHARS_MAX: usize = 128;

/// What a list of customers can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerField {
    /// The name of the company, compared as names fold.
    CompanyName,
    /// The domain of the tenant, compared in its one spelling.
    Domain,
    /// A reseller between, which no customer has here.
    IndirectReseller,
    /// A provider above, which no customer has here.
    IndirectCloudSolutionProvider,
}

impl CustomerField {
    const ALL: [Self; 4] =
        [Self::CompanyName, Self::Domain, Self::IndirectReseller, Self::IndirectCloudSolutionProvider];

    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CompanyName => "CompanyName",
            Self::Domain => "Domain",
            Self::IndirectReseller => "IndirectReseller",
            Self::IndirectCloudSolutionProvider => "IndirectCloudSolutionProvider",
        }
    }

    /// The name that the customers of Graph have for it; clients that know both send either (contract 9.2.9).
    const fn other_name(self) -> Option<&'static str> {
        match self {
            Self::CompanyName => Some("DisplayName"),
            Self::Domain => Some("DefaultDomainName"),
            Self::IndirectReseller | Self::IndirectCloudSolutionProvider => None,
        }
    }

    fn is_named(self, text: &str) -> bool {
        is_word(text, self.name()) || self.other_name().is_some_and(|name| is_word(text, name))
    }

    fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.is_named(text))
    }
}

/// How a filter compares. Values compare without regard to case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOperator {
    /// The field begins with the value.
    StartsWith,
    /// The field is the value.
    Equals,
    /// The field contains the value; for audit records only.
    Substring,
}

impl TextOperator {
    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StartsWith => "starts_with",
            Self::Equals => "equals",
            Self::Substring => "substring",
        }
    }

    fn find(text: &str) -> Option<Self> {
        [Self::StartsWith, Self::Equals, Self::Substring].into_iter().find(|it| is_word(text, it.name()))
    }
}

/// A filter of the list of customers (contract 1.14 rules 2 and 3).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerFilter {
    /// What is compared.
    pub field: CustomerField,
    /// How; never [`TextOperator::Substring`] when it was read from a request.
    pub operator: TextOperator,
    /// With what, as it was sent.
    pub value: String,
}

/// A filter of the audit records (contract 1.19).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditFilter {
    /// The customer's name contains this text, without regard to case.
    CompanyNameContains(String),
    /// The record is about this customer.
    CustomerIdEquals(CustomerId),
    /// The record is about this type of resource, in lower case.
    ResourceTypeEquals(String),
}

/// Reads the filter of the list of customers.
///
/// ```
/// use qualify_wire::query::{TextOperator, read_customer_filter};
/// let filter = read_customer_filter(r#"{"Field":"CompanyName","Value":"lake","Operator":"starts_with"}"#)?;
/// assert_eq!(filter.operator, TextOperator::StartsWith);
/// # Ok::<(), qualify_wire::errors::ApiError>(())
/// ```
///
/// # Errors
/// 400/2000: the text is no such JSON object, the field or operator is unknown or not allowed here, or the value is
/// missing, too long or holds control characters.
pub fn read_customer_filter(text: &str) -> Result<CustomerFilter, ApiError> {
    let parts = FilterParts::read(text)?;
    let field = CustomerField::find(&parts.field).ok_or_else(|| {
        refusal(
            "its field is unknown",
            "Use CompanyName, Domain, IndirectReseller or IndirectCloudSolutionProvider",
        )
    })?;
    match parts.operator {
        Some(operator @ (TextOperator::StartsWith | TextOperator::Equals)) => {
            Ok(CustomerFilter { field, operator, value: parts.value })
        }
        Some(TextOperator::Substring) | None => {
            Err(refusal("its operator is not supported", "Use starts_with or equals"))
        }
    }
}

/// Reads the filter of the audit records. Each field takes one operator.
///
/// # Errors
/// 400/2000: the text is no such JSON object, or the field and the operator do not belong together, or the value is
/// missing, too long, or no GUID where a customer id is needed.
pub fn read_audit_filter(text: &str) -> Result<AuditFilter, ApiError> {
    let parts = FilterParts::read(text)?;
    let is_field = |name| is_word(&parts.field, name);
    match parts.operator {
        Some(TextOperator::Substring) if CustomerField::CompanyName.is_named(&parts.field) => {
            Ok(AuditFilter::CompanyNameContains(parts.value))
        }
        Some(TextOperator::Equals) if is_field("CustomerId") => CustomerId::parse(parts.value.trim())
            .map(AuditFilter::CustomerIdEquals)
            .map_err(|_| refusal("its value is not a customer id", "Send the customer's GUID")),
        Some(TextOperator::Equals) if is_field("ResourceType") => {
            Ok(AuditFilter::ResourceTypeEquals(parts.value.trim().to_lowercase()))
        }
        _ => Err(refusal(
            "its field and operator are not supported together",
            "Use CompanyName with substring, CustomerId with equals, or ResourceType with equals",
        )),
    }
}

struct FilterParts {
    field: String,
    operator: Option<TextOperator>,
    value: String,
}

impl FilterParts {
    fn read(text: &str) -> Result<Self, ApiError> {
        let node = read_node(text.as_bytes()).map_err(|_| {
            refusal(
                "it is not valid JSON, perhaps because it was cut at an unescaped & or #",
                "Encode it for the URL",
            )
        })?;
        let text_of = |name: &str| node.get(name).and_then(Node::to_text);
        let Some(field) = text_of("field") else {
            return Err(refusal("it names no field", "Send an object with Field, Operator and Value"));
        };
        let Some(value) = text_of("value") else {
            return Err(refusal("it has no value", "Send an object with Field, Operator and Value"));
        };
        if value.chars().count() > FILTER_VALUE_CHARS_MAX || value.contains(char::is_control) {
            return Err(refusal(
                "its value is not usable",
                "Send at most 128 characters, without control characters",
            ));
        }
        // The Swagger document calls the operator `filter.operator`.
        let operator = text_of("operator").or_else(|| text_of("filter.operator"));
        Ok(Self { field, operator: operator.and_then(|text| TextOperator::find(&text)), value })
    }
}

fn refusal(why: &str, what_to_do: &str) -> ApiError {
    ApiError::new(ErrorKind::InvalidFilter, format!("The filter cannot be used: {why}. {what_to_do}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_of_real_clients_read_alike() {
        let expected = CustomerFilter {
            field: CustomerField::CompanyName,
            operator: TextOperator::StartsWith,
            value: "Wing".to_owned(),
        };
        for text in [
            r#"{"Field":"CompanyName","Value":"Wing","Operator":"starts_with"}"#,
            r#"{"Field":"CompanyName","Value":"Wing","Operator":"StartsWith"}"#,
            r#"{"value":"Wing","field":"CompanyName","fieldType":"String","operator":"StartsWith"}"#,
            r#"{"field":"companyname","value":"Wing","filter.operator":"STARTS_WITH"}"#,
        ] {
            assert_eq!(read_customer_filter(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn every_field_and_both_operators_read() {
        for field in CustomerField::ALL {
            let name = field.name();
            let text = format!(r#"{{"Field":"{}","Value":"x","Operator":"equals"}}"#, name.to_uppercase());
            let filter = read_customer_filter(&text).unwrap();
            assert_eq!((filter.field, filter.operator), (field, TextOperator::Equals));
        }
    }

    #[test]
    fn edge_08_fields_have_graphs_names_too() {
        let field = |name: &str| {
            let text = format!(r#"{{"Field":"{name}","Value":"x","Operator":"EQUALS_"}}"#);
            read_customer_filter(&text).map(|filter| filter.field)
        };
        for name in ["DisplayName", "displayname", "DISPLAY_NAME", "Company_Name"] {
            assert_eq!(field(name).unwrap(), CustomerField::CompanyName, "{name}");
        }
        for name in ["DefaultDomainName", "defaultDomainName", "DEFAULT_DOMAIN_NAME", "DOMAIN"] {
            assert_eq!(field(name).unwrap(), CustomerField::Domain, "{name}");
        }
        for name in ["Display Name", "DomainName", "DisplayNames", "Name"] {
            assert!(field(name).is_err(), "{name}");
        }
        let of_audit =
            read_audit_filter(r#"{"Field":"displayName","Value":"Lake","Operator":"sub_string"}"#).unwrap();
        assert_eq!(of_audit, AuditFilter::CompanyNameContains("Lake".to_owned()));
    }

    #[test]
    fn other_customer_filters_are_refused_by_the_controllers() {
        let long = format!(r#"{{"Field":"Domain","Value":"{}","Operator":"equals"}}"#, "x".repeat(129));
        for text in [
            r#"{"Field":"CompanyName","Value":"lake","Operator":"substring"}"#,
            r#"{"Field":"CompanyName","Value":"lake","Operator":"not_equals"}"#,
            r#"{"Field":"CompanyName","Value":"lake"}"#,
            r#"{"Field":"Colour","Value":"lake","Operator":"equals"}"#,
            r#"{"Field":"Domain","Operator":"equals"}"#,
            r#"{"Field":"Domain","Value":{},"Operator":"equals"}"#,
            r#"{"Field":"Domain","Value":"\u0007","Operator":"equals"}"#,
            r#"{"Field":"CompanyName","Value":"lake"#,
            "",
            "lake",
            "[]",
            "7",
            &long,
        ] {
            let error = read_customer_filter(text).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidFilter, "{text}");
            assert_eq!(error.envelope().source, "PartnerApiServiceControllers");
        }
    }

    #[test]
    fn audit_filters_pair_a_field_with_its_operator() {
        let id = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
        let table = [
            (
                r#"{"Field":"CompanyName","Value":"Lake","Operator":"substring"}"#.to_owned(),
                AuditFilter::CompanyNameContains("Lake".to_owned()),
            ),
            (
                format!(
                    r#"{{"field":"CUSTOMERID","value":"{{{}}}","operator":"Equals"}}"#,
                    id.to_uppercase()
                ),
                AuditFilter::CustomerIdEquals(CustomerId::parse(id).unwrap()),
            ),
            (
                r#"{"Field":"ResourceType","Value":"Customer","Operator":"equals"}"#.to_owned(),
                AuditFilter::ResourceTypeEquals("customer".to_owned()),
            ),
        ];
        for (text, expected) in table {
            assert_eq!(read_audit_filter(&text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn other_audit_filters_are_refused() {
        for text in [
            r#"{"Field":"CompanyName","Value":"Lake","Operator":"equals"}"#,
            r#"{"Field":"CustomerId","Value":"Lake","Operator":"equals"}"#,
            r#"{"Field":"ResourceType","Value":"customer","Operator":"substring"}"#,
            r#"{"Field":"Domain","Value":"x","Operator":"equals"}"#,
            r#"{"Field":"CompanyName","Value":"A "#,
        ] {
            assert_eq!(read_audit_filter(text).unwrap_err().kind, ErrorKind::InvalidFilter, "{text}");
        }
    }

    #[test]
    fn a_filter_reads_back_from_a_paging_token() {
        let filter =
            read_audit_filter(r#"{"Field":"CompanyName","Value":"Lake","Operator":"substring"}"#).unwrap();
        let json = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<AuditFilter>(&json).unwrap(), filter);
    }
}
