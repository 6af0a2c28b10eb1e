//! `POST /sandbox/token`: a token for anybody who asks, good or bad on purpose (design 7).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::auth::PARTNER_CENTER_AUDIENCES;
use qualify_vocabulary::{PartnerId, SignedDuration, Timestamp};
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::{Deserialize, Serialize};

use super::directory::{Directory, Person};
use super::issuer::asked::AskedOrigin;
use super::issuer::on_demand::{RefreshState, refresh_token_on_demand};
use super::minting::{ClientProof, STAFF_TENANT, TokenClaims, TokenUser};
use super::state::Handle;

/// How long a token lives, unless asked otherwise, in seconds.
const LIFETIME_SECONDS: i64 = 3600;

/// The longest and, backwards, the shortest lifetime: ten years.
const LIFETIME_SECONDS_MAX: u64 = 10 * 366 * 24 * 3600;

/// Whose token is wanted, and what it is to be like.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct TokenRequest {
    pub(crate) kind: TokenKind,
    pub(crate) partner: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) mfa: Option<bool>,
    pub(crate) roles: Option<Vec<String>>,
    pub(crate) audience: Option<String>,
    pub(crate) expires_in_seconds: Option<i64>,
    pub(crate) refresh: Option<RefreshWish>,
}

/// Whether a refresh token comes along, and in which state.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(untagged)]
pub(crate) enum RefreshWish {
    Simple(bool),
    Bad(BadRefresh),
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BadRefresh {
    Expired,
    Revoked,
}

impl RefreshWish {
    const fn state(self) -> Option<RefreshState> {
        match self {
            Self::Simple(true) => Some(RefreshState::Good),
            Self::Simple(false) => None,
            Self::Bad(BadRefresh::Expired) => Some(RefreshState::Expired),
            Self::Bad(BadRefresh::Revoked) => Some(RefreshState::Revoked),
        }
    }
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
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
pub(crate) struct TokenAnswer {
    pub(crate) access_token: String,
    token_type: &'static str,
    pub(crate) expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// What the service makes of the token, where that may surprise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<String>,
}

/// A token; `warnings` beside it say what the service makes of a role that it does not know, and of a missing second factor.
#[utoipa::path(post, path = "/sandbox/token", tag = "sandbox", operation_id = "mint_token",
    responses((status = 200, description = "A token for whom the body names")))]
pub(super) async fn mint(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    asked: AskedOrigin,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let body = body?;
    let request: TokenRequest = if body.trim_ascii().is_empty() {
        TokenRequest::default()
    } else {
        json::read_strict(&body).map_err(ApiError::from)?
    };
    Ok(answer::json(StatusCode::OK, &mint_as_wished(&sandbox, &asked, request).await?))
}

/// Makes the token that is wanted.
pub(crate) async fn mint_as_wished(
    sandbox: &Handle,
    asked: &AskedOrigin,
    request: TokenRequest,
) -> Result<TokenAnswer, Failure> {
    let expires_in = request.expires_in_seconds.unwrap_or(LIFETIME_SECONDS);
    if expires_in.unsigned_abs() > LIFETIME_SECONDS_MAX {
        return Err(unusable("expiresInSeconds must lie within ten years, before or after now."));
    }
    let now = sandbox.clock.real_now();
    let refresh = request.refresh.and_then(RefreshWish::state);
    let directory = sandbox.directory();
    let (claims, person) = claims_of(&directory, request, now, expires_in)?;
    let refresh_token = match (refresh, person) {
        (None, _) => None,
        (Some(_), None) => {
            return Err(unusable("an app-only token has no refresh token; leave refresh out."));
        }
        (Some(state), Some(person)) => {
            let scope = (claims.tenant, claims.audience.as_str(), claims.has_mfa);
            Some(refresh_token_on_demand((sandbox, asked), person, scope, state).await?)
        }
    };
    let access_token = sandbox
        .issuer
        .mint(&asked.0, &claims)
        .map_err(|error| Failure::Internal { cause: error.to_string() })?;
    let warnings = sandbox.sign_in_rules.warnings(&claims);
    Ok(TokenAnswer { access_token, token_type: "Bearer", expires_in, refresh_token, warnings })
}

/// A token of a partner's administrator, as one is made unless asked otherwise, and its lifetime in seconds.
pub(super) fn administrator_token(
    sandbox: &Handle,
    asked: &AskedOrigin,
    partner: PartnerId,
) -> Result<(String, i64), Failure> {
    let request = TokenRequest { partner: Some(partner.to_string()), ..TokenRequest::default() };
    let directory = sandbox.directory();
    let (claims, _) = claims_of(&directory, request, sandbox.clock.real_now(), LIFETIME_SECONDS)?;
    let token = sandbox.issuer.mint(&asked.0, &claims);
    Ok((token.map_err(|error| Failure::Internal { cause: error.to_string() })?, LIFETIME_SECONDS))
}

fn unusable(text: &'static str) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, text)
}

fn claims_of(
    directory: &Directory,
    request: TokenRequest,
    now: Timestamp,
    expires_in: i64,
) -> Result<(TokenClaims, Option<&Person>), Failure> {
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
    let person = subject.person;
    let claims = TokenClaims {
        tenant: subject.tenant,
        audience: request.audience.unwrap_or_else(|| subject.audience.to_owned()),
        application: directory.application_of(subject.tenant),
        proof: ClientProof::Secret,
        user: person.map(|person| TokenUser { id: person.id, name: person.name.clone() }),
        roles: request.roles.or(subject.roles),
        has_mfa: request.mfa.or(person.map(|person| person.has_mfa)).unwrap_or(true),
        issued_at,
        not_before: issued_at,
        expires_at,
    };
    Ok((claims, person))
}

/// Whom a token is about, before the request's own wishes.
struct Subject<'a> {
    tenant: PartnerId,
    audience: &'static str,
    person: Option<&'a Person>,
    roles: Option<Vec<String>>,
}

fn asked_partner(request: &TokenRequest) -> Result<Option<PartnerId>, Failure> {
    let partner = request.partner.as_deref().map(PartnerId::parse).transpose();
    partner.map_err(|_| unusable("partner must be the GUID of a partner."))
}

fn user_subject<'a>(directory: &'a Directory, request: &TokenRequest) -> Result<Subject<'a>, Failure> {
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
        tenant: partner.unwrap_or(user.tenant),
        audience: user.role.audience(),
        person: Some(user),
        roles: Some(vec![user.role.name().to_owned()]),
    })
}

fn application_subject<'a>(directory: &'a Directory, request: &TokenRequest) -> Result<Subject<'a>, Failure> {
    if request.user.is_some() {
        return Err(unusable("an app-only token has no user; leave user out, or ask for kind app+user."));
    }
    Ok(Subject {
        tenant: asked_partner(request)?.unwrap_or(directory.default_partner),
        audience: PARTNER_CENTER_AUDIENCES[0],
        person: None,
        roles: None,
    })
}

fn staff_subject<'a>(directory: &'a Directory, request: &TokenRequest) -> Result<Subject<'a>, Failure> {
    let member = directory.find_staff(request.user.as_deref()).ok_or_else(|| {
        unusable("user must be one of the seed's staff; qualify sandbox seed --print shows them.")
    })?;
    Ok(Subject {
        tenant: STAFF_TENANT,
        audience: member.role.audience(),
        person: Some(member),
        roles: Some(vec![member.role.name().to_owned()]),
    })
}
