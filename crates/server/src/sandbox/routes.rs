//! The handlers of the routes that only a sandbox has.

use axum::routing::{delete, get, post, put};
use qualify_contract::endpoints::SandboxRoute;

use super::{clock, faults, issuer, requests, reset, snapshots, tokens};
use crate::routes::{Served, undescribed};

/// The handler of one of the sandbox's powers.
pub(crate) fn serve(route: SandboxRoute) -> Served {
    match route {
        SandboxRoute::MintToken => undescribed(post(tokens::mint)),
        SandboxRoute::ShowClock => undescribed(get(clock::show)),
        SandboxRoute::SetClock => undescribed(put(clock::set)),
        SandboxRoute::AdvanceClock => undescribed(post(clock::advance)),
        SandboxRoute::Reset => undescribed(post(reset)),
        SandboxRoute::ApproveDevice => undescribed(post(issuer::approve_device)),
        SandboxRoute::ShowFaults => undescribed(get(faults::show)),
        SandboxRoute::SetFaults => undescribed(put(faults::set)),
        SandboxRoute::ShowRequests => undescribed(get(requests::show)),
        SandboxRoute::ListSnapshots => undescribed(get(snapshots::list)),
        SandboxRoute::TakeSnapshot => undescribed(post(snapshots::take)),
        SandboxRoute::DeleteSnapshot => undescribed(delete(snapshots::delete)),
        SandboxRoute::RestoreSnapshot => undescribed(post(snapshots::restore)),
    }
}
