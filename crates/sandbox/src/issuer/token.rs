//! The token endpoints of both versions: which grant, and how a problem is answered.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_vocabulary::parse_guid;
use serde_json::Value;

use super::answer::{UserGrant, Version, application_token, user_tokens};
use super::applications::client_credentials;
use super::client::{Client, is_basic};
use super::device::redeem_device_code;
use super::form::{Form, FormBody};
use super::on_behalf_of::act_on_behalf;
use super::password::sign_in;
use super::redeem::redeem;
use super::refresh::{UserConsent, refresh};
use super::refusal::{Problem, Reason, Refused, Trace};
use super::resource::Wish;
use super::tenant::{Tenant, TenantName, shown};
use super::{AskedOrigin, Desk, grants};
use crate::state::{Handle, Sandbox};
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::call::RequestInfo;
use qualify_server::api::extract::OpenCall;
use qualify_server::clock::fresh_guid;

/// How long the answer to a wrong secret or password waits: long against whoever guesses, short for whoever mistypes.
const GUESS_DELAY: Duration = Duration::from_millis(200);

/// One request to the issuer.
pub(super) struct Exchange {
    pub(super) tenant: String,
    pub(super) asked: AskedOrigin,
    pub(super) headers: HeaderMap,
    pub(super) form: Result<Form, Problem>,
}

/// Gives tokens for a grant.
#[utoipa::path(post, path = "/{tenant}/oauth2/token", tag = "issuer", operation_id = "exchange_grant_v1",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Tokens"),
        (status = 400, description = "An error of OAuth 2.0"), (status = 401, description = "An error of OAuth 2.0")))]
pub(super) async fn exchange_v1(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
    RawBody(body): FormBody,
) -> Response {
    let exchange = Exchange { tenant, asked, headers, form: Form::read(body) };
    exchange_token(&sandbox, &call.0, exchange, Version::V1).await
}

/// Gives tokens for a grant.
#[utoipa::path(post, path = "/{tenant}/oauth2/v2.0/token", tag = "issuer", operation_id = "exchange_grant_v2",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Tokens"),
        (status = 400, description = "An error of OAuth 2.0"), (status = 401, description = "An error of OAuth 2.0")))]
pub(super) async fn exchange_v2(
    State(sandbox): State<Handle>,
    call: OpenCall,
    TenantName(tenant): TenantName,
    asked: AskedOrigin,
    headers: HeaderMap,
    RawBody(body): FormBody,
) -> Response {
    let exchange = Exchange { tenant, asked, headers, form: Form::read(body) };
    exchange_token(&sandbox, &call.0, exchange, Version::V2).await
}

async fn exchange_token(
    sandbox: &Sandbox,
    info: &RequestInfo,
    exchange: Exchange,
    version: Version,
) -> Response {
    let trace = trace_of(sandbox, info, &exchange.headers);
    match issue(sandbox, exchange, version).await {
        Ok(response) => response,
        Err(problem) => answer_problem(&trace, problem).await,
    }
}

/// Answers a problem; one that a guess would meet not at once, without holding a thread.
pub(super) async fn answer_problem(trace: &Trace, problem: Problem) -> Response {
    if let Problem::Refused(refused) = &problem {
        slow_down_guesses(refused).await;
    }
    trace.answer(problem)
}

/// Waits where somebody may be guessing.
pub(super) async fn slow_down_guesses(refused: &Refused) {
    if refused.is_guess() {
        tokio::time::sleep(GUESS_DELAY).await;
    }
}

/// What a document of the issuer's says, or why it says nothing.
pub(super) fn answer_document(
    sandbox: &Sandbox,
    call: &OpenCall,
    headers: &HeaderMap,
    outcome: Result<Value, Problem>,
) -> Response {
    match outcome {
        Ok(document) => answer::json(StatusCode::OK, &document),
        Err(problem) => trace_of(sandbox, &call.0, headers).answer(problem),
    }
}

