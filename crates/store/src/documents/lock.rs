//! Copies and removals of documents keep out of each other's way, also from process to process.
//!
//! The documents that a copy of the database names have to be there until they were copied, too. So whoever copies holds
//! the lock with others, and whoever removes documents holds it alone, from the file to the note in the database. The
//! system gives it back when its holder ends, however that happens.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The rights of a file that its owner alone may read.
const OWNER_ONLY: u32 = 0o600;

/// Keeps others from what was asked for, until it is dropped or its process ends.
#[derive(Debug)]
pub struct DocumentHold {
    _lock: File,
}

/// Keeps documents from being removed, unless that is under way.
pub(super) fn hold_for_copy(place: &Path) -> io::Result<Option<DocumentHold>> {
    let file = open(place)?;
    taken(file.try_lock_shared(), file)
}

/// Lets documents be removed, unless they are being copied.
pub(super) fn hold_for_removal(place: &Path) -> io::Result<Option<DocumentHold>> {
    let file = open(place)?;
    taken(file.try_lock(), file)
}

fn open(place: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(OWNER_ONLY).open(place)
}

fn taken(outcome: Result<(), TryLockError>, file: File) -> io::Result<Option<DocumentHold>> {
    match outcome {
        Ok(()) => Ok(Some(DocumentHold { _lock: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
