//! Applications that sign with the key of a certificate (contract 9.4.5).

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_sandbox::{ClientCertificatePair, SandboxSeed};
use qualify_sdk::{Application, ClientCertificate, Credentials, ListQuery, MemorySecretStore};
use qualify_testkit::TestServer;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};
use serde_json::{Value, json};

use super::script::{Reply, Script};
use super::{SECRET, all_of, assert_sign_in, client, refresh_token, run};

fn pair() -> ClientCertificatePair {
    ClientCertificatePair::make("A client", 30).expect("a pair is made")
}

fn certificate(pair: &ClientCertificatePair) -> ClientCertificate {
    ClientCertificate::from_pem(pair.certificate_pem.as_bytes(), pair.key_pem.as_bytes())
        .expect("the pair is good")
}

/// A sandbox whose application has this certificate.
fn sandbox(pair: &ClientCertificatePair) -> (TestServer, tempfile::TempDir) {
    let mut seed: Value = serde_json::from_str(&SandboxSeed::built_in().to_json()).expect("the seed is JSON");
    seed["application"]["certificates"] = json!([pair.certificate_pem]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("seed.json");
    std::fs::write(&file, seed.to_string()).expect("the folder can be written");
    (TestServer::start_with(|config| config.sandbox.seed_file = Some(file)), folder)
}

#[test]
fn an_application_signs_in_by_its_certificate_in_both_forms_again_and_again() {
    let pair = pair();
    let (server, _folder) = sandbox(&pair);
    for certificate in [certificate(&pair), certificate(&pair).for_old_authorities()] {
        let application = Application::with_certificate(NORTHLIGHT, APPLICATION, certificate);
        run(async {
            // The sandbox takes each assertion once.
            for _ in 0..3 {
                let client = client(server.url(), Credentials::client_certificate(application.clone()));
                let customers = client.customers().list(ListQuery::all()).all().await.expect("the list");
                assert_eq!(customers.len(), 7);
            }
        });
    }
}

#[test]
fn a_kept_sign_in_is_redeemed_by_certificate_too() {
    let pair = pair();
    let (server, _folder) = sandbox(&pair);
    let application = Application::with_certificate(NORTHLIGHT, APPLICATION, certificate(&pair));
    let store = MemorySecretStore::with(refresh_token(&server));
    let client = client(server.url(), Credentials::refresh_token(application, store));
    run(client.sign_in()).expect("the sign-in");
}

#[test]
fn what_goes_out_is_what_the_standard_says() {
    let pair = pair();
    let script = Script::start(|number, _| match number {
        0 => Reply::json(429, &json!({ "error": "temporarily_unavailable" })).header("Retry-After", "0"),
        _ => Reply::token("a token"),
    });
    let old = certificate(&pair).for_old_authorities();
    for certificate in [certificate(&pair), old] {
        let application = Application::with_certificate("northlight.example", APPLICATION, certificate);
        run(client(script.url(), Credentials::client_certificate(application)).sign_in())
            .expect("the sign-in");
    }
    let asked = script.asked();
    assert_eq!(asked.len(), 3, "the first was put off and sent again");
    let mut ids = Vec::new();
    for (asked, alg) in asked.iter().zip(["PS256", "PS256", "RS256"]) {
        assert_eq!(asked.field("client_id").as_deref(), Some(APPLICATION));
        assert_eq!(asked.field("client_secret"), None);
        let kind = asked.field("client_assertion_type");
        assert_eq!(kind.as_deref(), Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        let assertion = asked.field("client_assertion").expect("an assertion");
        let (message, signature) = assertion.rsplit_once('.').expect("a signature");
        let (header, claims) = message.split_once('.').expect("claims");
        let read = |part: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
        };
        let (header, claims) = (read(header), read(claims));
        assert_eq!(header["alg"], alg);
        let names = (header["x5t#S256"].as_str(), header["x5t"].as_str());
        let (sha1, sha256) = (&pair.thumbprints.sha1, &pair.thumbprints.sha256);
        let (sha1, sha256) = (URL_SAFE_NO_PAD.encode(sha1), URL_SAFE_NO_PAD.encode(sha256));
        let expected = if alg == "PS256" { (Some(&*sha256), None) } else { (None, Some(&*sha1)) };
        assert_eq!(names, expected);
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!(APPLICATION), &json!(APPLICATION)));
        assert_eq!(claims["aud"], format!("{}/northlight.example/oauth2/v2.0/token", script.url()));
        let second = |name: &str| claims[name].as_u64().expect("seconds");
        let now = qualify_testkit::issuer::unix_seconds();
        assert!(
            second("exp") > u64::try_from(now).unwrap() && second("exp") - second("iat") <= 600,
            "{claims}"
        );
        assert!(second("nbf") <= second("iat"));
        ids.push(claims["jti"].as_str().expect("an id").to_owned());
        let algorithm: &'static dyn aws_lc_rs::signature::VerificationAlgorithm =
            if alg == "PS256" { &RSA_PSS_2048_8192_SHA256 } else { &RSA_PKCS1_2048_8192_SHA256 };
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let key = UnparsedPublicKey::new(algorithm, public_key(&pair));
        key.verify(message.as_bytes(), &signature).expect("the certificate's key signed it");
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3, "each request has an id of its own");
}

