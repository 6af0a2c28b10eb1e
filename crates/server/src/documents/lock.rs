//! Backups and deletions of documents keep out of each other's way, also from process to process.
//!
//! The documents that a copy of the database names have to be there until they were copied, too. So a backup holds the
//! lock with others, and whoever deletes documents holds it alone, from the file to the note in the database. The system
//! gives it back when its holder ends, however that happens.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::data_folder;
use crate::new_file::OWNER_ONLY;

/// Keeps documents from being deleted, unless that is under way.
pub(crate) fn keep(data_dir: &Path) -> io::Result<Option<File>> {
    let file = open(data_dir)?;
    taken(file.try_lock_shared(), file)
}

/// Lets documents be deleted, unless a backup is being taken.
pub(crate) fn delete(data_dir: &Path) -> io::Result<Option<File>> {
    let file = open(data_dir)?;
    taken(file.try_lock(), file)
}

fn open(data_dir: &Path) -> io::Result<File> {
    let place = data_folder::documents_lock(data_dir);
    OpenOptions::new().append(true).create(true).mode(OWNER_ONLY).open(place)
}

fn taken(outcome: Result<(), TryLockError>, file: File) -> io::Result<Option<File>> {
    match outcome {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_10_backups_share_the_lock_and_a_deletion_has_it_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep(folder.path()).unwrap().unwrap();
        let second = keep(folder.path()).unwrap().unwrap();
        assert!(delete(folder.path()).unwrap().is_none());
        drop((first, second));
        let deletion = delete(folder.path()).unwrap().unwrap();
        assert!(keep(folder.path()).unwrap().is_none() && delete(folder.path()).unwrap().is_none());
        drop(deletion);
        assert!(keep(folder.path()).unwrap().is_some());
    }
}
