//! Whether a token is an application's own (contract 5.1). Such a token needs no second factor and counts as
//! `AdminAgent`, so it has to be sure: what only might be an application's is judged as a user's.

use serde_json::Value;

use super::claims::{find, text, texts};
use super::token::Claims;
use super::{IssuerSettings, Preset};

/// Claims that say something about a person or about a person's session, and nothing about an application.
/// `acr` is none of them, because a realm of Keycloak writes it into every token; nor is `email_verified: false`, which it
/// writes for a service account too, because that account has no address that somebody could have verified.
const PERSON_MARKS: [&str; 10] = [
    "sid",
    "session_state",
    "amr",
    "upn",
    "unique_name",
    "email",
    "email_verified",
    "name",
    "given_name",
    "family_name",
];
/// What the user of a client's service account is called before the client's own id.
const SERVICE_ACCOUNT_BEGINNING: &str = "service-account-";
/// The claims by which a realm says whose service account it is: today's, and that of older releases.
const SERVICE_CLIENT_CLAIMS: [&str; 2] = ["client_id", "clientId"];
/// The scope claims of issuers that we know nothing about.
const SCOPES: [&str; 2] = ["scp", "scope"];

/// What tells that an application acts for itself.
pub(super) enum AppOnlyRule {
    /// There is no scope, or the token calls itself `app`: the issuer's tokens are Entra's.
    Entra { scopes: Vec<String> },
    /// There is no scope and no mark of a person, and the token says that it is the application's own.
    Evident { scopes: Vec<String>, user_names: Vec<String> },
    /// The token is of the client's own service account; if a scope claim is named, it must be absent, too.
    ServiceAccount { scope: Option<String> },
}

impl AppOnlyRule {
    pub(super) fn new(settings: &IssuerSettings) -> Self {
        let named = settings.scope_claim.clone();
        match settings.preset {
            Preset::Entra => {
                // A claim that is named wrongly must not turn users into applications.
                let scopes = std::iter::once("scp".to_owned()).chain(named).collect();
                Self::Entra { scopes }
            }
            Preset::Custom => {
                let both = || SCOPES.map(str::to_owned).to_vec();
                let usual = settings.preset.claim_names().user_names;
                // A subject is in every token, also where a user is called by it.
                let own = settings.user_name_claim.clone().filter(|name| name != "sub" && name != "oid");
                Self::Evident {
                    scopes: named.map_or_else(both, |name| vec![name]),
                    user_names: usual.iter().map(|&name| name.to_owned()).chain(own).collect(),
                }
            }
            Preset::Keycloak => Self::ServiceAccount { scope: named },
        }
    }

    /// Whether the token is an application's own; the application is as the token names it.
    pub(super) fn is_app_only(&self, claims: &Claims, application: Option<&str>) -> bool {
        match self {
            Self::Entra { scopes } => !has_any(claims, scopes) || is_type(claims, "app"),
            Self::Evident { scopes, user_names } => {
                let is_app = is_type(claims, "app");
                let has_person = has_person(claims) || has_any(claims, user_names) || is_type(claims, "user");
                let is_evident = is_app || is_own_subject(claims, application) || is_own_grant(claims);
                !has_person && is_evident && (is_app || !has_any(claims, scopes))
            }
            Self::ServiceAccount { scope } => {
                let has_scope =
                    scope.as_ref().is_some_and(|scope| has_any(claims, std::slice::from_ref(scope)));
                !has_scope && !has_person(claims) && !is_type(claims, "user") && is_service_account(claims)
            }
        }
    }
}

/// A service account is named after its client, and its token says whose it is. Neither alone is enough: a person may
/// be called `service-account-anything`, and a realm may write `client_id` into everybody's token.
fn is_service_account(claims: &Claims) -> bool {
    let Some(client) = text(claims, "azp") else { return false };
    let mut owners = SERVICE_CLIENT_CLAIMS.iter().filter_map(|name| find(claims, name)).peekable();
    let is_said = owners.peek().is_some() && owners.all(|owner| owner.as_str() == Some(client));
    let name =
        text(claims, "preferred_username").and_then(|name| name.strip_prefix(SERVICE_ACCOUNT_BEGINNING));
    // A realm keeps the names of its users, service accounts among them, in lower case.
    is_said && name.is_some_and(|name| name == client || name == client.to_lowercase())
}

fn is_type(claims: &Claims, kind: &str) -> bool {
    text(claims, "idtyp").is_some_and(|said| said.eq_ignore_ascii_case(kind))
}

/// RFC 9068, 2.2: where no person takes part, the subject is the client. Entra's is the service principal, in both
/// claims, of an application that proved who it is.
fn is_own_subject(claims: &Claims, application: Option<&str>) -> bool {
    let subject = text(claims, "sub");
    let is_proven = ["appidacr", "azpacr"].iter().any(|name| matches!(text(claims, name), Some("1" | "2")));
    subject.is_some() && (subject == application || (is_proven && subject == text(claims, "oid")))
}

/// Some issuers name the grant.
fn is_own_grant(claims: &Claims) -> bool {
    ["gty", "grant_type"].iter().any(|name| {
        text(claims, name).is_some_and(|grant| matches!(grant, "client-credentials" | "client_credentials"))
    })
}

fn has_any(claims: &Claims, names: &[String]) -> bool {
    names.iter().any(|name| texts(claims, name).next().is_some())
}

fn has_person(claims: &Claims) -> bool {
    PERSON_MARKS.iter().any(|name| claims.get(*name).is_some_and(says_something))
}

