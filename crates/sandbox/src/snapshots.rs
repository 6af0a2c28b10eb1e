//! `/sandbox/snapshots`: the whole state under a name, to come back to.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use qualify_contract::errors::ErrorKind;
use qualify_domain::ports::SandboxStore as _;
use qualify_domain::snapshot::{Snapshot, SnapshotKey, SnapshotName};
use qualify_server::api::answer;
use qualify_server::api::extract::{OpenCall, path_parameter};
use qualify_server::api::failure::Failure;
use qualify_server::clock::ClockView;
use qualify_vocabulary::Timestamp;
use serde::{Deserialize, Serialize};

use super::faults::Fault;
use super::kept_clock::CLOCK_SETTING;
use super::scripts::Script;
use super::state::{Handle, Sandbox};

/// Snapshots that are kept at a time.
const SNAPSHOTS_MAX: usize = 32;

const WRONG_NAME: &str =
    "The snapshot's name must be 1 to 64 lower-case letters, digits and hyphens, such as before-import.";
const UNKNOWN: &str = "There is no snapshot of this name. GET /sandbox/snapshots lists those that there are.";

/// What is kept with a snapshot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Notes {
    /// The real time.
    pub(crate) taken_at: Timestamp,
    pub(crate) clock: ClockView,
    #[serde(default)]
    pub(crate) scripts: Vec<Script>,
    /// Those of the partner, where it is one of a partner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) faults: Vec<Fault>,
    /// What the store kept of the clock, with the partners whose time was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept_clock: Option<serde_json::Value>,
}

impl Notes {
    /// Those of a snapshot.
    ///
    /// # Errors
    /// They cannot be read.
    pub(crate) fn of(snapshot: &Snapshot) -> Result<Self, Failure> {
        serde_json::from_slice(&snapshot.notes).map_err(|error| Failure::Internal {
            cause: format!("the notes of snapshot {}: {error}", snapshot.name),
        })
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("moments are texts")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SnapshotView {
    name: String,
    taken_at: Option<Timestamp>,
    clock: Option<ClockView>,
    customers: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct SnapshotList {
    items: Vec<SnapshotView>,
}

/// The answer that lists these.
pub(crate) fn listed(snapshots: Vec<Snapshot>) -> Response {
    let items = snapshots.into_iter().map(SnapshotView::from).collect();
    answer::json(StatusCode::OK, &SnapshotList { items })
}

impl SnapshotView {
    /// The same, with where the clock stands now in the place of where it stood.
    pub(crate) fn with_clock(self, clock: Option<ClockView>) -> Self {
        Self { clock, ..self }
    }
}

impl From<Snapshot> for SnapshotView {
    fn from(snapshot: Snapshot) -> Self {
        let notes = serde_json::from_slice::<Notes>(&snapshot.notes).ok();
        Self {
            name: snapshot.name.to_string(),
            taken_at: notes.as_ref().map(|notes| notes.taken_at),
            clock: notes.map(|notes| notes.clock),
            customers: snapshot.customers,
            bytes: snapshot.bytes,
        }
    }
}

/// `{name}`, as the rule wants it.
pub(crate) struct NamePath(pub(crate) SnapshotName);

impl<S: Send + Sync> FromRequestParts<S> for NamePath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let text = path_parameter(parts, state, "name").await;
        read_name(text.as_deref().unwrap_or_default()).map(Self)
    }
}

/// The name that a text is.
///
/// # Errors
/// It is none.
pub(crate) fn read_name(text: &str) -> Result<SnapshotName, Failure> {
    SnapshotName::parse(text).ok_or_else(|| Failure::new(ErrorKind::InvalidProperty, WRONG_NAME))
}

/// 201, or 200 where the name stood for another state before.
#[utoipa::path(post, path = "/sandbox/snapshots/{name}", tag = "sandbox", operation_id = "take_snapshot",
    responses((status = 201, description = "Taken"),
        (status = 200, description = "Taken in the place of another")))]
pub(super) async fn take(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    NamePath(name): NamePath,
) -> Result<Response, Failure> {
    let (taken, is_new) = request.meter.measure(take_named(&sandbox, name)).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(answer::json(status, &SnapshotView::from(taken)))
}

