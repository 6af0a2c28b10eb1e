//! The page on which a user answers a device.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;

use super::asked::AskedOrigin;
use super::desk::Desk;
use super::device_codes::{Approval, DeviceRequest, Verdict, normalized};
use super::exchange::slow_down_guesses;
use super::form::{Form, FormBody};
use super::page;
use super::page::{DeviceConfirmPage, DevicePage};
use super::password::sign_in;
use super::people::{Typed, hints};
use super::refusal::Problem;
use super::tenant::shown;
use crate::state::Handle;

const UNKNOWN_CODE: &str =
    "No device waits with this code. Check the letters; a code that is too old needs a new one.";
const FOREIGN_FORM: &str =
    "This page was not the one that was opened here. Try once more; cookies have to be allowed.";

/// The page where a code is entered.
#[utoipa::path(get, path = "/device", tag = "issuer", operation_id = "show_device_page",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")))]
pub(super) async fn show(
    State(sandbox): State<Handle>,
    call: OpenCall,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let query = Form::parse(&call.0.query).unwrap_or_default();
    match query.find("user_code").ok().flatten() {
        None => ask_for_code("", None),
        Some(typed) => match desk.state.devices.find_waiting(typed, desk.second()) {
            Some(request) => {
                let user_code = &normalized(typed);
                let typed = Typed::chosen(desk.directory, request.tenant.one(), &call.0.query, "");
                Confirmation { desk, headers: &headers, request, user_code }.render(typed, None)
            }
            None => ask_for_code(typed, Some(UNKNOWN_CODE)),
        },
    }
}

/// Approves or denies a device.
#[utoipa::path(post, path = "/device", tag = "issuer", operation_id = "submit_device_page",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The page, once more", body = String, content_type = "text/html")))]
pub(super) async fn submit(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    asked: AskedOrigin,
    headers: HeaderMap,
    RawBody(body): FormBody,
) -> Result<Response, Failure> {
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let form = match Form::read(body) {
        Ok(form) => form,
        Err(Problem::Refused(_)) => Form::default(),
        Err(Problem::Failed(failure)) => return Err(failure),
    };
    let field = |name: &str| form.find(name).ok().flatten().unwrap_or_default();
    let typed = field("user_code");
    let Some(request) = desk.state.devices.find_waiting(typed, desk.second()) else {
        return ask_for_code(typed, Some(UNKNOWN_CODE));
    };
    let user_code = &normalized(typed);
    let tenant = request.tenant;
    let confirmation = Confirmation { desk, headers: &headers, request, user_code };
    if !page::is_own_form(&headers, &desk.state.key, &confirmation.subject(), field("form_token")) {
        return confirmation.render(Typed::by(field("username")), Some(FOREIGN_FORM));
    }
    if field("decision") == "deny" {
        return decide(&desk, user_code, Verdict::Declined);
    }
    match sign_in(desk.directory, tenant, (field("username"), field("password")), true) {
        Ok(signed_in) => {
            let person = signed_in.person;
            let approval = Approval { tenant: person.tenant, user: person.id, has_mfa: signed_in.has_mfa };
            decide(&desk, user_code, Verdict::Approved(approval))
        }
        Err(refused) => {
            slow_down_guesses(&refused).await;
            confirmation.render(Typed::by(field("username")), Some(&refused.description()))
        }
    }
}

fn decide(desk: &Desk<'_>, user_code: &str, verdict: Verdict) -> Result<Response, Failure> {
    if !desk.state.devices.decide(user_code, verdict, desk.second()) {
        return ask_for_code(user_code, Some(UNKNOWN_CODE));
    }
    let (title, text) = match verdict {
        Verdict::Approved(_) => ("The device is signed in", "It goes on by itself within a few seconds."),
        Verdict::Declined => ("The device is not signed in", "You declined its sign-in."),
    };
    page::message(StatusCode::OK, title, text, "You can close this page.")
}

fn ask_for_code(user_code: &str, problem: Option<&str>) -> Result<Response, Failure> {
    let user_code = shown(user_code);
    let template = DevicePage { style: page::style(), user_code: &user_code, problem };
    page::show(status_of(problem), &template, &[])
}

/// The page that asks who approves.
struct Confirmation<'a> {
    desk: Desk<'a>,
    headers: &'a HeaderMap,
    request: DeviceRequest,
    /// As it was given out, not as it was typed.
    user_code: &'a str,
}

impl Confirmation<'_> {
    /// What the form's token is about.
    fn subject(&self) -> String {
        format!("device {}", self.user_code)
    }

    fn render(&self, typed: Typed<'_>, problem: Option<&str>) -> Result<Response, Failure> {
        let guard = page::guard(self.headers);
        let client = self.request.client.to_string();
        let application =
            self.desk.directory.find_application(&client).map_or(client.as_str(), |known| &known.name);
        let template = DeviceConfirmPage {
            style: page::style(),
            application,
            audience: self.request.wish.shown_audience(),
            user_code: self.user_code,
            form_token: &guard.token(&self.desk.state.key, &self.subject()),
            typed,
            problem,
            hints: hints(
                self.desk.directory,
                self.request.tenant.one(),
                ("/device", &format!("user_code={}", self.user_code)),
            ),
        };
        let mut response = page::show(status_of(problem), &template, &[])?;
        guard.set_cookie(&mut response, self.desk.origin)?;
        Ok(response)
    }
}

fn status_of(problem: Option<&str>) -> StatusCode {
    if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}
