//! `/sandbox/faults`: what is injected is seen and exchanged there.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::OperatorStore as _;
use qualify_server::api::answer;
use qualify_server::api::body::RawBody;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_vocabulary::PartnerId;
use qualify_wire::errors::ApiError;
use qualify_wire::json;

use super::Fault;
use crate::partners::path::OwnPartnerPath;
use crate::state::{Handle, Sandbox};

/// Faults that may wait at a time for everybody, and for a partner.
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
    put(&sandbox, faults)?;
    Ok(answer::json(StatusCode::OK, &sandbox.faults.list()))
}

/// Puts faults in the place of those that wait for everybody.
pub(crate) fn put(sandbox: &Sandbox, faults: Vec<Fault>) -> Result<(), Failure> {
    sandbox.faults.replace(checked(sandbox, faults)?, &sandbox.interest);
    Ok(())
}

/// What is left of each fault of a partner of one's own.
#[utoipa::path(get, path = "/sandbox/partners/{partner}/faults", tag = "sandbox", operation_id = "show_partner_faults",
    responses((status = 200, description = "The faults that wait for this partner")))]
pub(crate) async fn show_of(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
) -> Result<Response, Failure> {
    Ok(answer::json(StatusCode::OK, &sandbox.faults.list_of(own.id)))
}

/// Puts faults in the place of those that wait for a partner of one's own: they hit its requests alone, before those that hit
/// everybody's.
#[utoipa::path(put, path = "/sandbox/partners/{partner}/faults", tag = "sandbox", operation_id = "set_partner_faults",
    responses((status = 200, description = "The faults that wait for this partner")))]
pub(crate) async fn set_of(
    State(sandbox): State<Handle>,
    _call: OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
    RawBody(body): RawBody,
) -> Result<Response, Failure> {
    let mut faults: Vec<Fault> = json::read_strict(&body?).map_err(ApiError::from)?;
    for (number, fault) in faults.iter_mut().enumerate() {
        if fault.partner.is_some_and(|partner| partner != own.id) {
            return Err(unusable(format!(
                "Fault {number}: partner names another one than the path. Leave it out. Nothing was changed."
            )));
        }
        fault.partner = Some(own.id);
    }
    sandbox.faults.replace_of(own.id, checked(&sandbox, faults)?, &sandbox.interest);
    Ok(answer::json(StatusCode::OK, &sandbox.faults.list_of(own.id)))
}

/// The faults as they wait, if all of them can.
fn checked(sandbox: &Sandbox, faults: Vec<Fault>) -> Result<Vec<Fault>, Failure> {
    let mut counts: HashMap<Option<PartnerId>, usize> = HashMap::new();
    for fault in &faults {
        *counts.entry(fault.partner).or_default() += 1;
    }
    if let Some(count) = counts.values().find(|count| **count > FAULTS_MAX) {
        return Err(unusable(format!(
            "At most {FAULTS_MAX} faults can wait for everybody, and for a partner; {count} were sent."
        )));
    }
    let check = |(number, fault): (usize, Fault)| {
        let is_known = |partner| sandbox.store.find_partner(partner).is_some();
        let checked = match fault.partner {
            Some(partner) if !is_known(partner) => {
                Err("partner must be the id of one of the sandbox's partners")
            }
            Some(_) | None => fault.checked(),
        };
        checked.map_err(|problem| unusable(format!("Fault {number}: {problem}. Nothing was changed.")))
    };
    faults.into_iter().enumerate().map(check).collect()
}

fn unusable(text: String) -> Failure {
    Failure::new(ErrorKind::InvalidProperty, text)
}
