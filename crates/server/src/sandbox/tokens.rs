//! `POST /sandbox/token`: a token for anybody who asks, good or bad on purpose (design 7).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::{ApiError, ErrorKind};
use qualify_contract::json;
use qualify_vocabulary::{PartnerId, SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Directory, sandbox_of};
use crate::api::answer;
use crate::api::body::RawBody;
use crate::api::extract::OpenCall;
use crate::api::failure::Failure;
use crate::app::App;
use crate::auth::{OPERATOR_AUDIENCE, PARTNER_CENTER_AUDIENCES, STAFF_TENANT, TokenClaims, TokenUser};

/// How long a token lives, unless asked otherwise, in seconds.
const LIFETIME_SECONDS: i64 = 3600;

/// The longest and, backwards, the shortest lifetime: ten years.
const LIFETIME_SECONDS_MAX: u64 = 10 * 366 * 24 * 3600;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct TokenRequest {
    kind: TokenKind,
    partner: Option<String>,
    user: Option<String>,
    mfa: Option<bool>,
    roles: Option<Vec<String>>,
    audience: Option<String>,
    expires_in_seconds: Option<i64>,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    #[default]
    #[serde(rename = "app+user")]
    User,
    #[serde(rename = "app-only")]
    Application,
    #[serde(rename = "staff")]
    Staff,
}

/// The OAuth names of the members are part of the fixed names.
#[derive(Serialize)]
struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
}

pub(super) async fn mint(
    State(app): State<Arc<App>>,
    _call: OpenCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let body = body?;
    let request: TokenRequest = if body.trim_ascii().is_empty() {
        TokenRequest::default()
    } else {
        json::read_strict(&body).map_err(ApiError::from)?
    };
    let sandbox = sandbox_of(&app)?;
    let expires_in = request.expires_in_seconds.unwrap_or(LIFETIME_SECONDS);
    if expires_in.unsigned_abs() > LIFETIME_SECONDS_MAX {
        return Err(unusable("expiresInSeconds must lie within ten years, before or after now."));
    }
    let claims = claims_of(&sandbox.directory, request, app.clock.real_now(), expires_in)?;
    let access_token =
        sandbox.issuer.mint(&claims).map_err(|error| Failure::Internal { cause: error.to_string() })?;
    Ok(answer::json(StatusCode::OK, &TokenAnswer { access_token, token_type: "Bearer", expires_in }))
}

fn unusable(text: &'static str) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, text)
}

fn claims_of(
    directory: &Directory,
    request: TokenRequest,
    now: Timestamp,
    expires_in: i64,
) -> Result<TokenClaims, Failure> {
    let expires_at = now.checked_add(SignedDuration::from_secs(expires_in)).unwrap_or(now);
    // A token that has expired was issued before that.
    let issued_at =
        now.min(expires_at.checked_sub(SignedDuration::from_secs(LIFETIME_SECONDS)).unwrap_or(now));
    let issued_at = if expires_in > 0 { now } else { issued_at };
    let subject = match request.kind {
        TokenKind::User => user_subject(directory, &request)?,
        TokenKind::Application => application_subject(directory, &request)?,
        TokenKind::Staff => staff_subject(directory, &request)?,
    };
    Ok(TokenClaims {
        tenant: subject.tenant,
        audience: request.audience.unwrap_or_else(|| subject.audience.to_owned()),
        application: directory.application,
        user: subject.user,
        roles: request.roles.unwrap_or(subject.roles),
        has_mfa: request.mfa.unwrap_or(true),
        issued_at,
        not_before: issued_at,
        expires_at,
    })
}

/// Whom a token is about, before the request's own wishes.
struct Subject {
    tenant: PartnerId,
    audience: &'static str,
    user: Option<TokenUser>,
    roles: Vec<String>,
}

fn asked_partner(request: &TokenRequest) -> Result<Option<PartnerId>, Failure> {
    let partner = request.partner.as_deref().map(PartnerId::parse).transpose();
    partner.map_err(|_| unusable("partner must be the GUID of a partner."))
}

fn user_subject(directory: &Directory, request: &TokenRequest) -> Result<Subject, Failure> {
    let partner = asked_partner(request)?;
    let user = match &request.user {
        Some(name) => directory.find_user(name).ok_or_else(|| {
            unusable("user must be one of the seed's users; qualify sandbox seed --print shows them.")
        })?,
        None => directory
            .administrator_of(partner.unwrap_or(directory.default_partner))
            // A tenant that nobody knows gets a token all the same: to see it refused.
            .or_else(|| directory.administrator_of(directory.default_partner))
            .ok_or_else(|| unusable("the seed has no administrator; name a user."))?,
    };
    Ok(Subject {
        tenant: partner.unwrap_or(user.partner),
        audience: PARTNER_CENTER_AUDIENCES[0],
        user: Some(TokenUser { id: user.id, name: user.name.clone() }),
        roles: vec![user.role.name().to_owned()],
    })
}

fn application_subject(directory: &Directory, request: &TokenRequest) -> Result<Subject, Failure> {
    if request.user.is_some() {
        return Err(unusable("an app-only token has no user; leave user out, or ask for kind app+user."));
    }
    Ok(Subject {
        tenant: asked_partner(request)?.unwrap_or(directory.default_partner),
        audience: PARTNER_CENTER_AUDIENCES[0],
        user: None,
        roles: Vec::new(),
    })
}

fn staff_subject(directory: &Directory, request: &TokenRequest) -> Result<Subject, Failure> {
    let member = directory.find_staff(request.user.as_deref()).ok_or_else(|| {
        unusable("user must be one of the seed's staff; qualify sandbox seed --print shows them.")
    })?;
    Ok(Subject {
        tenant: STAFF_TENANT,
        audience: OPERATOR_AUDIENCE,
        user: Some(TokenUser { id: member.id, name: member.name.clone() }),
        roles: vec![member.role.name().to_owned()],
    })
}
