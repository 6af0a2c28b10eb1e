//! Partners and our staff are kept apart.

use std::sync::Arc;

use qualify_vocabulary::StaffRole;
use serde_json::json;

use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{
    PARTNER, SANDBOX_URL, V1_ISSUER, entra_settings, now, sandbox_authenticator, sandbox_claims, signed,
    signer, v1_claims,
};
use qualify_sandbox::{STAFF_TENANT, TokenClaims, TokenUser};
use qualify_server::auth::{
    AuthError, AuthSettings, AuthSetupError, Authenticator, Identity, OPERATOR_AUDIENCE, OperatorSettings,
    Preset,
};

fn staff_claims() -> TokenClaims {
    let mut claims = sandbox_claims();
    claims.tenant = STAFF_TENANT;
    OPERATOR_AUDIENCE.clone_into(&mut claims.audience);
    claims.roles = Some(vec!["Operator".to_owned(), "Cook".to_owned()]);
    claims.user = claims.user.map(|user| TokenUser { name: "olga@qualify.example".to_owned(), ..user });
    claims
}

pub(super) async fn olga(authenticator: &Authenticator) -> Arc<Identity> {
    authenticator
        .verify(&signer(0).mint(SANDBOX_URL, &staff_claims()).expect("the token is signed"), now())
        .await
        .expect("the token is good")
}

#[tokio::test]
async fn the_sandbox_makes_staff_of_its_staff_tenant_only() {
    let authenticator = sandbox_authenticator();
    assert_eq!(STAFF_TENANT.to_string(), "2f6d3b18-5c0a-4e7b-8f21-6a9d0c4e7b10");
    match &*olga(&authenticator).await {
        Identity::Staff(staff) => {
            assert_eq!(staff.person.name, "olga@qualify.example");
            assert_eq!(staff.roles, [StaffRole::Operator]);
        }
        Identity::Partner(_) => panic!("staff was expected"),
    }
    let by_a_partner = TokenClaims { tenant: sandbox_claims().tenant, ..staff_claims() };
    let error =
        authenticator.verify(&signer(0).mint(SANDBOX_URL, &by_a_partner).unwrap(), now()).await.unwrap_err();
    assert_eq!(error, AuthError::OperatorAudience);
}

#[tokio::test]
async fn the_operators_issuer_and_a_partners_stay_apart() {
    let key = signer(0);
    let provider = LoopbackIssuer::start(key.jwks()).await;
    let own_tenant = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";
    let own_issuer = V1_ISSUER.replace("{tid}", own_tenant);
    let operator = OperatorSettings {
        preset: Preset::Entra,
        jwks_url: Some(format!("{}/keys", provider.url)),
        ..OperatorSettings::new(own_issuer.clone())
    };
    let settings = AuthSettings { operator: Some(operator), ..entra_settings(&provider.url) };
    let authenticator = Authenticator::new(settings, None).unwrap();
    let table = [
        // The same provider serves both; the audience tells, for its own tenant only.
        (own_tenant, OPERATOR_AUDIENCE, Some(true)),
        (own_tenant, "https://api.partnercenter.microsoft.com", Some(false)),
        (PARTNER, "https://api.partnercenter.microsoft.com", Some(false)),
        (PARTNER, OPERATOR_AUDIENCE, None),
        (own_tenant, "https://other.example", None),
    ];
    for (tenant, audience, is_staff) in table {
        let claims = v1_claims(json!({
            "iss": V1_ISSUER.replace("{tid}", tenant), "tid": tenant, "aud": audience, "roles": ["Auditor"],
        }));
        let result = authenticator.verify(&signed(&key, &claims), now()).await;
        match (result, is_staff) {
            (Ok(identity), Some(is_staff)) => {
                assert_eq!(matches!(&*identity, Identity::Staff(_)), is_staff, "{tenant} {audience}");
            }
            (Err(error), None) => {
                let is_for_operators = audience == OPERATOR_AUDIENCE;
                let expected =
                    if is_for_operators { AuthError::OperatorAudience } else { AuthError::InvalidAudience };
                assert_eq!(error, expected, "{tenant} {audience}");
            }
            (result, expected) => panic!("{tenant} {audience}: {result:?} instead of {expected:?}"),
        }
    }
}

#[tokio::test]
async fn the_legacy_audience_needs_its_switch() {
    let legacy = TokenClaims { audience: "https://graph.windows.net".to_owned(), ..sandbox_claims() };
    let token = signer(0).mint(SANDBOX_URL, &legacy).unwrap();
    for is_accepted in [Some(false), Some(true), None] {
        let settings = AuthSettings { accept_legacy_audience: is_accepted, ..AuthSettings::default() };
        let authenticator = Authenticator::new(settings, Some(signer(0))).unwrap();
        assert_eq!(authenticator.verify(&token, now()).await.is_ok(), is_accepted == Some(true));
    }
}

#[test]
fn nobody_can_be_set_up_without_an_issuer() {
    let error = Authenticator::new(AuthSettings::default(), None).unwrap_err();
    assert!(matches!(error, AuthSetupError::NoIssuer), "{error}");
}
