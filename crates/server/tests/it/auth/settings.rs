//! Settings that are refused before anything starts, each by its key.

use qualify_server::auth::{AuthSettings, Cloud, IssuerSettings, MfaMode, OperatorSettings, Preset};

const ENTRA: &str = "https://sts.windows.net/{tid}/";
const DISCOVERY: &str = "https://login.example/common/.well-known/openid-configuration";

fn entra() -> IssuerSettings {
    IssuerSettings {
        issuer: ENTRA.to_owned(),
        discovery_url: Some(DISCOVERY.to_owned()),
        ..IssuerSettings::default()
    }
}

fn with_issuer(change: impl FnOnce(&mut IssuerSettings)) -> AuthSettings {
    let mut issuer = entra();
    change(&mut issuer);
    AuthSettings { issuers: vec![issuer], ..AuthSettings::default() }
}

const TENANT: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const OTHER_TENANT: &str = "b7e0d6a4-0f9b-4a9c-8f53-2f0f4c1f6a10";

/// An entry of this preset that is good before it is changed.
fn preset(preset: Preset, change: impl FnOnce(&mut IssuerSettings)) -> AuthSettings {
    let mut issuer = IssuerSettings { preset, ..IssuerSettings::default() };
    if preset == Preset::Keycloak {
        "https://id.example/realms/x".clone_into(&mut issuer.issuer);
        issuer.partner = Some(TENANT.to_owned());
    }
    change(&mut issuer);
    AuthSettings { issuers: vec![issuer], ..AuthSettings::default() }
}

fn with_operator(change: impl FnOnce(&mut OperatorSettings)) -> AuthSettings {
    let mut operator =
        OperatorSettings { preset: Preset::Entra, ..OperatorSettings::new("https://id.example") };
    change(&mut operator);
    AuthSettings { operator: Some(operator), ..AuthSettings::default() }
}

/// Entra of two clouds, which share a name: the public one with these tenants, and that of the US government.
fn disjoint(public: &[&str], government: &[&str]) -> AuthSettings {
    let tenants = |tenants: &[&str]| tenants.iter().map(|&tenant| tenant.to_owned()).collect();
    let mut settings = preset(Preset::Entra, |issuer| issuer.tenants = tenants(public));
    settings.issuers.extend(
        preset(Preset::Entra, |issuer| {
            (issuer.cloud, issuer.tenants) = (Some(Cloud::UsGovernment), tenants(government));
        })
        .issuers,
    );
    settings
}

#[test]
fn usable_settings_pass() {
    let plain = "https://id.example/realms/x".to_owned();
    for settings in [
        AuthSettings::default(),
        with_issuer(|_| {}),
        with_issuer(|issuer| (issuer.issuer, issuer.discovery_url) = (plain, None)),
        with_issuer(|issuer| issuer.discovery_url = Some("http://127.0.0.1:9/x".to_owned())),
        with_operator(|_| {}),
        with_operator(|operator| (operator.preset, operator.mfa) = (Preset::Custom, MfaMode::Off)),
        with_operator(|operator| {
            (operator.preset, operator.acr_values) = (Preset::Keycloak, vec!["2".to_owned()]);
        }),
        with_operator(|operator| {
            operator.preset = Preset::Custom;
            (operator.mfa_claim, operator.mfa_value) = (Some("acr".to_owned()), Some("gold".to_owned()));
        }),
        disjoint(&[TENANT], &[OTHER_TENANT]),
        with_issuer(|issuer| issuer.tenants = vec![TENANT.to_owned()]),
        preset(Preset::Entra, |_| {}),
        preset(Preset::Entra, |issuer| {
            (issuer.cloud, issuer.tenants) = (Some(Cloud::China), vec![TENANT.to_owned()]);
        }),
        preset(Preset::Keycloak, |_| {}),
        preset(Preset::Keycloak, |issuer| issuer.partner = Some("partner_id".to_owned())),
        preset(Preset::Keycloak, |issuer| {
            (issuer.partner, issuer.tenants) = (Some("partner_id".to_owned()), vec![TENANT.to_owned()]);
        }),
        with_issuer(|issuer| {
            (issuer.issuer, issuer.tenants) = ("https://id.example".to_owned(), vec![TENANT.to_owned()]);
        }),
    ] {
        settings.validate().unwrap();
    }
}

