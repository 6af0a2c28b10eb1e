//! Authorization requests: what an application sends a browser with.

use axum::response::Response;
use http::StatusCode;
use qualify_server::api::failure::Failure;

use super::client::find_application;
use super::codes::CodeGrant;
use super::desk::Desk;
use super::form::Form;
use super::granted::GrantedAudience;
use super::id_token::Subject;
use super::password::SignedIn;
use super::refusal::{Problem, Reason, Refused, Trace};
use super::resource::Wish;
use super::respond::{ResponseMode, WayBack};
use super::tenant::{Tenant, shown};
use super::{id_token, page, pkce};
use crate::directory::Application;

/// What a request says for itself, and the most bytes of it. The state goes back with the answer; the nonce is kept
/// with the code, and there are many codes.
const OPAQUE_BYTES_MAX: [(&str, usize); 2] = [("state", 8 << 10), ("nonce", 1 << 10)];

/// A request that can be put before a user.
#[derive(Debug)]
pub(super) struct AuthorizationRequest<'a> {
    pub(super) tenant: Tenant,
    pub(super) application: &'a Application,
    pub(super) back: WayBack,
    pub(super) login_hint: String,
    pub(super) wish: Wish,
    wants_id_token: bool,
    challenge: Option<String>,
    nonce: Option<String>,
    has_scope: bool,
}

/// Why a request is not put before a user.
#[derive(Debug)]
pub(super) enum AuthorizationProblem {
    /// Nothing says that the address is the application's: the user is told, and stays here.
    Stay(Problem),
    /// The application is told.
    Back(Box<WayBack>, Refused),
}

impl<P: Into<Problem>> From<P> for AuthorizationProblem {
    fn from(problem: P) -> Self {
        Self::Stay(problem.into())
    }
}

impl<'a> AuthorizationRequest<'a> {
    pub(super) fn read(desk: &Desk<'a>, tenant: &str, query: &str) -> Result<Self, AuthorizationProblem> {
        let query = Form::parse(query)?;
        let tenant = desk.tenant(tenant)?;
        let application = find_application(desk.directory, query.get("client_id")?)?;
        let redirect_uri = query.get("redirect_uri")?;
        if !application.may_be_sent_to(redirect_uri, desk.origin) {
            return Err(Refused::new(
                Reason::RedirectMismatch,
                format!(
                    "The redirect URI '{}' specified in the request does not match the redirect URIs configured for \
                     the application '{}'. Add it to the application's redirectUris in the seed.",
                    shown(redirect_uri),
                    application.id
                ),
            )
            .into());
        }
        // From here on the application is told what is wrong.
        let wants_id_token = is_hybrid(query.find("response_type").unwrap_or_default());
        let mode = ResponseMode::parse(query.find("response_mode").unwrap_or_default(), wants_id_token);
        let usual = if wants_id_token { ResponseMode::Fragment } else { ResponseMode::Query };
        let back = WayBack {
            redirect_uri: redirect_uri.to_owned(),
            mode: mode.as_ref().map_or(usual, |mode| *mode),
            state: query.find("state").ok().flatten().map(str::to_owned),
        };
        let rest = mode.and_then(|_| Rest::read(&query, application, wants_id_token));
        match rest {
            Ok(rest) => Ok(Self {
                tenant,
                application,
                back,
                wants_id_token,
                login_hint: rest.login_hint,
                wish: rest.wish,
                challenge: rest.challenge,
                nonce: rest.nonce,
                has_scope: rest.has_scope,
            }),
            Err(refused) => Err(AuthorizationProblem::Back(Box::new(back), refused)),
        }
    }

