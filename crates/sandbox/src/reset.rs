//! `POST /sandbox/reset`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::ports::SandboxStore as _;
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use serde_json::json;

use super::seed_used;
use super::state::{Handle, Sandbox};
use crate::kept_clock::save_clock;

/// Back to the seed: customers, records, codes, audit trail and clock, without faults, scripts and partners that were made
/// besides. Signing keys stay, so tokens stay good, and so do snapshots.
#[utoipa::path(post, path = "/sandbox/reset", tag = "sandbox", operation_id = "reset_sandbox",
    responses((status = 200, description = "It is as the seed that is named says")))]
pub(crate) async fn reset(State(sandbox): State<Handle>, call: OpenCall) -> Result<Response, Failure> {
    let OpenCall(request) = call;
    let name = request.meter.measure(back_to_seed(&sandbox)).await?;
    Ok(answer::json(StatusCode::OK, &json!({"status": "reset", "seed": name})))
}

/// Brings the beginning back; answers how the seed is called.
pub(crate) async fn back_to_seed(sandbox: &Sandbox) -> Result<String, Failure> {
    let turn = sandbox.partners.take_turn().await;
    let _alone = sandbox.clock.hold_alone().await;
    let start = sandbox.settings.clock_start.unwrap_or_else(|| sandbox.clock.real_now());
    let seed = sandbox.seed.to_domain(start, Arc::clone(&sandbox.review_rules));
    sandbox.store.reset(seed).await?;
    let name = seed_used::name(&sandbox.settings);
    seed_used::keep(&sandbox.store, &sandbox.seed, &name).await?;
    sandbox.clock.restart(start);
    sandbox.partners.forget_all(sandbox, &turn).await?;
    sandbox.scripts.replace(&sandbox.store, &[]).await?;
    sandbox.faults.replace(Vec::new(), &sandbox.interest);
    save_clock(&sandbox.store, &sandbox.clock).await?;
    Ok(name)
}
