//! The front of the service: what happens to every request before and after its handler, in this order:
//!
//! 1. the path gets our spelling (contract 1.3), and what HTTP itself does not allow is refused;
//! 2. ids and dialect are read; from here on every answer carries them (contract 3.1);
//! 3. a panic becomes 500, a request that takes too long 503;
//! 4. an extension refuses what it does not take: a sandbox what comes from somebody else's page (contract 9.4.13);
//! 5. behind a door that needs it, the caller signs in (contract 4.6: before the route is looked at);
//! 6. the partner's account and rate limit are checked;
//! 7. the router finds the handler;
//! 8. the answer gets its headers, the log its line, the metrics their numbers.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use qualify_contract::errors::ErrorKind;
use qualify_domain::partner::PartnerStatus;
use qualify_domain::ports::OperatorStore as _;
use qualify_vocabulary::Timestamp;
use qualify_wire::endpoints::CERTIFICATE_PATH;
use qualify_wire::headers;
use tower::Service as _;

use super::call::RequestInfo;
use super::failure::{AnsweredCode, Failure, MfaChallenge, say_in};
use super::last_token::LastToken;
use super::protection::NeverChanges;
use super::{answer, framing, path, protection, request_log};
use crate::app::App;
use crate::auth::{AuthError, Identity, MfaError, MfaMode, Principal, bearer_token};
use crate::connections::hang_up::HangUp;
use crate::extension::{Answering, Dropped};
use crate::pages;

/// The service as the connections see it.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    app: Arc<App>,
    router: Router,
    /// Whether what goes wrong below the pages' paths is a page, too.
    has_pages: bool,
    /// What the connection's last token said: callers send the same one with each request of a connection.
    last: Arc<LastToken>,
    /// Whether the connection's caller is gone.
    hang_up: Option<Arc<HangUp>>,
}

/// Who may knock, by the beginning of the path (design 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// The wire: partners.
    Partner,
    /// Our own staff.
    Staff,
    /// Health, documents, the sandbox where it is mounted; and pages, which lead whoever has not signed in to where that
    /// is done.
    Open,
}

impl Door {
    fn of(path: &str) -> Self {
        // Receivers of webhooks have no token of ours (Q24).
        if path == CERTIFICATE_PATH {
            return Self::Open;
        }
        let first = path[1..].split('/').next().unwrap_or_default();
        match first {
            "v1" | "webhooks" | "auditactivity" | "partner" | "generatetoken" | "v3" => Self::Partner,
            "operator" => Self::Staff,
            _ => Self::Open,
        }
    }
}

impl Front {
    pub(crate) fn new(app: Arc<App>, router: Router) -> Self {
        Self { app, router, has_pages: false, last: Arc::default(), hang_up: None }
    }

    /// The same for a listener that has pages.
    pub(crate) fn with_pages(self) -> Self {
        Self { has_pages: true, ..self }
    }

    /// The front for one more connection.
    pub(crate) fn for_connection(&self) -> Self {
        Self { last: Arc::default(), ..self.clone() }
    }

    /// The same, which ends reads that nobody waits for any more.
    pub(crate) fn watching(self, hang_up: Option<HangUp>) -> Self {
        Self { hang_up: hang_up.map(Arc::new), ..self }
    }

    /// Answers a request, as the extension of the service wants it where there is one that watches.
    ///
    /// # Errors
    /// The connection is to be closed without an answer.
    pub(crate) async fn answer_watched(&self, request: Request) -> Result<Response, Dropped> {
        match &self.app.extension {
            Some(extension) if extension.is_watching() => extension.answer(self, request).await,
            _ => Ok(self.answer_or(request, None).await),
        }
    }

