//! Who asks for a page, as its handler gets it: a handler that takes none of these has nobody to ask in whose name.

use std::ops::Deref;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use qualify_domain::customer::CustomerKey;
use qualify_domain::replay::{Presentation, Replay, ReplayKey};
use qualify_server::api::failure::Failure;
use qualify_server::auth::{Identity, Principal, StaffPrincipal};
use qualify_server::html;
use qualify_server::service::asker::{PartnerAsker, StaffAsker};
use qualify_vocabulary::{CustomerId, PartnerId};
use sha2::{Digest as _, Sha256};

use crate::error::PageError;
use crate::form::{SentForm, TOKEN_FIELD};
use crate::frame::{Area, Frame};
use crate::session::OpenSession;
use crate::visit::Visit;

/// A page of a partner's user.
#[derive(Debug, Clone)]
pub struct PartnerPage(Arc<Visit>);

/// A page of a member of our staff.
#[derive(Debug, Clone)]
pub struct StaffPage(Arc<Visit>);

/// A page of whoever signed in.
#[derive(Debug, Clone)]
pub struct OwnPage(Arc<Visit>);

/// A page that anybody sees.
#[derive(Debug, Clone)]
pub struct OpenPage(Arc<Visit>);

impl Deref for PartnerPage {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl Deref for StaffPage {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl Deref for OwnPage {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl Deref for OpenPage {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl Visit {
    /// The frame of a page in this area.
    pub fn frame(&self, area: Area) -> Frame<'_> {
        Frame::of(self, area)
    }

    /// The page.
    ///
    /// # Errors
    /// A fault of ours.
    pub fn show(&self, template: &impl Template) -> Result<Response, PageError> {
        self.show_as(StatusCode::OK, template)
    }

    /// The same with another status: a form that has to be corrected is 400, one that was overtaken 409.
    ///
    /// # Errors
    /// A fault of ours.
    pub fn show_as(&self, status: StatusCode, template: &impl Template) -> Result<Response, PageError> {
        html::answer_with(status, template, html::nonce_policy(&self.nonce))
            .map_err(|fault| PageError::from(Failure::from(fault)))
    }

    /// Leads on to another page, with `GET`: what a form does when it is done.
    pub fn lead_to(&self, address: &str) -> Response {
        Redirect::to(address).into_response()
    }

    /// Who signed in; nobody on a page that anybody sees.
    pub(crate) fn identity(&self) -> Option<&Identity> {
        self.session.as_ref().map(|session| session.identity.as_ref())
    }
}

impl PartnerPage {
    /// Who asks.
    pub fn principal(&self) -> &Principal {
        match self.identity() {
            Some(Identity::Partner(principal)) => principal,
            Some(Identity::Staff(_)) | None => unreachable!("the extractor checked the identity"),
        }
    }

    /// The partner.
    pub fn partner(&self) -> PartnerId {
        self.principal().caller.partner
    }

    /// The tenant wall around a customer.
    pub fn key(&self, customer: CustomerId) -> CustomerKey {
        CustomerKey { partner: self.partner(), customer }
    }

    /// Whether the user may change anything, so that a page offers it.
    pub fn may_write(&self) -> bool {
        self.principal().caller.check_may_write().is_ok()
    }

    /// What this sending of a form is known by if it comes once more: the page's token is another one each time that it is
    /// shown, so that a second click does nothing a second time.
    pub fn replay(&self, form: &SentForm) -> Replay {
        let caller = &self.principal().caller;
        let mut digest = Sha256::new();
        digest.update(caller.partner.as_bytes());
        digest.update(caller.user.as_ref().map_or([0; 16], |user| *user.id.as_bytes()));
        let token = (TOKEN_FIELD, form.text(TOKEN_FIELD));
        let path = ("", self.info.path.as_str());
        for (name, value) in [path, token].into_iter().chain(form.fields()) {
            for text in [name, value] {
                digest.update(text.len().to_be_bytes());
                digest.update(text);
            }
        }
        let key = ReplayKey::from_digest(digest.finalize().into());
        Replay { key, presentation: Presentation::from_text("page".to_owned()) }
    }

    /// Whoever asks, for use cases.
    pub fn asker(&self) -> PartnerAsker<'_> {
        PartnerAsker {
            app: &self.dashboard,
            caller: &self.principal().caller,
            correlation_id: self.info.correlation_id,
            meter: &self.info.meter.store,
        }
    }
}

impl StaffPage {
    /// Who asks.
    pub fn principal(&self) -> &StaffPrincipal {
        match self.identity() {
            Some(Identity::Staff(staff)) => staff,
            Some(Identity::Partner(_)) | None => unreachable!("the extractor checked the identity"),
        }
    }

    /// Whoever asks, for use cases.
    pub fn asker(&self) -> StaffAsker<'_> {
        StaffAsker {
            app: &self.dashboard,
            staff: self.principal(),
            correlation_id: self.info.correlation_id,
            meter: &self.info.meter.store,
        }
    }
}

impl OwnPage {
    /// The session.
    pub(crate) fn open_session(&self) -> &OpenSession {
        match &self.session {
            Some(session) => session,
            None => unreachable!("the extractor checked the session"),
        }
    }
}

/// What the guard has found out, for a handler behind it.
fn visit(parts: &Parts) -> Result<Arc<Visit>, PageError> {
    parts.extensions.get::<Arc<Visit>>().cloned().ok_or_else(|| past_the_guard("a page"))
}

fn past_the_guard(what: &str) -> PageError {
    Failure::Internal { cause: format!("{what} was reached past its guard") }.into()
}

impl<S: Send + Sync> FromRequestParts<S> for PartnerPage {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        let visit = visit(parts)?;
        match visit.identity() {
            Some(Identity::Partner(_)) => Ok(Self(visit)),
            Some(Identity::Staff(_)) | None => Err(past_the_guard("a partner's page")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StaffPage {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        let visit = visit(parts)?;
        match visit.identity() {
            Some(Identity::Staff(_)) => Ok(Self(visit)),
            Some(Identity::Partner(_)) | None => Err(past_the_guard("a page of staff")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OwnPage {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        let visit = visit(parts)?;
        if visit.session.is_some() { Ok(Self(visit)) } else { Err(past_the_guard("a page of one's own")) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OpenPage {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        visit(parts).map(Self)
    }
}

/// The fields that were sent, which the guard has let through.
impl<S: Send + Sync> FromRequestParts<S> for SentForm {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        let form = parts.extensions.get::<Arc<Self>>();
        form.map(|form| form.as_ref().clone()).ok_or_else(|| past_the_guard("a form"))
    }
}

/// `{customer_id}`; what is no id is no customer either.
#[derive(Debug, Clone, Copy)]
pub struct CustomerInPath(pub CustomerId);

impl<S: Send + Sync> FromRequestParts<S> for CustomerInPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let text = qualify_server::api::extract::path_parameter(parts, state, "customer_id").await;
        let id = text.and_then(|text| CustomerId::parse(&text).ok());
        id.map(Self).ok_or_else(|| {
            qualify_domain::ports::StoreError::from(qualify_domain::Refusal::CustomerNotFound).into()
        })
    }
}
