//! What a checkup goes by, beside what everybody sees of an exchange: bounded, and nothing secret.

use http::{HeaderMap, Method};
use qualify_server::auth::{Identity, LEGACY_AUDIENCES};
use qualify_vocabulary::{PartnerId, Timestamp, parse_guid};
use qualify_wire::endpoints::{self, Endpoint};
use qualify_wire::headers as names;
use serde_json::Value;
use uuid::Uuid;

use super::Pending;
use super::kept::Kept;
use super::members;
use crate::claimed;

/// The longest name of an application that is kept, in characters.
const APPLICATION_CHARS_MAX: usize = 64;

/// Facts of one exchange.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The time of the request by the sandbox's clock.
    pub(super) service_at: Timestamp,
    /// The route of the wire that it asked for, if there is one.
    pub(super) row: Option<&'static Endpoint>,
    /// Of its token, if that can be read.
    pub(super) token: Option<TokenFacts>,
    /// The id that the client sent, if it is one.
    pub(super) sent_id: Option<Uuid>,
    /// The same for the same path and query, which are masked where they are shown.
    pub(super) target_hash: [u8; 32],
    /// The same for the same body; none for one that was not read.
    pub(super) body_hash: Option<[u8; 32]>,
    /// Members of the body that the route does not know, by their paths.
    pub(super) unknown_members: Vec<String>,
}

/// What a token says of itself. Nobody has verified it where the service refused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TokenFacts {
    pub(super) tenant: Option<PartnerId>,
    pub(super) application: Option<String>,
    pub(super) is_app_only: bool,
    pub(super) has_mfa: bool,
    /// Whether it is for the Azure AD Graph.
    pub(super) is_audience_legacy: bool,
}

impl Facts {
    pub(super) fn new(pending: &Pending, identity: Option<&Identity>, body: &Kept) -> Self {
        let row = find_row(&pending.method, &pending.path);
        let id = pending.headers.get(&names::MS_REQUEST_ID).and_then(|value| value.to_str().ok());
        Self {
            service_at: pending.service_at,
            row,
            token: TokenFacts::read(&pending.headers, identity),
            sent_id: id.and_then(|id| parse_guid(id.trim())),
            target_hash: pending.target_hash,
            body_hash: body.hash(),
            unknown_members: row.map(|row| members::unknown_in(row, body)).unwrap_or_default(),
        }
    }

    /// About what the texts take in memory.
    pub(super) fn text_bytes(&self) -> usize {
        let application = self.token.as_ref().and_then(|token| token.application.as_ref());
        application.map_or(0, String::len) + self.unknown_members.iter().map(String::len).sum::<usize>()
    }
}

impl TokenFacts {
    fn read(headers: &HeaderMap, identity: Option<&Identity>) -> Option<Self> {
        let claims = claimed::all(headers)?;
        let text = |name: &str| claims[name].as_str().filter(|text| !text.trim().is_empty());
        let has = |name: &str, wanted: &dyn Fn(&str) -> bool| match &claims[name] {
            Value::String(value) => wanted(value),
            Value::Array(values) => values.iter().filter_map(Value::as_str).any(wanted),
            _ => false,
        };
        let application = text("appid").or_else(|| text("azp"));
        let claimed = Self {
            tenant: text("tid").and_then(|tenant| PartnerId::parse(tenant).ok()),
            application: application
                .map(|name| name.to_lowercase().chars().take(APPLICATION_CHARS_MAX).collect()),
            is_app_only: text("scp").is_none(),
            has_mfa: has("amr", &|method| method == "mfa"),
            is_audience_legacy: has("aud", &|audience| {
                LEGACY_AUDIENCES.contains(&audience.strip_suffix('/').unwrap_or(audience))
            }),
        };
        Some(match identity {
            Some(Identity::Partner(principal)) => Self {
                tenant: Some(principal.caller.partner),
                application: Some(principal.caller.application.to_string()),
                is_app_only: principal.is_app_only,
                has_mfa: principal.has_mfa,
                ..claimed
            },
            Some(Identity::Staff(_)) | None => claimed,
        })
    }
}

/// The row of the wire that a request asks for; where two paths match, the literal segment wins.
fn find_row(method: &Method, path: &str) -> Option<&'static Endpoint> {
    let rows = endpoints::WIRE.iter().filter(|row| row.method.name() == method.as_str());
    let matching = rows.filter(|row| {
        let (mut wanted, mut sent) = (row.path.split('/'), path.split('/'));
        let is_each = wanted.by_ref().all(|wanted| {
            sent.next().is_some_and(|sent| wanted.starts_with('{') || wanted.eq_ignore_ascii_case(sent))
        });
        is_each && sent.next().is_none()
    });
    matching.min_by_key(|row| row.path_names().count())
}

#[cfg(test)]
pub(super) mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use http::{HeaderValue, header};
    use serde_json::json;

    use super::*;

    /// The row of a request, for tests of rules.
    pub(in crate::requests) fn row(method: &str, path: &str) -> Option<&'static Endpoint> {
        find_row(&method.parse().unwrap(), path)
    }

    #[test]
    fn a_request_is_of_the_row_whose_path_it_has() {
        let id = |method, path| find_row(&method, path).map(Endpoint::id);
        for (method, path, wanted) in [
            (Method::GET, "/v1/customers/8d2b/qualification", Some("C1")),
            (Method::PUT, "/v1/customers/8d2b/qualification", Some("C2")),
            (Method::GET, "/v1/customers/all/validations", Some("C5")),
            (Method::GET, "/v1/customers/8d2b/validations", Some("C6")),
            (Method::GET, "/v1/customers/8d2b/validationStatus", Some("C7")),
            (Method::GET, "/v1/customers/8d2b/validationstatus", Some("C7")),
            (Method::GET, "/v1/customers", Some("S2")),
            (Method::GET, "/v1/customers/8d2b/orders", None),
            (Method::PATCH, "/v1/customers", None),
            (Method::GET, "/partner/v1/events", None),
            (Method::GET, "/", None),
        ] {
            assert_eq!(id(method, path), wanted, "{path}");
        }
    }

    fn claimed(claims: &Value) -> Option<TokenFacts> {
        let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
        let mut headers = HeaderMap::new();
        let value = HeaderValue::try_from(format!("Bearer e30.{payload}.x")).unwrap();
        headers.insert(header::AUTHORIZATION, value);
        TokenFacts::read(&headers, None)
    }

    #[test]
    fn a_token_that_nobody_knows_says_what_it_is() {
        let tenant = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
        let user = claimed(&json!({
            "tid": tenant, "appid": "a", "scp": "user_impersonation", "amr": ["pwd", "mfa"],
            "aud": "https://api.partnercenter.microsoft.com"
        }));
        let wanted = TokenFacts {
            tenant: PartnerId::parse(tenant).ok(),
            application: Some("a".to_owned()),
            is_app_only: false,
            has_mfa: true,
            is_audience_legacy: false,
        };
        assert_eq!(user, Some(wanted));
        for audience in [json!("https://graph.windows.net/"), json!(["x", LEGACY_AUDIENCES[1]])] {
            let old = claimed(&json!({ "azp": "a", "aud": audience })).unwrap();
            assert!(old.is_app_only && old.is_audience_legacy && !old.has_mfa, "{old:?}");
        }
        let long = claimed(&json!({ "appid": "a".repeat(1000) })).unwrap();
        assert_eq!(long.application.unwrap().len(), APPLICATION_CHARS_MAX);
        assert_eq!(TokenFacts::read(&HeaderMap::new(), None), None);
    }
}
