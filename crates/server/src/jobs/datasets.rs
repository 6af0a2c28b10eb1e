//! Polls the folder with datasets, and takes what has changed there.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{About, TrailNote, TrailStore as _};
use qualify_vocabulary::CorrelationId;
use tokio::sync::watch;

use crate::app::App;
use crate::clock::fresh_guid;
use crate::metrics::set_dataset_alarms;

/// How the job names itself in the trail.
const ACTOR: &str = "datasets";

/// Notes in the operators' trail what vetting consults from now on. Decisions name it too: one that goes unnoted stops
/// nothing.
async fn note(app: &App) {
    let versions = app.datasets.current();
    let versions: Vec<String> = versions.versions().iter().map(ToString::to_string).collect();
    let act = Act {
        actor: Actor::service(ACTOR),
        now: app.clock.now(),
        correlation_id: CorrelationId::from_uuid(fresh_guid()),
    };
    let note = TrailNote {
        operation: AuditOperation::ChangeDatasets,
        about: About::NoPartner,
        details: vec![("Versions".into(), versions.join(", "))],
    };
    if let Err(error) = app.store.record_act(act, note).await {
        tracing::error!(%error, "that datasets were read anew is not in the trail");
    }
}

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
                note(&app).await;
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