/// A claim that is empty, or that says no, is as good as none.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(says) => *says,
        Value::Number(_) => true,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CLIENT: &str = "nightly-batch";

    fn is_app_only(settings: &IssuerSettings, base: &Value, changes: &Value) -> bool {
        let mut claims = base.as_object().unwrap().clone();
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.remove(name);
            } else {
                claims.insert(name.clone(), value.clone());
            }
        }
        AppOnlyRule::new(settings).is_app_only(&claims, Some(CLIENT))
    }

    fn of(preset: Preset, scope_claim: Option<&str>) -> IssuerSettings {
        let scope_claim = scope_claim.map(str::to_owned);
        IssuerSettings { preset, scope_claim, ..IssuerSettings::default() }
    }

    #[test]
    fn a_service_account_has_its_name_and_its_client_and_no_mark_of_a_person() {
        let base = json!({
            "azp": CLIENT, "client_id": CLIENT, "preferred_username": "service-account-nightly-batch", "acr": "1",
            "scope": "email profile", "email_verified": false,
        });
        let of_account = |changes: Value| is_app_only(&of(Preset::Keycloak, None), &base, &changes);
        assert!(of_account(json!({})), "as a realm writes it");
        assert!(of_account(json!({ "client_id": null, "clientId": CLIENT })), "as older ones do");
        let upper = json!({ "azp": "Nightly-Batch", "client_id": "Nightly-Batch" });
        assert!(of_account(upper), "names are kept in lower case");
        for changes in [
            json!({ "azp": null }),
            json!({ "client_id": null }),
            json!({ "client_id": "other" }),
            json!({ "client_id": "Nightly-Batch" }),
            json!({ "client_id": [CLIENT] }),
            json!({ "clientId": "other" }),
            json!({ "preferred_username": null }),
            json!({ "preferred_username": CLIENT }),
            json!({ "preferred_username": "service-account-" }),
            json!({ "preferred_username": "service-account-other" }),
            json!({ "preferred_username": "Service-Account-nightly-batch" }),
            json!({ "preferred_username": "service-account-NIGHTLY-batch" }),
            json!({ "idtyp": "user" }),
        ] {
            assert!(!of_account(changes.clone()), "{changes}");
        }
        for (mark, value) in marks() {
            assert!(!of_account(json!({ mark: value })), "{mark}");
        }
    }

    fn marks() -> Vec<(&'static str, Value)> {
        PERSON_MARKS
            .iter()
            .map(|&mark| match mark {
                "amr" => (mark, json!(["pwd"])),
                "email_verified" => (mark, json!(true)),
                _ => (mark, json!("x")),
            })
            .collect()
    }

    #[test]
    fn a_realms_named_scope_claim_is_a_further_condition() {
        let base = json!({
            "azp": CLIENT, "client_id": CLIENT, "preferred_username": "service-account-nightly-batch",
        });
        let named = of(Preset::Keycloak, Some("scope"));
        assert!(is_app_only(&named, &base, &json!({})));
        assert!(!is_app_only(&named, &base, &json!({ "scope": "profile" })));
        assert!(!is_app_only(&named, &json!({ "azp": CLIENT, "preferred_username": "ana" }), &json!({})));
    }

    #[test]
    fn another_issuers_application_has_to_be_evident() {
        let custom = of(Preset::Custom, None);
        let app_only = |claims: &Value| is_app_only(&custom, claims, &json!({}));
        for evidence in [
            json!({ "idtyp": "app" }),
            json!({ "idtyp": "app", "scp": "x" }),
            json!({ "sub": CLIENT }),
            json!({ "gty": "client-credentials", "sub": "nightly-batch@clients" }),
            json!({ "grant_type": "client_credentials" }),
            json!({ "oid": "o", "sub": "o", "appidacr": "2" }),
        ] {
            assert!(app_only(&evidence), "{evidence}");
            for (mark, value) in marks().into_iter().chain([("preferred_username", json!("ana"))]) {
                assert!(!is_app_only(&custom, &evidence, &json!({ mark: value })), "{evidence} {mark}");
            }
            for scope in SCOPES {
                let is_app = evidence["idtyp"] == "app";
                assert_eq!(is_app_only(&custom, &evidence, &json!({ scope: "read" })), is_app, "{evidence}");
            }
        }
        for nothing in [
            json!({}),
            json!({ "idtyp": "user" }),
            json!({ "idtyp": "user", "sub": CLIENT }),
            json!({ "scp": " ", "sub": "s" }),
            json!({ "oid": "o", "sub": "o" }),
            json!({ "oid": "o", "sub": "o", "appidacr": "0" }),
            json!({ "gty": "password" }),
        ] {
            assert!(!app_only(&nothing), "{nothing}");
        }
    }

    #[test]
    fn names_that_an_entry_gives_count() {
        let custom = IssuerSettings {
            user_name_claim: Some("login".to_owned()),
            ..of(Preset::Custom, Some("permissions"))
        };
        let base = json!({ "sub": CLIENT, "scope": "x" });
        assert!(is_app_only(&custom, &base, &json!({})), "the named claim alone is the scope");
        assert!(!is_app_only(&custom, &base, &json!({ "permissions": ["read"] })));
        assert!(!is_app_only(&custom, &base, &json!({ "login": "ana" })));
        let by_subject = IssuerSettings { user_name_claim: Some("sub".to_owned()), ..custom.clone() };
        assert!(is_app_only(&by_subject, &base, &json!({})), "a subject is no mark of a person");
        assert!(!is_app_only(&custom, &base, &json!({ "upn": "ana" })), "the usual marks count beside it");
        let entra = of(Preset::Entra, Some("scope"));
        assert!(
            !is_app_only(&entra, &json!({ "scp": "x" }), &json!({})),
            "Entra's own claim is always looked at"
        );
        assert!(is_app_only(&entra, &json!({}), &json!({})));
    }
}
