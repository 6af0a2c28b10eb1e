//! Somebody else's OpenID Connect issuer: its documents over HTTP, and tokens with any claims, good or bad.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_server::Config;
use qualify_server::auth::{IssuerSettings, OperatorSettings, Preset};
use serde_json::{Value, json};

use crate::seed;

/// The name of the one key.
const KEY_ID: &str = "test-key";
/// How long a token lives.
const LIFETIME_SECONDS: i64 = 3600;

/// An issuer that listens until this value goes.
#[derive(Debug)]
pub struct TestIssuer {
    url: String,
    key: RsaKeyPair,
    is_stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl TestIssuer {
    /// An issuer with a new key on a free port.
    ///
    /// # Panics
    /// There is no port or no randomness.
    pub fn start() -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound listener"));
        let keys = key_document(&key);
        let is_stopped = Arc::new(AtomicBool::new(false));
        let thread = {
            let (url, is_stopped) = (url.clone(), Arc::clone(&is_stopped));
            std::thread::spawn(move || serve(&listener, &url, &keys, &is_stopped))
        };
        Self { url, key, is_stopped, thread: Some(thread) }
    }

    /// Lets the service accept this issuer's tokens, of partners and of staff.
    pub fn trust_in(&self, config: &mut Config) {
        let keys = Some(format!("{}/keys", self.url));
        config.auth.issuers = vec![IssuerSettings {
            issuer: format!("{}/{{tid}}/v2.0", self.url),
            jwks_url: keys.clone(),
            ..IssuerSettings::default()
        }];
        let staff = OperatorSettings::new(self.name_of(seed::STAFF_TENANT));
        config.operator = Some(OperatorSettings { jwks_url: keys, preset: Preset::Entra, ..staff });
    }

    /// The `iss` of this tenant's tokens.
    pub fn name_of(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.url)
    }

    /// The address of the discovery document.
    pub fn discovery_url(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.url)
    }

    /// The claims of a partner's signed-in user with MFA.
    pub fn user_claims(&self, tenant: &str) -> Value {
        let now = unix_seconds();
        json!({
            "iss": self.name_of(tenant),
            "aud": "https://api.partnercenter.microsoft.com",
            "tid": tenant,
            "appid": seed::APPLICATION,
            "oid": "6f1b6c3e-3c7b-4f0e-9d4c-0a5b1c2d3e4f",
            "upn": "user@partner.example",
            "scp": "user_impersonation",
            "amr": ["pwd", "mfa"],
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_SECONDS,
        })
    }

    /// The claims of a member of our staff with these roles.
    pub fn staff_claims(&self, roles: &[&str]) -> Value {
        let mut claims = self.user_claims(seed::STAFF_TENANT);
        claims["aud"] = json!("api://qualify-operator");
        claims["sub"] = json!("olga");
        claims["upn"] = json!("olga@qualify.example");
        claims["roles"] = json!(roles);
        claims
    }

    /// The claims of a member of our staff by a subject, with these claims for names and no other.
    ///
    /// # Panics
    /// The names are no object.
    pub fn staff_claims_of(&self, subject: &str, names: &Value, roles: &[&str]) -> Value {
        let mut claims = self.staff_claims(roles);
        let members = claims.as_object_mut().expect("claims are an object");
        members.remove("upn");
        for claim in ["oid", "sub"] {
            members.insert(claim.to_owned(), json!(subject));
        }
        members.extend(names.as_object().expect("names are an object").clone());
        claims
    }

    /// A token that holds these claims, signed as it should be.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_under(&json!({ "alg": "RS256", "typ": "JWT", "kid": KEY_ID }), claims)
    }

    /// The same under another header, whatever that says.
    ///
    /// # Panics
    /// There is no randomness.
    pub fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let message = unsigned(header, claims);
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .expect("an RSA signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A token whose HMAC key is this issuer's public key: the key confusion.
    pub fn sign_with_public_key_as_secret(&self, claims: &Value) -> String {
        let message = unsigned(&json!({ "alg": "HS256", "typ": "JWT", "kid": KEY_ID }), claims);
        let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, self.key.public_key().as_ref());
        let signature = aws_lc_rs::hmac::sign(&secret, message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

impl Drop for TestIssuer {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::SeqCst);
        // One more connection, so that the thread looks at the flag.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A token's first two parts.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// The claims that a token shows, unchecked.
///
/// # Panics
/// It is no JWT.
pub fn claims_of(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a token has three parts");
    let bytes = URL_SAFE_NO_PAD.decode(payload).expect("base64");
    serde_json::from_slice(&bytes).expect("claims are JSON")
}

/// The real time, which tokens are checked against.
#[expect(
    clippy::disallowed_methods,
    reason = "tokens live in real time, and this is where the tests make them"
)]
pub fn unix_seconds() -> i64 {
    qualify_vocabulary::Timestamp::now().as_second()
}

fn key_document(key: &RsaKeyPair) -> String {
    let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(key.public_key());
    let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
    json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": n, "e": e }] })
        .to_string()
}

fn serve(listener: &TcpListener, url: &str, keys: &str, is_stopped: &AtomicBool) {
    for stream in listener.incoming() {
        if is_stopped.load(Ordering::SeqCst) {
            return;
        }
        if let Ok(stream) = stream {
            // A caller that goes away in the middle is its own business.
            let _ = answer(stream, url, keys);
        }
    }
}

fn answer(stream: TcpStream, url: &str, keys: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let body = if request.contains("/keys") {
        keys.to_owned()
    } else {
        json!({ "issuer": format!("{url}/{{tenantid}}/v2.0"), "jwks_uri": format!("{url}/keys") }).to_string()
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length:";
    write!(reader.get_mut(), "{head} {}\r\n\r\n{body}", body.len())
}
