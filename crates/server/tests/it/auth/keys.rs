//! Entra's keys are held to their issuer (contract 9.4.9), and a discovery document to the configured one.

use serde_json::{Value, json};

use super::invalid;
use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{PARTNER, V1_ISSUER, V2_ISSUER, now, signed, signer, v1_claims, v2_claims};
use qualify_server::auth::{
    AuthError, AuthSettings, Authenticator, Cloud, IssuerSettings, OperatorSettings, Preset,
};

const OTHER_TENANT: &str = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";
const OTHERS_KEY: AuthError = invalid("the token's key is another issuer's");

/// The set of keys, with this issuer said of each of them.
fn keys_of(issuer: Value) -> Value {
    let mut keys = signer(0).jwks();
    keys["keys"][0]["issuer"] = issuer;
    keys
}

fn authenticator(entry: IssuerSettings) -> Authenticator {
    Authenticator::new(AuthSettings { issuers: vec![entry], ..AuthSettings::default() }, None)
        .expect("the settings are good")
}

async fn is_taken(authenticator: &Authenticator, claims: &Value) -> Result<(), AuthError> {
    authenticator.verify(&signed(&signer(0), claims), now()).await.map(drop)
}

#[tokio::test]
async fn trust_03_a_key_signs_for_its_issuer_in_both_versions() {
    let in_tenant = |name: &str, tenant: &str| name.replace("{tid}", tenant);
    for (issuer, cloud, is_for_first, is_for_second) in [
        (json!(null), None, true, true),
        (json!("https://login.microsoftonline.com/{tenantid}/v2.0"), None, true, true),
        (json!(in_tenant(V2_ISSUER, PARTNER)), None, true, true),
        (json!("https://sts.windows.net/{tenantid}/"), None, true, false),
        (json!(in_tenant(V2_ISSUER, OTHER_TENANT)), None, false, false),
        // That of personal accounts, which stands in every set of Entra's.
        (json!(in_tenant(V2_ISSUER, "9188040d-6c67-4c5b-b112-36a304b66dad")), None, false, false),
        (json!("https://login.microsoftonline.us/{tenantid}/v2.0"), None, false, false),
        (json!("https://login.microsoftonline.us/{tenantid}/v2.0"), Some(Cloud::UsGovernment), true, false),
        (json!("https://login.microsoftonline.com/{tenantid}/v2.0"), Some(Cloud::UsGovernment), false, false),
        (json!("https://login.microsoftonline.com/{tid}/v2.0"), None, false, false),
        (json!("https://login.microsoftonline.com/common/v2.0"), None, false, false),
        (json!(""), None, false, false),
    ] {
        let provider = LoopbackIssuer::start(keys_of(issuer.clone())).await;
        let entra = authenticator(IssuerSettings {
            preset: Preset::Entra,
            cloud,
            jwks_url: Some(format!("{}/keys", provider.url)),
            ..IssuerSettings::default()
        });
        let first = is_taken(&entra, &v1_claims(json!({}))).await;
        let second = is_taken(&entra, &v2_claims(json!({}))).await;
        // Another cloud has other tokens of version 2.0, which are not its issuer's at all.
        let second = if cloud.is_none() { second } else { Err(OTHERS_KEY) };
        assert_eq!(first, if is_for_first { Ok(()) } else { Err(OTHERS_KEY) }, "{issuer} {cloud:?}");
        assert_eq!(second, if is_for_second { Ok(()) } else { Err(OTHERS_KEY) }, "{issuer} {cloud:?}");
    }
}

#[tokio::test]
async fn trust_03_an_issuer_that_is_no_string_makes_no_key_and_two_keys_of_one_name_are_told_apart() {
    let odd = LoopbackIssuer::start(keys_of(json!(7))).await;
    let entry = |provider: &LoopbackIssuer| IssuerSettings {
        preset: Preset::Entra,
        jwks_url: Some(format!("{}/keys", provider.url)),
        ..IssuerSettings::default()
    };
    let refused = is_taken(&authenticator(entry(&odd)), &v1_claims(json!({}))).await;
    assert_eq!(refused, Err(AuthError::IssuerUnavailable));
    let mut both = keys_of(json!("https://login.example/{tenantid}/v2.0"));
    let own = keys_of(json!("https://login.microsoftonline.com/{tenantid}/v2.0"));
    both["keys"].as_array_mut().unwrap().push(own["keys"][0].clone());
    let provider = LoopbackIssuer::start(both).await;
    assert_eq!(is_taken(&authenticator(entry(&provider)), &v1_claims(json!({}))).await, Ok(()));
}

#[tokio::test]
async fn trust_03_staff_of_entra_is_signed_by_keys_of_its_own_tenant() {
    for (issuer, is_good) in [
        ("https://login.microsoftonline.com/{tenantid}/v2.0".to_owned(), true),
        (V2_ISSUER.replace("{tid}", OTHER_TENANT), false),
    ] {
        let provider = LoopbackIssuer::start(keys_of(json!(issuer))).await;
        let operator = OperatorSettings {
            preset: Preset::Entra,
            jwks_url: Some(format!("{}/keys", provider.url)),
            ..OperatorSettings::new(V1_ISSUER.replace("{tid}", PARTNER))
        };
        let settings = AuthSettings { operator: Some(operator), ..AuthSettings::default() };
        let staff = Authenticator::new(settings, None).unwrap();
        let claims = v1_claims(json!({ "aud": "api://qualify-operator", "roles": ["Operator"] }));
        assert_eq!(is_taken(&staff, &claims).await.is_ok(), is_good, "{issuer}");
    }
}

