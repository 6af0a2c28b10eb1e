//! The virtual clock among the settings of the store.

use qualify_domain::ports::{InstallationStore as _, Outcome};
use qualify_server::clock::Clock;
use qualify_store::Store;

/// Where the virtual clock stands, among the settings of the store.
pub(crate) const CLOCK_SETTING: &str = "sandbox.clock";

/// Keeps the clock in the store, so that a restart does not turn time back.
pub(crate) async fn save_clock(store: &Store, clock: &Clock) -> Outcome<()> {
    match clock.to_setting() {
        Some(setting) => store.save_setting(CLOCK_SETTING, setting).await,
        None => Ok(()),
    }
}
