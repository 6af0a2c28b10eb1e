//! The issuer's pages.

use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_server::api::failure::Failure;
use qualify_server::html::{self, FormGuard, PagePolicy, STYLE, answer};

use super::grant_key::GrantKey;
use super::people::{Hint, Typed};

/// Sends a form that a person could send, too.
const SUBMIT_SCRIPT: &str = "document.forms[0].submit();";
/// The cookie that ties a form to its browser.
const COOKIE: &str = "qualify_sandbox_form";

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignInPage<'a> {
    pub(super) style: &'static str,
    pub(super) application: &'a str,
    pub(super) audience: &'a str,
    pub(super) action: &'a str,
    pub(super) form_token: &'a str,
    pub(super) typed: Typed<'a>,
    pub(super) problem: Option<&'a str>,
    pub(super) hints: Vec<Hint<'a>>,
}

#[derive(Template)]
#[template(path = "device.html")]
pub(super) struct DevicePage<'a> {
    pub(super) style: &'static str,
    pub(super) user_code: &'a str,
    pub(super) problem: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "device_confirm.html")]
pub(super) struct DeviceConfirmPage<'a> {
    pub(super) style: &'static str,
    pub(super) application: &'a str,
    pub(super) audience: &'a str,
    pub(super) user_code: &'a str,
    pub(super) form_token: &'a str,
    pub(super) typed: Typed<'a>,
    pub(super) problem: Option<&'a str>,
    pub(super) hints: Vec<Hint<'a>>,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    style: &'static str,
    title: &'a str,
    text: &'a str,
    way_on: &'a str,
}

#[derive(Template)]
#[template(path = "form_post.html")]
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
    show(status, &MessagePage { style: STYLE, title, text, way_on }, &[])
}

/// A page that posts to an application by itself, or by a button where scripts are off.
pub(super) fn form_post(page: &FormPostPage<'_>) -> Result<Response, Failure> {
    let template =
        FormPostTemplate { style: STYLE, script: SUBMIT_SCRIPT, action: page.action, fields: page.fields };
    show(StatusCode::OK, &template, &[page.action])
}

static POLICY: LazyLock<PagePolicy> = LazyLock::new(|| PagePolicy::new(&[SUBMIT_SCRIPT]));

/// A page whose forms may end here and at these addresses, which were checked.
pub(super) fn show(
    status: StatusCode,
    template: &impl Template,
    form_targets: &[&str],
) -> Result<Response, Failure> {
    Ok(answer(status, template, &POLICY, form_targets)?)
}

/// What ties forms to a browser: the one that sent these headers.
pub(super) fn guard(headers: &HeaderMap) -> FormGuard {
    FormGuard::of(COOKIE, headers)
}

/// Whether a sent form is one that this browser got from us.
pub(super) fn is_own_form(headers: &HeaderMap, key: &GrantKey, subject: &str, token: &str) -> bool {
    html::is_own_form(COOKIE, headers, key, (subject, token))
}
