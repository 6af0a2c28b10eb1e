//! S16 and S17: a test of the registration, and the report of what became of it.

use std::borrow::Cow;

use qualify_vocabulary::{CorrelationId, PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

/// The answer to a request for a test (S16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValidationEvent {
    /// The report's id, for S17.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub correlation_id: CorrelationId,
}

/// What became of a test (S17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValidationReport {
    /// The report's id.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub correlation_id: CorrelationId,
    /// The partner.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub partner_id: PartnerId,
    /// `completed`, `pending` or `failed`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "completed"))]
    pub status: Cow<'static, str>,
    /// Where the event was sent.
    pub callback_url: String,
    /// One for each attempt.
    pub results: Vec<ValidationResult>,
}

/// One attempt to deliver a test event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValidationResult {
    /// The status by its .NET name, such as `OK` or `NotFound`; empty without an answer.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "OK"))]
    pub response_code: Cow<'static, str>,
    /// What the receiver said, or why it did not answer.
    pub response_message: String,
    /// Whether there was no answer.
    pub system_error: bool,
    /// When, in UTC without saying so, with 7 digits.
    #[cfg_attr(feature = "schema", schema(example = "2024-05-02T16:40:12.1230000"))]
    pub date_time_utc: String,
}

/// `2024-05-02T16:40:12.1230000`, as `dateTimeUtc` has it.
pub fn result_date(instant: Timestamp) -> String {
    format!("{instant:.7}").trim_end_matches('Z').to_owned()
}

/// The name of a status in .NET's `HttpStatusCode`; its number where there is none.
pub fn status_name(status: u16) -> Cow<'static, str> {
    match STATUS_NAMES.binary_search_by_key(&status, |(number, _)| *number) {
        Ok(place) => Cow::Borrowed(STATUS_NAMES[place].1),
        Err(_) => Cow::Owned(status.to_string()),
    }
}

/// By their numbers.
const STATUS_NAMES: [(u16, &str); 60] = [
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (103, "EarlyHints"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "IMUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (306, "Unused"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "RequestEntityTooLarge"),
    (414, "RequestUriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RequestedRangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableEntity"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (511, "NetworkAuthenticationRequired"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_date_has_seven_digits_and_no_zone() {
        assert_eq!(result_date("2024-05-02T16:40:12.123Z".parse().unwrap()), "2024-05-02T16:40:12.1230000");
    }

    #[test]
    fn statuses_have_their_names() {
        assert!(STATUS_NAMES.is_sorted_by_key(|(number, _)| *number));
        for (number, name) in
            [(200, "OK"), (404, "NotFound"), (511, "NetworkAuthenticationRequired"), (299, "299")]
        {
            assert_eq!(status_name(number), name);
        }
    }
}
