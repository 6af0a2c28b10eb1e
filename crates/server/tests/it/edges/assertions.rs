//! Contract 9.4.5: an application shows who it is by an assertion that it signed with the key of a certificate.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_sandbox::{ClientCertificatePair, SandboxSeed};
use qualify_server::config::ClientAssertions;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};
use qualify_testkit::{Response, TestServer};
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use crate::issuer::{
    ANA, PARTNER_CENTER, PASSWORD, REDIRECT, SECRET, access_claims, assert_refused, authorization, post,
    sent_back, sign_in, text,
};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// An application with certificates alone.
const WITHOUT_SECRET: &str = "11111111-58a5-4c55-8f5e-0b1c2d3e4f50";

/// A client with a certificate, and a sandbox that knows it.
pub(crate) struct Desk {
    pub(crate) server: TestServer,
    pair: ClientCertificatePair,
    key: RsaKeyPair,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn open() -> Self {
        Self::open_with(|_| {})
    }

    pub(crate) fn open_with(change: impl FnOnce(&mut qualify_server::Config)) -> Self {
        let pair = ClientCertificatePair::make("A client", 30).expect("a pair is made");
        let mut seed: Value =
            serde_json::from_str(&SandboxSeed::built_in().to_json()).expect("the seed is JSON");
        seed["application"]["certificates"] = json!([pair.certificate_pem]);
        seed["applications"] = json!([{ "id": WITHOUT_SECRET, "certificates": [pair.certificate_pem] }]);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("seed.json");
        std::fs::write(&file, seed.to_string()).expect("the folder can be written");
        let server = TestServer::start_with(|config| {
            config.sandbox.seed_file = Some(file);
            change(config);
        });
        let der = PrivatePkcs8KeyDer::from_pem_slice(pair.key_pem.as_bytes()).expect("the key is PEM");
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("the key is RSA");
        Self { server, pair, key, _folder: folder }
    }

    fn header(&self) -> Value {
        json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(self.pair.thumbprints.sha256) })
    }

    fn claims(&self, application: &str) -> Value {
        let now = qualify_testkit::issuer::unix_seconds();
        let jti: u64 = {
            let mut bytes = [0; 8];
            aws_lc_rs::rand::fill(&mut bytes).expect("randomness");
            u64::from_be_bytes(bytes)
        };
        json!({
            "iss": application, "sub": application, "aud": self.endpoint(), "jti": jti.to_string(),
            "exp": now + 600, "nbf": now, "iat": now,
        })
    }

    fn endpoint(&self) -> String {
        format!("{}/{NORTHLIGHT}/oauth2/v2.0/token", self.server.url())
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let encoding: &'static dyn RsaEncoding =
            if header["alg"] == "RS256" { &RSA_PKCS1_SHA256 } else { &RSA_PSS_SHA256 };
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A good assertion, with these claims changed.
    pub(crate) fn assertion(&self, changed: &Value) -> String {
        let mut claims = self.claims(APPLICATION);
        let changed = changed.as_object().cloned().unwrap_or_default();
        claims.as_object_mut().expect("claims are an object").extend(changed);
        self.sign(&self.header(), &claims)
    }

    pub(crate) fn ask(&self, assertion: &str, fields: &[(&str, &str)]) -> Response {
        let all = [("client_assertion_type", TYPE), ("client_assertion", assertion)];
        let all: Vec<(&str, &str)> = all.iter().chain(fields).copied().collect();
        post(&self.server, &format!("/{NORTHLIGHT}/oauth2/v2.0/token"), &all)
    }

    fn client_credentials(&self, assertion: &str) -> Response {
        let scope = format!("{PARTNER_CENTER}/.default");
        let fields =
            [("client_id", APPLICATION), ("grant_type", "client_credentials"), ("scope", scope.as_str())];
        self.ask(assertion, &fields)
    }
}

