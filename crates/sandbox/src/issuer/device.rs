//! The device flow (RFC 8628): the start, the grant, and the approval that needs no person.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::GrantChoice;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::Deserialize;
use serde_json::json;

use super::asked::AskedOrigin;
use super::client::Client;
use super::desk::Desk;
use super::device_codes::{Approval, DeviceRequest, Verdict};
use super::exchange::{Exchange, answer_problem, trace_of};
use super::form::{Form, FormBody};
use super::granted::GrantedAudience;
use super::grants;
use super::issued::{UserGrant, Version};
use super::password::{check_account, find_person};
use super::refresh_token::UserConsent;
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::{Tenant, TenantName};
use super::uncached::uncached_json;
use crate::state::{Handle, Sandbox};

/// Begins a sign-in on another device.
#[utoipa::path(post, path = "/{tenant}/oauth2/devicecode", tag = "issuer", operation_id = "start_device_v1",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A code for the device and one for the user"),
        (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn start_v1(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
    RawBody(body): FormBody,
) -> Response {
    let exchange = Exchange { tenant, asked, headers, form: Form::read(body) };
    start(&sandbox, call, exchange, Version::V1).await
}

/// Begins a sign-in on another device.
#[utoipa::path(post, path = "/{tenant}/oauth2/v2.0/devicecode", tag = "issuer", operation_id = "start_device_v2",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A code for the device and one for the user"),
        (status = 400, description = "An error of OAuth 2.0")))]
pub(super) async fn start_v2(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
    RawBody(body): FormBody,
) -> Response {
    let exchange = Exchange { tenant, asked, headers, form: Form::read(body) };
    start(&sandbox, call, exchange, Version::V2).await
}

async fn start(sandbox: &Sandbox, call: OpenCall, exchange: Exchange, version: Version) -> Response {
    let trace = trace_of(sandbox, &call.0, &exchange.headers);
    match issue_codes(sandbox, exchange, version) {
        Ok(response) => response,
        Err(problem) => answer_problem(&trace, problem).await,
    }
}

fn issue_codes(sandbox: &Sandbox, exchange: Exchange, version: Version) -> Result<Response, Problem> {
    let directory = sandbox.directory();
    let desk = Desk::of(sandbox, &directory, &exchange.asked);
    let form = exchange.form?;
    let tenant = desk.tenant(&exchange.tenant)?;
    let client = Client::identify(&desk, tenant, &form, &exchange.headers)?;
    client.require_user_flow()?;
    let request = DeviceRequest { client: client.application.id, tenant, wish: Wish::read(&form)? };
    let (lifetime, interval) = (desk.state.times.device_code, desk.state.times.device_poll);
    let issued = desk.state.devices.issue(request, desk.second(), lifetime);
    let page = format!("{}/device", desk.origin);
    let message = format!(
        "To sign in, use a web browser to open the page {page} and enter the code {} to authenticate.",
        issued.user_code
    );
    let mut body = json!({
        "user_code": issued.user_code,
        "device_code": issued.device_code,
        "verification_uri": page,
        "verification_url": page,
        "verification_uri_complete": format!("{page}?user_code={}", issued.user_code),
        "expires_in": lifetime,
        "interval": interval,
        "message": message,
    });
    if version == Version::V1 {
        body["expires_in"] = json!(lifetime.to_string());
        body["interval"] = json!(interval.to_string());
    }
    Ok(uncached_json(StatusCode::OK, &body))
}

/// `grant_type=device_code`, under either of its names.
pub(super) async fn redeem_device_code(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
) -> Result<UserGrant, Problem> {
    client.require_user_flow()?;
    let device_code = match form.find("device_code")? {
        Some(code) => code,
        // The name of version 1.0.
        None => form.find("code")?.ok_or_else(|| Refused::missing("device_code"))?,
    };
    let asked = Wish::read(form)?;
    let times = (desk.second(), desk.state.times.device_poll);
    let consent =
        desk.state.devices.poll(device_code, client.application.id, times, |request, approval| {
            consent_of(desk, tenant, client, &asked, request, approval)
        })?;
    // The code is used up last: a store that is busy costs nobody a sign-in.
    let refresh_token = grants::begin(desk, consent).await?;
    if let Err(refused) = desk.state.devices.use_up(device_code) {
        grants::end(desk, GrantChoice::One(refresh_token.grant)).await?;
        return Err(refused.into());
    }
    Ok(UserGrant { refresh_token, proof: client.proof, nonce: None })
}

/// What the user who approved the device allowed the client that asks now.
fn consent_of(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    asked: &Wish,
    request: &DeviceRequest,
    Approval { tenant: users, user, has_mfa }: Approval,
) -> Result<UserConsent, Refused> {
    if tenant.one().is_some_and(|tenant| tenant != users) {
        return Err(Refused::new(
            Reason::UserUnknown,
            "The user who approved the device is of another tenant. Ask the token endpoint where the flow began.",
        ));
    }
    let person = desk
        .directory
        .find_person_by_id(user)
        .ok_or_else(|| Refused::new(Reason::UserUnknown, "The user is no longer in the directory."))?;
    // Some clients name the scopes at the start, some when they ask, some both times: what was shown counts.
    let granted = GrantedAudience::of(&request.wish, person);
    let audience = granted.settle(desk.issuer, asked.audience.as_deref())?;
    let wish = if asked.audience.is_some() { asked } else { &request.wish };
    Ok(UserConsent {
        client: client.application.id,
        is_confidential: client.is_confidential(),
        tenant: users,
        user,
        has_mfa,
        scope: wish.user_scope(&audience),
        audience,
    })
}

/// `POST /sandbox/device/approve` (design 7); the members are fixed names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovalBody {
    user_code: String,
    user: Option<String>,
    #[serde(default)]
    decision: Decision,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Decision {
    #[default]
    Approve,
    Deny,
}

/// Answers a device's question for a user, as a test would: without a page and a password.
#[utoipa::path(post, path = "/sandbox/device/approve", tag = "sandbox", operation_id = "approve_device",
    responses((status = 200, description = "Approved, or denied")))]
pub(crate) async fn approve(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    asked: AskedOrigin,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let approval: ApprovalBody = json::read_strict(&body?).map_err(ApiError::from)?;
    let directory = sandbox.directory();
    let desk = Desk::of(&sandbox, &directory, &asked);
    let request = desk.state.devices.find_waiting(&approval.user_code, desk.second());
    let request = request.ok_or_else(|| unusable("No device waits with this user_code."))?;
    let (verdict, status) = match approval.decision {
        Decision::Approve => (approval.by(&desk, request.tenant)?, "approved"),
        Decision::Deny => (Verdict::Declined, "denied"),
    };
    if !desk.state.devices.decide(&approval.user_code, verdict, desk.second()) {
        return Err(unusable("The device has its answer already."));
    }
    Ok(answer::json(StatusCode::OK, &json!({ "status": status })))
}

impl ApprovalBody {
    fn by(&self, desk: &Desk<'_>, tenant: Tenant) -> Result<Verdict, Failure> {
        let name = self.user.as_deref().ok_or_else(|| unusable("user is missing: who approves?"))?;
        let person = find_person(desk.directory, tenant, name)
            .and_then(|person| check_account(person).map(|()| person))
            .map_err(|refused| Failure::new(ErrorKind::InvalidProperty, refused.description()))?;
        let has_mfa = person.has_mfa || person.requires_mfa;
        let approval = Approval { tenant: person.tenant, user: person.id, has_mfa };
        Ok(Verdict::Approved(approval))
    }
}

fn unusable(text: &'static str) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, text)
}
