//! `grant_type=client_credentials`: an application by itself.

use super::client::Client;
use super::desk::Desk;
use super::form::Form;
use super::issued::AppToken;
use super::issued::{Span, signing_failed};
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::Tenant;
use crate::minting::TokenClaims;

/// The application's token, signed anew each time.
pub(super) fn client_credentials(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
    missing: &'static str,
) -> Result<AppToken, Problem> {
    client.require_secret()?;
    let tenant = tenant.one().ok_or_else(|| {
        Refused::new(
            Reason::TenantMissing,
            "No tenant-identifying information found in either the request or implied by any provided credentials. \
             An application asks the token endpoint of one tenant, not that of common or organizations.",
        )
    })?;
    let audience = Wish::read(form)?.application_audience(missing)?;
    let span = Span::of(desk.now, desk.state.times.token);
    let claims = TokenClaims {
        tenant,
        audience: audience.clone(),
        application: client.application.id,
        proof: client.proof,
        user: None,
        roles: None,
        has_mfa: false,
        issued_at: span.from,
        not_before: span.from,
        expires_at: span.until,
    };
    let text = desk.issuer.mint(desk.origin, &claims).map_err(signing_failed)?;
    Ok(AppToken { text, audience, span })
}