#[test]
fn edge_09_an_application_signs_in_by_certificate_in_every_form() {
    let desk = Desk::open();
    let sha1 = URL_SAFE_NO_PAD.encode(desk.pair.thumbprints.sha1);
    let sha256 = URL_SAFE_NO_PAD.encode(desk.pair.thumbprints.sha256);
    for header in [
        desk.header(),
        json!({ "alg": "RS256", "x5t": sha1 }),
        json!({ "alg": "RS256", "typ": "jwt", "x5t": format!("{sha1}="), "kid": "ABC", "x5c": ["x"] }),
        json!({ "alg": "PS256", "typ": "client-authentication+jwt", "x5t": sha1, "x5t#S256": sha256 }),
    ] {
        let tokens = desk.client_credentials(&desk.sign(&header, &desk.claims(APPLICATION)));
        let tokens = tokens.expect(200).json();
        let claims = access_claims(&tokens);
        assert_eq!((&claims["appidacr"], &claims["azpacr"]), (&json!("2"), &json!("2")), "{header}");
        desk.server.with_token(text(&tokens, "access_token")).get("/v1/customers").send().expect(200);
    }
    // The id may be left to the assertion (RFC 7521, 4.2).
    let scope = format!("{PARTNER_CENTER}/.default");
    let fields = [("grant_type", "client_credentials"), ("scope", scope.as_str())];
    desk.ask(&desk.assertion(&json!({})), &fields).expect(200);
}

#[test]
fn edge_09_the_audience_is_the_token_endpoint_or_the_issuer_of_the_tenant() {
    let desk = Desk::open();
    let url = desk.server.url();
    let port = url.rsplit(':').next().unwrap();
    for good in [
        json!(format!("{url}/{NORTHLIGHT}/oauth2/token")),
        json!(format!("{url}/northlight.example/oauth2/v2.0/token")),
        json!(format!("{url}/{NORTHLIGHT}/v2.0")),
        json!(format!("http://127.0.0.1:{port}/{}/v2.0", NORTHLIGHT.to_uppercase())),
        json!([desk.endpoint()]),
        json!(["https://another.example", desk.endpoint()]),
    ] {
        desk.client_credentials(&desk.assertion(&json!({ "aud": good }))).expect(200);
    }
    for bad in [
        json!("https://login.microsoftonline.com/common/oauth2/v2.0/token"),
        json!(format!("{url}/southgate.example/oauth2/v2.0/token")),
        json!(format!("{url}/nobody.example/oauth2/v2.0/token")),
        json!(format!("{url}/{NORTHLIGHT}")),
        json!(url),
        json!(APPLICATION),
        json!([]),
        json!(""),
    ] {
        let answer = desk.client_credentials(&desk.assertion(&json!({ "aud": bad })));
        assert_refused(&answer, 401, "invalid_client", 700_023);
    }
}

#[test]
fn edge_09_an_assertion_is_good_for_ten_minutes_at_most() {
    let desk = Desk::open();
    let now = qualify_testkit::issuer::unix_seconds();
    for (changed, is_good) in [
        (json!({ "exp": now + 600 }), true),
        (json!({ "exp": now + 5, "nbf": null, "iat": null }), true),
        (serde_json::from_str(&format!("{{\"exp\":{}.5}}", now + 60)).unwrap(), true),
        (json!({ "exp": now + 660 }), false),
        (json!({ "exp": now + 3600 }), false),
        (json!({ "exp": i64::MAX }), false),
        (json!({ "exp": 1e300 }), false),
        (json!({ "exp": now - 60 }), false),
        (json!({ "exp": 0 }), false),
        (json!({ "nbf": now + 120 }), false),
    ] {
        let answer = desk.client_credentials(&desk.assertion(&changed));
        if is_good {
            answer.expect(200);
        } else {
            assert_refused(&answer, 401, "invalid_client", 700_024);
        }
    }
}

