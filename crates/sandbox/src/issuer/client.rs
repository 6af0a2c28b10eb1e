//! Which application asks, and whether it is the one it says it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};

use super::assertion::{ASSERTION_TYPE, Assertion};
use super::desk::Desk;
use super::form::{Form, decode};
use super::grant_key::is_same_secret;
use super::refusal::{Reason, Refused};
use super::tenant::{Tenant, shown};
use crate::directory::{Application, Directory};
use crate::minting::ClientProof;

/// The application that asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client<'a> {
    pub(super) application: &'a Application,
    /// By what it proved who it is.
    pub(super) proof: ClientProof,
}

/// What a client says about itself, in the form or by HTTP Basic.
struct Credentials {
    id: String,
    secret: Option<String>,
}

impl<'a> Client<'a> {
    /// Identifies the client; what it sent to prove who it is must be right, whatever the grant.
    pub(super) fn identify(
        desk: &Desk<'a>,
        tenant: Tenant,
        form: &Form,
        headers: &HeaderMap,
    ) -> Result<Self, Refused> {
        let assertion = assertion_of(form)?;
        let credentials = credentials_of(form, headers, assertion.as_ref())?;
        let application = find_application(desk.directory, &credentials.id)?;
        let has_sent = credentials.secret.is_some() || assertion.is_some();
        if has_sent && application.has_no_proof() {
            return Err(Refused::new(
                Reason::ClientNotAllowed,
                "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
            ));
        }
        let proof = match (credentials.secret, assertion) {
            (None, None) => ClientProof::None,
            (Some(_), Some(_)) => return Err(two_proofs()),
            (None, Some(assertion)) => {
                assertion.check(desk, tenant, application)?;
                ClientProof::Certificate
            }
            (Some(sent), None) => {
                let known = application.secret.as_deref();
                if !known.is_some_and(|known| is_same_secret(&sent, known)) {
                    return Err(wrong_secret(application));
                }
                ClientProof::Secret
            }
        };
        Ok(Self { application, proof })
    }

    /// Whether it proved who it is.
    pub(super) fn is_confidential(&self) -> bool {
        self.proof != ClientProof::None
    }

    /// Refuses a client without a secret where the grant is for those that have one, or a certificate.
    pub(super) fn require_secret(&self) -> Result<(), Refused> {
        if self.is_confidential() { Ok(()) } else { Err(secret_missing()) }
    }

    /// Refuses a client without a secret, unless users may sign in to it as to a native application.
    pub(super) fn require_user_flow(&self) -> Result<(), Refused> {
        if self.is_confidential() || self.application.is_public { Ok(()) } else { Err(secret_missing()) }
    }
}

pub(super) fn find_application<'a>(directory: &'a Directory, id: &str) -> Result<&'a Application, Refused> {
    directory.find_application(id).ok_or_else(|| {
        Refused::new(
            Reason::ApplicationUnknown,
            format!(
                "Application with identifier '{}' was not found in the directory. The seed names the applications; \
                 qualify sandbox seed --print shows it.",
                shown(id)
            ),
        )
    })
}

fn secret_missing() -> Refused {
    Refused::new(
        Reason::SecretMissing,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    )
}

fn wrong_secret(application: &Application) -> Refused {
    Refused::new(
        Reason::WrongSecret,
        format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value of the \
             application '{}'; qualify sandbox seed --print shows it.",
            application.id
        ),
    )
}

fn two_proofs() -> Refused {
    Refused::new(
        Reason::BadForm,
        "The client signs in both by a secret and by an assertion. Send one of them.",
    )
}

/// The assertion of the form, if there is one.
fn assertion_of(form: &Form) -> Result<Option<Assertion<'_>>, Refused> {
    let Some(text) = form.find("client_assertion")? else { return Ok(None) };
    if form.get("client_assertion_type")? != ASSERTION_TYPE {
        let text = format!("The client_assertion_type is not supported. Use {ASSERTION_TYPE}.");
        return Err(Refused::new(Reason::BadForm, text));
    }
    Assertion::read(text).map(Some)
}

fn credentials_of(
    form: &Form,
    headers: &HeaderMap,
    assertion: Option<&Assertion<'_>>,
) -> Result<Credentials, Refused> {
    let in_form = form.find("client_id")?;
    let secret = form.find("client_secret")?.map(str::to_owned);
    match (basic(headers)?, assertion) {
        // An assertion says the id itself (RFC 7521, 4.2).
        (None, Some(assertion)) => {
            Ok(Credentials { id: in_form.unwrap_or(assertion.client_id()).to_owned(), secret })
        }
        (None, None) => Ok(Credentials { id: form.get("client_id")?.to_owned(), secret }),
        (Some(basic), None)
            if in_form.is_none_or(|id| id.eq_ignore_ascii_case(&basic.id)) && secret.is_none() =>
        {
            Ok(basic)
        }
        (Some(_), Some(_)) => Err(two_proofs()),
        (Some(_), None) => Err(Refused::new(
            Reason::BadForm,
            "The client signs in both by HTTP Basic and in the form. Send its credentials once.",
        )),
    }
}

/// Whether the client signs in by HTTP Basic.
pub(super) fn is_basic(headers: &HeaderMap) -> bool {
    basic_text(headers).is_some()
}

fn basic_text(headers: &HeaderMap) -> Option<&str> {
    let (scheme, text) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then_some(text.trim())
}

/// RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
fn basic(headers: &HeaderMap) -> Result<Option<Credentials>, Refused> {
    let Some(text) = basic_text(headers) else { return Ok(None) };
    let bad = || Refused::new(Reason::BadForm, "The header Authorization: Basic cannot be read.");
    let bytes = STANDARD.decode(text).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    let (id, secret) = text.split_once(':').ok_or_else(bad)?;
    let secret = decode(secret)?;
    // As in a form, blank is absent.
    Ok(Some(Credentials { id: decode(id)?, secret: Some(secret).filter(|secret| !secret.trim().is_empty()) }))
}
