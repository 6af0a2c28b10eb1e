//! What a sandbox does around a request: injects faults, and keeps the exchange for `/sandbox/requests`.
//!
//! A request that nobody is interested in costs one relaxed load; one of a production service not even that.

use std::future::ready;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{Request, header};
use qualify_server::api::path::canonical_path;
use qualify_server::extension::{Answering, Dropped};
use qualify_wire::endpoints::always_answers;

use super::faults::{DropWhen, Effect, Quirk, Taken};
use super::state::Sandbox;
use super::whose;

/// Answers a request by the service, with everything that a sandbox puts around it.
///
/// # Errors
/// A fault drops the connection: it must be closed without an answer.
pub(super) async fn answer(
    sandbox: &Sandbox,
    service: &dyn Answering,
    request: Request<Body>,
) -> Result<Response, Dropped> {
    let path = canonical_path(request.uri().path()).into_owned();
    if always_answers(&path) {
        return Ok(service.answer(request).await);
    }
    let is_kept = sandbox.interest.take_one();
    let asks_for_log = is_kept && !sandbox.partners.is_empty();
    let partner = if asks_for_log || sandbox.faults.ask_whose(request.method(), &path) {
        whose::partner_of(sandbox, service, request.headers(), &path).await
    } else {
        None
    };
    let Taken { fault, quirk } = sandbox.faults.take(request.method(), &path, partner, &sandbox.interest);
    let effect = fault.as_ref().map(|fault| fault.effect(&path));
    let (request, pending) = if is_kept {
        let own = partner.and_then(|partner| sandbox.partners.find(partner));
        let service_now =
            own.as_ref().map_or_else(|| sandbox.clock.now(), |own| sandbox.clock.now_of(own.id));
        let now = (sandbox.clock.real_now(), service_now);
        let own = own.map(|own| Arc::clone(&own.requests));
        let (request, pending) = sandbox.requests.begin(now, request, path, own);
        (request, Some(pending))
    } else {
        (request, None)
    };
    let (Some(fault), Some(effect)) = (fault, effect) else {
        let response = service.answer(request).await;
        let summary = quirk.map(|Quirk::Bom| "a byte order mark before JSON".to_owned());
        let response = match pending {
            Some(pending) => pending.answered(service, response, summary),
            None => response,
        };
        return Ok(dressed(response, quirk));
    };
    let summary = fault.summary();
    tracing::info!(fault = summary, method = %request.method(), "a fault is injected");
    tokio::time::sleep(fault.delay()).await;
    let answered = match effect {
        Effect::Delay => Some(service.answer(request).await),
        Effect::Answer(failure) => Some(service.answer_instead(request, failure.into_response()).await),
        Effect::Drop(DropWhen::Before) => None,
        Effect::Drop(DropWhen::After) => {
            drop(service.answer(request).await);
            None
        }
    };
    match (answered, pending) {
        (Some(response), Some(pending)) => {
            Ok(dressed(pending.answered(service, response, Some(summary)), quirk))
        }
        (Some(response), None) => Ok(dressed(response, quirk)),
        (None, pending) => {
            if let Some(pending) = pending {
                pending.dropped(service, summary);
            }
            Err(Dropped)
        }
    }
}

/// What comes before JSON by the quirk.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The answer with what a quirk does to it. What is kept of the exchange is without.
fn dressed(response: Response, quirk: Option<Quirk>) -> Response {
    let is_json = |response: &Response| {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("application/json")) && !response.body().is_end_stream()
    };
    if !quirk.is_some_and(|Quirk::Bom| is_json(&response)) {
        return response;
    }
    let mut marked = response.map(|body| {
        let mark = stream::once(ready(Ok(Bytes::from_static(BYTE_ORDER_MARK))));
        Body::from_stream(mark.chain(body.into_data_stream()))
    });
    marked.headers_mut().remove(header::CONTENT_LENGTH);
    marked
}
