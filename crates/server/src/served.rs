//! What a door answers a route with: the type between the doors and the router on top of them.

use std::sync::Arc;

use utoipa_axum::router::UtoipaMethodRouter;

use crate::app::App;

/// What answers a route, with its description.
pub(crate) type Served = UtoipaMethodRouter<Arc<App>>;