fn public_key(pair: &ClientCertificatePair) -> Vec<u8> {
    use aws_lc_rs::signature::KeyPair as _;
    use rustls_pki_types::pem::PemObject as _;
    let key = rustls_pki_types::PrivatePkcs8KeyDer::from_pem_slice(pair.key_pem.as_bytes()).expect("PEM");
    let key = aws_lc_rs::signature::RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).expect("RSA");
    key.public_key().as_ref().to_vec()
}

#[test]
fn a_pair_that_cannot_sign_in_is_a_sentence_before_anything_is_sent() {
    let (pair, other) = (pair(), pair());
    let (own, key) = (pair.certificate_pem.as_str(), pair.key_pem.as_str());
    let elliptic = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIDAA\n-----END EC PRIVATE KEY-----\n";
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let old_encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    for (certificate, key, said) in [
        ("", key, "no PEM text with a certificate"),
        (key, key, "no PEM text with a certificate"),
        (own, "", "no PEM text with a key"),
        (own, own, "no PEM text with a key"),
        (own, other.key_pem.as_str(), "belongs to another certificate"),
        (own, elliptic, "no RSA key of at least 2048 bits"),
        (own, encrypted.as_str(), "openssl pkcs8"),
        (own, old_encrypted, "openssl pkcs8"),
    ] {
        let error = ClientCertificate::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap_err();
        assert!(matches!(error, qualify_sdk::Error::Settings { .. }), "{error:?}");
        assert!(error.to_string().contains(said), "{said}: {error}");
        assert!(!all_of(&error).contains("MII"), "{error:?}");
    }
    let chain = format!("{}{own}", other.certificate_pem);
    let one_file = format!("{key}{chain}");
    for (certificate, key) in [(chain.as_str(), key), (&one_file, &one_file)] {
        let read = ClientCertificate::from_pem(certificate.as_bytes(), key.as_bytes())
            .expect("the own one is found");
        let shown = qualify_sandbox::Thumbprints::shown(&pair.thumbprints.sha256);
        assert_eq!(read.thumbprint(), shown);
    }
}

#[test]
fn a_proof_that_is_not_taken_says_what_to_look_at() {
    let (registered, unknown) = (pair(), pair());
    let (server, _folder) = sandbox(&registered);
    let with_certificate = Application::with_certificate(NORTHLIGHT, APPLICATION, certificate(&unknown));
    let with_secret = Application::new(NORTHLIGHT, APPLICATION, "not the secret");
    let without = Application::public(NORTHLIGHT, APPLICATION);
    for (application, said) in [
        (with_certificate, "whether the certificate is registered"),
        (with_secret, "whether the application's secret"),
        (without, "it has no secret here"),
    ] {
        let client = client(server.url(), Credentials::client_secret(application));
        let error = run(client.sign_in()).unwrap_err();
        let text = assert_sign_in(&error, Some("invalid_client"));
        assert!(text.contains("AADSTS") && text.contains(said), "{text}");
        assert!(!all_of(&error).contains("not the secret"), "{error:?}");
    }
    let unknown = Application::new(NORTHLIGHT, "00000000-0000-4000-8000-00000000dead", SECRET);
    let error = run(client(server.url(), Credentials::client_secret(unknown)).sign_in()).unwrap_err();
    let text = assert_sign_in(&error, Some("unauthorized_client"));
    assert!(text.contains("the application's id, its tenant"), "{text}");
}
