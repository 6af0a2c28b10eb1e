//! What SQLite says, in the words of the port.

use qualify_domain::ports::StoreError;
use rusqlite::{ErrorCode, ffi};

/// Why nothing is written: the disk, or a quota.
const FULL: &str = "the disk is full";

/// The same, as far as a transaction that is gone tells.
pub(super) const FULL_OR_SILENT: &str = "the disk is full or does not answer";

/// Whether something was not written for want of room.
pub(super) fn is_want_of_room(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable { reason, .. } if matches!(*reason, FULL | FULL_OR_SILENT))
}

/// Translates an error. A busy or full database is a matter of time; the rest is a fault.
pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    let unavailable = |reason, error| StoreError::Unavailable { reason, source: Some(Box::new(error)) };
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unavailable("another process holds the database", error)
        }
        Some(ErrorCode::DiskFull) => unavailable(FULL, error),
        Some(ErrorCode::CannotOpen) => unavailable("the database cannot be opened", error),
        Some(ErrorCode::NotADatabase) => unavailable("the file is not a database", error),
        Some(ErrorCode::ReadOnly) => unavailable("the database cannot be written", error),
        Some(ErrorCode::SystemIoFailure) => unavailable("the disk does not answer", error),
        _ => StoreError::Failed(Box::new(error)),
    }
}

/// Whether a row with the same key refused the row: somebody else was first. A row that breaks another rule of the
/// schema is a fault.
pub(crate) fn is_conflict(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE))
}
