//! What every page stands behind: who signed in with this browser, whether the row lets them see the page, and for a form
//! whether their own page sent it. In this order:
//!
//! 1. the session is found;
//! 2. a form of another origin is refused;
//! 3. whoever has not signed in is led to where that is done;
//! 4. whoever is somebody else than the row names is refused;
//! 5. a form without a token of its session is refused;
//! 6. the handler runs, and what it refuses becomes a page.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRef as _, FromRequest as _, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::MethodRouter;
use http::{HeaderValue, Method, StatusCode, header};
use qualify_contract::errors::ErrorKind;
use qualify_server::api::body::{Bodies, RawBody};
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::auth::Identity;
use qualify_wire::endpoints::{AuthMode, Endpoint, Role};

use crate::error::{self, PageError};
use crate::form::{self, FORM_BYTES_MAX, SentForm, TOKEN_FIELD};
use crate::sign_in;
use crate::state::Dashboard;
use crate::visit::Visit;

/// A handler behind what its row asks for.
pub(crate) fn around(handler: MethodRouter, dashboard: &Dashboard, row: &'static Endpoint) -> MethodRouter {
    let dashboard = dashboard.clone();
    handler.route_layer(from_fn(move |call: OpenCall, request: Request, next: Next| {
        let dashboard = dashboard.clone();
        async move { guard(&dashboard, row, call, request, next).await }
    }))
}

async fn guard(
    dashboard: &Dashboard,
    row: &'static Endpoint,
    OpenCall(info): OpenCall,
    request: Request,
    next: Next,
) -> Response {
    let visit = match Visit::of(dashboard, &info, request.headers()).await {
        Ok(visit) => Arc::new(visit),
        Err(failed) => {
            let visit = Visit::without_session(dashboard, &info, request.headers());
            return error::shown(&visit, PageError::from(failed).into_response());
        }
    };
    let answer = answer(&visit, row, request, next).await;
    error::shown(&visit, answer.unwrap_or_else(PageError::into_response))
}

async fn answer(
    visit: &Arc<Visit>,
    row: &Endpoint,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let is_form = !matches!(*request.method(), Method::GET | Method::HEAD);
    if is_form && !visit.origin.is_own(request.headers()) {
        return Err(refused(ErrorKind::AccessDenied, visit.texts().error_foreign_form()));
    }
    if row.is_of_a_session() {
        let Some(session) = &visit.session else { return sign_in_first(visit, request).await };
        visit.info.identified(Arc::clone(&session.identity));
        check_who(visit, row, &session.identity)?;
        visit.dashboard.check_counted(row.counted, &session.identity)?;
    }
    let mut request = if is_form { with_form(visit, row, request).await? } else { request };
    request.extensions_mut().insert(Arc::clone(visit));
    Ok(next.run(request).await)
}

/// Refuses whoever is somebody else than the row names.
fn check_who(visit: &Visit, row: &Endpoint, identity: &Identity) -> Result<(), PageError> {
    let texts = visit.texts();
    let is_right = match (row.auth, identity) {
        (AuthMode::Page, _)
        | (AuthMode::PartnerPage, Identity::Partner(_))
        | (AuthMode::StaffPage, Identity::Staff(_)) => true,
        (AuthMode::PartnerPage, Identity::Staff(_)) => {
            return Err(refused(ErrorKind::AccessDenied, texts.error_for_partners()));
        }
        (AuthMode::StaffPage, Identity::Partner(_)) => {
            return Err(refused(ErrorKind::AccessDenied, texts.error_for_staff()));
        }
        (AuthMode::Both | AuthMode::User | AuthMode::Staff | AuthMode::None, _) => false,
    };
    let has_role = match (row.role, identity) {
        (Role::Any, _) => true,
        (Role::Writer, Identity::Partner(principal)) => principal.caller.check_may_write().is_ok(),
        (Role::Staff(roles), Identity::Staff(staff)) => staff.roles.iter().any(|role| roles.contains(role)),
        (Role::Writer, Identity::Staff(_)) | (Role::Staff(_), Identity::Partner(_)) => false,
    };
    if is_right && has_role { Ok(()) } else { Err(refused(ErrorKind::RoleNotSufficient, texts.error_role())) }
}

/// The request with its fields, if the session's own page sent them. Of files there is no form here: they come with the
/// token in the query.
async fn with_form(visit: &Visit, row: &Endpoint, request: Request) -> Result<Request, PageError> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let has_files = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let (mut request, form) = if has_files {
        let query = SentForm::parse(&visit.info.query);
        (request, query)
    } else {
        let (parts, body) = request.into_parts();
        let bodies = Bodies::from_ref(&visit.dashboard);
        let form = read_form(Request::from_parts(parts.clone(), body), &bodies).await?;
        (Request::from_parts(parts, Body::empty()), form)
    };
    if row.is_of_a_session() {
        let secret = visit.session.as_ref().map(|session| &session.kept.csrf_secret);
        if !secret.is_some_and(|secret| form::is_token(secret, form.text(TOKEN_FIELD))) {
            return Err(refused(ErrorKind::AccessDenied, visit.texts().error_form_token()));
        }
    }
    request.extensions_mut().insert(Arc::new(form));
    Ok(request)
}

async fn read_form(request: Request, bodies: &Bodies) -> Result<SentForm, PageError> {
    let Ok(RawBody(body)) = RawBody::<FORM_BYTES_MAX>::from_request(request, bodies).await;
    let bytes = body.map_err(Failure::from)?;
    Ok(SentForm::parse(&String::from_utf8_lossy(&bytes)))
}

/// Leads to where one signs in. What somebody wrote whose session ended meanwhile is kept until they are back.
async fn sign_in_first(visit: &Visit, request: Request) -> Result<Response, PageError> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let address = sign_in::address_for(&visit.address());
        if visit.is_of_script {
            // A script follows a redirect by itself, and would put the page of the sign-in into another one.
            let mut response = StatusCode::NO_CONTENT.into_response();
            if let Ok(address) = HeaderValue::try_from(address) {
                response.headers_mut().insert("hx-redirect", address);
            }
            return Ok(response);
        }
        return Ok(Redirect::to(&address).into_response());
    }
    let sent = request.headers().clone();
    let form = read_form(request, &Bodies::from_ref(&visit.dashboard)).await?;
    sign_in::kept::ask_again(visit, &sent, &form).await
}

fn refused(kind: ErrorKind, text: &'static str) -> PageError {
    Failure::new(kind, text).into()
}