    async fn answer_or(&self, mut request: Request, injected: Option<Response>) -> Response {
        let is_usable = canonicalize(&mut request);
        let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
        let info = Arc::new(RequestInfo::new(
            self.app.config.api.dialect,
            request.method().clone(),
            path.to_owned(),
            query.to_owned(),
            request.headers(),
        ));
        let wants_mfa_report = asks_for_mfa_report(&request);
        let demands_https = protection::demands_https(&self.app.config, &request);
        let is_of_page = self.has_pages && pages::is_of_a_page(&info.path);
        let of_page = is_of_page.then(|| request.headers().clone());
        let outcome = match (injected, framing::check(&request)) {
            (_, Err(error)) => Err(error.into()),
            (Some(response), Ok(())) => Ok(response),
            (None, Ok(())) if is_usable => self.while_there(&info, self.guarded(request, &info)).await,
            (None, Ok(())) => Err(unusable_path()),
        };
        let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
        if let Some(sent) = of_page.filter(|_| !is_page(&response)) {
            response = self.app.pages.failed(&self.app, &info, &sent, response);
        }
        finish(&self.app, &info, wants_mfa_report, &mut response);
        let never_changes = response.extensions().get::<NeverChanges>().is_some();
        protection::protect(response.headers_mut(), never_changes, demands_https);
        request_log::record(&info, &response, self.app.clock.real_now());
        response
    }

    /// Runs a request; one that changes nothing ends when its caller is gone. What is answered at once is not looked
    /// at twice.
    async fn while_there(
        &self,
        info: &RequestInfo,
        run: impl Future<Output = Result<Response, Failure>>,
    ) -> Result<Response, Failure> {
        let is_read = matches!(info.method, Method::GET | Method::HEAD);
        let Some(hang_up) = self.hang_up.as_ref().filter(|_| is_read) else { return run.await };
        tokio::select! {
            biased;
            answered = run => answered,
            () = hang_up.noticed() => Err(Failure::busy("The connection was closed before there was an answer.")),
        }
    }

    /// Runs the request with a bound on its time and a net below its panics. The time in which a document comes does
    /// not count, and neither does that in which the answer is written, which is behind this.
    async fn guarded(&self, request: Request, info: &Arc<RequestInfo>) -> Result<Response, Failure> {
        let bound = Duration::from_secs(self.app.config.server.request_timeout_seconds);
        let run = AssertUnwindSafe(self.admitted(request, info)).catch_unwind();
        match info.within(bound, run).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => {
                Err(Failure::Internal { cause: format!("a panic: {}", panic_text(panic.as_ref())) })
            }
            Err(_) => Err(Failure::busy(
                "The request took too long and was given up. Repeat it with the same MS-RequestId: what was done is \
                 then answered, and what was not is done.",
            )),
        }
    }

    async fn admitted(&self, mut request: Request, info: &Arc<RequestInfo>) -> Result<Response, Failure> {
        if let Some(extension) = &self.app.extension {
            extension.check(&info.path, &request)?;
        }
        match Door::of(&info.path) {
            Door::Open => {}
            Door::Partner => self.admit_partner(request.headers(), info).await?,
            Door::Staff => self.admit_staff(request.headers(), info).await?,
        }
        request.extensions_mut().insert(Arc::clone(info));
        let mut router = self.router.clone();
        match router.call(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }

    async fn identify(&self, sent: &HeaderMap) -> Result<Arc<Identity>, AuthError> {
        let authorization = sent.get(header::AUTHORIZATION);
        let now = self.app.clock.real_now();
        if let Some(identity) = authorization.and_then(|sent| self.last.find(sent, now)) {
            return Ok(identity);
        }
        let token = bearer_token(authorization)?;
        let identity = match self.app.auth.find_verified(token, now) {
            Some(identity) => identity,
            None => self.app.auth.verify(token, now).await?,
        };
        if let Some(authorization) = authorization {
            self.last.remember(authorization, &identity);
        }
        Ok(identity)
    }

    async fn admit_partner(&self, sent: &HeaderMap, info: &RequestInfo) -> Result<(), Failure> {
        let identity = self.identify(sent).await?;
        let Identity::Partner(principal) = identity.as_ref() else {
            return Err(Failure::new(
                ErrorKind::AccessDenied,
                "A staff token opens /operator only. Sign in as a partner for this path.",
            ));
        };
        // Set once per request, here: what is refused below is still known to come from this caller.
        let _ = info.identity.set(Arc::clone(&identity));
        self.check_account(principal)?;
        if self.app.config.auth.mfa == MfaMode::Enforce && !principal.is_app_only && !principal.has_mfa {
            return Err(mfa_required(self.app.config.auth.mfa_error));
        }
        if info.path.starts_with("/v1/customers") {
            self.app.limits.check_customer_call(principal.caller.partner)?;
        }
        Ok(())
    }

    fn check_account(&self, principal: &Principal) -> Result<(), Failure> {
        let Some(partner) = self.app.store.find_partner(principal.caller.partner) else {
            return Err(Failure::new(
                ErrorKind::AccessDenied,
                "The token's tenant is not a partner of this service. Sign in with the partner's account, or ask the operator to add it.",
            ));
        };
        match partner.status {
            PartnerStatus::Active => Ok(()),
            PartnerStatus::Suspended => Err(Failure::new(
                ErrorKind::ProgramNotActive,
                "The partner account is suspended. Ask the operator.",
            )),
        }
    }

    async fn admit_staff(&self, sent: &HeaderMap, info: &RequestInfo) -> Result<(), Failure> {
        let identity = self.identify(sent).await.map_err(|error| match error {
            // A partner that asks for the operators' audience is no operator for that.
            AuthError::OperatorAudience => AuthError::InvalidAudience,
            other => other,
        })?;
        match identity.as_ref() {
            Identity::Staff(_) => {
                // Set once per request, here.
                let _ = info.identity.set(identity);
                Ok(())
            }
            Identity::Partner(_) => Err(Failure::new(
                ErrorKind::InvalidAudience,
                "A partner's token does not open /operator. Sign in as staff.",
            )),
        }
    }
}

