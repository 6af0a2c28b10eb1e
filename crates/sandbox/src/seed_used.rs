//! Which seed a folder was begun with, and which one a reset goes back to.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use qualify_domain::ports::{InstallationStore as _, StoreError};
use qualify_server::api::answer;
use qualify_server::api::extract::OpenCall;
use qualify_server::config::SandboxSection;
use qualify_store::Store;
use serde_json::json;

use super::seed::SandboxSeed;
use super::state::Handle;

/// The setting of the store that keeps it.
const SEED_SETTING: &str = "sandbox-seed";

/// How people call the seed of the settings.
pub(crate) fn name(settings: &SandboxSection) -> String {
    match &settings.seed_file {
        Some(file) => file.display().to_string(),
        None => "the built-in seed".to_owned(),
    }
}

/// Keeps the seed that the store holds from here on.
pub(crate) async fn keep(store: &Store, seed: &SandboxSeed, name: &str) -> Result<(), StoreError> {
    let kept = json!({"name": name, "seed": seed});
    store.save_setting(SEED_SETTING, kept.to_string().into_bytes()).await
}

/// How the seed is called that the folder was begun with, if it is another one than this.
pub(crate) async fn find_other(store: &Store, seed: &SandboxSeed) -> Result<Option<String>, StoreError> {
    let Some(kept) = store.load_setting(SEED_SETTING).await? else { return Ok(None) };
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap_or_default();
    let is_same = serde_json::to_value(seed).is_ok_and(|seed| seed == kept["seed"]);
    Ok((!is_same).then(|| kept["name"].as_str().unwrap_or("another seed").to_owned()))
}

/// The seed in use: who may sign in, and what a reset goes back to.
#[utoipa::path(get, path = "/sandbox/seed", tag = "sandbox", operation_id = "show_seed",
    responses((status = 200, description = "The seed, in the form that `--seed` takes")))]
pub(crate) async fn show(State(sandbox): State<Handle>, _call: OpenCall) -> Response {
    answer::json(StatusCode::OK, &sandbox.seed)
}
