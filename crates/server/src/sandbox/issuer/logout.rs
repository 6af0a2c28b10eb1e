//! The end of a session, of which this issuer keeps none: the browser goes back to the application, if that is one's
//! own address.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::Desk;
use super::authorize::answer_problem;
use super::form::Form;
use super::page;
use super::redirect::is_registered;
use super::refusal::{Problem, Reason, Refused};
use super::respond::{encoded, redirect};
use super::tenant::{Tenant, TenantName, shown};
use super::token::trace_of;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;

/// Signs a user out.
#[utoipa::path(get, path = "/{tenant}/oauth2/v2.0/logout", tag = "issuer", operation_id = "sign_out",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 302, description = "Back to the application"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app)?;
    match way_back(&desk, &tenant, &call.0.query) {
        Ok(Some(address)) => redirect(&address),
        Ok(None) => page::message(
            StatusCode::OK,
            "You are signed out",
            "The sandbox's issuer keeps no sessions: every sign-in asks for the password.",
            "You can close this page.",
        ),
        Err(problem) => answer_problem(&trace_of(&app, &call.0, &headers), problem.into()),
    }
}

/// Where the browser goes, if the request says so and an application has registered it.
fn way_back(desk: &Desk<'_>, tenant: &str, query: &str) -> Result<Option<String>, Problem> {
    Tenant::parse(desk, tenant)?;
    let query = Form::parse(query)?;
    let Some(address) = query.find("post_logout_redirect_uri")? else { return Ok(None) };
    let is_known = match query.find("client_id")? {
        Some(id) => desk.directory.find_application(id).is_some_and(|known| is_registered(known, address)),
        None => desk.directory.applications().iter().any(|known| is_registered(known, address)),
    };
    if !is_known {
        let text = format!("The post_logout_redirect_uri '{}' is not registered.", shown(address));
        return Err(Refused::new(Reason::RedirectMismatch, text).into());
    }
    let Some(state) = query.find("state")? else { return Ok(Some(address.to_owned())) };
    let mark = if address.contains('?') { '&' } else { '?' };
    Ok(Some(format!("{address}{mark}{}", encoded(&[("state", state)]))))
}
