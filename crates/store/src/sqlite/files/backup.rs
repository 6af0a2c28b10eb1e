//! Copies of the whole database, while it is in use.

use std::fs::File;
use std::path::Path;

use qualify_domain::ports::{Outcome, StoreError};

use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::open;
use crate::sqlite::files::still;

/// Copies everything that is committed into a new file. The file appears under its name when it is whole and on disk;
/// until then it has the ending `.partial`.
pub(crate) fn copy(source: &Path, target: &Path) -> Outcome<()> {
    if target.exists() {
        return Err(unavailable("the backup file exists already; choose another name"));
    }
    let mut partial = target.as_os_str().to_owned();
    partial.push(".partial");
    let Some(path) = partial.to_str() else {
        return Err(unavailable("the backup file's name is not valid text"));
    };
    let partial = Path::new(path);
    if partial.exists() {
        std::fs::remove_file(partial).map_err(file_error)?;
    }
    let copied = copy_into(source, path).and_then(|()| {
        File::open(partial).and_then(|file| file.sync_all()).map_err(file_error)?;
        std::fs::rename(partial, target).map_err(file_error)
    });
    if copied.is_err() {
        // What failed to be written may fail to be removed; the first error says more.
        let _ = std::fs::remove_file(partial);
    }
    copied
}

/// Copies everything that is committed into a file that is empty or not there.
pub(crate) fn copy_into(source: &Path, path: &str) -> Outcome<()> {
    // A connection of its own: a copy takes long, and a connection for reading refuses this statement.
    let source = still::open(source, open::open_for_copy)?;
    // SQLite fills an empty file that is there already, and leaves its rights as they are.
    open::create_for_owner(Path::new(path))?;
    source.connection().execute("VACUUM INTO ?1", [path]).map(|_| ()).map_err(store_error)
}

fn unavailable(reason: &'static str) -> StoreError {
    StoreError::Unavailable { reason, source: None }
}

fn file_error(error: std::io::Error) -> StoreError {
    StoreError::Unavailable { reason: "the backup file cannot be written", source: Some(Box::new(error)) }
}
