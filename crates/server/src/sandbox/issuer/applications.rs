//! `grant_type=client_credentials`: an application by itself.
//!
//! Who asks again soon gets the token that was made before, as with Entra: a signature takes longer than everything
//! else together.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_vocabulary::{ApplicationId, PartnerId};

use super::Desk;
use super::answer::{Span, signing_failed};
use super::client::Client;
use super::form::Form;
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::Tenant;
use crate::auth::TokenClaims;

/// So many tokens are kept for those who ask again.
const TOKENS_MAX: usize = 256;
/// A token is given again during this part of its life.
const REUSED_PART: i64 = 12;

/// For whom an application's token is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: PartnerId,
    client: ApplicationId,
    audience: String,
}

/// A token that was made, and for how long.
#[derive(Debug, Clone)]
pub(super) struct AppToken {
    pub(super) text: String,
    pub(super) span: Span,
}

/// The tokens that may be given again.
#[derive(Debug, Default)]
pub(super) struct AppTokens(Mutex<HashMap<Key, AppToken>>);

impl AppTokens {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, AppToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The application's token, and for whom it is.
pub(super) fn client_credentials(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
    missing: &'static str,
) -> Result<(AppToken, String), Problem> {
    client.require_secret()?;
    let tenant = tenant.one().ok_or_else(|| {
        Refused::new(
            Reason::TenantMissing,
            "No tenant-identifying information found in either the request or implied by any provided credentials. \
             An application asks the token endpoint of one tenant, not that of common or organizations.",
        )
    })?;
    let audience = Wish::read(form)?.application_audience(missing)?;
    let key = Key { tenant, client: client.application.id, audience: audience.clone() };
    let reused_for = desk.state.times.token / REUSED_PART;
    let kept = desk.state.app_tokens.lock().get(&key).cloned();
    if let Some(token) = kept.filter(|token| {
        let age = desk.second() - token.span.from.as_second();
        (0..reused_for).contains(&age)
    }) {
        return Ok((token, audience));
    }
    let span = Span::of(desk.now, desk.state.times.token);
    let claims = TokenClaims {
        tenant,
        audience: audience.clone(),
        application: client.application.id,
        has_secret: true,
        user: None,
        roles: Vec::new(),
        has_mfa: false,
        issued_at: span.from,
        not_before: span.from,
        expires_at: span.until,
    };
    let token = AppToken { text: desk.issuer.mint(&claims).map_err(signing_failed)?, span };
    let mut tokens = desk.state.app_tokens.lock();
    if tokens.len() >= TOKENS_MAX {
        tokens.clear();
    }
    tokens.insert(key, token.clone());
    Ok((token, audience))
}
