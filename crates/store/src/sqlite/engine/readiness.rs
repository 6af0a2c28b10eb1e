//! Whether the database answers, and work on files beside it.

use qualify_domain::ports::{Outcome, StoreError};

use super::migrate;
use super::session::Session;

/// Reads the least that a request reads, from a database of this program's schema.
pub(crate) fn is_readable(session: &mut Session) -> Outcome<()> {
    migrate::check_version(session.connection())?;
    session.find("SELECT 1 FROM partners LIMIT 1", [], |_| Ok(())).map(|_| ())
}

pub(crate) fn not_answering(error: StoreError) -> StoreError {
    match error {
        error @ StoreError::Unavailable { .. } => error,
        other => {
            StoreError::Unavailable { reason: "the database does not answer", source: Some(Box::new(other)) }
        }
    }
}

/// Runs file work on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Failed(Box::new(error)))?
}
