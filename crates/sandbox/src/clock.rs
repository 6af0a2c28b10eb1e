//! The virtual clock: `/sandbox/clock` (design 7).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::clock::ClockView;
use qualify_vocabulary::{SignedDuration, Timestamp, parse_duration};
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::state::{Handle, Sandbox};
use crate::kept_clock::save_clock;

/// How far the clock goes: what follows a request, such as the end of a window, has to be a date as well, and there are
/// none after the year 9999.
const FURTHEST: Timestamp = Timestamp::constant(221_845_392_000, 0);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    now: Option<String>,
    running: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceClock {
    seconds: Option<u32>,
    by: Option<String>,
}

/// Where the virtual clock stands, and whether the jobs have done everything that is due by then.
#[derive(Serialize, ToSchema)]
pub(crate) struct SettledClock {
    #[serde(flatten)]
    clock: ClockView,
    /// Whether everything that is due is done: decisions, warnings, ends of time, and what partners are told of it,
    /// attempted once. `false` after five seconds; the rest goes on.
    settled: bool,
}

/// Where the virtual clock stands.
#[utoipa::path(get, path = "/sandbox/clock", tag = "sandbox", operation_id = "show_clock",
    responses((status = 200, description = "Where the clock stands")))]
pub(super) async fn show(State(sandbox): State<Handle>, _call: OpenCall) -> Response {
    answer::json(StatusCode::OK, &sandbox.clock.view())
}

/// Sets the virtual clock, lets it run or stops it, and waits until what became due is done.
#[utoipa::path(put, path = "/sandbox/clock", tag = "sandbox", operation_id = "set_clock",
    responses((status = 200, description = "Where the clock stands", body = SettledClock)))]
pub(super) async fn set(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let set: SetClock = json::read_strict(&body?).map_err(ApiError::from)?;
    let now = set.now.map(|text| text.parse::<Timestamp>()).transpose().map_err(|_| {
        Failure::new(
            ErrorKind::InvalidProperty,
            format!("now must be a moment such as 2026-03-01T09:00:00Z, {FURTHEST} at the latest."),
        )
    })?;
    move_clock(&sandbox, now, set.running).await
}

/// Turns the virtual clock forward, by `seconds` or by a length of time such as `{"by":"3d"}`, and waits until what became
/// due is done.
#[utoipa::path(post, path = "/sandbox/clock/advance", tag = "sandbox", operation_id = "advance_clock",
    responses((status = 200, description = "Where the clock stands", body = SettledClock)))]
pub(super) async fn advance(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let length = length_of(&json::read_strict(&body?).map_err(ApiError::from)?)?;
    let later = sandbox.clock.now().checked_add(length).map_err(|_| too_far())?;
    move_clock(&sandbox, Some(later), None).await
}

/// Waits until what is due is done, without moving the clock.
#[utoipa::path(post, path = "/sandbox/settle", tag = "sandbox", operation_id = "settle_sandbox",
    responses((status = 200, description = "Where the clock stands", body = SettledClock)))]
pub(super) async fn settle(State(sandbox): State<Handle>, _call: OpenCall) -> Result<Response, Failure> {
    settled(&sandbox).await
}

fn length_of(advance: &AdvanceClock) -> Result<SignedDuration, Failure> {
    let wrong = |text: String| Failure::new(ErrorKind::InvalidProperty, text);
    match (advance.seconds, &advance.by) {
        (Some(seconds), None) => Ok(SignedDuration::from_secs(i64::from(seconds))),
        (None, Some(text)) => parse_duration(text).map_err(|error| wrong(format!("by: {error}."))),
        (None, None) | (Some(_), Some(_)) => {
            Err(wrong("How far the clock goes stands in seconds, a number, or in by, such as 3d.".to_owned()))
        }
    }
}

async fn move_clock(
    sandbox: &Sandbox,
    now: Option<Timestamp>,
    running: Option<bool>,
) -> Result<Response, Failure> {
    if now.is_some_and(|now| now > FURTHEST) {
        return Err(too_far());
    }
    sandbox.clock.set(now, running).map_err(|error| {
        Failure::new(ErrorKind::InvalidProperty, format!("The clock was not set: {error}."))
    })?;
    save_clock(&sandbox.store, &sandbox.clock).await?;
    settled(sandbox).await
}

/// Where the clock stands, once what is due is done.
async fn settled(sandbox: &Sandbox) -> Result<Response, Failure> {
    let settled = sandbox.settling.settle(None).await?;
    let clock = sandbox.clock.view();
    Ok(match clock {
        Some(clock) => answer::json(StatusCode::OK, &SettledClock { clock, settled }),
        None => answer::json(StatusCode::OK, &clock),
    })
}

fn too_far() -> Failure {
    Failure::new(
        ErrorKind::InvalidProperty,
        format!(
            "The clock goes no further than {FURTHEST}. POST /sandbox/reset brings it back to its start."
        ),
    )
}
