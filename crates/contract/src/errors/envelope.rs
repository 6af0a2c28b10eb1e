//! The two bodies that an error can have: the envelope (contract 4.1) and the rate limit's own (contract 4.4).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of every error answer except 429 and "MFA required" (contract 4.1).
///
/// It is the union of the old and the new documented form, always with all members. A reader takes what is there:
/// a member that is absent has its default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Envelope {
    /// The number that clients compare.
    #[schema(example = 1_900_003)]
    pub code: u32,
    /// What happened, why, and what to do next.
    pub message: String,
    /// The same text as `message`.
    #[schema(min_length = 1, max_length = 1024)]
    pub description: String,
    /// The name of the code.
    #[schema(example = "ValidationCodeExhausted")]
    pub error_name: String,
    /// Whether the same call may succeed later without a change.
    pub is_retryable: bool,
    /// Named values that belong to the error.
    pub parameters: BTreeMap<String, String>,
    /// The code once more, in the form of the newer documentation.
    #[schema(example = "InternalErrorCode=1900003")]
    pub error_message_extended: String,
    /// Further texts; mostly empty.
    pub data: Vec<String>,
    /// The part of the service that answered.
    #[schema(example = "PartnerFD")]
    pub source: String,
}

/// The body of 429 (contract 4.4): the gateway's own, without any member by which a client knows the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateLimitBody {
    /// Always 429.
    #[schema(example = 429)]
    pub status_code: u16,
    /// When to try again.
    #[schema(example = "Rate limit exceeded. Try again in 57 seconds.")]
    pub message: String,
}

impl RateLimitBody {
    /// The body for a caller that may try again in this many seconds; the same number goes into `Retry-After`.
    pub fn new(seconds: u32) -> Self {
        Self { status_code: 429, message: format!("Rate limit exceeded. Try again in {seconds} seconds.") }
    }
}

/// The body of 429 at a token endpoint (contract 9.2.11): an error of OAuth 2.0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenRateLimitBody {
    /// Always `temporarily_unavailable`.
    #[schema(value_type = String, example = "temporarily_unavailable")]
    pub error: Cow<'static, str>,
    /// When to try again.
    pub error_description: String,
}

impl TokenRateLimitBody {
    /// The body for a caller that may try again in this many seconds; the same number goes into `Retry-After`.
    pub fn new(seconds: u32) -> Self {
        let error_description = RateLimitBody::new(seconds).message;
        Self { error: Cow::Borrowed("temporarily_unavailable"), error_description }
    }
}

#[cfg(test)]
mod tests {
    use crate::errors::{ApiError, Envelope, ErrorKind, RateLimitBody};

    #[test]
    fn the_envelope_is_that_of_the_contract() {
        let text = "Validation code ****16 has no remaining creates.";
        let error = ApiError::new(ErrorKind::ValidationCodeExhausted, text);
        let expected = concat!(
            r#"{"code":1900003,"message":"Validation code ****16 has no remaining creates.","#,
            r#""description":"Validation code ****16 has no remaining creates.","#,
            r#""errorName":"ValidationCodeExhausted","isRetryable":false,"parameters":{},"#,
            r#""errorMessageExtended":"InternalErrorCode=1900003","data":[],"source":"PartnerFD"}"#,
        );
        assert_eq!(String::from_utf8(error.to_json()).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Envelope>(expected).unwrap(), error.envelope());
    }

    #[test]
    fn filter_errors_come_from_the_controllers_and_parameters_travel() {
        let error = ApiError::new(ErrorKind::InvalidFilter, "The filter is not JSON.")
            .with_parameter("value", "x")
            .with_data(vec!["a".to_owned()]);
        insta::assert_snapshot!(String::from_utf8(error.to_json()).unwrap(), @r#"{"code":2000,"message":"The filter is not JSON.","description":"The filter is not JSON.","errorName":"InvalidFilter","isRetryable":false,"parameters":{"value":"x"},"errorMessageExtended":"InternalErrorCode=2000","data":["a"],"source":"PartnerApiServiceControllers"}"#);
    }

    #[test]
    fn the_old_documented_form_reads_too() {
        let envelope: Envelope =
            serde_json::from_str(r#"{"code":20002,"description":"No.","data":[],"source":"PartnerFD"}"#)
                .unwrap();
        assert_eq!((envelope.code, envelope.description.as_str()), (20002, "No."));
    }

    #[test]
    fn the_body_of_a_rate_limit_is_no_envelope() {
        let json = serde_json::to_string(&RateLimitBody::new(57)).unwrap();
        assert_eq!(json, r#"{"statusCode":429,"message":"Rate limit exceeded. Try again in 57 seconds."}"#);
    }
}
