//! The API's description with everything that a sandbox has more.

use std::sync::OnceLock;

use super::routes::serve;
use crate::openapi::describe;

/// The description of every route, those that only a sandbox has included.
pub fn openapi_json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| describe(|route| serve(route).map(|(schemas, paths, _)| (schemas, paths))))
}
