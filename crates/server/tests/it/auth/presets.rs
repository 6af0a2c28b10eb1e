//! Tokens exactly as Entra ID and Keycloak make them, each read by its preset alone.

use std::sync::Arc;

use qualify_vocabulary::{ApplicationId, PartnerId, PartnerRole, UserId};
use serde_json::{Value, json};

use super::invalid;
use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{
    APPLICATION, PARTNER, USER, V1_ISSUER, V2_ISSUER, changed, later, now, signed, signer, v1_claims,
    v2_claims,
};
use qualify_server::auth::{
    AuthError, AuthSettings, Authenticator, Cloud, Identity, IssuerSettings, Preset, Principal, RoleSettings,
};

const OTHER_TENANT: &str = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";

fn principal(identity: Arc<Identity>) -> Principal {
    match &*identity {
        Identity::Partner(principal) => principal.clone(),
        Identity::Staff(_) => panic!("a partner was expected"),
    }
}

async fn read(authenticator: &Authenticator, claims: &Value) -> Result<Principal, AuthError> {
    authenticator.verify(&signed(&signer(0), claims), now()).await.map(principal)
}

/// Entra's preset, with the keys read from this machine.
fn entra(issuer: &LoopbackIssuer, change: impl FnOnce(&mut IssuerSettings)) -> Authenticator {
    let mut entry = IssuerSettings {
        preset: Preset::Entra,
        jwks_url: Some(format!("{}/keys", issuer.url)),
        ..IssuerSettings::default()
    };
    change(&mut entry);
    Authenticator::new(AuthSettings { issuers: vec![entry], ..AuthSettings::default() }, None)
        .expect("the settings are good")
}

#[tokio::test]
async fn entra_tokens_of_both_versions_are_read_by_one_entry() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = entra(&issuer, |_| {});
    for (claims, has_mfa) in [(v1_claims(json!({})), true), (v2_claims(json!({})), false)] {
        let principal = read(&authenticator, &claims).await.unwrap();
        assert_eq!(principal.caller.partner, PartnerId::parse(PARTNER).unwrap());
        assert_eq!(principal.caller.application, ApplicationId::parse(APPLICATION).unwrap());
        let user = principal.caller.user.unwrap();
        assert_eq!(user.id, UserId::parse(USER).unwrap());
        assert_eq!(user.name.as_deref(), Some("ana@northlight.example"));
        assert_eq!((principal.is_app_only, principal.has_mfa), (false, has_mfa));
    }
}

#[tokio::test]
async fn entra_applications_by_themselves_are_app_only_in_both_versions() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = entra(&issuer, |_| {});
    // Neither has a user or a scope; `idtyp` is an optional claim, and so are app roles.
    let bare =
        json!({ "scp": null, "upn": null, "unique_name": null, "preferred_username": null, "amr": null });
    for claims in [v1_claims(bare.clone()), v2_claims(bare.clone())] {
        let with_type = changed(claims.clone(), json!({ "idtyp": "app", "roles": ["Reseller.All"] }));
        for claims in [claims, with_type] {
            let principal = read(&authenticator, &claims).await.unwrap();
            assert!(principal.is_app_only && principal.caller.user.is_none(), "{claims}");
        }
    }
}

#[tokio::test]
async fn entra_tenants_can_be_limited() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let anybody = entra(&issuer, |_| {});
    let limited = entra(&issuer, |entry| entry.tenants = vec![PARTNER.to_owned()]);
    for (pattern, claims) in [(V1_ISSUER, v1_claims(json!({}))), (V2_ISSUER, v2_claims(json!({})))] {
        let others = changed(
            claims.clone(),
            json!({ "iss": pattern.replace("{tid}", OTHER_TENANT), "tid": OTHER_TENANT }),
        );
        assert!(read(&limited, &claims).await.is_ok());
        assert!(read(&anybody, &others).await.is_ok());
        let refused = read(&limited, &others).await.unwrap_err();
        assert_eq!(refused, invalid("the token's issuer is not trusted here"));
        // Another tenant cannot speak for a listed one either.
        let borrowed = changed(claims, json!({ "iss": pattern.replace("{tid}", OTHER_TENANT) }));
        assert_eq!(read(&limited, &borrowed).await.unwrap_err(), refused);
    }
}

