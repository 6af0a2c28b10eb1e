//! `/sandbox/partners/{partner}/snapshots`: what one partner has under a name, to come back to while others work on.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::SandboxStore as _;
use qualify_domain::snapshot::{Snapshot, SnapshotKey, SnapshotName};
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::api::failure::Failure;
use qualify_vocabulary::PartnerId;

use super::path::OwnPartnerPath;
use crate::kept_clock::{CLOCK_SETTING, save_clock};
use crate::snapshots::{NamePath, Notes, SnapshotView, listed, no_clock};
use crate::state::{Handle, Sandbox};

/// Snapshots of a partner that are kept at a time.
const SNAPSHOTS_MAX: usize = 8;

const UNKNOWN: &str = "This partner has no snapshot of this name. GET /sandbox/partners/{partner}/snapshots lists those that it \
                       has.";

/// 201, or 200 where the name stood for another state before.
#[utoipa::path(post, path = "/sandbox/partners/{partner}/snapshots/{name}", tag = "sandbox",
    operation_id = "take_partner_snapshot",
    responses((status = 201, description = "Taken"),
        (status = 200, description = "Taken in the place of another")))]
pub(crate) async fn take(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
    NamePath(name): NamePath,
) -> Result<Response, Failure> {
    let (taken, is_new) = request.meter.measure(take_of(&sandbox, own.id, name)).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(answer::json(status, &SnapshotView::from(taken)))
}

/// Takes a snapshot of a partner; answers whether it had none of this name.
pub(crate) async fn take_of(
    sandbox: &Sandbox,
    partner: PartnerId,
    name: SnapshotName,
) -> Result<(Snapshot, bool), Failure> {
    let _turn = sandbox.partners.take_turn().await;
    let _alone = sandbox.clock.hold_alone().await;
    let known = sandbox.store.list_snapshots(Some(partner)).await?;
    let is_new = known.iter().all(|snapshot| snapshot.name != name);
    if is_new && known.len() >= SNAPSHOTS_MAX {
        return Err(Failure::new(
            ErrorKind::InvalidProperty,
            format!(
                "{SNAPSHOTS_MAX} snapshots of a partner are kept at most. DELETE one of \
                 /sandbox/partners/{partner}/snapshots first."
            ),
        ));
    }
    let notes = Notes {
        taken_at: sandbox.clock.real_now(),
        clock: sandbox.clock.view_of(partner).ok_or_else(no_clock)?,
        scripts: sandbox.scripts.list_of(partner),
        faults: sandbox.faults.list_of(partner),
        kept_clock: None,
    };
    let key = SnapshotKey::of_partner(partner, name);
    Ok((sandbox.store.take_snapshot(key, notes.to_bytes()).await?, is_new))
}

/// The partner as it was: customers, records, cases, codes, webhooks, trail, faults, scripts, and its time, where everybody's
/// is not later. Its tokens stay good, and everybody else is left as they are.
#[utoipa::path(post, path = "/sandbox/partners/{partner}/snapshots/{name}/restore", tag = "sandbox",
    operation_id = "restore_partner_snapshot",
    responses((status = 200, description = "The state of this partner is that of the snapshot")))]
pub(crate) async fn restore(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
    NamePath(name): NamePath,
) -> Result<Response, Failure> {
    let snapshot = request.meter.measure(restore_of(&sandbox, own.id, name)).await?;
    let view = SnapshotView::from(snapshot).with_clock(sandbox.clock.view_of(own.id));
    Ok(answer::json(StatusCode::OK, &view))
}

/// Brings back what a snapshot of a partner kept.
pub(crate) async fn restore_of(
    sandbox: &Sandbox,
    partner: PartnerId,
    name: SnapshotName,
) -> Result<Snapshot, Failure> {
    // Held until the clock has followed, whether or not the caller still waits.
    let _turn = sandbox.partners.take_turn().await;
    let alone = sandbox.clock.hold_alone().await;
    let known = sandbox.store.list_snapshots(Some(partner)).await?;
    let snapshot = known.into_iter().find(|snapshot| snapshot.name == name).ok_or_else(unknown)?;
    let notes = Notes::of(&snapshot)?;
    let ahead = sandbox.clock.ahead_at(notes.clock.now);
    let setting = sandbox.clock.setting_with(partner, ahead).ok_or_else(no_clock)?;
    let followed = Arc::clone(&sandbox.clock);
    let committed = move || {
        followed.put_ahead(partner, ahead);
        drop(alone);
    };
    let key = SnapshotKey::of_partner(partner, name);
    let restoring = sandbox.store.restore_snapshot(key, (CLOCK_SETTING, setting), committed);
    if !restoring.await? {
        return Err(unknown());
    }
    sandbox.faults.replace_of(partner, notes.faults, &sandbox.interest);
    sandbox.scripts.replace_of(&sandbox.store, partner, &notes.scripts).await?;
    // Somebody else may have moved a clock in between.
    save_clock(&sandbox.store, &sandbox.clock).await?;
    sandbox.settling.time_moved();
    Ok(snapshot)
}

/// The snapshots of this partner.
#[utoipa::path(get, path = "/sandbox/partners/{partner}/snapshots", tag = "sandbox",
    operation_id = "list_partner_snapshots",
    responses((status = 200, description = "The snapshots")))]
pub(crate) async fn list(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
) -> Result<Response, Failure> {
    Ok(listed(request.meter.measure(sandbox.store.list_snapshots(Some(own.id))).await?))
}

/// Deletes a snapshot of this partner.
#[utoipa::path(delete, path = "/sandbox/partners/{partner}/snapshots/{name}", tag = "sandbox",
    operation_id = "delete_partner_snapshot",
    responses((status = 204, description = "Deleted")))]
pub(crate) async fn delete(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    OwnPartnerPath(own): OwnPartnerPath,
    NamePath(name): NamePath,
) -> Result<StatusCode, Failure> {
    request.meter.measure(delete_of(&sandbox, own.id, name)).await.map(|()| StatusCode::NO_CONTENT)
}

/// Deletes a snapshot of a partner.
pub(crate) async fn delete_of(
    sandbox: &Sandbox,
    partner: PartnerId,
    name: SnapshotName,
) -> Result<(), Failure> {
    let _alone = sandbox.clock.hold_alone().await;
    let was_there = sandbox.store.delete_snapshot(SnapshotKey::of_partner(partner, name)).await?;
    if was_there { Ok(()) } else { Err(unknown()) }
}

fn unknown() -> Failure {
    Failure::new(ErrorKind::NotFound, UNKNOWN)
}
