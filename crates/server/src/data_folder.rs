//! What stands where in the data folder; the database's place is [`qualify_store::DatabaseLocation`]'s.

use std::path::{Path, PathBuf};

/// The folder of a restore that is under way. As long as it is there, the data folder is not whole.
const RESTORING: &str = ".restoring";

/// The installation's secret.
pub(crate) fn secret_key(data_dir: &Path) -> PathBuf {
    data_dir.join("secret.key")
}

/// The files of papers.
pub(crate) fn documents(data_dir: &Path) -> PathBuf {
    data_dir.join("documents")
}

/// What keeps documents from being deleted while a backup copies them.
pub(crate) fn documents_lock(data_dir: &Path) -> PathBuf {
    data_dir.join("documents.lock")
}

/// Where a restore gathers what it brings, until all of it was checked.
pub(crate) fn restoring(data_dir: &Path) -> PathBuf {
    data_dir.join(RESTORING)
}