#[tokio::test]
async fn entra_of_another_cloud_has_other_names() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let china = entra(&issuer, |entry| entry.cloud = Some(Cloud::China));
    let named = |claims, name: &str| changed(claims, json!({ "iss": name.replace("{tid}", PARTNER) }));
    for claims in [
        named(v1_claims(json!({})), "https://sts.chinacloudapi.cn/{tid}/"),
        named(v2_claims(json!({})), "https://login.partner.microsoftonline.cn/{tid}/v2.0"),
    ] {
        assert!(read(&china, &claims).await.is_ok(), "{claims}");
    }
    assert!(read(&china, &v1_claims(json!({}))).await.is_err());
    assert!(read(&china, &v2_claims(json!({}))).await.is_err());
}

/// A realm, with its keys where its discovery document says.
fn keycloak(issuer: &LoopbackIssuer, change: impl FnOnce(&mut IssuerSettings)) -> Authenticator {
    let mut entry = IssuerSettings {
        preset: Preset::Keycloak,
        issuer: realm(issuer),
        partner: Some(PARTNER.to_owned()),
        ..IssuerSettings::default()
    };
    change(&mut entry);
    let claims = [("qualify-sales".to_owned(), PartnerRole::SalesAgent)].into();
    let roles = RoleSettings { default: PartnerRole::Reader, claims, ..RoleSettings::default() };
    Authenticator::new(AuthSettings { issuers: vec![entry], roles, ..AuthSettings::default() }, None)
        .expect("the settings are good")
}

fn realm(issuer: &LoopbackIssuer) -> String {
    format!("{}/realms/resellers", issuer.url)
}

/// What a realm writes for a person who signed in, an audience mapper included.
fn person(issuer: &LoopbackIssuer, changes: Value) -> Value {
    let claims = json!({
        "exp": later(300).as_second(), "iat": now().as_second(), "auth_time": now().as_second(),
        "jti": "onrtac:5f0a8d52-3a6b-4f0c-8a11-7f4f6d2b9c01", "iss": realm(issuer),
        "aud": ["https://api.partnercenter.microsoft.com", "account"], "sub": USER, "typ": "Bearer",
        "azp": "reseller-portal", "sid": "0f2c3d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f", "acr": "1",
        "allowed-origins": ["https://portal.example"],
        "realm_access": { "roles": ["default-roles-resellers", "offline_access", "qualify-sales"] },
        "resource_access": { "account": { "roles": ["manage-account"] } },
        "scope": "openid email profile", "email_verified": true, "name": "Ana Agent",
        "preferred_username": "ana", "given_name": "Ana", "family_name": "Agent", "email": "ana@northlight.example",
    });
    changed(claims, changes)
}

/// What a realm writes for a client's service account.
fn service_account(issuer: &LoopbackIssuer, changes: Value) -> Value {
    let claims = json!({
        "exp": later(300).as_second(), "iat": now().as_second(),
        "jti": "trrtcc:7d0a8d52-3a6b-4f0c-8a11-7f4f6d2b9c02", "iss": realm(issuer),
        "aud": "https://api.partnercenter.microsoft.com", "sub": "9a1c2f30-6c1e-4c69-9d55-1d2e3f405162",
        "typ": "Bearer", "azp": "nightly-batch", "acr": "1", "scope": "email profile",
        "realm_access": { "roles": ["default-roles-resellers"] }, "email_verified": false,
        "clientHost": "192.0.2.7", "clientAddress": "192.0.2.7", "client_id": "nightly-batch",
        "preferred_username": "service-account-nightly-batch",
    });
    changed(claims, changes)
}

#[tokio::test]
async fn a_realms_people_are_users_with_their_realm_roles() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = keycloak(&issuer, |_| {});
    let principal = read(&authenticator, &person(&issuer, json!({}))).await.unwrap();
    assert_eq!(principal.caller.partner, PartnerId::parse(PARTNER).unwrap());
    assert_eq!(principal.caller.role, PartnerRole::SalesAgent);
    assert_eq!((principal.is_app_only, principal.has_mfa), (false, false));
    let user = principal.caller.user.unwrap();
    assert_eq!((user.id, user.name.as_deref()), (UserId::parse(USER).unwrap(), Some("ana")));
    let without_role = person(&issuer, json!({ "realm_access": { "roles": ["offline_access"] } }));
    assert_eq!(read(&authenticator, &without_role).await.unwrap().caller.role, PartnerRole::Reader);
    let without_id = person(&issuer, json!({ "sub": "f:ldap:ana" }));
    let error = read(&authenticator, &without_id).await.unwrap_err();
    assert_eq!(error, invalid("the token does not name its user by a GUID"));
}

