//! The way to the issuer.

use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;
use qualify_contract::errors::ErrorKind;
use qualify_domain::browser_session::{KeptForm, SecretHash, SignInAttempt, SignInDoor};
use qualify_domain::ports::{AddSignIn, SessionStore as _};
use qualify_server::api::failure::Failure;
use qualify_server::random::random_text;
use qualify_vocabulary::SignedDuration;
use sha2::{Digest as _, Sha256};

use super::own_path;
use super::provider::{Asked, SignInFault};
use crate::cookies::SecretCookie;
use crate::error::PageError;
use crate::form::SentForm;
use crate::page::OpenPage;
use crate::state::Dashboard;
use crate::visit::Visit;

/// How long a browser may stay at the issuer.
const ATTEMPT_TIME: SignedDuration = SignedDuration::from_mins(15);
/// Browsers that are awaited at a time.
const ATTEMPTS_MAX: u32 = 10_000;
/// Those of them with a form.
const FORMS_MAX: u32 = 200;

/// Sends the browser to the issuer.
pub(crate) async fn start(State(dashboard): State<Dashboard>, page: OpenPage) -> Result<Response, PageError> {
    let query = SentForm::parse(&page.info.query);
    let door = if query.text("as") == "staff" { SignInDoor::Staff } else { SignInDoor::Partner };
    let way = Way { door, back_to: own_path(query.text("back")).to_owned(), form: None };
    let (address, cookie) = begin(&dashboard, &page, way).await?;
    let mut response = page.lead_to(&address);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Where somebody goes who is sent to an issuer, and what they take along.
pub(super) struct Way {
    pub(super) door: SignInDoor,
    pub(super) back_to: String,
    pub(super) form: Option<KeptForm>,
}

/// Remembers a browser that is sent to an issuer: the address that it is sent to, and the cookie by which it is known when
/// it comes back.
pub(super) async fn begin(
    dashboard: &Dashboard,
    visit: &Visit,
    way: Way,
) -> Result<(String, http::HeaderValue), PageError> {
    let [state, nonce, verifier, browser] = std::array::from_fn(|_| random_text());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let asked = Asked { state: &state, nonce: &nonce, challenge: &challenge };
    let address = dashboard.providers.authorize(way.door, &visit.origin, asked).await;
    let address = address.map_err(|fault| failed(visit, &fault))?;
    let now = dashboard.clock.real_now();
    let attempt = SignInAttempt {
        state: SecretHash::of(state.as_bytes()),
        browser: SecretHash::of(browser.as_bytes()),
        nonce,
        pkce_verifier: verifier,
        door: way.door,
        back_to: way.back_to,
        form: way.form,
        created_at: now,
        expires_at: now + ATTEMPT_TIME,
    };
    let add = AddSignIn { attempt, attempts_max: ATTEMPTS_MAX, forms_max: FORMS_MAX };
    visit.info.meter.measure(dashboard.store.add_sign_in(add)).await?;
    Ok((address, SecretCookie::SignIn.set(&browser, &visit.origin)))
}

/// What somebody is told when an issuer signs nobody in; the log has the cause.
pub(super) fn failed(visit: &Visit, fault: &SignInFault) -> PageError {
    let cause = std::error::Error::source(fault).map(ToString::to_string);
    tracing::warn!(%fault, cause, "nobody can sign in on the dashboard at the moment");
    let texts = visit.texts();
    let text = match fault {
        SignInFault::NoIssuer => texts.sign_in_nowhere(),
        SignInFault::Unreachable(_)
        | SignInFault::Status(_)
        | SignInFault::NotUnderstood
        | SignInFault::Address => texts.sign_in_failed(),
    };
    Failure::new(ErrorKind::AccessDenied, text).into()
}
