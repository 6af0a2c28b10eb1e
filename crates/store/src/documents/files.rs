//! The files of documents in a data folder, as any process sees them, whether a service uses them or not.

use std::fs::{DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use qualify_vocabulary::DocumentId;
use tempfile::NamedTempFile;

use super::lock::{self, DocumentHold};

/// The rights of a folder that its owner alone may enter.
pub(super) const OWNER_FOLDER: u32 = 0o700;

/// How the name of a file ends that is not complete.
pub(super) const UNFINISHED: &str = ".part";

/// A file for bytes that are not complete.
pub(super) fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix("").suffix(UNFINISHED).tempfile_in(folder)
}

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

    /// Puts bytes into the place of a document: they are on the disk before they have its name.
    pub(super) fn put(&self, id: DocumentId, bytes: &[u8]) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(OWNER_FOLDER).create(&self.folder)?;
        let mut file = new_file(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.file(id))?;
        File::open(&self.folder)?.sync_all()
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
