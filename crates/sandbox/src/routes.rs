//! The handlers of the routes that only a sandbox has.

use qualify_wire::endpoints::{Route, SandboxRoute};
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;

use super::issuer::{device, revoke};
use super::state::Handle;
use super::{clock, faults, home, issuer, partners, requests, reset, scripts, seed_used, snapshots, tokens};

/// The handler of a route, with its description; none for one that every service has.
pub(super) fn serve(route: Route) -> Option<UtoipaMethodRouter<Handle>> {
    match route {
        Route::Sandbox(route) => Some(serve_power(route)),
        Route::Issuer(route) => Some(issuer::routes::serve(route)),
        Route::Wire(_) | Route::Partner(_) | Route::Operator(_) | Route::Service(_) | Route::Dashboard(_) => {
            None
        }
    }
}

fn serve_power(route: SandboxRoute) -> UtoipaMethodRouter<Handle> {
    match route {
        SandboxRoute::ShowHome => routes!(home::show),
        SandboxRoute::ShowDocument => routes!(home::documents::show),
        SandboxRoute::MintToken => routes!(tokens::mint),
        SandboxRoute::ShowClock => routes!(clock::show),
        SandboxRoute::SetClock => routes!(clock::set),
        SandboxRoute::AdvanceClock => routes!(clock::advance),
        SandboxRoute::Settle => routes!(clock::settle),
        SandboxRoute::ScriptCustomer => routes!(scripts::routes::set),
        SandboxRoute::ClearScript => routes!(scripts::routes::clear),
        SandboxRoute::Reset => routes!(reset::reset),
        SandboxRoute::ShowSeed => routes!(seed_used::show),
        SandboxRoute::ApproveDevice => routes!(device::approve),
        SandboxRoute::RevokeSignIns => routes!(revoke::revoke),
        SandboxRoute::ShowFaults => routes!(faults::routes::show),
        SandboxRoute::SetFaults => routes!(faults::routes::set),
        SandboxRoute::ShowRequests => routes!(requests::list::show),
        SandboxRoute::ShowCheckup => routes!(requests::checkup::show),
        SandboxRoute::ListSnapshots => routes!(snapshots::list),
        SandboxRoute::TakeSnapshot => routes!(snapshots::take),
        SandboxRoute::DeleteSnapshot => routes!(snapshots::delete),
        SandboxRoute::RestoreSnapshot => routes!(snapshots::restore),
        SandboxRoute::ListPartners => routes!(partners::routes::list),
        SandboxRoute::CreatePartner => routes!(partners::routes::create),
        SandboxRoute::DeletePartner => routes!(partners::routes::delete),
        SandboxRoute::ShowPartnerFaults => routes!(faults::routes::show_of),
        SandboxRoute::SetPartnerFaults => routes!(faults::routes::set_of),
        SandboxRoute::ShowPartnerRequests => routes!(requests::list::show_of),
        SandboxRoute::ShowPartnerClock => routes!(clock::show_of),
        SandboxRoute::SetPartnerClock => routes!(clock::set_of),
        SandboxRoute::AdvancePartnerClock => routes!(clock::advance_of),
        SandboxRoute::ResetPartner => routes!(partners::routes::reset),
        SandboxRoute::ListPartnerSnapshots => routes!(partners::snapshots::list),
        SandboxRoute::TakePartnerSnapshot => routes!(partners::snapshots::take),
        SandboxRoute::DeletePartnerSnapshot => routes!(partners::snapshots::delete),
        SandboxRoute::RestorePartnerSnapshot => routes!(partners::snapshots::restore),
    }
}
