//! What goes wrong, as a page: what happened, what to do next, the id by which the operator finds it, and a way back.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use qualify_domain::Refusal;
use qualify_domain::ports::StoreError;
use qualify_server::api::call::RequestInfo;
use qualify_server::api::failure::Failure;
use qualify_server::html;
use qualify_server::service::error::ServiceError;
use qualify_wire::errors::ApiError;

use crate::frame::{Area, Frame};
use crate::state::Dashboard;
use crate::visit::Visit;

/// Why a page is not shown. Whatever a use case or the store refuses with becomes one by `?`.
#[derive(Debug)]
pub struct PageError(Failure);

impl<F: Into<Failure>> From<F> for PageError {
    fn from(failure: F) -> Self {
        Self(failure.into())
    }
}

/// What a page of an error says, on its way from the handler to the guard, which knows the visitor.
#[derive(Debug, Clone)]
struct Told {
    /// The API's own error; none for a fault of ours.
    error: Option<Arc<ApiError>>,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let error = match &self.0 {
            Failure::Api(error) if error.status() < 500 => Some(Arc::new(error.clone())),
            _ => None,
        };
        let mut response = self.0.into_response();
        response.extensions_mut().insert(Told { error });
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame<'a>,
    title: &'static str,
    text: Cow<'a, str>,
    correlation_id: String,
    /// Where the way back leads.
    back: &'static str,
}

/// An answer as the visitor sees it: a refusal becomes a page.
pub(crate) fn shown(visit: &Visit, answer: Response) -> Response {
    let Some(told) = answer.extensions().get::<Told>().cloned() else { return answer };
    let text = told.error.as_ref().map(|error| error.description_in(visit.locale));
    page(visit, answer, text.as_deref())
}

/// The page of a failure that no handler of a page answered.
pub(crate) fn page_of_failure(
    dashboard: &Dashboard,
    info: &Arc<RequestInfo>,
    sent: &HeaderMap,
    failed: Response,
) -> Response {
    let visit = Visit::without_session(dashboard, info, sent);
    page(&visit, failed, None)
}

fn page(visit: &Visit, failed: Response, text: Option<&str>) -> Response {
    let texts = visit.texts();
    let status = failed.status();
    let (title, general) = match status {
        StatusCode::NOT_FOUND => (texts.error_not_found_title(), texts.error_not_found()),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {
            (texts.error_refused_title(), texts.error_refused())
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            (texts.error_busy_title(), texts.error_busy())
        }
        status if status.is_server_error() => (texts.error_fault_title(), texts.error_fault()),
        _ => (texts.error_other_title(), texts.error_other()),
    };
    // What is not there is not there, whatever the API calls it.
    let text = text.filter(|_| status != StatusCode::NOT_FOUND).unwrap_or(general);
    let template = ErrorPage {
        frame: visit.frame(Area::None),
        title,
        text: Cow::Borrowed(text),
        correlation_id: visit.info.correlation_id.to_string(),
        back: "/dashboard",
    };
    let Ok(mut shown) = html::answer_with(status, &template, html::nonce_policy(&visit.nonce)) else {
        return failed;
    };
    // What the log and the metrics read of a failure, and when to come back.
    *shown.extensions_mut() = failed.extensions().clone();
    for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
        if let Some(value) = failed.headers().get(&name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    shown
}

impl PageError {
    /// The API's error, if it is one for whoever asked: a form says it beside its fields.
    pub(crate) fn told(&self) -> Option<&ApiError> {
        match &self.0 {
            Failure::Api(error) if error.status() < 500 => Some(error),
            _ => None,
        }
    }

    /// Why the domain refuses it, if it does: a form says that beside its fields.
    pub(crate) fn refusal_of(error: &ServiceError) -> Option<&Refusal> {
        match error {
            ServiceError::Store(StoreError::Refused(refusal)) => Some(refusal),
            ServiceError::Store(_)
            | ServiceError::Refused(_)
            | ServiceError::Document(_)
            | ServiceError::CallsUsedUp(_)
            | ServiceError::Failed { .. } => None,
        }
    }
}