#[tokio::test]
async fn a_realms_applications_have_an_id_that_follows_from_their_name() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = keycloak(&issuer, |_| {});
    let application = async |name: &str| {
        let claims = person(&issuer, json!({ "azp": name }));
        read(&authenticator, &claims).await.unwrap().caller.application
    };
    let portal = application("reseller-portal").await;
    let again = keycloak(&issuer, |_| {});
    let after_restart = read(&again, &person(&issuer, json!({}))).await.unwrap().caller.application;
    assert_eq!(portal, after_restart);
    assert_ne!(portal, application("Reseller-Portal").await);
    assert_eq!(application(APPLICATION).await, ApplicationId::parse(APPLICATION).unwrap());
    let nameless = read(&authenticator, &person(&issuer, json!({ "azp": null }))).await.unwrap_err();
    assert_eq!(nameless, invalid("the token does not name its application"));
}

#[tokio::test]
async fn a_realms_service_accounts_are_app_only_and_no_person_can_pass_for_one() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = keycloak(&issuer, |_| {});
    // As a realm writes it, and as older ones do.
    for changes in [json!({}), json!({ "client_id": null, "clientId": "nightly-batch" })] {
        let principal = read(&authenticator, &service_account(&issuer, changes.clone())).await.unwrap();
        assert!(principal.is_app_only && principal.caller.user.is_none() && principal.has_mfa, "{changes}");
    }
    for changes in [
        json!({ "preferred_username": "service-account-nightly-batch" }),
        json!({ "preferred_username": "service-account-reseller-portal" }),
        json!({ "preferred_username": "service-account-" }),
        json!({ "preferred_username": "service-account" }),
        json!({ "client_id": "reseller-portal" }),
        json!({ "client_id": "reseller-portal", "preferred_username": null }),
        json!({ "client_id": "reseller-portal", "preferred_username": null, "sid": null }),
        json!({ "preferred_username": "service-account-reseller-portal", "sid": null }),
        json!({ "client_id": "reseller-portal", "preferred_username": "service-account-reseller-portal", "sid": null }),
    ] {
        let principal = read(&authenticator, &person(&issuer, changes.clone())).await.unwrap();
        assert!(!principal.is_app_only && !principal.has_mfa, "{changes}");
        assert!(principal.caller.user.is_some(), "{changes}");
    }
    for changes in [
        json!({ "client_id": null }),
        json!({ "preferred_username": null }),
        json!({ "session_state": "0f2c3d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f" }),
        json!({ "email_verified": true }),
        json!({ "given_name": "Ana" }),
        json!({ "amr": ["pwd"] }),
    ] {
        let principal = read(&authenticator, &service_account(&issuer, changes.clone())).await.unwrap();
        assert!(!principal.is_app_only && !principal.has_mfa, "{changes}");
        assert_eq!(principal.caller.role, PartnerRole::Reader, "{changes}");
    }
}

#[tokio::test]
async fn a_realms_second_factor_is_in_amr_or_where_the_entry_says() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let by_method = keycloak(&issuer, |_| {});
    let by_level = keycloak(&issuer, |entry| {
        (entry.mfa_claim, entry.mfa_value) = (Some("acr".to_owned()), Some("2".to_owned()));
    });
    for (changes, is_seen_by_method, is_seen_by_level) in [
        (json!({}), false, false),
        (json!({ "amr": ["pwd"] }), false, false),
        (json!({ "amr": ["pwd", "otp"] }), true, false),
        (json!({ "amr": ["mfa"] }), true, false),
        (json!({ "acr": "2" }), false, true),
    ] {
        let claims = person(&issuer, changes.clone());
        assert_eq!(read(&by_method, &claims).await.unwrap().has_mfa, is_seen_by_method, "{changes}");
        assert_eq!(read(&by_level, &claims).await.unwrap().has_mfa, is_seen_by_level, "{changes}");
    }
}

#[tokio::test]
async fn a_realm_of_several_partners_names_the_partner_in_a_claim() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = keycloak(&issuer, |entry| entry.partner = Some("partner.id".to_owned()));
    let claims = person(&issuer, json!({ "partner": { "id": OTHER_TENANT } }));
    let principal = read(&authenticator, &claims).await.unwrap();
    assert_eq!(principal.caller.partner, PartnerId::parse(OTHER_TENANT).unwrap());
    let nobodys = read(&authenticator, &person(&issuer, json!({}))).await.unwrap_err();
    assert_eq!(nobodys, AuthError::TenantMissing);
    let other_realm = person(&issuer, json!({ "iss": format!("{}/realms/other", issuer.url) }));
    assert!(read(&authenticator, &other_realm).await.is_err());
}

