//! S18: the exchange of a token, which clients from before 2021 do after they signed in (contract 5.5). The same token
//! comes back: its signature and rights are what they are.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use qualify_contract::errors::ErrorKind;
use qualify_contract::v1::exchange::{ExchangedToken, JWT_TOKEN_GRANT, TokenExchange};

use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::PartnerCall;
use crate::api::failure::Failure;
use crate::api::path::QueryValues;
use crate::app::App;
use crate::auth::bearer_token;

/// S18: exchange a token.
#[utoipa::path(post, path = "/generatetoken", tag = "sign-in",
    request_body(content = TokenExchange, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The same token with the rest of its life", body = ExchangedToken)))]
pub(crate) async fn exchange_token(
    state: State<Arc<App>>,
    call: PartnerCall,
    headers: HeaderMap,
    body: RawBody,
) -> Result<Response, Failure> {
    exchange(&state, &call, &headers, body)
}

/// S18 under the path that stayed after 2025.
#[utoipa::path(post, path = "/v3/generatetoken", tag = "sign-in",
    request_body(content = TokenExchange, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The same token with the rest of its life", body = ExchangedToken)))]
pub(crate) async fn exchange_token_v3(
    state: State<Arc<App>>,
    call: PartnerCall,
    headers: HeaderMap,
    body: RawBody,
) -> Result<Response, Failure> {
    exchange(&state, &call, &headers, body)
}

fn exchange(
    app: &App,
    call: &PartnerCall,
    headers: &HeaderMap,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    check_grant(&body?)?;
    let access_token = bearer_token(headers.get(header::AUTHORIZATION))?.to_owned();
    let rest = call.principal().expires_at.duration_since(app.clock.real_now());
    let token = ExchangedToken {
        access_token,
        token_type: "bearer".into(),
        // A token is taken some minutes longer than it lives.
        expires_in: rest.as_secs().max(0),
    };
    Ok(answer::json(StatusCode::OK, &token))
}

/// A form reads like a query.
fn check_grant(body: &[u8]) -> Result<(), Failure> {
    let form = std::str::from_utf8(body).unwrap_or_default();
    let grant = QueryValues::new(form.trim()).find("grant_type");
    if grant.is_some_and(|grant| grant.trim().eq_ignore_ascii_case(JWT_TOKEN_GRANT)) {
        return Ok(());
    }
    Err(Failure::new(
        ErrorKind::InvalidInput,
        "The body must be the form grant_type=jwt_token; the token to exchange goes into Authorization.",
    ))
}
