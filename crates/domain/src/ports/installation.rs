//! Settings, backups, readiness.

use std::future::Future;
use std::path::Path;

use super::outcome::Outcome;

/// What the installation keeps for itself, and the store as a whole.
pub trait InstallationStore: Send + Sync {
    /// A value that the installation keeps, such as its signing keys.
    fn load_setting(&self, name: &'static str) -> impl Future<Output = Outcome<Option<Vec<u8>>>> + Send;
    /// Keeps a value in the place of the one before; no reset and no snapshot touches it.
    fn save_setting(&self, name: &'static str, value: Vec<u8>) -> impl Future<Output = Outcome<()>> + Send;
    /// Copies the whole store into a new file while it is in use.
    fn back_up(&self, file: &Path) -> impl Future<Output = Outcome<()>> + Send;
    /// Whether the store answers and has the schema of this program.
    fn check_ready(&self) -> impl Future<Output = Outcome<()>> + Send;
}
