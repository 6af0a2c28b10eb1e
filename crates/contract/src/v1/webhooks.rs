//! S14 to S17: the webhook registration of a partner, its tests, and what is delivered to it (contract 1.17).

mod test_report;

use std::borrow::Cow;
use std::fmt;

use qualify_vocabulary::{PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::OtherMembers;

pub use test_report::{ValidationEvent, ValidationReport, ValidationResult, result_date, status_name};

/// The event of a test.
pub const TEST_CREATED: &str = "test-created";

/// The event of a change of a customer's qualification records (OURS).
pub const QUALIFICATION_UPDATED: &str = "customer-qualification-updated";

/// Characters of an event's name.
pub const EVENT_NAME_CHARS_MAX: usize = 100;

/// Names that one registration may hold.
pub const REGISTERED_EVENTS_MAX: usize = 100;

/// The events that can be registered for (S15), in the spelling in which they are answered: every documented one, and
/// ours. Of most there is nothing to tell here; whoever registers for them is taken as at the real service (contract 9.3).
pub const REGISTRATION_EVENTS: &[&str] = &[
    TEST_CREATED,
    "subscription-updated",
    "usagerecords-thresholdExceeded",
    "referral-created",
    "referral-updated",
    "related-referral-created",
    "related-referral-updated",
    "granular-admin-relationship-approved",
    "granular-admin-relationship-activated",
    "granular-admin-relationship-terminated",
    "granular-admin-relationship-expired",
    "granular-admin-relationship-created",
    "granular-admin-relationship-updated",
    "granular-admin-access-assignment-created",
    "granular-admin-access-assignment-activated",
    "granular-admin-access-assignment-updated",
    "granular-admin-access-assignment-deleted",
    "reseller-relationship-accepted-by-customer",
    "indirect-reseller-relationship-accepted-by-customer",
    "dap-admin-relationship-approved",
    "dap-admin-relationship-terminated",
    "dap-admin-relationship-terminated-by-microsoft",
    "azure-fraud-event-detected",
    "invoice-ready",
    "new-commerce-migration-completed",
    "new-commerce-migration-created",
    "new-commerce-migration-failed",
    "new-commerce-migration-schedule-failed",
    "create-transfer",
    "update-transfer",
    "complete-transfer",
    "fail-transfer",
    "expire-transfer",
    QUALIFICATION_UPDATED,
];

/// An event's name as a registration may hold it (contract 9.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventName {
    /// One of [`REGISTRATION_EVENTS`], in the spelling of the table.
    Documented(&'static str),
    /// Another one of the form `{resource}-{action}`, as it was sent: a name of tomorrow.
    Other(String),
}

impl EventName {
    /// Reads a name; a documented one in any casing.
    pub fn read(text: &str) -> Option<Self> {
        let documented = REGISTRATION_EVENTS.iter().copied().find(|name| name.eq_ignore_ascii_case(text));
        documented.map(Self::Documented).or_else(|| has_form(text).then(|| Self::Other(text.to_owned())))
    }

    /// The text in which it is answered.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Documented(name) => name,
            Self::Other(name) => name,
        }
    }
}

/// Whether a text is words of letters and digits, two at least, with single hyphens between.
fn has_form(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.len() <= EVENT_NAME_CHARS_MAX && text.contains('-') && text.split('-').all(is_word)
}

/// The header with the URL of the certificate whose key signed.
pub const CERTIFICATE_URL_HEADER: &str = "X-MS-Certificate-Url";
/// The header with the name of the signature's algorithm.
pub const SIGNATURE_ALGORITHM_HEADER: &str = "X-MS-Signature-Algorithm";
/// The one algorithm: RSA PKCS#1 v1.5 over SHA-256.
pub const SIGNATURE_ALGORITHM: &str = "rsa-sha256";
/// The header with the signature, for those who want it there and not in `Authorization`.
pub const SIGNATURE_HEADER: &str = "x-ms-signature";
/// The word in front of the signature, in either header.
pub const SIGNATURE_SCHEME: &str = "Signature";

