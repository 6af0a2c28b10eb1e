//! The sign-in page.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_server::api::body::RawBody;
use qualify_server::api::call::RequestInfo;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;

use super::asked::AskedOrigin;
use super::authorize::{AuthorizationRequest, answer_problem};
use super::desk::Desk;
use super::exchange::{slow_down_guesses, trace_of};
use super::form::{Form, FormBody};
use super::page;
use super::page::SignInPage;
use super::password::sign_in;
use super::people::{Typed, hints};
use super::refusal::{Reason, Refused};
use super::tenant::TenantName;
use crate::state::Handle;

/// The page where a user signs in.
#[utoipa::path(get, path = "/{tenant}/oauth2/v2.0/authorize", tag = "issuer", operation_id = "show_sign_in",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 302, description = "Back to the application"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn show(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let OpenCall(info) = call;
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    match AuthorizationRequest::read(&desk, &tenant, &info.query) {
        Ok(request) => {
            let tenant = request.tenant.one();
            let typed = Typed::chosen(desk.directory, tenant, &info.query, &request.login_hint);
            render(&desk, &request, (&info, &headers), typed, None)
        }
        Err(problem) => answer_problem(&trace_of(&sandbox, &info, &headers), problem),
    }
}

/// Signs a user in.
#[utoipa::path(post, path = "/{tenant}/oauth2/v2.0/authorize", tag = "issuer", operation_id = "submit_sign_in",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The page, once more", body = String, content_type = "text/html"),
        (status = 302, description = "Back to the application"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn submit(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
    RawBody(body): FormBody,
) -> Result<Response, Failure> {
    let OpenCall(info) = call;
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let trace = trace_of(&sandbox, &info, &headers);
    // The request is read anew: what the page showed may have been changed on the way.
    let request = match AuthorizationRequest::read(&desk, &tenant, &info.query) {
        Ok(request) => request,
        Err(problem) => return answer_problem(&trace, problem),
    };
    let form = match Form::read(body) {
        Ok(form) => form,
        Err(problem) => return answer_problem(&trace, problem.into()),
    };
    let field = |name: &str| form.find(name).ok().flatten().unwrap_or_default();
    let again = |problem: &str| {
        render(&desk, &request, (&info, &headers), Typed::by(field("username")), Some(problem))
    };
    if !page::is_own_form(&headers, &desk.state.key, &subject(&info), field("form_token")) {
        return again(
            "This page was not the one that was opened here. Sign in once more; cookies have to be allowed.",
        );
    }
    if field("decision") == "cancel" {
        let refused = Refused::new(Reason::Cancelled, "The user declined to sign in.");
        let description = trace.describe(&refused);
        return request.back.send(&[("error", refused.error()), ("error_description", &description)]);
    }
    let credentials = (field("username"), field("password"));
    match sign_in(desk.directory, request.tenant, credentials, true) {
        Ok(signed_in) => request.grant(&desk, signed_in),
        Err(refused) => {
            slow_down_guesses(&refused).await;
            again(&refused.description())
        }
    }
}

/// What the form's token is about: this request and no other.
fn subject(info: &RequestInfo) -> String {
    format!("{}?{}", info.path, info.query)
}

fn render(
    desk: &Desk<'_>,
    request: &AuthorizationRequest<'_>,
    (info, headers): (&RequestInfo, &HeaderMap),
    typed: Typed<'_>,
    problem: Option<&str>,
) -> Result<Response, Failure> {
    let guard = page::guard(headers);
    let action = subject(info);
    let template = SignInPage {
        style: page::style(),
        application: &request.application.name,
        audience: request.wish.shown_audience(),
        form_token: &guard.token(&desk.state.key, &action),
        action: &action,
        typed,
        problem,
        hints: hints(desk.directory, request.tenant.one(), (&info.path, &info.query)),
    };
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let mut response = page::show(status, &template, &[&request.back.redirect_uri])?;
    guard.set_cookie(&mut response, desk.origin)?;
    Ok(response)
}
