//! The pages of the dashboard. A row says who sees it; the dashboard asks for that before a handler runs, and of a form
//! for the token of its session besides.

use super::ids::{DashboardRoute, Door, Route};
use super::row::Method::{Get, Post};
use super::row::{AuthMode, Endpoint, Method, Role, endpoint, prove_order};
use qualify_vocabulary::StaffRole;

/// A page that anybody sees.
const fn open(id: DashboardRoute, method: Method, path: &'static str) -> Endpoint {
    row(id, method, path, AuthMode::None)
}

/// A page of whoever signed in.
const fn own(id: DashboardRoute, method: Method, path: &'static str) -> Endpoint {
    row(id, method, path, AuthMode::Page)
}

/// A page of a partner's users.
const fn partner(id: DashboardRoute, method: Method, path: &'static str) -> Endpoint {
    row(id, method, path, AuthMode::PartnerPage)
}

/// A page of those of our staff who have one of these roles.
#[expect(dead_code, reason = "whoever adds the first page of staff takes this line away")]
const fn staff(
    id: DashboardRoute,
    method: Method,
    path: &'static str,
    roles: &'static [StaffRole],
) -> Endpoint {
    Endpoint { role: Role::Staff(roles), ..row(id, method, path, AuthMode::StaffPage) }
}

const fn row(id: DashboardRoute, method: Method, path: &'static str, auth: AuthMode) -> Endpoint {
    // What goes wrong is a page, too.
    endpoint(Route::Dashboard(id), method, path, auth, &[])
}

/// The dashboard: for each page a row that shows it, and one that takes its form.
pub const DASHBOARD: &[Endpoint] = &[
    own(DashboardRoute::ShowDashboard, Get, "/dashboard"),
    open(DashboardRoute::ShowSignIn, Get, "/dashboard/sign-in"),
    open(DashboardRoute::StartSignIn, Get, "/dashboard/sign-in/start"),
    open(DashboardRoute::FinishSignIn, Get, "/dashboard/signed-in"),
    own(DashboardRoute::SignOut, Post, "/dashboard/sign-out").changes(),
    own(DashboardRoute::ShowSessions, Get, "/dashboard/sessions"),
    own(DashboardRoute::EndSession, Post, "/dashboard/sessions/{session_id}/end").changes(),
    own(DashboardRoute::EndOtherSessions, Post, "/dashboard/sessions/end-others").changes(),
    open(DashboardRoute::SetChoices, Post, "/dashboard/choices").changes(),
    open(DashboardRoute::ShowAsset, Get, "/dashboard/static/{name}"),
    // The partner's customers.
    partner(DashboardRoute::ListDashboardCustomers, Get, "/dashboard/customers"),
    partner(DashboardRoute::ShowNewCustomer, Get, "/dashboard/customers/new").by_writers(),
    partner(DashboardRoute::CreateDashboardCustomer, Post, "/dashboard/customers").changes().by_writers(),
    partner(DashboardRoute::ShowDashboardCustomer, Get, "/dashboard/customers/{customer_id}"),
    partner(DashboardRoute::ShowBillingForm, Get, "/dashboard/customers/{customer_id}/billing").by_writers(),
    partner(DashboardRoute::UpdateDashboardBilling, Post, "/dashboard/customers/{customer_id}/billing")
        .changes()
        .by_writers(),
];

const _: () = prove_order(DASHBOARD, Door::Dashboard, DashboardRoute::ALL.len());