impl Answering for Front {
    fn answer(&self, request: Request) -> BoxFuture<'_, Response> {
        Box::pin(self.answer_or(request, None))
    }

    fn answer_instead(&self, request: Request, failure: Response) -> BoxFuture<'_, Response> {
        Box::pin(self.answer_or(request, Some(failure)))
    }

    fn sign_in<'a>(&'a self, token: &'a str, now: Timestamp) -> BoxFuture<'a, Option<Arc<Identity>>> {
        Box::pin(async move { self.app.auth.verify(token, now).await.ok() })
    }

    fn find_signed_in(&self, token: &str, now: Timestamp) -> Option<Arc<Identity>> {
        self.app.auth.find_verified(token, now)
    }
}

/// Whether an answer is no failure, or one that is a page already.
fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    is_html || !(response.status().is_client_error() || response.status().is_server_error())
}

/// What a call without a second factor is refused with (contract 4.3, 9.4.11).
fn mfa_required(form: MfaError) -> Failure {
    match form {
        MfaError::Empty => Failure::MfaRequired,
        MfaError::Code900421 => Failure::new(
            ErrorKind::MfaRequired,
            "The user signed in without a second factor, and this call needs one. Sign in with multifactor \
             authentication and repeat the call.",
        ),
    }
}

/// Gives the path our spelling; `false` if it cannot be written as one.
fn canonicalize(request: &mut Request) -> bool {
    let canonical = match path::canonical_path(request.uri().path()) {
        std::borrow::Cow::Borrowed(_) => return true,
        std::borrow::Cow::Owned(canonical) => canonical,
    };
    let target = match request.uri().query() {
        Some(query) => format!("{canonical}?{query}"),
        None => canonical,
    };
    let Ok(target) = PathAndQuery::try_from(target) else { return false };
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    parts.path_and_query = Some(target);
    match Uri::from_parts(parts) {
        Ok(uri) => {
            *request.uri_mut() = uri;
            true
        }
        Err(_) => false,
    }
}

fn unusable_path() -> Failure {
    Failure::new(ErrorKind::NotFound, "The path cannot be read.")
}

fn asks_for_mfa_report(request: &Request) -> bool {
    request
        .headers()
        .get(headers::VALIDATE_MFA)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a text")
}

/// The headers that every answer carries, and what HEAD leaves out.
fn finish(app: &App, info: &RequestInfo, wants_mfa_report: bool, response: &mut Response) {
    say_in(info.locale, response);
    if info.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    if response.status() == StatusCode::UNAUTHORIZED
        && !response.headers().contains_key(header::WWW_AUTHENTICATE)
    {
        add_challenges(info, response);
    }
    let answer_headers = response.headers_mut();
    if wants_mfa_report && let Some(is_compliant) = mfa_compliance(app, info) {
        let value = if is_compliant { "true" } else { "false" };
        answer_headers.insert(headers::IS_MFA_COMPLIANT, HeaderValue::from_static(value));
    }
    answer_headers.reserve(answer::ADDED_HEADERS);
    answer_headers.insert(headers::MS_REQUEST_ID, info.ids.request_id.clone());
    answer_headers.insert(headers::MS_CORRELATION_ID, info.ids.correlation_id.clone());
    answer_headers.insert(headers::MS_CV, info.ids.correlation_vector.clone());
    answer_headers.insert(headers::X_LOCALE, HeaderValue::from_static(info.locale.wire_tag()));
    if let Some(server_id) = &app.server_id {
        answer_headers.insert(headers::MS_SERVER_ID, server_id.clone());
    }
}

