//! How the service fares, for staff: what waits and for how long, who works on it, what is held back.

use qualify_domain::ports::{DueBacklog, InstallationStore as _, Outcome, QueueLengths, WorkStore as _};
use qualify_vocabulary::Timestamp;

use super::asker::StaffAsker;

/// How the service fares.
#[derive(Debug, Clone)]
pub struct Health {
    /// Whether the store answers and has room for what is written.
    pub is_store_ready: bool,
    /// Whether keys of every issuer were read, so that people can sign in.
    pub has_keys: bool,
    /// Requests that workers are to decide, and since when.
    pub due: DueBacklog,
    /// Workers of this process.
    pub workers: u32,
    /// What else waits.
    pub queues: QueueLengths,
    /// Datasets whose newest version is held back.
    pub dataset_alarms: usize,
    /// Service time, by which all of this is due.
    pub now: Timestamp,
}

/// Looks how the service fares.
///
/// # Errors
/// The store does not answer: then nothing can be said of what waits.
pub async fn read(asker: &StaffAsker<'_>) -> Outcome<Health> {
    let app = asker.app;
    let now = app.clock.now();
    let is_store_ready = app.store.check_ready().await.is_ok();
    Ok(Health {
        is_store_ready,
        has_keys: app.auth.has_keys(app.clock.real_now()).await,
        due: asker.measure(app.store.count_due(now)).await?,
        workers: u32::from(app.config.vetting.workers),
        queues: asker.measure(app.store.count_queues()).await?,
        dataset_alarms: app.datasets.alarms(),
        now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::desk::{Desk, rita};

    #[tokio::test]
    async fn dashboard_04_staff_sees_what_waits() {
        let desk = Desk::open().await;
        let rita = rita();
        let health = read(&desk.asker(&rita)).await.unwrap();
        assert!(health.is_store_ready && health.workers > 0);
        assert_eq!((health.queues.open_cases, health.due.records, health.dataset_alarms), (1, 0, 0));
    }
}
