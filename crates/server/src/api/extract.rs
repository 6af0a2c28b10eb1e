//! Extractors: a handler that does not ask for one of these has no tenant to query with.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use http::HeaderMap;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_domain::caller::Caller;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Outcome;
use qualify_domain::replay::{Answer, Presentation, Replay};
use qualify_texts::Locale;
use qualify_vocabulary::{CustomerId, PartnerId, StaffRole};

use super::call::RequestInfo;
use super::failure::Failure;
use super::path::{QueryValues, is_word_for_customer};
use super::replay::{dialect_of, replay_of};
use crate::app::App;
use crate::auth::{Identity, Principal, StaffPrincipal};
use crate::service::asker::{PartnerAsker, StaffAsker};
use crate::service::customers;
use qualify_wire::dialect::Dialect;

/// A call of a partner; App-only and App+User alike.
#[derive(Debug, Clone)]
pub(crate) struct PartnerCall(Arc<RequestInfo>);

/// A call of a partner's user; App-only is refused with 403 code 900329.
#[derive(Debug, Clone)]
pub(crate) struct UserCall(pub(crate) PartnerCall);

/// A call of a member of our staff.
#[derive(Debug, Clone)]
pub(crate) struct StaffCall(Arc<RequestInfo>);

/// A call to which nobody signs in.
#[derive(Debug, Clone)]
pub struct OpenCall(pub Arc<RequestInfo>);

/// `{customer_id}` in any of its spellings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CustomerPath(pub(crate) CustomerId);

impl PartnerCall {
    /// Who calls.
    pub(crate) fn principal(&self) -> &Principal {
        match self.0.identity.get().map(AsRef::as_ref) {
            Some(Identity::Partner(principal)) => principal,
            Some(Identity::Staff(_)) | None => unreachable!("the extractor checked the identity"),
        }
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.principal().caller
    }

    pub(crate) fn partner(&self) -> PartnerId {
        self.caller().partner
    }

    /// The tenant wall around a customer.
    pub(crate) fn key(&self, customer: CustomerId) -> CustomerKey {
        CustomerKey { partner: self.partner(), customer }
    }

    pub(crate) fn query(&self) -> QueryValues<'_> {
        QueryValues::new(&self.0.query)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// The language of whoever calls.
    pub(crate) fn locale(&self) -> Locale {
        self.0.locale
    }

    /// The dialect of an answer: that of the first one, if it is given again.
    pub(crate) fn dialect_for(&self, replayed: Option<&Presentation>) -> Dialect {
        replayed.map_or(self.0.dialect, dialect_of)
    }

    /// Whoever calls, for use cases.
    pub(crate) fn asker<'call>(&'call self, app: &'call App) -> PartnerAsker<'call> {
        PartnerAsker {
            app,
            caller: self.caller(),
            correlation_id: self.0.correlation_id,
            meter: &self.0.meter.store,
        }
    }

    /// What the call is known by if it is repeated.
    pub(crate) fn replay(&self, body: &[u8]) -> Option<Replay> {
        replay_of(&self.0, self.caller(), body)
    }

    /// Runs a store operation on this call's meter.
    pub(crate) async fn store<T>(&self, operation: impl Future<Output = Outcome<T>>) -> Result<T, Failure> {
        Ok(self.0.meter.measure(operation).await?)
    }

    /// Answers the failure of an unusable body after the checks that come before it: customer and role (contract 2.5
    /// steps 4, 5 and 7).
    pub(crate) async fn refuse_body(
        &self,
        app: &App,
        customer: CustomerId,
        failure: impl Into<Failure>,
    ) -> Failure {
        match customers::check_may_write(&self.asker(app), customer).await {
            Ok(()) => failure.into(),
            Err(refused) => refused.into(),
        }
    }
}

/// Marks an answer that was given before.
pub(crate) fn mark_replayed<T>(answer: &Answer<T>, response: &mut axum::response::Response) {
    if answer.replayed.is_some() {
        let name = qualify_wire::headers::MS_REPLAYED;
        response.headers_mut().insert(name, http::HeaderValue::from_static("true"));
    }
}

impl StaffCall {
    /// The language of whoever calls.
    pub(crate) fn locale(&self) -> Locale {
        self.0.locale
    }

    pub(crate) fn principal(&self) -> &StaffPrincipal {
        match self.0.identity.get().map(AsRef::as_ref) {
            Some(Identity::Staff(principal)) => principal,
            Some(Identity::Partner(_)) | None => unreachable!("the extractor checked the identity"),
        }
    }