#[tokio::test]
async fn a_realm_of_several_partners_can_be_limited_to_them() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let authenticator = keycloak(&issuer, |entry| {
        entry.partner = Some("partner_id".to_owned());
        entry.tenants = vec![PARTNER.to_owned()];
    });
    let own = person(&issuer, json!({ "partner_id": PARTNER }));
    assert!(read(&authenticator, &own).await.is_ok());
    let others = person(&issuer, json!({ "partner_id": OTHER_TENANT }));
    let refused = read(&authenticator, &others).await.unwrap_err();
    assert_eq!(refused, invalid("the token's issuer is not trusted here for its partner"));
}

#[tokio::test]
async fn another_issuers_users_are_no_applications_for_want_of_a_scope_that_we_know() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let entry = IssuerSettings {
        issuer: "https://login.example".to_owned(),
        jwks_url: Some(format!("{}/keys", issuer.url)),
        ..IssuerSettings::default()
    };
    let settings = AuthSettings { issuers: vec![entry], ..AuthSettings::default() };
    let authenticator = Authenticator::new(settings, None).unwrap();
    let token = json!({
        "iss": "https://login.example", "aud": "https://api.partnercenter.microsoft.com", "tid": PARTNER,
        "oid": USER, "azp": APPLICATION, "exp": later(300).as_second(),
    });
    for changes in [
        json!({ "scope": "qualify" }),
        json!({ "idtyp": "user" }),
        json!({ "upn": "ana@northlight.example" }),
        json!({ "sid": "s", "sub": APPLICATION }),
        json!({ "idtyp": "app", "amr": ["pwd"] }),
        json!({}),
    ] {
        let principal = read(&authenticator, &changed(token.clone(), changes.clone())).await.unwrap();
        assert!(!principal.is_app_only && !principal.has_mfa, "{changes}");
        let nobody = changed(changed(token.clone(), changes.clone()), json!({ "oid": null }));
        let error = read(&authenticator, &nobody).await.unwrap_err();
        assert_eq!(error, invalid("the token does not name its user by a GUID"), "{changes}");
    }
    for changes in [json!({ "idtyp": "app" }), json!({ "sub": APPLICATION, "oid": null })] {
        let principal = read(&authenticator, &changed(token.clone(), changes.clone())).await.unwrap();
        assert!(principal.is_app_only && principal.caller.user.is_none(), "{changes}");
    }
}

#[tokio::test]
async fn an_entry_without_a_preset_goes_by_its_own_words() {
    let issuer = LoopbackIssuer::start(signer(0).jwks()).await;
    let entry = IssuerSettings {
        issuer: "https://login.example".to_owned(),
        jwks_url: Some(format!("{}/keys", issuer.url)),
        partner: Some("org_id".to_owned()),
        user_claim: Some("sub".to_owned()),
        user_name_claim: Some("email".to_owned()),
        app_claim: Some("client_id".to_owned()),
        scope_claim: Some("scope".to_owned()),
        role_claim: Some("https://login.example/roles".to_owned()),
        mfa_claim: Some("acr".to_owned()),
        mfa_value: Some("gold".to_owned()),
        ..IssuerSettings::default()
    };
    let claims = [("sales".to_owned(), PartnerRole::SalesAgent)].into();
    let roles = RoleSettings { claims, ..RoleSettings::default() };
    let settings = AuthSettings { issuers: vec![entry], roles, ..AuthSettings::default() };
    let authenticator = Authenticator::new(settings, None).unwrap();
    let token = json!({
        "iss": "https://login.example", "aud": "https://api.partnercenter.microsoft.com", "org_id": PARTNER,
        "sub": USER, "email": "ana@northlight.example", "client_id": APPLICATION, "scope": "qualify",
        "https://login.example/roles": ["sales"], "acr": "gold", "exp": later(300).as_second(),
    });
    let principal = read(&authenticator, &token).await.unwrap();
    assert_eq!(principal.caller.role, PartnerRole::SalesAgent);
    assert!(principal.has_mfa && !principal.is_app_only);
    let by_name_only = changed(token, json!({ "client_id": "portal" }));
    assert!(
        read(&authenticator, &by_name_only).await.is_err(),
        "an id is derived for a realm's clients only"
    );
}
