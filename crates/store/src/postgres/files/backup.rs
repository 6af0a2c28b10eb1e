//! A copy of all rows at one moment, as a database file: the form that every backup has, whichever engine its rows come from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use qualify_domain::ports::Outcome;

use super::super::PostgresStore;
use super::super::engine::core::Core;
use super::super::engine::error::unavailable;
use super::moved::open_beside;
use crate::location::PostgresUrl;
use crate::moving::{lead, refused};
use crate::sqlite::{blocking, moved_tables, open_unlocked_target};

impl PostgresStore {
    /// Copies all rows into a new file, at one moment; services go on meanwhile.
    pub(crate) async fn back_up(&self, file: &Path) -> Outcome<()> {
        let (core, file) = (Arc::clone(self.core()), file.to_owned());
        blocking(move || copy(&core, &file)).await
    }
}

/// The same, where no store is open.
pub(crate) fn copy_database(url: &PostgresUrl, file: &Path) -> Outcome<()> {
    copy(PostgresStore::open_beside(url)?.core(), file)
}

/// Copies into a new file, which has its name when it is whole.
fn copy(core: &Arc<Core>, file: &Path) -> Outcome<()> {
    if file.exists() {
        return Err(refused("the backup file exists already; choose another name"));
    }
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let unwritten = |error: std::io::Error| unavailable("the backup file cannot be written", error);
    if partial.exists() {
        std::fs::remove_file(&partial).map_err(unwritten)?;
    }
    let copied = open_beside(core).and_then(|source| {
        lead(source, &mut *open_unlocked_target(&partial), &moved_tables()?, &mut |_| true)
    });
    let copied = copied.and_then(|_| std::fs::rename(&partial, file).map_err(unwritten));
    if copied.is_err() {
        // What failed to be written may fail to be removed; the first error says more.
        let _ = std::fs::remove_file(&partial);
    }
    copied
}
