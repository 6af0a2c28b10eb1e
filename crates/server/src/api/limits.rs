//! The counting of calls, before the handler of a route that is counted.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use qualify_wire::endpoints::Counted;

use super::extract::OpenCall;
use super::failure::Failure;
use crate::app::App;

/// Lets a call through to a route that is counted, unless its caller has used up what it may.
pub(crate) async fn count(
    counted: Counted,
    State(app): State<Arc<App>>,
    OpenCall(info): OpenCall,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    // Routes that are counted take a token, so that somebody is known here.
    if let Some(identity) = info.identity.get() {
        app.limits.check_counted(counted, identity)?;
    }
    Ok(next.run(request).await)
}
