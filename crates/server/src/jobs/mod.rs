//! Work that nobody waits for: decisions about records that are due, what time does to reviews, who is told of events, and
//! what goes after its time.

mod datasets;
mod decisions;
mod dispatcher;
mod documents;
mod drafts;
mod housekeeping;
mod reverification;
mod reviews;
mod rounds;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;

/// Starts the jobs; they end when `stopping` says so.
pub(crate) fn start(app: &Arc<App>, stopping: &watch::Receiver<bool>, tasks: &mut JoinSet<()>) {
    for _ in 0..app.config.vetting.workers {
        tasks.spawn(decisions::run(Arc::clone(app), stopping.clone()));
    }
    tasks.spawn(datasets::run(Arc::clone(app), stopping.clone()));
    tasks.spawn(reviews::run(Arc::clone(app), stopping.clone()));
    tasks.spawn(reverification::run(Arc::clone(app), stopping.clone()));
    tasks.spawn(drafts::run(Arc::clone(app), stopping.clone()));
    tasks.spawn(documents::run(Arc::clone(app), stopping.clone()));
    tasks.spawn(dispatcher::run(Arc::clone(app), stopping.clone()));
    tasks.spawn(housekeeping::run(Arc::clone(app), stopping.clone()));
    for job in app.extension.iter().flat_map(|extension| extension.jobs(stopping)) {
        tasks.spawn(job);
    }
}