/// A partner's registration (S14).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "PascalCase")]
pub struct WebhookRegistration {
    /// The partner's id; not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub subscriber_id: Option<PartnerId>,
    /// Where events are sent; answered as it was sent.
    #[cfg_attr(feature = "schema", schema(example = "https://hooks.partner.example/pc"))]
    pub webhook_url: String,
    /// What is sent: the names of S15.
    #[cfg_attr(feature = "schema", schema(example = json!(["test-created", "customer-qualification-updated"])))]
    pub webhook_events: Vec<String>,
    /// Whether the signature stands in `x-ms-signature` and not in `Authorization`.
    #[serde(default)]
    pub signature_token_to_ms_signature_header: bool,
    /// What a service says beyond this: a client that writes the object back sends it along. Nothing is read into it here.
    #[serde(flatten, skip_deserializing)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub other: OtherMembers,
}

impl fmt::Debug for WebhookRegistration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WebhookRegistration")
            .field("subscriber_id", &self.subscriber_id)
            .field("webhook_events", &self.webhook_events)
            .finish_non_exhaustive()
    }
}

/// What is delivered. The order of the members is that of the contract, and a null `AuditUri` is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WebhookEvent {
    /// The event's name.
    pub event_name: Cow<'static, str>,
    /// Where the resource is.
    pub resource_uri: String,
    /// What it is.
    pub resource_name: Cow<'static, str>,
    /// Where the audit record of the change is.
    pub audit_uri: Option<String>,
    /// When it changed.
    pub resource_change_utc_date: String,
}

/// `2024-05-02T16:40:11.0000000+00:00`, as `ResourceChangeUtcDate` has it.
pub fn change_date(instant: Timestamp) -> String {
    let text = format!("{instant:.7}");
    format!("{}+00:00", text.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_of_the_contract_is_written_in_its_order() {
        let event = WebhookEvent {
            event_name: TEST_CREATED.into(),
            resource_uri: "https://our.example/webhooks/v1/registration/validationEvents/c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b".to_owned(),
            resource_name: "test".into(),
            audit_uri: None,
            resource_change_utc_date: change_date("2024-05-02T16:40:11Z".parse().unwrap()),
        };
        let written = serde_json::to_string(&event).unwrap();
        assert_eq!(
            written,
            r#"{"EventName":"test-created","ResourceUri":"https://our.example/webhooks/v1/registration/validationEvents/c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b","ResourceName":"test","AuditUri":null,"ResourceChangeUtcDate":"2024-05-02T16:40:11.0000000+00:00"}"#
        );
    }

    #[test]
    fn edge_07_documented_names_read_in_any_casing_and_others_by_their_form() {
        for &name in REGISTRATION_EVENTS {
            assert!(has_form(name), "{name}");
            for spelling in [name.to_owned(), name.to_uppercase(), name.to_lowercase()] {
                assert_eq!(EventName::read(&spelling), Some(EventName::Documented(name)), "{spelling}");
            }
        }
        let longest = format!("a-{}", "b".repeat(98));
        for other in ["order-placed", "Order-Placed-2", "1-2", &longest] {
            assert_eq!(EventName::read(other), Some(EventName::Other(other.to_owned())), "{other}");
        }
        let too_long = format!("{longest}b");
        for unusable in [
            "",
            "-",
            "order",
            "order-",
            "-placed",
            "order--placed",
            "order placed",
            "order_placed-x",
            "a-b,c",
            "a-b\n",
            "zam\u{f3}wienie-nowe",
            "a-\u{ff11}",
            " a-b",
            "*",
            &too_long,
        ] {
            assert_eq!(EventName::read(unusable), None, "{unusable}");
        }
    }

    #[test]
    fn edge_07_no_name_stands_twice_in_the_table() {
        let mut folded: Vec<_> = REGISTRATION_EVENTS.iter().map(|name| name.to_lowercase()).collect();
        folded.sort();
        folded.dedup();
        assert_eq!(folded.len(), REGISTRATION_EVENTS.len());
    }
}
