//! The session of a browser: from the cookie to who asks. Sessions are kept by the service, of the cookie's secret nothing but
//! its hash.

use std::sync::Arc;

use http::HeaderMap;
use qualify_domain::browser_session::{BrowserSession, SecretHash, SignedInAs};
use qualify_domain::caller::{Caller, User};
use qualify_domain::partner::PartnerStatus;
use qualify_domain::ports::{OperatorStore as _, Outcome, SessionStore as _, TouchSession};
use qualify_server::App;
use qualify_server::api::call::RequestInfo;
use qualify_server::auth::{Identity, MfaMode, Principal, StaffPrincipal};
use qualify_vocabulary::{PersonKey, SignedDuration, Timestamp};

use crate::cookies::SecretCookie;
use crate::origin::Origin;

/// Sessions of one person at a time; beyond it the one seen the longest ago ends.
pub(crate) const SESSIONS_OF_PERSON_MAX: u16 = 20;

/// A session that has not ended, with whoever signed in.
#[derive(Debug, Clone)]
pub(crate) struct OpenSession {
    pub(crate) kept: BrowserSession,
    pub(crate) identity: Arc<Identity>,
}

/// The session of a browser, if it has one: noted as seen.
///
/// # Errors
/// The store does not answer.
pub(crate) async fn find(
    app: &App,
    info: &RequestInfo,
    sent: &HeaderMap,
    origin: &Origin,
) -> Outcome<Option<OpenSession>> {
    let Some(secret) = SecretCookie::Session.find(sent, origin) else { return Ok(None) };
    let (secret_hash, now) = (SecretHash::of(secret.as_bytes()), app.clock.real_now());
    let found = info.meter.measure(app.store.find_session(secret_hash, now)).await?;
    let Some(kept) = found.filter(|kept| is_still_good(app, kept)) else { return Ok(None) };
    if now.duration_since(kept.last_seen_at) >= qualify_domain::browser_session::TOUCH_INTERVAL {
        let touch = TouchSession { secret_hash, now, ends_at: idle_end(app, now) };
        info.meter.measure(app.store.touch_session(touch)).await?;
    }
    let identity = Arc::new(identity_of(&kept));
    Ok(Some(OpenSession { kept, identity }))
}

/// When a session ends in which nothing is asked for from this moment on.
pub(crate) fn idle_end(app: &App, now: Timestamp) -> Timestamp {
    now + SignedDuration::from_mins(i64::from(app.config.dashboard.idle_minutes_max))
}

/// When a session ends that begins at this moment.
pub(crate) fn last_end(app: &App, now: Timestamp) -> Timestamp {
    now + SignedDuration::from_hours(i64::from(app.config.dashboard.session_hours_max))
}

/// Whether what a session rests on is still so: the partner may be gone or suspended, and a second factor may be demanded
/// since.
fn is_still_good(app: &App, kept: &BrowserSession) -> bool {
    match &kept.as_whom {
        SignedInAs::Partner { partner, .. } => {
            let is_active = app
                .store
                .find_partner(*partner)
                .is_some_and(|partner| partner.status == PartnerStatus::Active);
            is_active && (kept.has_mfa || app.config.auth.mfa != MfaMode::Enforce)
        }
        SignedInAs::Staff { .. } => true,
    }
}

/// Who asks: the same that a verified token would say.
fn identity_of(kept: &BrowserSession) -> Identity {
    let (person, has_mfa, expires_at) = (kept.person.clone(), kept.has_mfa, kept.expires_at);
    match kept.as_whom.clone() {
        SignedInAs::Partner { partner, application, user, role } => {
            let user = Some(User { id: user, name: Some(person.name) });
            let caller = Caller { partner, application, user, role };
            Identity::Partner(Principal { caller, is_app_only: false, has_mfa, expires_at })
        }
        SignedInAs::Staff { names, roles } => {
            Identity::Staff(StaffPrincipal { person, names, roles, has_mfa, expires_at })
        }
    }
}

/// Who a partner's user is, among all who have sessions.
pub(crate) fn key_of_user(caller: &Caller, user: &User) -> PersonKey {
    PersonKey::of(&format!("partner:{}", caller.partner), &user.id.to_string())
}
