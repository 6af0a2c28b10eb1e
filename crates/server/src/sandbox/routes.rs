//! Every route that only a sandbox has: mounted from here, and asked for in vain from here in a service that is none.

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, delete, get, post, put};

use super::issuer::{self, PAGE_ROUTES, TENANT_ROUTES};
use super::{clock, faults, requests, reset, snapshots, tokens};
use crate::app::App;

/// A route: its method, its path, its handler.
pub(super) type Route = (&'static str, &'static str, fn() -> MethodRouter<Arc<App>>);

/// The sandbox's own powers. A row more is a power more.
pub(super) const SANDBOX_ROUTES: [Route; 13] = [
    ("POST", "/sandbox/token", || post(tokens::mint)),
    ("GET", "/sandbox/clock", || get(clock::show)),
    ("PUT", "/sandbox/clock", || put(clock::set)),
    ("POST", "/sandbox/clock/advance", || post(clock::advance)),
    ("POST", "/sandbox/reset", || post(reset)),
    ("POST", "/sandbox/device/approve", || post(issuer::approve_device)),
    ("GET", "/sandbox/faults", || get(faults::show)),
    ("PUT", "/sandbox/faults", || put(faults::set)),
    ("GET", "/sandbox/requests", || get(requests::show)),
    ("GET", "/sandbox/snapshots", || get(snapshots::list)),
    ("POST", "/sandbox/snapshots/{name}", || post(snapshots::take)),
    ("DELETE", "/sandbox/snapshots/{name}", || delete(snapshots::delete)),
    ("POST", "/sandbox/snapshots/{name}/restore", || post(snapshots::restore)),
];

/// The sandbox's routes, but for those below a tenant, which come after every other route.
pub(crate) fn routes() -> Router<Arc<App>> {
    let of = |rows: &[Route]| {
        rows.iter().fold(Router::new(), |router, (_, path, handler)| router.route(path, handler()))
    };
    of(&SANDBOX_ROUTES).merge(of(&PAGE_ROUTES))
}

/// Method and path of every route that only a sandbox has; `{tenant}` stands for a tenant.
pub fn sandbox_routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = SANDBOX_ROUTES.into_iter().chain(PAGE_ROUTES).chain(TENANT_ROUTES);
    rows.map(|(method, path, _)| (method, path))
}
