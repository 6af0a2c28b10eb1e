//! The sandbox's own issuer, as clients of Entra use it (contract 5.4, 5.8).

mod algorithms;
mod applications;
mod codes;
pub(crate) mod devices;
mod discovery;
mod hostile;
pub(crate) mod pages;
mod refresh;
mod users;

use qualify_testkit::issuer::claims_of;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};
use qualify_testkit::{Response, TestServer, encoded};
use serde_json::Value;

pub(crate) const SECRET: &str = "sandbox-secret";
/// The application of the PowerShell module, which has no secret.
pub(crate) const POWERSHELL: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
pub(crate) const PARTNER_CENTER: &str = "https://api.partnercenter.microsoft.com";
pub(crate) const ANA: &str = "ana@northlight.example";
pub(crate) const PASSWORD: &str = "sandbox";
pub(crate) const REDIRECT: &str = "http://localhost:49152/back";
/// A verifier and its S256 challenge (RFC 7636, appendix B).
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) type Fields<'a> = &'a [(&'a str, &'a str)];

/// The fields as a form or a query.
pub(crate) fn form(fields: Fields<'_>) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

pub(crate) fn post(server: &TestServer, path: &str, fields: Fields<'_>) -> Response {
    let request = server.anonymous().post(path).header("Content-Type", "application/x-www-form-urlencoded");
    request.body(form(fields)).send()
}

/// Asks Northlight's token endpoint of version 2.0.
pub(crate) fn token(server: &TestServer, fields: Fields<'_>) -> Response {
    post(server, &format!("/{NORTHLIGHT}/oauth2/v2.0/token"), fields)
}

/// The fields with the application's id and secret.
pub(crate) fn with_secret<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("client_id", APPLICATION), ("client_secret", SECRET)].iter().chain(fields).copied().collect()
}

/// Asserts a refusal in Entra's shape.
#[track_caller]
pub(crate) fn assert_refused(answer: &Response, status: u16, error: &str, number: u64) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["error"], error, "{body}");
    assert_eq!(body["error_codes"], serde_json::json!([number]), "{body}");
    let description = text(&body, "error_description");
    assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
    for (label, member) in
        [("Trace ID", "trace_id"), ("Correlation ID", "correlation_id"), ("Timestamp", "timestamp")]
    {
        let value = body[member].as_str().unwrap_or_else(|| panic!("{member} is missing: {body}"));
        assert!(description.contains(&format!("{label}: {value}")), "{description}");
    }
    assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{body}");
    body
}

/// The claims of the access token in an answer.
#[track_caller]
pub(crate) fn access_claims(answer: &Value) -> Value {
    claims_of(answer["access_token"].as_str().unwrap_or_else(|| panic!("no access_token: {answer}")))
}

#[track_caller]
pub(crate) fn text<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer[member].as_str().unwrap_or_else(|| panic!("{member} is missing: {answer}"))
}

/// An authorization request that is as it should be, without PKCE.
pub(crate) fn authorization(extra: Fields<'_>) -> String {
    let usual = [
        ("client_id", APPLICATION),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile offline_access https://api.partnercenter.microsoft.com/user_impersonation"),
        ("state", "st&te=1"),
    ];
    let kept = usual.iter().filter(|(name, _)| extra.iter().all(|(other, _)| other != name));
    let all: Vec<(&str, &str)> = kept.chain(extra).copied().collect();
    form(&all)
}

/// A page that was opened, with what a browser would send back.
pub(crate) struct Page {
    pub(crate) html: String,
    pub(crate) cookie: String,
    pub(crate) form_token: String,
}

#[track_caller]
pub(crate) fn open_page(server: &TestServer, path: &str) -> Page {
    read_page(&server.anonymous().get(path).send().expect(200))
}

#[track_caller]
pub(crate) fn read_page(answer: &Response) -> Page {
    let html = answer.text().to_owned();
    let cookie =
        answer.header("Set-Cookie").map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned());
    let form_token = html.split_once("name=\"form_token\" value=\"").map(|(_, rest)| rest.split('"').next());
    Page {
        form_token: form_token.flatten().unwrap_or_default().to_owned(),
        cookie: cookie.unwrap_or_default(),
        html,
    }
}

impl Page {
    /// Sends the page's form.
    pub(crate) fn submit(&self, server: &TestServer, path: &str, fields: Fields<'_>) -> Response {
        let token = [("form_token", self.form_token.as_str())];
        let all: Vec<(&str, &str)> = token.iter().chain(fields).copied().collect();
        server.anonymous().post(path).header("Cookie", &self.cookie).body(form(&all)).send()
    }
}

/// Opens the sign-in page and signs Ana in; gives the answer that sends the browser back.
#[track_caller]
pub(crate) fn sign_in(server: &TestServer, query: &str) -> Response {
    sign_in_as(server, query, ANA)
}

#[track_caller]
pub(crate) fn sign_in_as(server: &TestServer, query: &str, user: &str) -> Response {
    let path = format!("/organizations/oauth2/v2.0/authorize?{query}");
    let fields = [("username", user), ("password", PASSWORD), ("decision", "sign_in")];
    open_page(server, &path).submit(server, &path, &fields)
}

/// The values with which a browser was sent back by its query or fragment.
#[track_caller]
pub(crate) fn sent_back(answer: &Response) -> Value {
    assert_eq!(answer.status, 302, "{}", answer.text());
    let location = answer.header("Location").expect("a redirect has an address");
    let (address, values) = location.split_once(['?', '#']).unwrap_or((location, ""));
    let mut values: serde_json::Map<String, Value> = values
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), Value::from(decoded(value))))
        .collect();
    values.insert("address".to_owned(), Value::from(address));
    Value::from(values)
}

fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits =
            tail.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).expect("values are UTF-8")
}

/// A code of Ana's for the sandbox's application.
#[track_caller]
pub(crate) fn code(server: &TestServer, extra: Fields<'_>) -> String {
    text(&sent_back(&sign_in(server, &authorization(extra))), "code").to_owned()
}

/// Redeems a code with the application's secret.
pub(crate) fn redeem(server: &TestServer, code: &str, extra: Fields<'_>) -> Response {
    let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
    let fields: Vec<(&str, &str)> = fields.iter().chain(extra).copied().collect();
    token(server, &with_secret(&fields))
}

/// Ana's tokens by her password.
#[track_caller]
pub(crate) fn password_tokens(server: &TestServer) -> Value {
    let fields = [("grant_type", "password"), ("username", ANA), ("password", PASSWORD)];
    token(server, &with_secret(&fields)).expect(200).json()
}