#[tokio::test]
async fn trust_03_a_discovery_document_is_the_configured_issuers() {
    let exact = "https://login.example/realms/x";
    for (preset, issuer, tenants, document, is_good) in [
        (Preset::Entra, "", vec![], json!("https://sts.windows.net/{tenantid}/"), true),
        (Preset::Entra, "", vec![], json!("https://login.microsoftonline.com/{tenantid}/v2.0"), true),
        (Preset::Entra, "", vec![], json!("https://login.microsoftonline.us/{tenantid}/v2.0"), false),
        (Preset::Entra, "", vec![], json!(V1_ISSUER.replace("{tid}", PARTNER)), false),
        (Preset::Entra, "", vec![PARTNER], json!(V1_ISSUER.replace("{tid}", PARTNER)), true),
        (Preset::Entra, "", vec![PARTNER], json!(V1_ISSUER.replace("{tid}", OTHER_TENANT)), false),
        (Preset::Entra, "", vec![], json!(null), false),
        (Preset::Entra, "", vec![], json!("x"), false),
        (Preset::Custom, V1_ISSUER, vec![], json!("https://sts.windows.net/{tenantid}/"), true),
        (Preset::Custom, exact, vec![], json!(exact), true),
        (Preset::Custom, exact, vec![], json!(format!("{exact}/")), false),
        (Preset::Custom, exact, vec![], json!("https://login.example/realms/y"), false),
        (Preset::Custom, exact, vec![], json!("https://login.example/{tenantid}/x"), false),
        (Preset::Custom, exact, vec![], json!(7), false),
        (Preset::Custom, exact, vec![], json!(null), false),
    ] {
        let provider = LoopbackIssuer::start(signer(0).jwks()).await;
        provider.call_itself(document.clone());
        let readable = authenticator(IssuerSettings {
            preset,
            issuer: issuer.to_owned(),
            tenants: tenants.iter().map(|&tenant: &&str| tenant.to_owned()).collect(),
            discovery_url: Some(format!("{}/.well-known/openid-configuration", provider.url)),
            ..IssuerSettings::default()
        });
        let name = if issuer == exact { exact.to_owned() } else { V1_ISSUER.replace("{tid}", PARTNER) };
        let told = is_taken(&readable, &v1_claims(json!({ "iss": name }))).await;
        assert_eq!(
            told,
            if is_good { Ok(()) } else { Err(AuthError::IssuerUnavailable) },
            "{issuer} {document}"
        );
    }
}

#[tokio::test]
async fn trust_03_a_tenants_document_is_good_for_the_staff_of_that_tenant_only() {
    for (document, is_good) in [
        (json!("https://sts.windows.net/{tenantid}/"), true),
        (json!(V1_ISSUER.replace("{tid}", PARTNER)), true),
        (json!(V1_ISSUER.replace("{tid}", OTHER_TENANT)), false),
        (json!("https://sts.windows.net/"), false),
        (json!("{tenantid}"), false),
    ] {
        let provider = LoopbackIssuer::start(signer(0).jwks()).await;
        provider.call_itself(document.clone());
        let operator = OperatorSettings {
            preset: Preset::Entra,
            discovery_url: Some(format!("{}/.well-known/openid-configuration", provider.url)),
            ..OperatorSettings::new(V1_ISSUER.replace("{tid}", PARTNER))
        };
        let settings = AuthSettings { operator: Some(operator), ..AuthSettings::default() };
        let staff = Authenticator::new(settings, None).unwrap();
        let claims = v1_claims(json!({ "aud": "api://qualify-operator" }));
        assert_eq!(is_taken(&staff, &claims).await.is_ok(), is_good, "{document}");
    }
}

#[tokio::test]
async fn edge_09_two_clouds_of_one_name_are_told_apart_by_their_tenants() {
    let keys_of = |index: usize, cloud: &str| {
        let mut keys = signer(index).jwks();
        keys["keys"][0]["issuer"] = json!(format!("https://{cloud}/{{tenantid}}/v2.0"));
        keys
    };
    let public = LoopbackIssuer::start(keys_of(0, "login.microsoftonline.com")).await;
    let government = LoopbackIssuer::start(keys_of(1, "login.microsoftonline.us")).await;
    let entry = |provider: &LoopbackIssuer, cloud, tenant: &str| IssuerSettings {
        preset: Preset::Entra,
        cloud,
        tenants: vec![tenant.to_owned()],
        jwks_url: Some(format!("{}/keys", provider.url)),
        ..IssuerSettings::default()
    };
    let issuers =
        vec![entry(&public, None, PARTNER), entry(&government, Some(Cloud::UsGovernment), OTHER_TENANT)];
    let both = Authenticator::new(AuthSettings { issuers, ..AuthSettings::default() }, None).unwrap();
    for (tenant, host, key, is_good) in [
        (PARTNER, "com", 0, true),
        (PARTNER, "com", 1, false),
        (PARTNER, "us", 1, false),
        (OTHER_TENANT, "us", 1, true),
        (OTHER_TENANT, "us", 0, false),
        (OTHER_TENANT, "com", 0, false),
    ] {
        let second = format!("https://login.microsoftonline.{host}/{tenant}/v2.0");
        let claims = v2_claims(json!({ "iss": second, "tid": tenant }));
        let verified = both.verify(&signed(&signer(key), &claims), now()).await;
        assert_eq!(verified.is_ok(), is_good, "{second}, key {key}: {verified:?}");
        // Of version 1.0 both have one name, and only the tenant tells.
        let first = V1_ISSUER.replace("{tid}", tenant);
        let claims = v1_claims(json!({ "iss": first, "tid": tenant }));
        let verified = both.verify(&signed(&signer(key), &claims), now()).await;
        let is_own_key = (tenant == PARTNER) == (key == 0);
        assert_eq!(verified.is_ok(), is_own_key, "{first}, key {key}: {verified:?}");
    }
}
