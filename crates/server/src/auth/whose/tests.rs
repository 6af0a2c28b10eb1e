//! Whose token it is (contract 9.4.9): positive evidence for both sides, and nobody who is a person passes for an
//! application.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Whose, WhoseRule};
use crate::auth::{AuthError, IssuerSettings, Preset};

const CLIENT: &str = "nightly-batch";
const PRESETS: [Preset; 3] = [Preset::Entra, Preset::Keycloak, Preset::Custom];

/// Every mark of a person, as the contract lists them.
const MARKS: [&str; 14] = [
    "upn",
    "unique_name",
    "preferred_username",
    "name",
    "given_name",
    "family_name",
    "email",
    "email_verified",
    "amr",
    "auth_time",
    "sid",
    "session_state",
    "phone_number",
    "act",
];

fn of(preset: Preset, scope_claim: Option<&str>) -> IssuerSettings {
    let scope_claim = scope_claim.map(str::to_owned);
    IssuerSettings { preset, scope_claim, ..IssuerSettings::default() }
}

/// The claims with `changes`; `null` removes one.
fn changed(mut claims: Value, changes: Value) -> Value {
    let (Value::Object(all), Value::Object(changes)) = (&mut claims, changes) else { return claims };
    for (name, value) in changes {
        if value.is_null() {
            all.remove(&name);
        } else {
            all.insert(name, value);
        }
    }
    claims
}

fn tell(settings: &IssuerSettings, base: &Value, changes: Value) -> Result<Whose, AuthError> {
    let claims = changed(base.clone(), changes);
    WhoseRule::new(settings).tell(claims.as_object().unwrap(), Some(CLIENT))
}

fn is_application(settings: &IssuerSettings, base: &Value, changes: Value) -> bool {
    tell(settings, base, changes) == Ok(Whose::Applications)
}

/// An application's own token, as each issuer writes it.
fn application(preset: Preset) -> Value {
    match preset {
        Preset::Entra => json!({ "idtyp": "app", "oid": "o", "sub": "o", "roles": ["x"] }),
        Preset::Keycloak => json!({
            "azp": CLIENT, "client_id": CLIENT, "preferred_username": "service-account-nightly-batch", "acr": "1",
            "scope": "email profile", "email_verified": false,
        }),
        Preset::Custom => json!({ "idtyp": "app", "sub": CLIENT, "gty": "client-credentials" }),
    }
}

#[test]
fn trust_03_entras_tokens_say_whose_they_are_or_are_refused() {
    let user = Some(Whose::Persons);
    let app = Some(Whose::Applications);
    let table = [
        (json!({ "scp": "user_impersonation", "oid": "o" }), user),
        (json!({ "scp": "a b", "oid": "o", "idtyp": "user", "upn": "ana", "amr": ["pwd"] }), user),
        (json!({ "scp": ["a"], "oid": "o" }), user),
        (json!({ "scp": "a", "oid": "o", "nonce": "n" }), user),
        (json!({ "scp": "a", "oid": "o", "idtyp": null }), user),
        (json!({ "oid": "o" }), app),
        (json!({ "oid": "o", "idtyp": "app" }), app),
        (json!({ "oid": "o", "scp": null, "idtyp": null, "upn": null, "email_verified": false }), app),
        // Neither the one nor the other.
        (json!({ "scp": "a", "oid": "o", "idtyp": "app" }), None),
        (json!({ "scp": "a", "oid": "o", "idtyp": "device" }), None),
        (json!({ "scp": "a", "oid": "o", "idtyp": "" }), None),
        (json!({ "scp": "a", "oid": "o", "idtyp": ["user"] }), None),
        (json!({ "scp": "a", "oid": "o", "idtyp": true }), None),
        (json!({ "scp": "a" }), None),
        (json!({ "scp": "a", "oid": "" }), None),
        (json!({ "scp": "a", "oid": 7 }), None),
        (json!({ "scp": "", "oid": "o" }), None),
        (json!({ "scp": " ", "oid": "o", "idtyp": "user" }), None),
        (json!({ "scp": [], "oid": "o", "idtyp": "app" }), None),
        (json!({ "scp": [""], "oid": "o" }), None),
        (json!({ "oid": "o", "idtyp": "user" }), None),
        (json!({ "oid": "o", "idtyp": 1 }), None),
        (json!({ "idtyp": "app" }), None),
        (json!({ "oid": null, "idtyp": "app" }), None),
        (json!({}), None),
        // An ID token.
        (json!({ "oid": "o", "nonce": "n" }), None),
        (json!({ "oid": "o", "idtyp": "app", "at_hash": "h" }), None),
        (json!({ "oid": "o", "c_hash": "h" }), None),
        (json!({ "oid": "o", "s_hash": "h" }), None),
        (json!({ "oid": "o", "nonce": "n", "scope": "openid" }), None),
    ];
    for (claims, expected) in table {
        let told = tell(&of(Preset::Entra, None), &claims, json!({}));
        assert_eq!(told.ok(), expected, "{claims}");
    }
}

