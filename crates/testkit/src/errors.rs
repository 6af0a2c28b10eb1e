//! The two bodies of an error, asserted member by member (contract 4.1 and 4.4).

use serde_json::Value;

use crate::documents::is_guid;
use crate::http::Response;

/// The name that belongs to a pair of status and code (contract 4.5), for what these tests meet.
const NAMES: [(u16, u64, &str); 48] = [
    (400, 2000, "InvalidFilter"),
    (400, 2007, "InvalidAddress"),
    (400, 2055, "EtagMismatch"),
    (400, 3000, "InvalidProperty"),
    (400, 600_049, "RegistrationNumberMissing"),
    (400, 600_050, "RegistrationNumberInvalid"),
    (400, 600_051, "PhoneNumberMissing"),
    (400, 800_002, "InvalidInput"),
    (400, 800_018, "SandboxLimit"),
    (400, 900_118, "InvalidCustomerId"),
    (400, 900_126, "EnumParse"),
    (400, 900_127, "NotSupportedInEnvironment"),
    (400, 900_141, "OperationNotSupported"),
    (405, 900_141, "OperationNotSupported"),
    (401, 400, "AccessDenied"),
    (401, 800_001, "TokenMissing"),
    (401, 900_420, "InvalidAudience"),
    (401, 900_421, "MfaRequired"),
    (403, 2032, "AccessDenied"),
    (403, 20_002, "NoRelationship"),
    (403, 600_006, "ActionNotAllowed"),
    (403, 900_149, "ProgramNotActive"),
    (403, 900_150, "RoleNotSufficient"),
    (403, 900_308, "InsufficientPrivileges"),
    (403, 900_329, "AppOnlyNotSupported"),
    (404, 1000, "NotFound"),
    (404, 60_003, "TenantNotFound"),
    (404, 600_074, "AccountStatusNotFound"),
    (503, 800_003, "Busy"),
    (400, 1_900_001, "ValidationCodeRequired"),
    (400, 1_900_002, "ValidationCodeUnknown"),
    (400, 1_900_003, "ValidationCodeExhausted"),
    (400, 1_900_004, "ValidationCodeMismatch"),
    (400, 1_900_005, "QualificationNotSettable"),
    (400, 1_900_006, "QualificationNotCombinable"),
    (409, 1_900_007, "QualificationExists"),
    (400, 1_900_008, "EducationSegmentRequired"),
    (400, 1_900_009, "VettingRequired"),
    (400, 1_900_010, "InvalidContinuationToken"),
    (409, 1_900_011, "DomainExists"),
    (400, 1_900_023, "DocumentNotUsable"),
    (409, 1_900_024, "WebhookNotPossible"),
    (409, 1_900_025, "SnapshotNotUsable"),
    (400, 1_900_026, "QueryParameterUnknown"),
    (403, 1_900_022, "ReviewerNotEligible"),
    (409, 1_900_012, "WebhookExists"),
    (409, 1_900_020, "ReviewHeld"),
    (409, 1_900_021, "ReviewNotPossible"),
];
/// One that carries a reason besides.
const VETTING_DENIED: (u16, u64, &str) = (400, 1_900_013, "VettingDenied");

/// The members of the envelope, in their order.
const MEMBERS: [&str; 9] = [
    "code",
    "message",
    "description",
    "errorName",
    "isRetryable",
    "parameters",
    "errorMessageExtended",
    "data",
    "source",
];

const DESCRIPTION_CHARS_MAX: usize = 1024;

impl Response {
    /// Asserts status and code, the complete envelope and the headers that belong to the status; gives the envelope.
    ///
    /// # Panics
    /// Something is missing, superfluous or different.
    #[track_caller]
    pub fn assert_error(&self, status: u16, code: u64) -> Value {
        assert_eq!(
            self.status,
            status,
            "instead of {status}/{code}: {}",
            String::from_utf8_lossy(&self.body)
        );
        self.assert_headers_of_every_answer();
        self.assert_headers_of_status();
        let envelope = self.assert_envelope();
        assert_eq!(envelope["code"], code, "instead of {status}/{code}: {}", self.text());
        let name = NAMES.iter().chain([&VETTING_DENIED]).find(|row| (row.0, row.1) == (status, code));
        let name = name.unwrap_or_else(|| panic!("{status}/{code} is not in the table of names")).2;
        assert_eq!(envelope["errorName"], name, "{}", self.text());
        envelope
    }

