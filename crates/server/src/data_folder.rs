//! What stands where in the data folder; the database's place is [`DatabaseLocation`]'s, that of documents
//! [`DocumentFiles`]'.

use std::path::{Path, PathBuf};
use std::{fs, io};

use qualify_store::{DatabaseLocation, DocumentFiles};

/// The folder of a restore that is under way. As long as it is there, the data folder is not whole.
const RESTORING: &str = ".restoring";

/// What a new file system holds of itself.
const OF_THE_SYSTEM: &str = "lost+found";

/// The installation's secret.
pub(crate) fn secret_key(data_dir: &Path) -> PathBuf {
    data_dir.join("secret.key")
}

/// Where a restore gathers what it brings, until all of it was checked.
pub(crate) fn restoring(data_dir: &Path) -> PathBuf {
    data_dir.join(RESTORING)
}

/// Whether nothing is in a folder but what a new file system holds of itself.
///
/// # Errors
/// The folder cannot be read, or is not there.
pub(crate) fn is_empty(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if entry?.file_name() != OF_THE_SYSTEM {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a folder holds what a service keeps, or nothing yet.
pub(crate) fn is_evidently_ours(folder: &Path) -> bool {
    let (database, documents) = (DatabaseLocation::file_in_folder(folder), DocumentFiles::in_folder(folder));
    let kept = [&*database, &*secret_key(folder), documents.lock()];
    kept.iter().any(|place| place.exists()) || is_empty(folder).is_ok_and(|is_empty| is_empty)
}
