//! The handlers of the routes that only a sandbox has.

use qualify_wire::endpoints::SandboxRoute;
use utoipa_axum::routes;

use super::{clock, faults, issuer, requests, snapshots, tokens};
use crate::served::Served;

/// The handler of one of the sandbox's powers.
pub(crate) fn serve(route: SandboxRoute) -> Served {
    match route {
        SandboxRoute::MintToken => routes!(tokens::mint),
        SandboxRoute::ShowClock => routes!(clock::show),
        SandboxRoute::SetClock => routes!(clock::set),
        SandboxRoute::AdvanceClock => routes!(clock::advance),
        SandboxRoute::Reset => routes!(super::reset),
        SandboxRoute::ApproveDevice => routes!(issuer::approve),
        SandboxRoute::RevokeSignIns => routes!(issuer::revoke),
        SandboxRoute::ShowFaults => routes!(faults::show),
        SandboxRoute::SetFaults => routes!(faults::set),
        SandboxRoute::ShowRequests => routes!(requests::show),
        SandboxRoute::ListSnapshots => routes!(snapshots::list),
        SandboxRoute::TakeSnapshot => routes!(snapshots::take),
        SandboxRoute::DeleteSnapshot => routes!(snapshots::delete),
        SandboxRoute::RestoreSnapshot => routes!(snapshots::restore),
    }
}
