//! `/sandbox/faults`: what is injected is seen and exchanged there.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_wire::errors::ApiError;
use qualify_wire::json;

use super::Fault;
use crate::state::Handle;

/// Faults that may wait at a time.
const FAULTS_MAX: usize = 100;

/// What is left of each fault; those that are used up are gone.
#[utoipa::path(get, path = "/sandbox/faults", tag = "sandbox", operation_id = "show_faults",
    responses((status = 200, description = "The faults that wait")))]
pub(crate) async fn show(State(sandbox): State<Handle>, _call: OpenCall) -> Result<Response, Failure> {
    Ok(answer::json(StatusCode::OK, &sandbox.faults.list()))
}

/// Puts faults in the place of those that wait: a list of objects with `match` (the beginning of a path), `method`,
/// `partner` (whose requests alone are hit), `status` (429, 500 or 503), `retryAfter` (seconds, with 429 or 503), `drop`
/// (`before` or `after` the request was handled), `delayMs`, `times` (1 unless told otherwise), or `quirk`.
#[utoipa::path(put, path = "/sandbox/faults", tag = "sandbox", operation_id = "set_faults",
    responses((status = 200, description = "The faults that wait")))]
pub(crate) async fn set(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let faults: Vec<Fault> = json::read_strict(&body?).map_err(ApiError::from)?;
    if faults.len() > FAULTS_MAX {
        return Err(unusable(format!("At most {FAULTS_MAX} faults can wait; {} were sent.", faults.len())));
    }
    let faults = faults
        .into_iter()
        .enumerate()
        .map(|(number, fault)| {
            let is_known = |partner| sandbox.store.find_partner(partner).is_some();
            let checked = match fault.partner {
                Some(partner) if !is_known(partner) => {
                    Err("partner must be the id of one of the sandbox's partners")
                }
                Some(_) | None => fault.checked(),
            };
            checked.map_err(|problem| unusable(format!("Fault {number}: {problem}. Nothing was changed.")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    sandbox.faults.replace(faults, &sandbox.interest);
    Ok(answer::json(StatusCode::OK, &sandbox.faults.list()))
}

fn unusable(text: String) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, text)
}
