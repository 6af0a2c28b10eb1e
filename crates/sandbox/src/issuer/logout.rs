//! The end of a sign-in: the refresh tokens of whoever signs out are refused from then on, and the browser goes back to the
//! application, if that is one's own address. Sessions, which would say who that is, this issuer keeps none of: the request
//! says it by `id_token_hint` or `logout_hint`.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_domain::ports::GrantChoice;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::auth::OwnUser;
use qualify_vocabulary::ApplicationId;

use super::asked::AskedOrigin;
use super::authorize::answer_problem;
use super::desk::Desk;
use super::exchange::trace_of;
use super::form::Form;
use super::redirect::is_registered;
use super::refusal::{Problem, Reason, Refused};
use super::respond::{encoded, redirect};
use super::tenant::{Tenant, TenantName, shown};
use super::{grants, page};
use crate::state::Handle;

/// What is shown to whoever has no way back.
const NO_SESSIONS: &str = "The sandbox's issuer keeps no sessions: every sign-in asks for the password.";
const ENDED: &str =
    "Your refresh tokens for the application are good no longer, and every sign-in asks for the password.";

/// Signs a user out.
#[utoipa::path(get, path = "/{tenant}/oauth2/v2.0/logout", tag = "issuer", operation_id = "sign_out",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 302, description = "Back to the application"), (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn sign_out(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let (way_back, whose) = match read(&desk, &tenant, &call.0.query) {
        Ok(request) => request,
        Err(problem) => return answer_problem(&trace_of(&sandbox, &call.0, &headers), problem.into()),
    };
    let ended = match whose {
        Some(choice) => call.0.meter.measure(grants::end(&desk, choice)).await?,
        None => 0,
    };
    match way_back {
        Some(address) => redirect(&address),
        None => page::message(
            StatusCode::OK,
            "You are signed out",
            if ended > 0 { ENDED } else { NO_SESSIONS },
            "You can close this page.",
        ),
    }
}

/// Where the browser goes, and whose sign-ins end.
fn read(
    desk: &Desk<'_>,
    tenant: &str,
    query: &str,
) -> Result<(Option<String>, Option<GrantChoice>), Problem> {
    let tenant = desk.tenant(tenant)?;
    let query = Form::parse(query)?;
    Ok((way_back(desk, &query)?, whose(desk, tenant, &query)?))
}

/// Where the browser goes, if the request says so and an application has registered it.
fn way_back(desk: &Desk<'_>, query: &Form) -> Result<Option<String>, Refused> {
    let Some(address) = query.find("post_logout_redirect_uri")? else { return Ok(None) };
    let is_known = match query.find("client_id")? {
        Some(id) => desk
            .directory
            .find_application(id)
            .is_some_and(|known| is_registered(&known.redirect_uris, address)),
        None => {
            desk.directory.applications().iter().any(|known| is_registered(&known.redirect_uris, address))
        }
    };
    if !is_known {
        let text = format!("The post_logout_redirect_uri '{}' is not registered.", shown(address));
        return Err(Refused::new(Reason::RedirectMismatch, text));
    }
    let Some(state) = query.find("state")? else { return Ok(Some(address.to_owned())) };
    let mark = if address.contains('?') { '&' } else { '?' };
    Ok(Some(format!("{address}{mark}{}", encoded(&[("state", state)]))))
}

/// Who signs out, and from what: by an ID token, from the application that it is for; by name, from the one that asks or from
/// all. A hint that says nothing ends nothing (OpenID Connect RP-Initiated Logout, 2).
fn whose(desk: &Desk<'_>, tenant: Tenant, query: &Form) -> Result<Option<GrantChoice>, Refused> {
    let is_here = |users| tenant.one().is_none_or(|tenant| tenant == users);
    if let Some(hint) = query.find("id_token_hint")? {
        let known = OwnUser::of_id_token(desk.issuer, hint).ok().filter(|known| is_here(known.tenant));
        return Ok(known.and_then(|known| {
            let application = known.audiences.first().and_then(|id| ApplicationId::parse(id).ok())?;
            Some(GrantChoice::OfUserTo(known.user, application))
        }));
    }
    let Some(name) = query.find("logout_hint")? else { return Ok(None) };
    let person = desk.directory.find_person(name.trim()).filter(|person| is_here(person.tenant));
    let application = query.find("client_id")?.and_then(|id| desk.directory.find_application(id));
    Ok(person.map(|person| match application {
        Some(application) => GrantChoice::OfUserTo(person.id, application.id),
        None => GrantChoice::OfUser(person.id),
    }))
}
