//! The handlers of the panel, by the names of their rows.

use axum::routing::{MethodRouter, get, post};
use qualify_wire::endpoints::DashboardRoute;

use super::{checkup, exchanges, faults, outcomes, overview, partners, snapshots};
use crate::state::Handle;

/// The handler of a page of the panel; none for any other page.
pub(crate) fn serve(route: DashboardRoute) -> Option<MethodRouter<Handle>> {
    let handler = match route {
        DashboardRoute::ShowPanel => get(overview::show),
        DashboardRoute::MovePanelClock => post(overview::move_clock),
        DashboardRoute::ResetInPanel => post(overview::reset),
        DashboardRoute::MintInPanel => post(overview::mint),
        DashboardRoute::ListPanelPartners => get(partners::list),
        DashboardRoute::CreatePanelPartner => post(partners::create),
        DashboardRoute::ShowPanelPartner => get(partners::show),
        DashboardRoute::ResetPanelPartner => post(partners::reset),
        DashboardRoute::DeletePanelPartner => post(partners::delete),
        DashboardRoute::MovePanelPartnersClock => post(partners::move_clock),
        DashboardRoute::SetPanelPartnersSnapshots => post(snapshots::set_of),
        DashboardRoute::ShowPanelSnapshots => get(snapshots::show),
        DashboardRoute::SetPanelSnapshots => post(snapshots::set),
        DashboardRoute::ShowPanelOutcomes => get(outcomes::show),
        DashboardRoute::SetPanelOutcome => post(outcomes::set),
        DashboardRoute::ShowPanelFaults => get(faults::show),
        DashboardRoute::SetPanelFaults => post(faults::set),
        DashboardRoute::ListPanelExchanges => get(exchanges::list),
        DashboardRoute::ShowPanelExchange => get(exchanges::show),
        DashboardRoute::ShowPanelCheckup => get(checkup::show),
        // Any other page is the dashboard's, however many there are.
        _ => return None,
    };
    Some(handler)
}
