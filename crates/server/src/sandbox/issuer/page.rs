//! The issuer's pages: plain HTML that needs no script, and the headers that keep others out of it.

use std::sync::LazyLock;

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::grant_key::{GrantKey, random_text};
use super::redirect::policy_source;
use crate::api::failure::Failure;

/// The style of every page, which the policy names by its hash.
const STYLE: &str = include_str!("../../../templates/sandbox/style.css");
/// Sends a form that a person could send, too.
const SUBMIT_SCRIPT: &str = "document.forms[0].submit();";
/// The cookie that ties a form to its browser.
const COOKIE: &str = "qualify_sandbox_form";
/// Keeps the seals of forms apart from others.
const FORM_PURPOSE: &str = "form";
/// Characters of the cookie: 32 bytes in base64url.
const COOKIE_CHARS: usize = 43;

/// A person who may sign in, as a hint.
#[derive(Debug)]
pub(super) struct Hint<'a> {
    pub(super) name: &'a str,
    pub(super) role: &'static str,
}

#[derive(Template)]
#[template(path = "sandbox/sign_in.html")]
pub(super) struct SignInPage<'a> {
    pub(super) style: &'static str,
    pub(super) application: &'a str,
    pub(super) audience: &'a str,
    pub(super) action: &'a str,
    pub(super) form_token: &'a str,
    pub(super) user: &'a str,
    pub(super) problem: Option<&'a str>,
    pub(super) hints: Vec<Hint<'a>>,
}

#[derive(Template)]
#[template(path = "sandbox/device.html")]
pub(super) struct DevicePage<'a> {
    pub(super) style: &'static str,
    pub(super) user_code: &'a str,
    pub(super) problem: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "sandbox/device_confirm.html")]
pub(super) struct DeviceConfirmPage<'a> {
    pub(super) style: &'static str,
    pub(super) application: &'a str,
    pub(super) audience: &'a str,
    pub(super) user_code: &'a str,
    pub(super) form_token: &'a str,
    pub(super) user: &'a str,
    pub(super) problem: Option<&'a str>,
    pub(super) hints: Vec<Hint<'a>>,
}

#[derive(Template)]
#[template(path = "sandbox/message.html")]
struct MessagePage<'a> {
    style: &'static str,
    title: &'a str,
    text: &'a str,
    way_on: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/form_post.html")]
struct FormPostTemplate<'a> {
    style: &'static str,
    script: &'static str,
    action: &'a str,
    fields: &'a [(&'a str, &'a str)],
}

/// What is posted to an application.
pub(super) struct FormPostPage<'a> {
    pub(super) action: &'a str,
    pub(super) fields: &'a [(&'a str, &'a str)],
}

/// The style, for the templates.
pub(super) const fn style() -> &'static str {
    STYLE
}

/// A page that says something, and how to go on.
pub(super) fn message(
    status: StatusCode,
    title: &str,
    text: &str,
    way_on: &str,
) -> Result<Response, Failure> {
    html(status, &MessagePage { style: STYLE, title, text, way_on }, &[])
}

/// A page that posts to an application by itself, or by a button where scripts are off.
pub(super) fn form_post(page: &FormPostPage<'_>) -> Result<Response, Failure> {
    let template =
        FormPostTemplate { style: STYLE, script: SUBMIT_SCRIPT, action: page.action, fields: page.fields };
    html(StatusCode::OK, &template, &[page.action])
}

fn hash_source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

static STYLE_SOURCE: LazyLock<String> = LazyLock::new(|| hash_source(STYLE));
static SCRIPT_SOURCE: LazyLock<String> = LazyLock::new(|| hash_source(SUBMIT_SCRIPT));

/// A page whose forms may end here and at these addresses, which were checked.
pub(super) fn html(
    status: StatusCode,
    template: &impl Template,
    form_targets: &[&str],
) -> Result<Response, Failure> {
    let text = template.render().map_err(|error| Failure::Internal { cause: format!("a page: {error}") })?;
    let mut policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        *STYLE_SOURCE, *SCRIPT_SOURCE
    );
    for target in form_targets {
        // Browsers hold the policy against what a form is redirected to as well.
        policy.push(' ');
        policy.push_str(&policy_source(target));
    }
    let policy = HeaderValue::try_from(policy)
        .map_err(|_| Failure::Internal { cause: "a policy is no header".to_owned() })?;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Where nothing at all were sent, a browser would not say either that the form is our own page's.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// What ties a form to the browser that got it, so that no other site can send it.
#[derive(Debug)]
pub(super) struct FormGuard {
    cookie: String,
    is_new: bool,
}

impl FormGuard {
    /// The browser's own, or a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        match cookie_of(headers) {
            Some(cookie) => Self { cookie: cookie.to_owned(), is_new: false },
            None => Self { cookie: random_text(), is_new: true },
        }
    }

    /// The token of a form about this subject.
    pub(super) fn token(&self, key: &GrantKey, subject: &str) -> String {
        key.seal(FORM_PURPOSE, &[&self.cookie, subject])
    }

    /// Gives the browser its cookie.
    pub(super) fn set_cookie(&self, response: &mut Response, origin: &str) -> Result<(), Failure> {
        if !self.is_new {
            return Ok(());
        }
        let secure = if origin.starts_with("https://") { "; Secure" } else { "" };
        let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}", self.cookie);
        let cookie = HeaderValue::try_from(cookie)
            .map_err(|_| Failure::Internal { cause: "a cookie is no header".to_owned() })?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
        Ok(())
    }
}

/// Whether a sent form is one that this browser got from us.
pub(super) fn is_own_form(headers: &HeaderMap, key: &GrantKey, subject: &str, token: &str) -> bool {
    cookie_of(headers).is_some_and(|cookie| key.is_seal(FORM_PURPOSE, &[cookie, subject], token))
}

fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && value.len() == COOKIE_CHARS)
        .map(|(_, value)| value)
}
