//! What SQLite says, in the words of the port.

use qualify_domain::ports::StoreError;
use rusqlite::ErrorCode;

/// Translates an error. A busy or full database is a matter of time; the rest is a fault.
pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    let unavailable = |reason, error| StoreError::Unavailable { reason, source: Some(Box::new(error)) };
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unavailable("another process holds the database", error)
        }
        Some(ErrorCode::DiskFull) => unavailable("the disk is full", error),
        Some(ErrorCode::CannotOpen) => unavailable("the database cannot be opened", error),
        Some(ErrorCode::ReadOnly) => unavailable("the database cannot be written", error),
        Some(ErrorCode::SystemIoFailure) => unavailable("the disk does not answer", error),
        _ => StoreError::Failed(Box::new(error)),
    }
}

/// Whether a constraint of the database refused the row: somebody else was first.
pub(super) fn is_conflict(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}
