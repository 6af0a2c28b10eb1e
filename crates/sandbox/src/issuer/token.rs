//! The token endpoints of both versions: which grant, and how a problem is answered.

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use qualify_server::api::body::RawBody;
use qualify_server::api::call::RequestInfo;
use qualify_server::api::extract::OpenCall;

use super::answer::{application_token, user_tokens};
use super::applications::client_credentials;
use super::asked::AskedOrigin;
use super::client::Client;
use super::desk::Desk;
use super::device::redeem_device_code;
use super::exchange::Exchange;
use super::exchange::answer_problem;
use super::exchange::trace_of;
use super::form::{Form, FormBody};
use super::grants;
use super::issued::{UserGrant, Version};
use super::on_behalf_of::act_on_behalf;
use super::password::sign_in;
use super::redeem::redeem;
use super::refresh::refresh;
use super::refresh_token::UserConsent;
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::{Tenant, TenantName, shown};
use crate::state::{Handle, Sandbox};

/// The most bytes of an answer with tokens.
const TOKENS_BYTES_MAX: usize = 64 << 10;

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

/// The answer to a form as the service's own pages send it; none where no tokens are given.
pub(crate) async fn redeem_in_process(sandbox: &Sandbox, origin: &str, form: String) -> Option<Bytes> {
    let form = Form::parse(&form).map_err(Problem::from);
    let asked = AskedOrigin(origin.to_owned());
    let exchange = Exchange { tenant: "organizations".to_owned(), asked, headers: HeaderMap::new(), form };
    let answer = issue(sandbox, exchange, Version::V2).await.ok()?;
    axum::body::to_bytes(answer.into_body(), TOKENS_BYTES_MAX).await.ok()
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
    let directory = sandbox.directory();
    let desk = Desk::of(sandbox, &directory, &exchange.asked);
    let form = exchange.form?;
    let tenant = desk.tenant(&exchange.tenant)?;
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