#[test]
fn each_unusable_setting_is_named() {
    let own = |text: &str| Some(text.to_owned());
    let twice = AuthSettings { issuers: vec![entra(), entra()], ..AuthSettings::default() };
    let one_entra = preset(Preset::Entra, |_| {}).issuers.remove(0);
    let two_entras = AuthSettings { issuers: vec![one_entra.clone(), one_entra], ..AuthSettings::default() };
    let table = [
        ("auth.issuers[0].issuer", with_issuer(|issuer| issuer.issuer = " ".to_owned())),
        ("auth.issuers[0].issuer", with_issuer(|issuer| issuer.issuer = format!("{ENTRA}{{tid}}"))),
        ("auth.issuers[1].issuer", twice),
        ("auth.issuers[0].discovery_url", with_issuer(|issuer| issuer.discovery_url = None)),
        (
            "auth.issuers[0].discovery_url",
            with_issuer(|issuer| issuer.discovery_url = own("http://id.example")),
        ),
        ("auth.issuers[0].discovery_url", with_issuer(|issuer| issuer.discovery_url = own("file:///etc"))),
        ("auth.issuers[0].jwks_url", with_issuer(|issuer| issuer.jwks_url = own("https://id.example/keys"))),
        ("auth.issuers[0].partner", with_issuer(|issuer| issuer.partner = own("tenant"))),
        ("auth.issuers[0].mfa_claim", with_issuer(|issuer| issuer.mfa_claim = own(""))),
        ("auth.issuers[0].tenants", with_issuer(|issuer| issuer.tenants = vec!["contoso".to_owned()])),
        ("auth.issuers[0].cloud", with_issuer(|issuer| issuer.cloud = Some(Cloud::China))),
        ("auth.issuers[0].issuer", preset(Preset::Entra, |issuer| issuer.issuer = ENTRA.to_owned())),
        ("auth.issuers[0].partner", preset(Preset::Entra, |issuer| issuer.partner = own(TENANT))),
        (
            "auth.issuers[0].discovery_url",
            preset(Preset::Entra, |issuer| {
                issuer.discovery_url = own("http://id.example");
            }),
        ),
        ("auth.issuers[0].issuer", preset(Preset::Keycloak, |issuer| issuer.issuer.clear())),
        ("auth.issuers[0].partner", preset(Preset::Keycloak, |issuer| issuer.partner = None)),
        (
            "auth.issuers[0].tenants",
            preset(Preset::Keycloak, |issuer| {
                issuer.tenants = vec![TENANT.to_owned()];
            }),
        ),
        ("auth.issuers[1].issuer", two_entras),
        ("auth.issuers[1].issuer", disjoint(&[TENANT], &[OTHER_TENANT, TENANT])),
        ("auth.issuers[1].issuer", disjoint(&[TENANT], &[])),
        ("auth.issuers[1].issuer", disjoint(&[], &[TENANT])),
        ("auth.audiences", AuthSettings { audiences: vec![String::new()], ..AuthSettings::default() }),
        ("auth.audiences", AuthSettings { audiences: Vec::new(), ..AuthSettings::default() }),
    ];
    assert_each_is_named(table);
}

#[test]
fn each_unusable_setting_of_staff_is_named() {
    let own = |text: &str| Some(text.to_owned());
    assert_each_is_named([
        ("operator.mfa_claim", with_operator(|operator| operator.preset = Preset::Custom)),
        ("operator.acr_values", with_operator(|operator| operator.preset = Preset::Keycloak)),
        (
            "operator.mfa_claim",
            with_operator(|operator| {
                (operator.preset, operator.mfa) = (Preset::Custom, MfaMode::Report);
            }),
        ),
        ("operator.mfa_value", with_operator(|operator| operator.mfa_claim = own("acr"))),
        ("operator.mfa_claim", with_operator(|operator| operator.mfa_value = own("2"))),
        ("operator.mfa_claim", with_operator(|operator| operator.mfa_claim = own(" "))),
        ("operator.acr_values", with_operator(|operator| operator.acr_values = vec!["2".to_owned()])),
        (
            "operator.acr_values",
            with_operator(|operator| {
                (operator.preset, operator.acr_values) = (Preset::Keycloak, vec![String::new()]);
            }),
        ),
        ("operator.issuer", with_operator(|operator| operator.issuer = ENTRA.to_owned())),
        ("operator.issuer", with_operator(|operator| operator.issuer = "http://id.example".to_owned())),
        ("operator.role_claim", with_operator(|operator| operator.role_claim.clear())),
        ("operator.user_claim", with_operator(|operator| operator.user_claim = own(" "))),
        ("operator.audience", with_operator(|operator| operator.audience.clear())),
        (
            "operator.audience",
            with_operator(|operator| {
                operator.audience = "https://api.partnercenter.microsoft.com/".to_owned();
            }),
        ),
    ]);
}

fn assert_each_is_named<const COUNT: usize>(table: [(&str, AuthSettings); COUNT]) {
    for (key, settings) in table {
        let error = settings.validate().expect_err(key).to_string();
        assert!(error.starts_with(&format!("{key}: ")), "{key}: {error}");
    }
}

#[test]
fn a_fixed_partner_has_to_be_a_whole_guid() {
    let settings = with_issuer(|issuer| {
        issuer.issuer = "https://id.example".to_owned();
        issuer.partner = Some("5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d".to_owned());
    });
    assert!(settings.validate().is_err());
}

#[test]
fn unknown_settings_are_refused() {
    assert!(serde_json::from_str::<AuthSettings>(r#"{"issuer":[]}"#).is_err());
    assert!(serde_json::from_str::<AuthSettings>(r#"{"public_url":"https://x"}"#).is_err());
    let read: AuthSettings = serde_json::from_str(r#"{"mfa":"enforce"}"#).unwrap();
    assert_eq!(read, AuthSettings { mfa: qualify_server::auth::MfaMode::Enforce, ..AuthSettings::default() });
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<AuthSettings>(&written).unwrap(), read);
}
