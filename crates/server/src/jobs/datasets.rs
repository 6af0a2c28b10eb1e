//! Looks at the folder with datasets in turn, and takes what has changed there.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::metrics::set_dataset_alarms;

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    if !app.datasets.is_watched() {
        let _ = stopping.changed().await;
        return;
    }
    let interval = Duration::from_secs(u64::from(app.config.vetting.datasets_poll_seconds));
    loop {
        let datasets = Arc::clone(&app.datasets);
        // Reading takes its time: on a thread on which nobody waits for a request.
        match tokio::task::spawn_blocking(move || datasets.refresh()).await {
            Ok(true) => {
                tracing::info!(sources = app.datasets.current().sources().len(), "datasets are read anew");
            }
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "datasets were not looked at; those in use stay"),
        }
        set_dataset_alarms(app.datasets.alarms());
        tokio::select! {
            () = tokio::time::sleep(interval) => {}
            _ = stopping.changed() => return,
        }
    }
}