#[test]
fn trust_03_id_tokens_are_refused_by_every_preset() {
    for preset in PRESETS {
        for mark in ["nonce", "c_hash", "at_hash", "s_hash"] {
            let base = json!({ "azp": CLIENT, "oid": "o", "sub": "s", "preferred_username": "ana" });
            let with = |scope: Value| tell(&of(preset, None), &base, changed(json!({ mark: "x" }), scope));
            for nothing in [json!({}), json!({ "scp": null }), json!({ "scp": "" }), json!({ "scp": [] })] {
                assert!(with(nothing.clone()).is_err(), "{preset:?} {mark} {nothing}");
            }
            let scoped =
                if preset == Preset::Keycloak { json!({ "scope": "email" }) } else { json!({ "scp": "a" }) };
            assert_eq!(with(scoped), Ok(Whose::Persons), "{preset:?} {mark}");
        }
    }
}

#[test]
fn trust_03_a_named_scope_of_another_form_is_refused() {
    for preset in PRESETS {
        for odd in [json!(1), json!(true), json!({}), json!(["a", 1])] {
            let told =
                tell(&of(preset, Some("permissions")), &application(preset), json!({ "permissions": odd }));
            assert!(told.is_err(), "{preset:?} {odd}");
        }
    }
}

#[test]
fn a_service_account_has_its_name_and_its_client_and_no_mark_of_a_person() {
    let of_account =
        |changes: Value| is_application(&of(Preset::Keycloak, None), &application(Preset::Keycloak), changes);
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
}

#[test]
fn a_realms_named_scope_claim_is_a_further_condition() {
    let base = application(Preset::Keycloak);
    let named = of(Preset::Keycloak, Some("level"));
    assert!(is_application(&named, &base, json!({})));
    assert!(!is_application(&named, &base, json!({ "level": "profile" })));
    assert!(!is_application(&named, &json!({ "azp": CLIENT, "preferred_username": "ana" }), json!({})));
}

