//! The two bodies that an error can have: the envelope (contract 4.1) and the rate limit's own (contract 4.4).

use std::borrow::Cow;
use std::collections::BTreeMap;

use qualify_vocabulary::counted;
use serde::{Deserialize, Serialize};

/// The body of every error answer except 429 and "MFA required" (contract 4.1).
///
/// It is the union of the old and the new documented form, always with all members. A reader takes what is there:
/// a member that is absent has its default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Envelope {
    /// The number that clients compare.
    #[cfg_attr(feature = "schema", schema(example = 1_900_003))]
    pub code: u32,
    /// What happened, why, and what to do next.
    pub message: String,
    /// The same text as `message`.
    #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 1024))]
    pub description: String,
    /// The name of the code.
    #[cfg_attr(feature = "schema", schema(example = "ValidationCodeExhausted"))]
    pub error_name: String,
    /// Whether the same call may succeed later without a change.
    pub is_retryable: bool,
    /// Named values that belong to the error.
    pub parameters: BTreeMap<String, String>,
    /// The code once more, in the form of the newer documentation.
    #[cfg_attr(feature = "schema", schema(example = "InternalErrorCode=1900003"))]
    pub error_message_extended: String,
    /// Further texts; mostly empty.
    pub data: Vec<String>,
    /// The part of the service that answered.
    #[cfg_attr(feature = "schema", schema(example = "PartnerFD"))]
    pub source: String,
}

/// The body of 429 (contract 4.4): the gateway's own, without any member by which a client knows the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RateLimitBody {
    /// Always 429.
    #[cfg_attr(feature = "schema", schema(example = 429))]
    pub status_code: u16,
    /// When to try again.
    #[cfg_attr(feature = "schema", schema(example = "Rate limit exceeded. Try again in 57 seconds."))]
    pub message: String,
}

impl RateLimitBody {
    /// The body for a caller that may try again in this many seconds; the same number goes into `Retry-After`.
    pub fn new(seconds: u32) -> Self {
        let wait = counted(seconds, "second");
        Self { status_code: 429, message: format!("Rate limit exceeded. Try again in {wait}.") }
    }
}

/// The body of 429 at a token endpoint (contract 9.2.11): an error of OAuth 2.0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TokenRateLimitBody {
    /// Always `temporarily_unavailable`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "temporarily_unavailable"))]
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
    use super::*;

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
        assert_eq!(RateLimitBody::new(1).message, "Rate limit exceeded. Try again in 1 second.");
    }
}
