//! The virtual clock: `/sandbox/clock` (design 7).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_server::clock::{ClockBackwards, ClockView};
use qualify_vocabulary::{PartnerId, SignedDuration, Timestamp, parse_duration};
use qualify_wire::errors::ApiError;
use qualify_wire::json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::state::{Handle, Sandbox};
use crate::kept_clock::save_clock;
use crate::partners::path::OwnPartnerPath;

/// How far the clock goes: what follows a request, such as the end of a window, has to be a date as well, and there are
/// none after the year 9999.
const FURTHEST: Timestamp = Timestamp::constant(221_845_392_000, 0);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetClock {
    now: Option<String>,
    running: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdvanceClock {
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
    let SetClock { now, running } = json::read_strict(&body?).map_err(ApiError::from)?;
    let now = now.map(|text| moment(&text)).transpose()?;
    let settled = move_clock(&sandbox, now, running).await?;
    Ok(shown(&sandbox, None, settled))
}

pub(crate) fn moment(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| {
        Failure::new(
            ErrorKind::InvalidProperty,
            format!("now must be a moment such as 2026-03-01T09:00:00Z, {FURTHEST} at the latest."),
        )
    })
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
    let settled = move_clock(&sandbox, Some(later(sandbox.clock.now(), length)?), None).await?;
    Ok(shown(&sandbox, None, settled))
}

pub(crate) fn later(now: Timestamp, length: SignedDuration) -> Result<Timestamp, Failure> {
    now.checked_add(length).map_err(|_| too_far())
}

/// Waits until what is due is done, without moving the clock.
#[utoipa::path(post, path = "/sandbox/settle", tag = "sandbox", operation_id = "settle_sandbox",
    responses((status = 200, description = "Where the clock stands", body = SettledClock)))]
pub(super) async fn settle(State(sandbox): State<Handle>, _call: OpenCall) -> Result<Response, Failure> {
    let settled = sandbox.settling.settle(None).await?;
    Ok(shown(&sandbox, None, settled))
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

/// Moves everybody's clock, lets it run or stops it; answers whether everything that became due is done.
pub(crate) async fn move_clock(
    sandbox: &Sandbox,
    now: Option<Timestamp>,
    running: Option<bool>,
) -> Result<bool, Failure> {
    check_reach(now)?;
    sandbox.clock.set(now, running).map_err(not_set)?;
    save_clock(&sandbox.store, &sandbox.clock).await?;
    Ok(sandbox.settling.settle(None).await?)
}

fn not_set(error: ClockBackwards) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, format!("The clock was not set: {error}."))
}

/// Where the clock of a partner stands, or everybody's, and whether what is due by it is done.
fn shown(sandbox: &Sandbox, partner: Option<PartnerId>, settled: bool) -> Response {
    let clock = match partner {
        Some(partner) => sandbox.clock.view_of(partner),
        None => sandbox.clock.view(),
    };
    match clock {
        Some(clock) => answer::json(StatusCode::OK, &SettledClock { clock, settled }),
        None => answer::json(StatusCode::OK, &clock),
    }
}

fn check_reach(now: Option<Timestamp>) -> Result<(), Failure> {
    if now.is_some_and(|now| now > FURTHEST) { Err(too_far()) } else { Ok(()) }
}

fn too_far() -> Failure {
    Failure::new(
        ErrorKind::InvalidProperty,
        format!(
            "The clock goes no further than {FURTHEST}. POST /sandbox/reset brings it back to its start."
        ),
    )
}

/// Where the clock of a partner of one's own stands: everybody's, until it is moved ahead.
#[utoipa::path(get, path = "/sandbox/partners/{partner}/clock", tag = "sandbox", operation_id = "show_partner_clock",
    responses((status = 200, description = "Where the clock of this partner stands")))]
pub(super) async fn show_of(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
) -> Response {
    answer::json(StatusCode::OK, &sandbox.clock.view_of(own.id))
}

/// Sets the clock of a partner of one's own ahead, and waits until what became due to it is done. It goes on with
/// everybody's, and stands with it.
#[utoipa::path(put, path = "/sandbox/partners/{partner}/clock", tag = "sandbox", operation_id = "set_partner_clock",
    responses((status = 200, description = "Where the clock of this partner stands", body = SettledClock)))]
pub(super) async fn set_of(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let SetClock { now, running } = json::read_strict(&body?).map_err(ApiError::from)?;
    if running.is_some() {
        let text =
            "A partner's clock runs and stands with everybody's. Leave running out, or PUT /sandbox/clock.";
        return Err(Failure::new(ErrorKind::InvalidProperty, text));
    }
    let now = now.ok_or_else(|| {
        Failure::new(ErrorKind::InvalidProperty, "now is missing: a moment such as 2026-03-01T09:00:00Z.")
    })?;
    move_clock_of(&sandbox, own.id, moment(&now)?).await
}

/// Turns the clock of a partner of one's own forward, as `POST /sandbox/clock/advance` does everybody's.
#[utoipa::path(post, path = "/sandbox/partners/{partner}/clock/advance", tag = "sandbox",
    operation_id = "advance_partner_clock",
    responses((status = 200, description = "Where the clock of this partner stands", body = SettledClock)))]
pub(super) async fn advance_of(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let length = length_of(&json::read_strict(&body?).map_err(ApiError::from)?)?;
    move_clock_of(&sandbox, own.id, later(sandbox.clock.now_of(own.id), length)?).await
}

async fn move_clock_of(sandbox: &Sandbox, partner: PartnerId, now: Timestamp) -> Result<Response, Failure> {
    let settled = move_partners_clock(sandbox, partner, now).await?;
    Ok(shown(sandbox, Some(partner), settled))
}

/// Moves the clock of a partner of one's own ahead; answers whether everything that became due to it is done.
pub(crate) async fn move_partners_clock(
    sandbox: &Sandbox,
    partner: PartnerId,
    now: Timestamp,
) -> Result<bool, Failure> {
    check_reach(Some(now))?;
    sandbox.clock.set_of(partner, now).map_err(not_set)?;
    save_clock(&sandbox.store, &sandbox.clock).await?;
    Ok(sandbox.settling.settle(Some(partner)).await?)
}