/// Whether the caller met the demand for a second factor, where there is one.
fn mfa_compliance(app: &App, info: &RequestInfo) -> Option<bool> {
    let (mode, is_compliant) = match info.identity.get()?.as_ref() {
        Identity::Partner(principal) => (app.config.auth.mfa, principal.is_app_only || principal.has_mfa),
        Identity::Staff(staff) => {
            (app.config.operator.as_ref().map_or(MfaMode::Enforce, |operator| operator.mfa), staff.has_mfa)
        }
    };
    (mode != MfaMode::Off).then_some(is_compliant)
}

/// The challenges of a 401 (contract 4.3).
fn add_challenges(info: &RequestInfo, response: &mut Response) {
    let is_mfa_challenge = response.extensions().get::<MfaChallenge>().is_some();
    let missing = ErrorKind::TokenMissing.row().code;
    let has_token = response.extensions().get::<AnsweredCode>().is_none_or(|code| code.0 != missing);
    let bearer = if has_token { r#"Bearer error="invalid_token""# } else { "Bearer" };
    response.headers_mut().append(header::WWW_AUTHENTICATE, HeaderValue::from_static(bearer));
    if is_mfa_challenge {
        return;
    }
    let realm = format!("OAuth realm=urn:cpsvc:cpid:{}", info.correlation_id);
    if let Ok(realm) = HeaderValue::try_from(realm) {
        response.headers_mut().append(header::WWW_AUTHENTICATE, realm);
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use qualify_wire::endpoints::{self, AuthMode};
    use serde_json::Value;

    use super::*;
    use crate::compose::compose_for_test;

    #[test]
    fn trust_13_every_route_stands_behind_the_door_of_its_row() {
        for row in endpoints::all() {
            let expected = match row.auth {
                AuthMode::Both | AuthMode::User => Door::Partner,
                AuthMode::Staff => Door::Staff,
                // A page leads to where one signs in, by its row (`pages`).
                AuthMode::None | AuthMode::PartnerPage | AuthMode::StaffPage | AuthMode::Page => Door::Open,
            };
            assert_eq!(Door::of(row.path), expected, "{}", row.path);
        }
    }

    async fn fault() -> Result<(), Failure> {
        Err(Failure::Internal { cause: "table secrets is gone".to_owned() })
    }

    /// A front whose handlers fail on purpose.
    #[expect(clippy::disallowed_methods, reason = "these routes are no part of the service")]
    async fn failing_front(folder: &std::path::Path) -> Front {
        let app = compose_for_test(folder, |config| config.server.request_timeout_seconds = 1).await;
        let router = Router::new()
            .route("/panic", get(|| async { panic!("the handler's own words") as () }))
            .route("/slow", get(std::future::pending::<()>))
            .route("/fault", get(fault));
        Front::new(Arc::new(app), router)
    }

    async fn answer_to(front: &Front, path: &str) -> (Response, Value) {
        let request = Request::builder().uri(path).header("host", "127.0.0.1").body(Body::empty()).unwrap();
        let (parts, body) = front.answer(request).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, Body::empty()), serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn panics_and_faults_answer_500_in_the_envelope_without_internals() {
        let folder = tempfile::tempdir().unwrap();
        let front = failing_front(folder.path()).await;
        for path in ["/panic", "/fault"] {
            let (response, body) = answer_to(&front, path).await;
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            assert_eq!((&body["code"], &body["isRetryable"]), (&Value::from(800_003), &Value::from(false)));
            assert!(
                !body.to_string().contains("own words") && !body.to_string().contains("secrets"),
                "{body}"
            );
            assert!(response.headers().contains_key("ms-correlationid"), "{path}");
        }
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_answers_503_with_retry_after() {
        let folder = tempfile::tempdir().unwrap();
        let front = failing_front(folder.path()).await;
        let (response, body) = answer_to(&front, "/slow").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["retry-after"], "5");
        assert_eq!((&body["code"], &body["isRetryable"]), (&Value::from(800_003), &Value::from(true)));
    }
}