#[test]
fn edge_09_an_assertion_is_good_once_unless_that_is_switched_off() {
    let desk = Desk::open();
    let assertion = desk.assertion(&json!({}));
    desk.client_credentials(&assertion).expect(200);
    let body = assert_refused(&desk.client_credentials(&assertion), 401, "invalid_client", 50027);
    assert!(text(&body, "error_description").contains("client_assertions"), "{body}");
    // The same jti in another assertion is a replay as well; that of another application is not.
    let jti = json!({ "jti": "the same" });
    desk.client_credentials(&desk.assertion(&jti)).expect(200);
    assert_eq!(desk.client_credentials(&desk.assertion(&jti)).status, 401);
    let of_another = json!({ "jti": "the same", "iss": WITHOUT_SECRET, "sub": WITHOUT_SECRET });
    let scope = format!("{PARTNER_CENTER}/.default");
    let fields =
        [("client_id", WITHOUT_SECRET), ("grant_type", "client_credentials"), ("scope", scope.as_str())];
    desk.ask(&desk.assertion(&of_another), &fields).expect(200);
    // What is refused for another reason uses nothing up.
    let late = desk.assertion(&json!({ "jti": "later", "aud": "x" }));
    assert_eq!(desk.client_credentials(&late).status, 401);
    desk.client_credentials(&desk.assertion(&json!({ "jti": "later" }))).expect(200);
    let at_once = desk.assertion(&json!({}));
    let statuses = qualify_testkit::in_parallel(8, |_| desk.client_credentials(&at_once).status);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");

    let desk = Desk::open_with(|config| config.sandbox.client_assertions = ClientAssertions::Reusable);
    let assertion = desk.assertion(&json!({}));
    for _ in 0..3 {
        desk.client_credentials(&assertion).expect(200);
    }
}

#[test]
fn edge_09_what_no_certificate_of_the_application_signed_is_refused() {
    let desk = Desk::open();
    let stranger = Desk::open();
    let claims = desk.claims(APPLICATION);
    let good = desk.sign(&desk.header(), &claims);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let other_message = desk.sign(&desk.header(), &desk.claims(APPLICATION));
    let other_message = other_message.rsplit_once('.').unwrap().0;
    for forged in [
        stranger.sign(&stranger.header(), &claims),
        stranger.sign(&desk.header(), &claims),
        format!("{other_message}.{signature}"),
        format!("{message}."),
        desk.sign(&json!({ "alg": "PS256", "x5t": "AAAA" }), &claims),
        desk.sign(&json!({ "alg": "PS256", "x5t": desk.header()["x5t#S256"] }), &claims),
        {
            // Both thumbprints have to be the certificate's.
            let mut header = desk.header();
            header["x5t"] = json!(URL_SAFE_NO_PAD.encode(stranger.pair.thumbprints.sha1));
            desk.sign(&header, &claims)
        },
    ] {
        assert_refused(&desk.client_credentials(&forged), 401, "invalid_client", 700_027);
    }
    let mut crit = desk.header();
    crit["crit"] = json!(["exp"]);
    let mut refresh = desk.header();
    refresh["typ"] = json!("Refresh");
    for header in [
        json!({ "alg": "none", "x5t#S256": desk.header()["x5t#S256"] }),
        json!({ "alg": "HS256", "x5t#S256": desk.header()["x5t#S256"] }),
        json!({ "alg": "RS512", "x5t#S256": desk.header()["x5t#S256"] }),
        json!({ "alg": "PS256" }),
        json!({}),
        crit,
        refresh,
    ] {
        let answer = desk.client_credentials(&desk.sign(&header, &claims));
        assert_refused(&answer, 401, "invalid_client", 50027);
    }
    for garbage in ["x", "a.b.c", "...", &good[1..]] {
        assert_refused(&desk.client_credentials(garbage), 401, "invalid_client", 50027);
    }
    for missing in ["jti", "exp", "aud", "iss", "sub"] {
        let mut claims = desk.claims(APPLICATION);
        claims.as_object_mut().unwrap().remove(missing);
        let answer = desk.client_credentials(&desk.sign(&desk.header(), &claims));
        assert_refused(&answer, 401, "invalid_client", 50027);
    }
    for changed in [json!({ "iss": WITHOUT_SECRET }), json!({ "sub": WITHOUT_SECRET })] {
        let answer = desk.client_credentials(&desk.assertion(&changed));
        assert_refused(&answer, 401, "invalid_client", 700_021);
    }
    desk.client_credentials(&good).expect(200);
}

