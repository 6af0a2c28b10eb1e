//! The virtual clock: `/sandbox/clock` (design 7).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_vocabulary::{SignedDuration, Timestamp};
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::Deserialize;

use super::state::{Handle, Sandbox};
use crate::kept_clock::save_clock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    now: Option<String>,
    running: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceClock {
    seconds: u32,
}

/// Where the virtual clock stands.
#[utoipa::path(get, path = "/sandbox/clock", tag = "sandbox", operation_id = "show_clock",
    responses((status = 200, description = "Where the clock stands")))]
pub(super) async fn show(State(sandbox): State<Handle>, _call: OpenCall) -> Response {
    answer::json(StatusCode::OK, &sandbox.clock.view())
}

/// Sets the virtual clock, lets it run or stops it.
#[utoipa::path(put, path = "/sandbox/clock", tag = "sandbox", operation_id = "set_clock",
    responses((status = 200, description = "Where the clock stands")))]
pub(super) async fn set(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let set: SetClock = json::read_strict(&body?).map_err(ApiError::from)?;
    let now = set.now.map(|text| text.parse::<Timestamp>()).transpose().map_err(|_| {
        Failure::new(ErrorKind::InvalidProperty, "now must be a moment such as 2026-03-01T09:00:00Z.")
    })?;
    move_clock(&sandbox, now, set.running).await
}

/// Turns the virtual clock forward.
#[utoipa::path(post, path = "/sandbox/clock/advance", tag = "sandbox", operation_id = "advance_clock",
    responses((status = 200, description = "Where the clock stands")))]
pub(super) async fn advance(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let AdvanceClock { seconds } = json::read_strict(&body?).map_err(ApiError::from)?;
    let later = sandbox
        .clock
        .now()
        .checked_add(SignedDuration::from_secs(i64::from(seconds)))
        .map_err(|_| Failure::new(ErrorKind::InvalidProperty, "The clock cannot go that far."))?;
    move_clock(&sandbox, Some(later), None).await
}

async fn move_clock(
    sandbox: &Sandbox,
    now: Option<Timestamp>,
    running: Option<bool>,
) -> Result<Response, Failure> {
    sandbox.clock.set(now, running).map_err(|error| {
        Failure::new(ErrorKind::InvalidProperty, format!("The clock was not set: {error}."))
    })?;
    save_clock(&sandbox.store, &sandbox.clock).await?;
    sandbox.wakes.time_moved();
    Ok(answer::json(StatusCode::OK, &sandbox.clock.view()))
}
