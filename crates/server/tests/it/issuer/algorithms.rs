//! RS256 and ES256: one signs, both are believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_server::auth::TokenAlgorithm;
use qualify_testkit::TestServer;
use qualify_testkit::seed::NORTHLIGHT;
use serde_json::Value;

use super::{password_tokens, text};

fn header_of(token: &str) -> Value {
    let header = token.split('.').next().and_then(|header| URL_SAFE_NO_PAD.decode(header).ok());
    serde_json::from_slice(&header.expect("a header in base64url")).expect("a header of JSON")
}

fn keys(server: &TestServer) -> Value {
    let path = format!("/{NORTHLIGHT}/discovery/v2.0/keys");
    server.anonymous().get(path).send().expect(200).json()["keys"].clone()
}

#[test]
fn tokens_of_both_algorithms_stay_good_over_a_change() {
    let mut server = TestServer::start();
    let old = password_tokens(&server);
    let old_keys = keys(&server);
    server.restart_with(|config| config.sandbox.token_algorithm = TokenAlgorithm::ES256);
    let new = password_tokens(&server);
    for (tokens, algorithm) in [(&old, "RS256"), (&new, "ES256")] {
        for member in ["access_token", "id_token"] {
            let header = header_of(text(tokens, member));
            assert_eq!(header["alg"], algorithm);
            let known = keys(&server).as_array().unwrap().iter().any(|key| key["kid"] == header["kid"]);
            assert!(known, "{header}");
        }
        server.with_token(text(tokens, "access_token")).get("/v1/customers").send().expect(200);
    }
    let ids = |keys: &Value| {
        let mut ids: Vec<String> =
            keys.as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&old_keys), ids(&keys(&server)), "both keys are there from the start");
}

#[test]
fn a_token_with_a_changed_signature_or_algorithm_is_refused() {
    let server = TestServer::start_with(|config| config.sandbox.token_algorithm = TokenAlgorithm::ES256);
    let tokens = password_tokens(&server);
    let token = text(&tokens, "access_token");
    let (message, signature) = token.rsplit_once('.').unwrap();
    let payload = message.split_once('.').unwrap().1;
    let mut header = header_of(token);
    header["alg"] = "RS256".into();
    let swapped = URL_SAFE_NO_PAD.encode(header.to_string());
    let zeros = URL_SAFE_NO_PAD.encode([0; 64]);
    for bad in [
        format!("{message}."),
        format!("{message}.{zeros}"),
        format!("{message}.{}", &signature[..40]),
        format!("{swapped}.{payload}.{signature}"),
    ] {
        server.with_token(bad).get("/v1/customers").send().assert_error(401, 400);
    }
    server.with_token(token).get("/v1/customers").send().expect(200);
}

#[test]
fn the_document_names_the_algorithm_of_new_tokens() {
    let server = TestServer::start_with(|config| config.sandbox.token_algorithm = TokenAlgorithm::ES256);
    let document = server.anonymous().get("/common/v2.0/.well-known/openid-configuration").send().json();
    assert_eq!(document["id_token_signing_alg_values_supported"], serde_json::json!(["ES256"]));
    let key_types: Vec<String> =
        keys(&server).as_array().unwrap().iter().map(|key| format!("{}{}", key["kty"], key["alg"])).collect();
    assert!(key_types.contains(&"\"EC\"\"ES256\"".to_owned()), "{key_types:?}");
    assert!(key_types.contains(&"\"RSA\"\"RS256\"".to_owned()), "{key_types:?}");
}
