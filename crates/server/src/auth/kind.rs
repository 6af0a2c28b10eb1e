//! What kind of token it is (contract 9.4.9): issuers sign ID, refresh and logout tokens with the same keys, and none of
//! them says what its bearer may do.

use serde_json::Value;

use super::claim::{Claims, find, text};
use super::error::AuthError;

/// The values of the header `typ` that an access token may have (RFC 7519, 5.1; RFC 9068, 2.1), in any casing.
const HEADER_TYPES: [&str; 3] = ["JWT", "at+jwt", "application/at+jwt"];
/// What a realm of Keycloak calls its other tokens in the claim `typ`, in any casing.
const OTHER_TYPES: [&str; 5] = ["ID", "Refresh", "Offline", "Logout", "Serialized-ID"];
/// Claims that tie an ID token to its sign-in or to what was issued beside it (OpenID Connect Core, 2 and 3.3.2.11).
const ID_TOKEN_MARKS: [&str; 4] = ["nonce", "c_hash", "at_hash", "s_hash"];
/// The claims of a scope, as everybody calls them.
pub(super) const SCOPES: [&str; 2] = ["scp", "scope"];

/// What a token is refused with that is no access token.
const NO_ACCESS_TOKEN: AuthError = AuthError::invalid("the token is not an access token");
/// What an ID token is refused with.
pub(super) const ID_TOKEN: AuthError =
    AuthError::invalid("the token is an ID token, which is for the application alone");
/// What a scope of another form is refused with.
pub(super) const ODD_SCOPE: AuthError =
    AuthError::invalid("the token's scope is neither a text nor a list of texts");

/// Refuses what a header says is no access token.
pub(super) fn check_header_type(kind: Option<&str>) -> Result<(), AuthError> {
    let is_known = |said: &str| HEADER_TYPES.iter().any(|known| known.eq_ignore_ascii_case(said));
    if kind.is_none_or(is_known) { Ok(()) } else { Err(NO_ACCESS_TOKEN) }
}

/// Refuses what the claims of any issuer say is no access token, and scopes that could be read in two ways.
pub(super) fn check_claims(claims: &Claims) -> Result<(), AuthError> {
    let said = text(claims, "typ");
    if said.is_some_and(|said| OTHER_TYPES.iter().any(|other| other.eq_ignore_ascii_case(said.trim()))) {
        return Err(NO_ACCESS_TOKEN);
    }
    // RFC 8417: a security event, such as a logout token.
    if is_there(claims, "events") {
        return Err(NO_ACCESS_TOKEN);
    }
    let mut scopes = SCOPES.iter().filter_map(|name| claims.get(*name));
    if scopes.all(is_well_formed_scope) { Ok(()) } else { Err(ODD_SCOPE) }
}

/// Whether the token says something that only ID tokens say, unless they also have a scope.
pub(super) fn has_marks_of_id_token(claims: &Claims) -> bool {
    ID_TOKEN_MARKS.iter().any(|name| is_there(claims, name))
}

/// Whether a scope is one text, or a list of them.
pub(super) fn is_well_formed_scope(scope: &Value) -> bool {
    match scope {
        Value::Null | Value::String(_) => true,
        Value::Array(values) => values.iter().all(Value::is_string),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// Whether there is such a claim; one that is null is as good as none.
pub(super) fn is_there(claims: &Claims, name: &str) -> bool {
    find(claims, name).is_some_and(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn trust_03_headers_of_other_tokens_are_refused() {
        for (kind, is_taken) in [
            (None, true),
            (Some("JWT"), true),
            (Some("jwt"), true),
            (Some("at+jwt"), true),
            (Some("AT+JWT"), true),
            (Some("application/at+jwt"), true),
            (Some("Application/AT+jwt"), true),
            (Some(""), false),
            (Some("logout+jwt"), false),
            (Some("secevent+jwt"), false),
            (Some("dpop+jwt"), false),
            (Some("JOSE"), false),
            (Some("JWT "), false),
        ] {
            assert_eq!(check_header_type(kind).is_ok(), is_taken, "{kind:?}");
        }
    }

    #[test]
    fn trust_03_other_tokens_and_odd_scopes_are_refused() {
        let table = [
            (json!({}), true),
            (json!({ "typ": "Bearer" }), true),
            (json!({ "typ": null, "events": null, "scp": null, "scope": null }), true),
            (json!({ "scp": "a b", "scope": ["a", "b"] }), true),
            (json!({ "scp": "", "scope": [] }), true),
            (json!({ "typ": "ID" }), false),
            (json!({ "typ": "id" }), false),
            (json!({ "typ": "Refresh" }), false),
            (json!({ "typ": "Offline" }), false),
            (json!({ "typ": "Logout" }), false),
            (json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} } }), false),
            (json!({ "events": false }), false),
            (json!({ "scp": 1 }), false),
            (json!({ "scp": true }), false),
            (json!({ "scp": {} }), false),
            (json!({ "scope": ["a", 1] }), false),
            (json!({ "scope": [["a"]] }), false),
            (json!({ "scope": [null] }), false),
        ];
        for (claims, is_taken) in table {
            assert_eq!(check_claims(claims.as_object().unwrap()).is_ok(), is_taken, "{claims}");
        }
    }
}