#[test]
fn edge_09_an_application_shows_one_proof_and_one_that_it_has() {
    let desk = Desk::open();
    let assertion = desk.assertion(&json!({}));
    let scope = format!("{PARTNER_CENTER}/.default");
    let usual = [("client_id", APPLICATION), ("grant_type", "client_credentials"), ("scope", scope.as_str())];
    let both: Vec<_> = usual.iter().chain(&[("client_secret", SECRET)]).copied().collect();
    assert_refused(&desk.ask(&assertion, &both), 400, "invalid_request", 90100);
    let path = format!("/{NORTHLIGHT}/oauth2/v2.0/token");
    for kind in [None, Some("urn:ietf:params:oauth:client-assertion-type:saml2-bearer")] {
        let mut fields = usual.to_vec();
        fields.push(("client_assertion", &assertion));
        fields.extend(kind.map(|kind| ("client_assertion_type", kind)));
        let answer = post(&desk.server, &path, &fields);
        assert!((400..402).contains(&answer.status), "{}", answer.text());
    }
    // An application without certificates, and one without a secret.
    let native = [("client_id", crate::issuer::POWERSHELL), ("grant_type", "client_credentials"), usual[2]];
    assert_refused(&desk.ask(&assertion, &native), 400, "unauthorized_client", 700_025);
    let secret = [("client_id", WITHOUT_SECRET), ("client_secret", SECRET), usual[1], usual[2]];
    assert_refused(&post(&desk.server, &path, &secret), 401, "invalid_client", 7_000_215);
    let nothing = [
        ("client_id", WITHOUT_SECRET),
        ("grant_type", "password"),
        ("username", ANA),
        ("password", PASSWORD),
    ];
    assert_refused(&post(&desk.server, &path, &nothing), 401, "invalid_client", 7_000_218);
    desk.client_credentials(&assertion).expect(200);
}

#[test]
fn edge_09_a_user_signs_in_to_an_application_with_a_certificate() {
    let desk = Desk::open();
    let code = sent_back(&sign_in(&desk.server, &authorization(&[])));
    let code =
        [("grant_type", "authorization_code"), ("code", text(&code, "code")), ("redirect_uri", REDIRECT)];
    let id = ("client_id", APPLICATION);
    let ask = |fields: &[(&str, &str)]| {
        let fields: Vec<_> = [id].iter().chain(fields).copied().collect();
        desk.ask(&desk.assertion(&json!({})), &fields)
    };
    let tokens = ask(&code).expect(200).json();
    assert_eq!(access_claims(&tokens)["appidacr"], "2");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    let renewed = ask(&refresh).expect(200).json();
    assert_eq!(access_claims(&renewed)["appidacr"], "2");
    desk.server.with_token(text(&renewed, "access_token")).get("/v1/customers").send().expect(200);
    let without: Vec<_> = [id].iter().chain(&refresh).copied().collect();
    let without = post(&desk.server, "/common/oauth2/v2.0/token", &without);
    assert_refused(&without, 401, "invalid_client", 7_000_218);
}

#[test]
fn edge_09_a_seed_with_an_unusable_certificate_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    let pair = ClientCertificatePair::make("A client", 30).unwrap();
    for (certificates, said) in [
        (json!(["x"]), "application.certificates[0]: "),
        (json!([pair.certificate_pem, pair.key_pem]), "application.certificates[1]: holds a private key"),
    ] {
        let mut seed: Value = serde_json::from_str(&SandboxSeed::built_in().to_json()).unwrap();
        seed["application"]["certificates"] = certificates;
        std::fs::write(&file, seed.to_string()).unwrap();
        let error = SandboxSeed::read(&file).unwrap_err().to_string();
        assert!(error.contains(said) && !error.contains("BEGIN"), "{error}");
    }
}
