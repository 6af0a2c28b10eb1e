//! Signing in: each way against the sandbox's own issuer, and what can go wrong against a scripted one.

mod browser;
mod certificates;
mod device_codes;
mod files;
mod renewal;
mod script;
mod secrecy;

use std::error::Error as _;

use qualify_sdk::{Application, Client, Cloud, Credentials, Error};
use qualify_testkit::TestServer;
use qualify_testkit::seed::{APPLICATION, NORTHLIGHT};

pub(crate) const SECRET: &str = "sandbox-secret";
/// The application of the PowerShell module, which has no secret.
pub(crate) const NATIVE: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
pub(crate) const ANA: &str = "ana@northlight.example";
pub(crate) const PASSWORD: &str = "sandbox";

/// The sandbox's application with its secret.
pub(crate) fn application() -> Application {
    Application::new(NORTHLIGHT, APPLICATION, SECRET)
}

/// A client of the service at this address, which is its own authority.
pub(crate) fn client(url: &str, credentials: Credentials) -> Client {
    Client::builder(Cloud::sandbox(url), credentials).without_proxy().build().expect("the settings are good")
}

/// A refresh token of Ana's for the sandbox's application.
pub(crate) fn refresh_token(server: &TestServer) -> String {
    let form = format!(
        "grant_type=password&client_id={APPLICATION}&client_secret={SECRET}&username={}&password={PASSWORD}&scope={}",
        qualify_testkit::encoded(ANA),
        qualify_testkit::encoded("https://api.partnercenter.microsoft.com/user_impersonation offline_access"),
    );
    let answer = server
        .anonymous()
        .post(format!("/{NORTHLIGHT}/oauth2/v2.0/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .expect(200)
        .json();
    answer["refresh_token"].as_str().expect("a refresh token").to_owned()
}

/// Runs something of the SDK to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// All that an error says: itself, and what it came from.
pub(crate) fn all_of(error: &Error) -> String {
    let mut all = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        all = format!("{all} {cause} {cause:?}");
        source = cause.source();
    }
    all
}

/// Asserts that somebody has to sign in, and gives the sentence.
#[track_caller]
pub(crate) fn assert_sign_in(error: &Error, code: Option<&str>) -> String {
    match error {
        Error::SignIn { code: found, .. } => assert_eq!(found.as_deref(), code, "{error}"),
        _ => panic!("no error of signing in: {error:?}"),
    }
    error.to_string()
}
