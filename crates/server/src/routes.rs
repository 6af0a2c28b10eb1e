//! The router, made of the table of endpoints: a row is mounted with the handler of its name, behind what the row asks
//! for. Nothing else in the program registers a route (`clippy.toml` refuses it), so that there is none without a row.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use qualify_vocabulary::StaffRole;
use qualify_wire::endpoints::{self, Counted, Endpoint, Role, Route, SandboxRoute, ServiceRoute, WireRoute};

use crate::api::extract::StaffCall;
use crate::api::failure::Failure;
use crate::api::{known_query, limits};
use crate::app::App;
use crate::config::Config;
use crate::served::Served;
use crate::{api, operator, own, partner};

/// Which listener a router is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    /// The only one: everything; of metrics, see [`Listener::shows_metrics`].
    Only,
    /// The public one beside an administrative one: without operators and metrics.
    Public,
    /// The administrative one: operators, metrics and health.
    Admin,
}

impl Listener {
    /// Whether whoever reaches it may read the numbers of the service: they tell how much each door is used, and how
    /// much is waiting.
    fn shows_metrics(self, config: &Config) -> bool {
        match self {
            Self::Admin => true,
            Self::Only => config.sandbox.enabled || config.server.public_metrics,
            Self::Public => config.server.public_metrics,
        }
    }
}

/// The routes of a listener. What is not here is 404, whoever asks.
pub(crate) fn router(app: &Arc<App>, listener: Listener) -> Router {
    let rows = || endpoints::all().filter(|row| is_mounted(app, listener, row));
    let router = mount(app, rows().filter(|row| !row.is_below_tenant()));
    let below_tenants: Vec<_> = rows().filter(|row| row.is_below_tenant()).collect();
    let router = match &app.extension {
        Some(extension) if !below_tenants.is_empty() => {
            let below = mount(app, below_tenants.into_iter()).fallback(api::v1::unknown_route);
            let fallback = extension.fallback(with_app(app, below));
            router.fallback(move |request| fallback(request))
        }
        _ => router.fallback(api::v1::unknown_route),
    };
    with_app(app, router)
}

fn with_app(app: &Arc<App>, router: Router<Arc<App>>) -> Router {
    router.method_not_allowed_fallback(api::v1::wrong_method).with_state(Arc::clone(app))
}

/// Whether a listener has a route.
fn is_mounted(app: &App, listener: Listener, row: &Endpoint) -> bool {
    let is_public = listener != Listener::Admin;
    let is_admin = listener != Listener::Public;
    if row.is_of_sandbox_only() && app.extension.is_none() {
        // What stands there in a sandbox is not there, and the path leads to the dashboard.
        return is_public && row.route == Route::Sandbox(SandboxRoute::ShowHome);
    }
    match row.route {
        Route::Wire(WireRoute::S18 | WireRoute::S18b) => is_public && app.config.api.legacy_token_exchange,
        Route::Wire(_) | Route::Partner(_) | Route::Sandbox(_) | Route::Issuer(_) | Route::Dashboard(_) => {
            is_public
        }
        Route::Operator(_) => is_admin,
        Route::Service(ServiceRoute::Metrics) => listener.shows_metrics(&app.config),
        Route::Service(ServiceRoute::Health | ServiceRoute::Readiness | ServiceRoute::Description) => true,
    }
}

/// The one place where routes are registered.
#[expect(clippy::disallowed_methods, reason = "the rows of the table are registered here")]
fn mount(app: &Arc<App>, rows: impl Iterator<Item = &'static Endpoint>) -> Router<Arc<App>> {
    rows.fold(Router::new(), |router, row| match handler(app, row) {
        Some(handler) => router.route(row.path, guarded(app, row, handler)),
        None => router,
    })
}

/// The handler of a route: the service's own, that of a page, or else the one of the extension.
fn handler(app: &Arc<App>, row: &'static Endpoint) -> Option<MethodRouter<Arc<App>>> {
    let route = row.route;
    if let Some((_, _, handler)) = serve(route) {
        return Some(handler);
    }
    if let Route::Dashboard(page) = route {
        let of_extension = || {
            let handler = app.extension.as_ref()?.handler(route)?;
            Some(app.pages.around(app, handler, row))
        };
        let handler = app.pages.handler(app, page, row).or_else(of_extension)?;
        return Some(handler.with_state(()));
    }
    if route == Route::Sandbox(SandboxRoute::ShowHome) && app.extension.is_none() {
        return Some(get(own::lead_to_dashboard));
    }
    // It has its state already.
    app.extension.as_ref()?.handler(route).map(|handler| handler.with_state(()))
}

/// The handler that the service itself has for a route, with its description.
pub(crate) fn serve(route: Route) -> Option<Served> {
    match route {
        Route::Wire(route) => Some(api::v1::serve(route)),
        Route::Partner(route) => Some(partner::serve(route)),
        Route::Operator(route) => Some(operator::serve(route)),
        Route::Service(route) => Some(own::serve(route)),
        Route::Sandbox(_) | Route::Issuer(_) | Route::Dashboard(_) => None,
    }
}

/// A handler behind what its row asks for. A partner's role is looked at in the store's operation, after the customer
/// (contract 2.5).
fn guarded(app: &Arc<App>, row: &Endpoint, handler: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    let handler = if row.refuses_unknown_queries() {
        let known = row.query;
        handler.route_layer(from_fn(move |call, request, next| {
            known_query::only_known(known, call, request, next)
        }))
    } else {
        handler
    };
    let handler = match row.counted {
        Counted::Not => handler,
        counted @ (Counted::Search | Counted::Preview) => handler
            .route_layer(from_fn_with_state(Arc::clone(app), move |app, call, request, next| {
                limits::count(counted, app, call, request, next)
            })),
    };
    match row.role {
        // Who signs in at a page is known behind this only: the page's own guard goes by the row.
        _ if row.is_of_a_session() => handler,
        Role::Staff(roles) => {
            handler.route_layer(from_fn(move |call, request, next| only_for(roles, call, request, next)))
        }
        Role::Any | Role::Writer => handler,
    }
}

/// Lets staff through that holds one of the roles.
async fn only_for(
    roles: &[StaffRole],
    call: StaffCall,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    call.require(roles)?;
    Ok(next.run(request).await)
}