/// The ids of a request; MSAL sends its own in the query or a header.
pub(super) fn trace_of(sandbox: &Sandbox, info: &RequestInfo, headers: &HeaderMap) -> Trace {
    let in_header =
        headers.get("client-request-id").and_then(|value| value.to_str().ok()).and_then(parse_guid);
    let in_query = || {
        let query = qualify_server::api::path::QueryValues::new(&info.query);
        query.find("client-request-id").as_deref().and_then(parse_guid)
    };
    let correlation_id = in_header.or_else(in_query).map(|guid| guid.to_string());
    Trace {
        id: fresh_guid().to_string(),
        correlation_id: correlation_id.unwrap_or_else(|| info.correlation_id.to_string()),
        now: sandbox.clock.real_now(),
        is_basic: is_basic(headers),
    }
}

/// The grants, by their names on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GrantType {
    ClientCredentials,
    AuthorizationCode,
    RefreshToken,
    Password,
    DeviceCode,
    OnBehalfOf,
}

/// Their names, compared without case (contract 9.4.5).
const GRANT_TYPES: [(&str, GrantType); 7] = [
    ("client_credentials", GrantType::ClientCredentials),
    ("authorization_code", GrantType::AuthorizationCode),
    ("refresh_token", GrantType::RefreshToken),
    ("password", GrantType::Password),
    ("urn:ietf:params:oauth:grant-type:device_code", GrantType::DeviceCode),
    ("device_code", GrantType::DeviceCode),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", GrantType::OnBehalfOf),
];

impl GrantType {
    fn parse(name: &str) -> Result<Self, Refused> {
        let known = GRANT_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|(_, grant_type)| *grant_type).ok_or_else(|| {
            Refused::new(
                Reason::UnsupportedGrant,
                format!("The app requested an unsupported grant type '{}'.", shown(name)),
            )
        })
    }
}

async fn issue(sandbox: &Sandbox, exchange: Exchange, version: Version) -> Result<Response, Problem> {
    let desk = Desk::of(sandbox, &exchange.asked);
    let form = exchange.form?;
    let tenant = Tenant::parse(&desk, &exchange.tenant)?;
    let grant_type = GrantType::parse(form.get("grant_type")?)?;
    let client = Client::identify(&desk, tenant, &form, &exchange.headers)?;
    let grant = match grant_type {
        GrantType::ClientCredentials => {
            let missing = match version {
                Version::V1 => "resource",
                Version::V2 => "scope",
            };
            let token = client_credentials(&desk, tenant, client, &form, missing)?;
            return Ok(application_token(&desk, version, &token));
        }
        GrantType::AuthorizationCode => redeem(&desk, tenant, client, &form).await?,
        GrantType::RefreshToken => refresh(&desk, tenant, client, &form).await?,
        GrantType::Password => password(&desk, tenant, client, &form).await?,
        GrantType::DeviceCode => redeem_device_code(&desk, tenant, client, &form).await?,
        GrantType::OnBehalfOf => act_on_behalf(&desk, tenant, client, &form).await?,
    };
    user_tokens(&desk, version, &grant)
}

/// `grant_type=password`.
async fn password(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
) -> Result<UserGrant, Problem> {
    client.require_user_flow()?;
    let wish = Wish::read(form)?;
    let credentials = (form.get("username")?, form.get("password")?);
    let signed_in = sign_in(desk.directory, tenant, credentials, false)?;
    let person = signed_in.person;
    let audience = wish.audience.clone().unwrap_or_else(|| person.role.audience().to_owned());
    let consent = UserConsent {
        client: client.application.id,
        is_confidential: client.is_confidential(),
        tenant: person.tenant,
        user: person.id,
        has_mfa: signed_in.has_mfa,
        scope: wish.user_scope(&audience),
        audience,
    };
    let refresh_token = grants::begin(desk, consent).await?;
    Ok(UserGrant { refresh_token, proof: client.proof, nonce: None })
}