    /// Asserts the complete envelope, whatever the error, and gives it.
    ///
    /// # Panics
    /// The body is no such envelope.
    #[track_caller]
    pub fn assert_envelope(&self) -> Value {
        let text = self.text();
        assert_eq!(self.header("content-type"), Some("application/json; charset=utf-8"), "{text}");
        let envelope = self.json();
        let code = envelope["code"].as_u64().unwrap_or_else(|| panic!("code is no number: {text}"));
        let source = if code == 2000 { "PartnerApiServiceControllers" } else { "PartnerFD" };
        let message = envelope["message"].as_str().unwrap_or_else(|| panic!("message is no text: {text}"));
        let characters = message.chars().count();
        assert!((1..=DESCRIPTION_CHARS_MAX).contains(&characters), "description has {characters} characters");
        assert_eq!(envelope["message"], envelope["description"], "{text}");
        assert!(envelope["errorName"].is_string(), "{text}");
        assert_eq!(envelope["isRetryable"], self.status == 503, "{text}");
        let parameters = envelope["parameters"].as_object().expect("parameters is an object");
        assert!(parameters.values().all(Value::is_string), "{text}");
        assert_eq!(envelope["errorMessageExtended"], format!("InternalErrorCode={code}"), "{text}");
        let data = envelope["data"].as_array().expect("data is a list");
        assert!(data.iter().all(Value::is_string), "{text}");
        assert_eq!(envelope["source"], source, "{text}");
        let members = envelope.as_object().expect("the envelope is an object");
        assert_eq!(members.len(), MEMBERS.len(), "{text}");
        let places: Vec<_> = MEMBERS.iter().map(|name| text.find(&format!("\"{name}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "members in another order: {text}");
        envelope
    }

    /// Asserts what every answer carries: the two ids and the correlation vector.
    ///
    /// # Panics
    /// One of them is missing, doubled or malformed.
    #[track_caller]
    pub fn assert_headers_of_every_answer(&self) {
        for name in ["MS-RequestId", "MS-CorrelationId", "MS-CV"] {
            let values = self.headers_named(name);
            assert!(values.len() == 1 && !values[0].is_empty(), "{name}: {values:?} on {}", self.status);
        }
        assert!(!self.body.starts_with(b"\xef\xbb\xbf"), "a byte order mark");
    }

    /// Asserts that the id was made by the server: a GUID as the API writes it.
    ///
    /// # Panics
    /// It is something else.
    #[track_caller]
    pub fn fresh_id(&self, name: &str) -> &str {
        let value = self.header(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert!(is_guid(value), "{name}: {value} is no GUID");
        value
    }

    #[track_caller]
    fn assert_headers_of_status(&self) {
        match self.status {
            401 => {
                let challenges = self.headers_named("WWW-Authenticate");
                let correlation = self.header("MS-CorrelationId").unwrap_or_default();
                let realm = format!("OAuth realm=urn:cpsvc:cpid:{correlation}");
                assert_eq!(challenges.len(), 2, "{challenges:?}");
                assert!(challenges[0].starts_with("Bearer"), "{challenges:?}");
                assert_eq!(challenges[1], realm);
            }
            405 => assert!(self.header("Allow").is_some_and(|methods| !methods.is_empty()), "no Allow"),
            503 => {
                let seconds = self.header("Retry-After").and_then(|value| value.parse::<u32>().ok());
                assert!(seconds.is_some(), "Retry-After: {:?}", self.header("Retry-After"));
            }
            _ => {}
        }
    }
}