/// Takes a snapshot; answers whether there was none of this name.
pub(crate) async fn take_named(sandbox: &Sandbox, name: SnapshotName) -> Result<(Snapshot, bool), Failure> {
    let _alone = sandbox.clock.hold_alone().await;
    let known = sandbox.store.list_snapshots(None).await?;
    let is_new = known.iter().all(|snapshot| snapshot.name != name);
    if is_new && known.len() >= SNAPSHOTS_MAX {
        return Err(Failure::new(
            ErrorKind::InvalidProperty,
            format!("{SNAPSHOTS_MAX} snapshots are kept at most. DELETE one of /sandbox/snapshots first."),
        ));
    }
    let clock = sandbox.clock.view().ok_or_else(no_clock)?;
    let kept_clock = sandbox.clock.to_setting().and_then(|kept| serde_json::from_slice(&kept).ok());
    let scripts = sandbox.scripts.list();
    let taken_at = sandbox.clock.real_now();
    let notes = Notes { taken_at, clock, scripts, faults: Vec::new(), kept_clock }.to_bytes();
    let taken = sandbox.store.take_snapshot(SnapshotKey::of_everybody(name), notes).await?;
    Ok((taken, is_new))
}

/// Everything as it was, the clock included. Keys and origins stay, so tokens stay good.
#[utoipa::path(post, path = "/sandbox/snapshots/{name}/restore", tag = "sandbox", operation_id = "restore_snapshot",
    responses((status = 200, description = "The state is that of the snapshot")))]
pub(super) async fn restore(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    NamePath(name): NamePath,
) -> Result<Response, Failure> {
    let snapshot = request.meter.measure(restore_named(&sandbox, name)).await?;
    Ok(answer::json(StatusCode::OK, &SnapshotView::from(snapshot)))
}

/// Brings back what a snapshot kept.
pub(crate) async fn restore_named(sandbox: &Sandbox, name: SnapshotName) -> Result<Snapshot, Failure> {
    // Held until the clock has followed, whether or not the caller still waits.
    let turn = sandbox.partners.take_turn().await;
    let alone = sandbox.clock.hold_alone().await;
    let known = sandbox.store.list_snapshots(None).await?;
    let snapshot = known.into_iter().find(|snapshot| snapshot.name == name).ok_or_else(unknown)?;
    let notes = Notes::of(&snapshot)?;
    let kept_clock = notes.kept_clock.map(|kept| kept.to_string().into_bytes());
    let setting = sandbox.clock.setting_showing(notes.clock, kept_clock.as_deref());
    let setting = setting.ok_or_else(no_clock)?;
    let (followed, clock) = (Arc::clone(&sandbox.clock), setting.clone());
    let committed = move || {
        followed.restore(&clock);
        drop(alone);
    };
    let restoring =
        sandbox.store.restore_snapshot(SnapshotKey::of_everybody(name), (CLOCK_SETTING, setting), committed);
    if !restoring.await? {
        return Err(unknown());
    }
    sandbox.scripts.replace(&sandbox.store, &notes.scripts).await?;
    sandbox.partners.read_again(sandbox, &turn).await?;
    sandbox.settling.time_moved();
    Ok(snapshot)
}

/// The snapshots that there are.
#[utoipa::path(get, path = "/sandbox/snapshots", tag = "sandbox", operation_id = "list_snapshots",
    responses((status = 200, description = "The snapshots")))]
pub(super) async fn list(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
) -> Result<Response, Failure> {
    let snapshots = request.meter.measure(sandbox.store.list_snapshots(None)).await?;
    Ok(listed(snapshots))
}

/// Deletes a snapshot.
#[utoipa::path(delete, path = "/sandbox/snapshots/{name}", tag = "sandbox", operation_id = "delete_snapshot",
    responses((status = 204, description = "Deleted")))]
pub(super) async fn delete(
    State(sandbox): State<Handle>,
    OpenCall(request): OpenCall,
    NamePath(name): NamePath,
) -> Result<StatusCode, Failure> {
    request.meter.measure(delete_named(&sandbox, name)).await.map(|()| StatusCode::NO_CONTENT)
}

/// Deletes a snapshot.
pub(crate) async fn delete_named(sandbox: &Sandbox, name: SnapshotName) -> Result<(), Failure> {
    let _alone = sandbox.clock.hold_alone().await;
    let was_there = sandbox.store.delete_snapshot(SnapshotKey::of_everybody(name)).await?;
    if was_there { Ok(()) } else { Err(unknown()) }
}

fn unknown() -> Failure {
    Failure::new(ErrorKind::NotFound, UNKNOWN)
}

pub(crate) fn no_clock() -> Failure {
    Failure::Internal { cause: "a sandbox without a virtual clock".to_owned() }
}
