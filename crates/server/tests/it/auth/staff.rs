//! Staff is people with a second factor, by configured evidence (contract 9.4.10).

use serde_json::{Value, json};

use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{APPLICATION, SANDBOX_URL, changed, later, now, sandbox_claims, signed, signer};
use qualify_sandbox::{STAFF_TENANT, TokenClaims};
use qualify_server::auth::{
    AuthError, AuthSettings, Authenticator, Identity, MfaMode, OPERATOR_AUDIENCE, OperatorSettings, Preset,
};

const ISSUER: &str = "https://login.example/staff";

async fn staff_of(change: impl FnOnce(&mut OperatorSettings)) -> (Authenticator, LoopbackIssuer) {
    let provider = LoopbackIssuer::start(signer(0).jwks()).await;
    let mut operator = OperatorSettings {
        jwks_url: Some(format!("{}/keys", provider.url)),
        preset: Preset::Entra,
        ..OperatorSettings::new(ISSUER)
    };
    change(&mut operator);
    let settings = AuthSettings { operator: Some(operator), ..AuthSettings::default() };
    (Authenticator::new(settings, None).expect("the settings are good"), provider)
}

fn person(changes: Value) -> Value {
    let claims = json!({
        "iss": ISSUER, "aud": OPERATOR_AUDIENCE, "exp": later(300).as_second(), "oid": "o", "sub": "s",
        "upn": "olga@qualify.example", "appid": APPLICATION, "azp": APPLICATION, "scp": "user_impersonation",
        "roles": ["Operator"],
    });
    changed(claims, changes)
}

/// Whether staff with these claims is let in, and shows a second factor.
async fn read(authenticator: &Authenticator, claims: &Value) -> Result<bool, AuthError> {
    match &*authenticator.verify(&signed(&signer(0), claims), now()).await? {
        Identity::Staff(staff) => Ok(staff.has_mfa),
        Identity::Partner(_) => panic!("staff was expected"),
    }
}

