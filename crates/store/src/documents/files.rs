//! The files of documents in a data folder, as any process sees them, whether a service uses them or not.

use std::io;
use std::path::{Path, PathBuf};

use qualify_vocabulary::DocumentId;

use super::lock::{self, DocumentHold};

/// Where the documents of a data folder are: files that are named by their ids, and a lock beside them. Naming the place
/// changes nothing in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFiles {
    folder: PathBuf,
    lock: PathBuf,
}

impl DocumentFiles {
    /// The files of a data folder.
    pub fn in_folder(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("documents"), lock: data_dir.join("documents.lock") }
    }

    /// The folder of the files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What keeps documents from being removed while they are copied.
    pub fn lock(&self) -> &Path {
        &self.lock
    }

    /// The file of a document.
    pub fn file(&self, id: DocumentId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Keeps documents from being removed, unless that is under way.
    ///
    /// # Errors
    /// The lock cannot be opened.
    pub fn hold_for_copy(&self) -> io::Result<Option<DocumentHold>> {
        lock::hold_for_copy(&self.lock)
    }

    /// Lets documents be removed, unless they are being copied.
    pub(super) fn hold_for_removal(&self) -> io::Result<Option<DocumentHold>> {
        lock::hold_for_removal(&self.lock)
    }
}