#[test]
fn another_issuers_application_has_to_be_evident() {
    let custom = of(Preset::Custom, None);
    for evidence in [
        json!({ "idtyp": "app" }),
        json!({ "idtyp": "app", "scp": "x" }),
        json!({ "sub": CLIENT }),
        json!({ "gty": "client-credentials", "sub": "nightly-batch@clients" }),
        json!({ "grant_type": "client_credentials" }),
        json!({ "oid": "o", "sub": "o", "appidacr": "2" }),
    ] {
        assert!(is_application(&custom, &evidence, json!({})), "{evidence}");
        for scope in ["scp", "scope"] {
            let is_app = evidence["idtyp"] == "app";
            assert_eq!(is_application(&custom, &evidence, json!({ scope: "read" })), is_app, "{evidence}");
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
        assert!(!is_application(&custom, &nothing, json!({})), "{nothing}");
    }
}

#[test]
fn names_that_an_entry_gives_count() {
    let custom = IssuerSettings {
        user_name_claim: Some("login".to_owned()),
        ..of(Preset::Custom, Some("permissions"))
    };
    let base = json!({ "sub": CLIENT, "scope": "x" });
    assert!(is_application(&custom, &base, json!({})), "the named claim alone is the scope");
    assert!(!is_application(&custom, &base, json!({ "permissions": ["read"] })));
    assert!(!is_application(&custom, &base, json!({ "login": "ana" })));
    let by_subject = IssuerSettings { user_name_claim: Some("sub".to_owned()), ..custom.clone() };
    assert!(is_application(&by_subject, &base, json!({})), "a subject is no mark of a person");
    assert!(!is_application(&custom, &base, json!({ "upn": "ana" })), "the usual marks count beside it");
    for preset in PRESETS {
        let named = IssuerSettings { user_name_claim: Some("login".to_owned()), ..of(preset, None) };
        assert!(is_application(&named, &application(preset), json!({})), "{preset:?}");
        assert!(!is_application(&named, &application(preset), json!({ "login": "ana" })), "{preset:?}");
    }
    let entra = of(Preset::Entra, Some("scope"));
    let user = tell(&entra, &json!({ "scp": "x", "oid": "o" }), json!({}));
    assert_eq!(user, Ok(Whose::Persons), "Entra's own claim is always looked at");
    assert!(
        tell(&entra, &application(Preset::Entra), json!({ "scope": "" })).is_err(),
        "and so is the named one"
    );
}

/// Whatever a claim may hold.
fn any_value() -> impl Strategy<Value = Value> {
    let simple = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z@. -]{0,12}".prop_map(Value::from),
        Just(json!("service-account-nightly-batch")),
        Just(json!(false)),
    ];
    prop_oneof![
        simple.clone(),
        proptest::collection::vec(simple.clone(), 0..3).prop_map(Value::from),
        simple.prop_map(|value| json!({ "sub": value })),
    ]
}

/// Claims that tell something about an application, right or wrong.
fn any_claims() -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![
        Just("scp"),
        Just("scope"),
        Just("idtyp"),
        Just("oid"),
        Just("sub"),
        Just("azp"),
        Just("client_id"),
        Just("gty"),
        Just("appidacr"),
        Just("preferred_username"),
    ];
    let value = prop_oneof![
        any_value(),
        Just(json!("app")),
        Just(json!("user")),
        Just(json!(CLIENT)),
        Just(json!("client-credentials")),
        Just(json!("1")),
    ];
    proptest::collection::vec((name, value), 0..6)
        .prop_map(|claims| claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

proptest! {
    #[test]
    fn trust_03_no_token_with_a_mark_of_a_person_is_an_applications(
        mark in 0..MARKS.len(),
        value in any_value(),
        claims in any_claims(),
        is_changed in any::<bool>(),
        preset in 0..PRESETS.len(),
    ) {
        let (mark, preset) = (MARKS[mark], PRESETS[preset]);
        // The two that say nothing of a person.
        prop_assume!(mark != "email_verified" || value != json!(false));
        prop_assume!(mark != "preferred_username" || preset == Preset::Entra
            || value != json!("service-account-nightly-batch"));
        let mut token = application(preset);
        if is_changed {
            token = changed(token, Value::Object(claims));
        }
        token[mark] = value;
        prop_assert_ne!(tell(&of(preset, None), &token, json!({})), Ok(Whose::Applications), "{}", token);
    }

    #[test]
    fn trust_03_entras_persons_and_applications_have_all_of_their_evidence(claims in any_claims()) {
        let token = Value::Object(claims);
        let said = |name: &str| token[name].as_str().is_some_and(|text| !text.trim().is_empty());
        let kind = token["idtyp"].as_str().map(str::to_ascii_lowercase);
        match tell(&of(Preset::Entra, None), &token, json!({})) {
            Ok(Whose::Persons) => {
                let is_scoped = said("scp") || token["scp"].as_array().is_some_and(|list| !list.is_empty());
                prop_assert!(is_scoped && said("oid") && kind.as_deref().is_none_or(|kind| kind == "user"), "{}", token);
            }
            Ok(Whose::Applications) => {
                let is_bare = token["scp"].is_null() && token["preferred_username"].is_null();
                prop_assert!(is_bare && said("oid") && kind.as_deref().is_none_or(|kind| kind == "app"), "{}", token);
            }
            Err(_) => {}
        }
    }
}
