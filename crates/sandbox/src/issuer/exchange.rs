//! A request to the issuer, and how a problem with it is answered.

use std::time::Duration;

use axum::response::Response;
use http::{HeaderMap, StatusCode};
use qualify_server::api::answer;
use qualify_server::api::call::RequestInfo;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::path::QueryValues;
use qualify_server::clock::fresh_guid;
use qualify_vocabulary::parse_guid;
use serde_json::Value;

use super::asked::AskedOrigin;
use super::client::is_basic;
use super::form::Form;
use super::refusal::{Problem, Refused, Trace};
use crate::state::Sandbox;

/// How long the answer to a wrong secret or password waits: long against whoever guesses, short for whoever mistypes.
const GUESS_DELAY: Duration = Duration::from_millis(200);

/// One request to the issuer.
pub(super) struct Exchange {
    pub(super) tenant: String,
    pub(super) asked: AskedOrigin,
    pub(super) headers: HeaderMap,
    pub(super) form: Result<Form, Problem>,
}

/// Answers a problem; one that a guess would meet not at once, without holding a thread.
pub(super) async fn answer_problem(trace: &Trace, problem: Problem) -> Response {
    if let Problem::Refused(refused) = &problem {
        slow_down_guesses(refused).await;
    }
    trace.answer(problem)
}

/// Waits where somebody may be guessing.
pub(super) async fn slow_down_guesses(refused: &Refused) {
    if refused.is_guess() {
        tokio::time::sleep(GUESS_DELAY).await;
    }
}

/// What a document of the issuer's says, or why it says nothing.
pub(super) fn answer_document(
    sandbox: &Sandbox,
    call: &OpenCall,
    headers: &HeaderMap,
    outcome: Result<Value, Problem>,
) -> Response {
    match outcome {
        Ok(document) => answer::json(StatusCode::OK, &document),
        Err(problem) => trace_of(sandbox, &call.0, headers).answer(problem),
    }
}

/// The ids of a request; MSAL sends its own in the query or a header.
pub(super) fn trace_of(sandbox: &Sandbox, info: &RequestInfo, headers: &HeaderMap) -> Trace {
    let in_header =
        headers.get("client-request-id").and_then(|value| value.to_str().ok()).and_then(parse_guid);
    let in_query = || {
        let query = QueryValues::new(&info.query);
        query.find("client-request-id").as_deref().and_then(parse_guid)
    };
    let correlation_id = in_header.or_else(in_query).map(|guid| guid.to_string());
    Trace {
        id: fresh_guid().to_string(),
        correlation_id: correlation_id.unwrap_or_else(|| info.correlation_id.to_string()),
        now: sandbox.clock.real_now(),
        is_basic: is_basic(headers),
    }
}
