//! Removes what has been kept long enough, and keeps the metrics small.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{Retention, Store as _};
use qualify_vocabulary::SignedDuration;
use tokio::sync::watch;

use crate::app::App;

/// Time between two rounds.
const ROUND_INTERVAL: Duration = Duration::from_secs(5);

/// How long a replay entry is kept (contract 3.2 rule 5).
const REPLAY_RETENTION: SignedDuration = SignedDuration::from_hours(24);

/// Rows of each kind that one round removes: few enough not to be felt by a request beside it.
const ROWS_MAX: u16 = 500;

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let retention = Retention {
        replays: REPLAY_RETENTION,
        events: SignedDuration::from_hours(24 * i64::from(app.config.store.event_retention_days)),
        rows_max: ROWS_MAX,
    };
    loop {
        tokio::select! {
            () = tokio::time::sleep(ROUND_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        app.metrics.run_upkeep();
        if let Err(error) = app.store.purge_expired(app.clock.now(), retention).await {
            tracing::warn!(%error, "expired rows could not be removed; the next round tries again");
        }
    }
}
