//! Lets exchanges be kept again, after a while.

use std::time::Duration;

use qualify_server::config::RecordRequests;
use tokio::sync::watch;

use super::allowance;
use crate::state::Handle;

/// Time after which as many exchanges may be kept again.
const REFILL_INTERVAL: Duration = Duration::from_secs(1);

/// Lets exchanges be kept again, in turn; for the setting `auto`.
pub(crate) async fn refill(sandbox: Handle, mut stopping: watch::Receiver<bool>) {
    if sandbox.settings.record_requests != RecordRequests::Auto {
        // The start has said all; there is nothing to do but to wait for the end.
        let _ = stopping.changed().await;
        return;
    }
    loop {
        tokio::select! {
            () = tokio::time::sleep(REFILL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        if sandbox.interest.allow(allowance()) {
            sandbox.note_gap();
        }
    }
}