/// The claim that is named where it is missing, the settings, and what shows a second factor and what does not.
type Evidence = (&'static str, fn(&mut OperatorSettings), Value, Vec<Value>);

#[tokio::test]
async fn trust_03_staff_shows_a_second_factor_by_the_evidence_of_its_preset() {
    let by_preset: [Evidence; 4] = [
        (
            "amr",
            |_| {},
            json!({ "amr": ["pwd", "mfa"] }),
            vec![json!({}), json!({ "amr": ["pwd"] }), json!({ "amr": ["mfa2"] }), json!({ "acr": "mfa" })],
        ),
        (
            "acr",
            |operator| {
                (operator.preset, operator.acr_values) = (Preset::Keycloak, vec!["2".into(), "3".into()]);
            },
            json!({ "acr": "3" }),
            vec![json!({}), json!({ "acr": "1" }), json!({ "acr": 2 }), json!({ "amr": ["mfa"] })],
        ),
        (
            "level",
            |operator| {
                operator.preset = Preset::Custom;
                (operator.mfa_claim, operator.mfa_value) = (Some("level".into()), Some("gold".into()));
            },
            json!({ "level": "gold" }),
            vec![json!({}), json!({ "level": "Gold" }), json!({ "amr": ["mfa"] })],
        ),
        // An authentication context of Entra's, for tokens that have no amr.
        (
            "acrs",
            |operator| (operator.mfa_claim, operator.mfa_value) = (Some("acrs".into()), Some("c1".into())),
            json!({ "acrs": ["c1"] }),
            vec![json!({}), json!({ "amr": ["mfa"] })],
        ),
    ];
    for (claim, change, shown, missing) in by_preset {
        let (enforcing, _provider) = staff_of(change).await;
        let (reporting, _other) = staff_of(|operator| {
            change(operator);
            operator.mfa = MfaMode::Report;
        })
        .await;
        assert_eq!(read(&enforcing, &person(shown.clone())).await, Ok(true), "{shown}");
        for without in missing {
            let error = read(&enforcing, &person(without.clone())).await.unwrap_err();
            assert!(matches!(error, AuthError::SecondFactorMissing { .. }), "{without}: {error}");
            assert!(error.to_string().contains(&format!("the claim {claim} ")), "{without}: {error}");
            assert_eq!(read(&reporting, &person(without.clone())).await, Ok(false), "{without}");
        }
    }
    let (off, _provider) =
        staff_of(|operator| (operator.preset, operator.mfa) = (Preset::Custom, MfaMode::Off)).await;
    assert_eq!(read(&off, &person(json!({}))).await, Ok(false));
}

#[tokio::test]
async fn trust_03_applications_are_staff_only_when_allowed() {
    let entras = json!({ "scp": null, "upn": null, "idtyp": "app" });
    let realms = json!({
        "azp": "batch", "client_id": "batch", "preferred_username": "service-account-batch", "upn": null, "scp": null,
    });
    let customs = json!({ "gty": "client-credentials", "upn": null, "scp": null });
    for (preset, claims) in [(Preset::Entra, entras), (Preset::Keycloak, realms), (Preset::Custom, customs)] {
        for (are_allowed, mode) in
            [(false, MfaMode::Enforce), (false, MfaMode::Off), (true, MfaMode::Enforce)]
        {
            let (authenticator, _provider) = staff_of(|operator| {
                (operator.preset, operator.mfa, operator.allow_applications) = (preset, mode, are_allowed);
                (operator.mfa_claim, operator.mfa_value) = (Some("amr".to_owned()), Some("mfa".to_owned()));
            })
            .await;
            let told = read(&authenticator, &person(claims.clone())).await;
            if are_allowed {
                assert_eq!(told, Ok(true), "{preset:?}");
                continue;
            }
            let error = told.unwrap_err().to_string();
            assert!(error.contains("operator.allow_applications"), "{preset:?} {mode:?}: {error}");
        }
    }
}

#[tokio::test]
async fn trust_03_other_tokens_of_staff_are_refused() {
    let (authenticator, _provider) = staff_of(|_| {}).await;
    let with_mfa = |changes: Value| changed(person(json!({ "amr": ["mfa"] })), changes);
    assert_eq!(read(&authenticator, &with_mfa(json!({}))).await, Ok(true));
    for changes in [
        json!({ "scp": null }),
        json!({ "scp": "" }),
        json!({ "scp": null, "nonce": "n" }),
        json!({ "scp": null, "idtyp": "app" }),
        json!({ "idtyp": "app" }),
        json!({ "oid": null }),
        json!({ "typ": "ID" }),
        json!({ "typ": "Refresh" }),
        json!({ "events": {} }),
        json!({ "scope": 7 }),
    ] {
        let told = read(&authenticator, &with_mfa(changes.clone())).await;
        assert!(matches!(told, Err(AuthError::InvalidToken { .. })), "{changes}: {told:?}");
    }
}

#[tokio::test]
async fn trust_03_a_sandboxs_staff_is_held_to_the_same() {
    let staff = |has_mfa| {
        let audience = OPERATOR_AUDIENCE.to_owned();
        signer(0)
            .mint(SANDBOX_URL, &TokenClaims { tenant: STAFF_TENANT, audience, has_mfa, ..sandbox_claims() })
            .unwrap()
    };
    let application = {
        let audience = OPERATOR_AUDIENCE.to_owned();
        let roles = Some(vec!["Operator".to_owned()]);
        let claims = TokenClaims { tenant: STAFF_TENANT, audience, user: None, roles, ..sandbox_claims() };
        signer(0).mint(SANDBOX_URL, &claims).unwrap()
    };
    let lenient = OperatorSettings {
        mfa: MfaMode::Off,
        allow_applications: true,
        ..OperatorSettings::new("https://login.example/staff")
    };
    for (operator, is_strict) in [(None, true), (Some(lenient), false)] {
        let settings = AuthSettings { operator, ..AuthSettings::default() };
        let authenticator = Authenticator::new(settings, Some(signer(0))).unwrap();
        assert!(authenticator.verify(&staff(true), now()).await.is_ok());
        assert_eq!(authenticator.verify(&staff(false), now()).await.is_err(), is_strict);
        assert_eq!(authenticator.verify(&application, now()).await.is_err(), is_strict);
    }
}
