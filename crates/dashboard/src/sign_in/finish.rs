//! The way back from the issuer: the code is redeemed, its token is verified as the API would, and a session begins.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use qualify_contract::errors::ErrorKind;
use qualify_domain::browser_session::{BrowserSession, SecretHash, SignInAttempt, SignedInAs, UserAgent};
use qualify_domain::ports::{CreateSession, SessionStore as _, TakeSignIn};
use qualify_server::api::failure::Failure;
use qualify_server::auth::{Identity, MfaMode};
use qualify_server::clock::fresh_guid;
use qualify_server::random::random_bytes;
use qualify_vocabulary::{Person, SessionId};
use serde_json::Value;

use super::kept;
use super::provider::SignInFault;
use super::start::failed;
use crate::cookies::SecretCookie;
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::OpenPage;
use crate::session::{SESSIONS_OF_PERSON_MAX, idle_end, key_of_user, last_end};
use crate::state::Dashboard;
use crate::visit::Visit;

/// Takes a browser back.
pub(crate) async fn finish(
    State(dashboard): State<Dashboard>,
    page: OpenPage,
    sent: HeaderMap,
) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let attempt = take(&dashboard, &page, &query, &sent).await?;
    let texts = page.texts();
    // What the issuer writes about it is not ours to show.
    let code = query.find("code").ok_or_else(|| refused(texts.sign_in_refused()))?;
    let redeemed = dashboard
        .providers
        .redeem(&dashboard, attempt.door, &page.origin, (code, &attempt.pkce_verifier))
        .await;
    let tokens = redeemed.map_err(|fault| failed(&page, &fault))?;
    if tokens.id_token.as_deref().is_some_and(|token| !is_answer_to(token, &attempt.nonce)) {
        return Err(failed(&page, &SignInFault::NotUnderstood));
    }
    let now = dashboard.clock.real_now();
    let identity = dashboard.auth.verify(&tokens.access_token, now).await?;
    let whoever = whoever(&dashboard, &page, &identity)?;
    let secret = SecretCookie::fresh();
    let session = BrowserSession {
        id: SessionId::from_uuid(fresh_guid()),
        secret_hash: SecretHash::of(secret.as_bytes()),
        person: whoever.0,
        as_whom: whoever.1,
        has_mfa: whoever.2,
        csrf_secret: random_bytes(),
        user_agent: UserAgent::of(text_of(&sent, &header::USER_AGENT)),
        language: None,
        theme: None,
        created_at: now,
        last_seen_at: now,
        ends_at: idle_end(&dashboard, now).min(last_end(&dashboard, now)),
        expires_at: last_end(&dashboard, now),
    };
    // A secret that somebody else may have put there is good for nothing from here on.
    let replaces = SecretCookie::Session.find(&sent, &page.origin).map(|old| SecretHash::of(old.as_bytes()));
    let csrf_secret = session.csrf_secret;
    let person = session.person.clone();
    let command = CreateSession { session, replaces, sessions_of_person_max: SESSIONS_OF_PERSON_MAX };
    page.info.meter.measure(dashboard.store.create_session(command)).await?;
    let mut response = match &attempt.form {
        Some(form) => kept::show_again(&page, form, &person, &csrf_secret)?,
        None => page.lead_to(&attempt.back_to),
    };
    let cookies =
        [SecretCookie::Session.set(&secret, &page.origin), SecretCookie::SignIn.clear(&page.origin)];
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What is remembered of the browser that comes back; nobody else may come in its place.
async fn take(
    dashboard: &Dashboard,
    page: &Visit,
    query: &SentForm,
    sent: &HeaderMap,
) -> Result<SignInAttempt, PageError> {
    let unknown = || refused(page.texts().sign_in_not_begun());
    let browser = SecretCookie::SignIn.find(sent, &page.origin).ok_or_else(unknown)?;
    let take = TakeSignIn {
        state: SecretHash::of(query.text("state").as_bytes()),
        browser: SecretHash::of(browser.as_bytes()),
        now: dashboard.clock.real_now(),
    };
    page.info.meter.measure(dashboard.store.take_sign_in(take)).await?.ok_or_else(unknown)
}

/// Who signed in, as whom, and whether with a second factor.
fn whoever(
    dashboard: &Dashboard,
    page: &Visit,
    identity: &Arc<Identity>,
) -> Result<(Person, SignedInAs, bool), PageError> {
    let texts = page.texts();
    match identity.as_ref() {
        Identity::Staff(staff) => {
            let as_whom = SignedInAs::Staff { names: staff.names.clone(), roles: staff.roles.clone() };
            Ok((staff.person.clone(), as_whom, staff.has_mfa))
        }
        Identity::Partner(principal) => {
            let caller = &principal.caller;
            let user = caller.user.as_ref().filter(|_| !principal.is_app_only);
            let user = user.ok_or_else(|| refused(texts.sign_in_not_a_person()))?;
            if dashboard.config.auth.mfa == MfaMode::Enforce && !principal.has_mfa {
                return Err(refused(texts.sign_in_second_factor()));
            }
            let name = user.name.clone().unwrap_or_else(|| user.id.to_string());
            let as_whom = SignedInAs::Partner {
                partner: caller.partner,
                application: caller.application,
                user: user.id,
                role: caller.role,
            };
            let person = Person { key: key_of_user(caller, user), name };
            Ok((person, as_whom, principal.has_mfa))
        }
    }
}

/// Whether an ID token is the answer to this very question. It came from the issuer itself, over a connection that we have
/// made, so that its signature says nothing more (OpenID Connect Core, 3.1.3.7).
fn is_answer_to(token: &str, nonce: &str) -> bool {
    let claims = token.split('.').nth(1).and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok());
    let claims: Option<Value> = claims.and_then(|claims| serde_json::from_slice(&claims).ok());
    claims.is_some_and(|claims| claims["nonce"] == nonce)
}

fn refused(text: &'static str) -> PageError {
    Failure::new(ErrorKind::AccessDenied, text).into()
}

fn text_of<'sent>(sent: &'sent HeaderMap, name: &header::HeaderName) -> &'sent str {
    sent.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
