//! The pages for people that stand on a service, given to it by whoever starts it: the dashboard. The service mounts them
//! by the rows of their table, and knows nothing else of them.

use std::fmt::Debug;
use std::sync::Arc;

use axum::response::Response;
use axum::routing::MethodRouter;
use http::HeaderMap;
use qualify_wire::endpoints::{DashboardRoute, Endpoint};

use crate::api::call::RequestInfo;
use crate::app::App;
use crate::extension::Foundation;
use crate::start_error::StartError;

/// The first segment of their paths.
pub(crate) const FIRST_SEGMENT: &str = "dashboard";

/// Opens pages on what is there before them.
pub type OpenPages = fn(&Foundation) -> Result<Arc<dyn Pages>, StartError>;

/// Pages that a service was given.
pub trait Pages: Debug + Send + Sync + 'static {
    /// The handler of a page, behind everything that its row asks for; none for a page of the extension's.
    fn handler(&self, app: &Arc<App>, route: DashboardRoute, row: &'static Endpoint) -> Option<MethodRouter>;

    /// A handler that somebody else has for a page, behind the same.
    fn around(&self, app: &Arc<App>, handler: MethodRouter, row: &'static Endpoint) -> MethodRouter;

    /// The page to show in the place of a failure that no handler of a page answered: an unknown path, a fault.
    fn failed(
        &self,
        app: &Arc<App>,
        request: &Arc<RequestInfo>,
        sent: &HeaderMap,
        failed: Response,
    ) -> Response;
}

/// Whether a path is one of theirs.
pub(crate) fn is_of_a_page(path: &str) -> bool {
    path[1..].split('/').next() == Some(FIRST_SEGMENT)
}
