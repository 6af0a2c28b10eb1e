//! One process at a time has a database file.

use std::fs::{File, TryLockError};
use std::path::Path;

use qualify_domain::ports::{Outcome, StoreError};

/// Why a file is not opened that another process has.
pub(crate) const HELD: &str =
    "another qualify process serves this data folder; stop it, or choose another --data-dir";

/// Keeps a second service off the file: partners and audit positions are kept in memory by the one that holds it.
pub(crate) fn take_lock(file: &Path) -> Outcome<File> {
    // Appended, not exchanged: no other database in the folder, and not the database itself, may have this name.
    let mut path = file.as_os_str().to_owned();
    path.push(".lock");
    let lock = File::create(path).map_err(folder_error)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::Unavailable { reason: HELD, source: None }),
        Err(TryLockError::Error(error)) => Err(folder_error(error)),
    }
}

pub(crate) fn folder_error(error: std::io::Error) -> StoreError {
    let reason = "the data folder cannot be created or written";
    StoreError::Unavailable { reason, source: Some(Box::new(error)) }
}