    /// Sends the browser back with a code for what the user allowed.
    pub(super) fn grant(&self, desk: &Desk<'_>, signed_in: SignedIn<'_>) -> Result<Response, Failure> {
        let person = signed_in.person;
        let scope = match (&self.wish.audience, self.has_scope) {
            (Some(audience), _) => Some(self.wish.user_scope(audience)),
            (None, true) => Some(self.wish.user_scope(person.role.audience())),
            (None, false) => None,
        };
        let audience = GrantedAudience::of(&self.wish, person);
        let grant = CodeGrant {
            client: self.application.id,
            redirect_uri: self.back.redirect_uri.clone(),
            challenge: self.challenge.clone(),
            nonce: self.nonce.clone(),
            tenant: person.tenant,
            user: person.id,
            has_mfa: signed_in.has_mfa,
            audience,
            scope,
        };
        let code = desk.state.codes.issue(grant, desk.second(), desk.state.times.code);
        if !self.wants_id_token {
            return self.back.send(&[("code", &code)]);
        }
        let subject = Subject { person, tenant: person.tenant, client: self.application.id };
        let id_token = id_token::make(desk, &subject, self.nonce.as_deref(), Some(&code))?;
        self.back.send(&[("code", &code), ("id_token", &id_token)])
    }
}

/// What is read once the way back is known.
struct Rest {
    login_hint: String,
    wish: Wish,
    challenge: Option<String>,
    nonce: Option<String>,
    has_scope: bool,
}

impl Rest {
    fn read(query: &Form, application: &Application, wants_id_token: bool) -> Result<Self, Refused> {
        check_response_type(query.get("response_type")?)?;
        // Its value has been read; that it comes twice is said here, where the way back is known.
        query.find("response_mode")?;
        let nonce = query.find("nonce")?.map(str::to_owned);
        if wants_id_token && nonce.is_none() {
            return Err(Refused::missing("nonce"));
        }
        for (name, bytes_max) in OPAQUE_BYTES_MAX {
            if query.find(name)?.is_some_and(|value| value.len() > bytes_max) {
                return Err(Refused::new(Reason::BadForm, format!("The parameter '{name}' is too long.")));
            }
        }
        let challenge = pkce::challenge_of(query)?;
        if challenge.is_none() && application.has_no_proof() {
            return Err(Refused::new(
                Reason::PkceRequired,
                "Proof Key for Code Exchange is required for an application without a secret or certificate. Send code_challenge and \
                 code_challenge_method=S256.",
            ));
        }
        if query.find("prompt")? == Some("none") {
            return Err(Refused::new(
                Reason::InteractionRequired,
                "Session information is not sufficient for single-sign-on: this issuer keeps no sessions. Send the \
                 request without prompt=none.",
            ));
        }
        Ok(Self {
            login_hint: query.find("login_hint")?.unwrap_or_default().to_owned(),
            wish: Wish::read(query)?,
            challenge,
            nonce,
            has_scope: query.find("scope")?.is_some(),
        })
    }
}

/// `code id_token`, in either order.
fn is_hybrid(response_type: Option<&str>) -> bool {
    let mut words: Vec<&str> = response_type.unwrap_or_default().split_whitespace().collect();
    words.sort_unstable();
    words == ["code", "id_token"]
}

fn check_response_type(response_type: &str) -> Result<(), Refused> {
    if response_type == "code" || is_hybrid(Some(response_type)) {
        return Ok(());
    }
    Err(Refused::new(
        Reason::UnsupportedResponseType,
        format!(
            "The response_type '{}' is not supported for the application. Use code, or code id_token.",
            shown(response_type)
        ),
    ))
}

/// Answers a request that is not put before a user.
pub(super) fn answer_problem(trace: &Trace, problem: AuthorizationProblem) -> Result<Response, Failure> {
    match problem {
        AuthorizationProblem::Back(back, refused) => {
            back.send(&[("error", refused.error()), ("error_description", &trace.describe(&refused))])
        }
        AuthorizationProblem::Stay(Problem::Failed(failure)) => Err(failure),
        AuthorizationProblem::Stay(Problem::Refused(refused)) => page::message(
            StatusCode::BAD_REQUEST,
            "The sign-in cannot go on",
            &trace.describe(&refused),
            "Go back to the application, and correct its request.",
        ),
    }
}
