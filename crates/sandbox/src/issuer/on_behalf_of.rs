//! `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` with `requested_token_use=on_behalf_of`: an application that was
//! called with a user's token gets one of its own for that user (contract 9.4.5).

use qualify_server::auth::OwnUser;
use qualify_vocabulary::ApplicationId;

use super::client::Client;
use super::desk::Desk;
use super::form::Form;
use super::grants;
use super::issued::UserGrant;
use super::password::{check_account, mfa_required};
use super::refresh_token::UserConsent;
use super::refusal::{Problem, Reason, Refused};
use super::resource::Wish;
use super::tenant::{Tenant, shown};

/// The one use of an assertion that there is.
const ON_BEHALF_OF: &str = "on_behalf_of";

/// Gives the application a user's tokens for the user's own token to it.
pub(super) async fn act_on_behalf(
    desk: &Desk<'_>,
    tenant: Tenant,
    client: Client<'_>,
    form: &Form,
) -> Result<UserGrant, Problem> {
    client.require_secret()?;
    let wanted = form.get("requested_token_use")?;
    if !wanted.eq_ignore_ascii_case(ON_BEHALF_OF) {
        let text = format!("The requested_token_use '{}' is not supported. Use on_behalf_of.", shown(wanted));
        return Err(Refused::new(Reason::BadForm, text).into());
    }
    let known = check(desk, tenant, client, form.get("assertion")?)?;
    let wish = Wish::read(form)?;
    let person = desk.directory.find_person_by_id(known.user).ok_or_else(|| {
        Refused::new(Reason::UserUnknown, "The user of the assertion is no longer in the directory.")
    })?;
    check_account(person)?;
    if person.requires_mfa && !known.has_mfa {
        return Err(mfa_required().into());
    }
    let audience = wish.audience.clone().unwrap_or_else(|| person.role.audience().to_owned());
    let consent = UserConsent {
        client: client.application.id,
        is_confidential: true,
        tenant: known.tenant,
        user: known.user,
        has_mfa: known.has_mfa,
        scope: wish.user_scope(&audience),
        audience,
    };
    let refresh_token = grants::begin(desk, consent).await?;
    Ok(UserGrant { refresh_token, proof: client.proof, nonce: None })
}

/// The user of an access token of ours that is meant for this application.
fn check(desk: &Desk<'_>, tenant: Tenant, client: Client<'_>, assertion: &str) -> Result<OwnUser, Refused> {
    let known = OwnUser::of_access_token(desk.issuer, assertion, desk.now).map_err(|error| {
        let text = format!(
            "Assertion failed signature validation, or is not within its valid time range: {error}. Send the access token of \
             a user with which the application was called."
        );
        Refused::new(Reason::UserAssertionUnusable, text)
    })?;
    if !known.audiences.iter().any(|audience| names(audience, client.application.id)) {
        let audience = known.audiences.first().map_or("", String::as_str);
        let text = format!(
            "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was \
             '{}' and the expected audience is '{id}' or 'api://{id}'.",
            shown(audience),
            id = client.application.id
        );
        return Err(Refused::new(Reason::UserAssertionForAnother, text));
    }
    if tenant.one().is_some_and(|tenant| tenant != known.tenant) {
        let text = "The user of the assertion is of another tenant. Ask the token endpoint of that tenant, or of organizations.";
        return Err(Refused::new(Reason::UserAssertionUnusable, text));
    }
    Ok(known)
}

/// Whether an audience is an application: its id, or the URI that is made of it.
fn names(audience: &str, application: ApplicationId) -> bool {
    let id = audience.strip_prefix("api://").unwrap_or(audience);
    ApplicationId::parse(id).is_ok_and(|id| id == application)
}
