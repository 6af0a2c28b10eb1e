//! What the handlers of pages share.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use axum::response::Response;
use axum::routing::MethodRouter;
use http::HeaderMap;
use qualify_server::api::body::Bodies;
use qualify_server::api::call::RequestInfo;
use qualify_server::extension::Foundation;
use qualify_server::pages::Pages;
use qualify_server::{App, StartError};
use qualify_wire::endpoints::{DashboardRoute, Endpoint};

use crate::sign_in::Providers;
use crate::{error, guard, routes};

/// The service with what pages have besides, as their handlers share it.
#[derive(Debug, Clone)]
pub(crate) struct Dashboard {
    app: Arc<App>,
    pub(crate) providers: Arc<Providers>,
}

impl Deref for Dashboard {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl FromRef<Dashboard> for Bodies {
    fn from_ref(dashboard: &Dashboard) -> Self {
        Self::from_ref(&dashboard.app)
    }
}

/// The pages, before they know their service.
#[derive(Debug)]
struct DashboardPages {
    providers: Arc<Providers>,
}

/// The dashboard of a service.
///
/// # Errors
/// A file with a secret cannot be read, or no HTTP client can be built.
pub fn open(foundation: &Foundation) -> Result<Arc<dyn Pages>, StartError> {
    let providers = Arc::new(Providers::open(&foundation.config)?);
    Ok(Arc::new(DashboardPages { providers }))
}

impl DashboardPages {
    fn of(&self, app: &Arc<App>) -> Dashboard {
        Dashboard { app: Arc::clone(app), providers: Arc::clone(&self.providers) }
    }
}

impl Pages for DashboardPages {
    fn handler(&self, app: &Arc<App>, route: DashboardRoute, row: &'static Endpoint) -> Option<MethodRouter> {
        let dashboard = self.of(app);
        let handler = routes::serve(route, row)?.with_state(dashboard.clone());
        Some(guard::around(handler, &dashboard, row))
    }

    fn around(&self, app: &Arc<App>, handler: MethodRouter, row: &'static Endpoint) -> MethodRouter {
        guard::around(handler, &self.of(app), row)
    }

    fn failed(
        &self,
        app: &Arc<App>,
        info: &Arc<RequestInfo>,
        sent: &HeaderMap,
        failed: Response,
    ) -> Response {
        error::page_of_failure(&self.of(app), info, sent, failed)
    }
}