    /// Whether the member of staff holds one of the roles.
    pub(crate) fn holds(&self, roles: &[StaffRole]) -> bool {
        self.principal().roles.iter().any(|role| roles.contains(role))
    }

    /// Refuses staff that holds none of the roles.
    pub(crate) fn require(&self, roles: &[StaffRole]) -> Result<(), Failure> {
        if self.holds(roles) {
            return Ok(());
        }
        let names: Vec<_> = roles.iter().map(|role| role.name()).collect();
        Err(Failure::new(
            ErrorKind::RoleNotSufficient,
            format!("This needs one of the staff roles {}.", names.join(", ")),
        ))
    }

    /// Whoever calls, for use cases.
    pub(crate) fn asker<'call>(&'call self, app: &'call App) -> StaffAsker<'call> {
        StaffAsker {
            app,
            staff: self.principal(),
            correlation_id: self.0.correlation_id,
            meter: &self.0.meter.store,
        }
    }

    pub(crate) fn query(&self) -> QueryValues<'_> {
        QueryValues::new(&self.0.query)
    }
}

/// The request's info, with the route noted for the log line.
fn request_info(parts: &mut Parts) -> Result<Arc<RequestInfo>, Failure> {
    let info = parts.extensions.get::<Arc<RequestInfo>>().cloned();
    let info =
        info.ok_or_else(|| Failure::Internal { cause: "a route was reached past the front".to_owned() })?;
    note_route(&info, parts);
    Ok(info)
}

pub(crate) fn note_route(info: &RequestInfo, parts: &Parts) {
    if let Some(route) = parts.extensions.get::<MatchedPath>() {
        // Set once: the first route that a request met is its route.
        let _ = info.meter.route.set(route.clone());
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PartnerCall {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let info = request_info(parts)?;
        match info.identity.get().map(AsRef::as_ref) {
            Some(Identity::Partner(_)) => Ok(Self(info)),
            Some(Identity::Staff(_)) | None => {
                Err(Failure::Internal { cause: "a partner's route without a partner".to_owned() })
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UserCall {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let call = PartnerCall::from_request_parts(parts, state).await?;
        call.require_user()?;
        Ok(Self(call))
    }
}

impl PartnerCall {
    /// Refuses App-only tokens (contract 2.5 step 2).
    pub(crate) fn require_user(&self) -> Result<(), Failure> {
        if self.principal().is_app_only {
            return Err(Failure::new(
                ErrorKind::AppOnlyNotSupported,
                "This call needs a signed-in user; an App-only token is not enough. Sign in with App+User credentials.",
            ));
        }
        Ok(())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StaffCall {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let info = request_info(parts)?;
        match info.identity.get().map(AsRef::as_ref) {
            Some(Identity::Staff(_)) => Ok(Self(info)),
            Some(Identity::Partner(_)) | None => {
                Err(Failure::Internal { cause: "a staff route without staff".to_owned() })
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OpenCall {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        request_info(parts).map(Self)
    }
}

impl FromRequestParts<Arc<App>> for CustomerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let text = path_parameter(parts, app, "customer_id").await.unwrap_or_default();
        if is_word_for_customer(&text) {
            let request = request_info(parts)?;
            return Err(not_served(app, &request, &parts.headers));
        }
        read_customer_id(&text).map(Self)
    }
}

/// The customer that a segment of a path names.
///
/// # Errors
/// 400/900118: it is no GUID.
pub(crate) fn read_customer_id(segment: &str) -> Result<CustomerId, Failure> {
    CustomerId::parse(segment).map_err(|_| {
        Failure::new(
            ErrorKind::InvalidCustomerId,
            "The customer id in the path is not a GUID. Send one like 8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420.",
        )
    })
}

/// Contract 4.6: 404 with the envelope. A sandbox counts what its clients ask for in vain.
pub(crate) fn not_served(app: &App, request: &RequestInfo, headers: &HeaderMap) -> Failure {
    if let Some(extension) = &app.extension {
        extension.count_unserved(headers, &request.method, &request.path);
    }
    Failure::new(
        ErrorKind::NotFound,
        format!(
            "Qualify serves nothing at this path for {}. GET /openapi.json lists what it serves.",
            request.method
        ),
    )
}

/// A decoded parameter of the path; `None` if it is no valid text.
pub async fn path_parameter<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, state).await.ok()?;
    parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}
