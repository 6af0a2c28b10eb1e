//! Documents as files beside the database, named by their ids, readable by this user alone.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use qualify_domain::ports::{DocumentStore, DocumentStoreError, StoredBytes};
use qualify_vocabulary::{DocumentId, PartnerId, Timestamp};

use super::files::{DocumentFiles, OWNER_FOLDER, UNFINISHED};
use super::incoming::IncomingFile;
use super::lock::DocumentHold;

/// A folder of documents, held by one process at a time.
#[derive(Debug, Clone)]
pub struct DocumentFolder {
    files: DocumentFiles,
    /// What the kept documents take.
    kept: Arc<AtomicU64>,
}

/// A document's file, open for reading.
#[derive(Debug)]
pub struct StoredFile {
    file: File,
    bytes: u64,
}

#[cfg(feature = "postgres")]
impl StoredFile {
    /// So many bytes that lie in a file, from where it stands.
    pub(crate) const fn of(file: File, bytes: u64) -> Self {
        Self { file, bytes }
    }
}

impl DocumentFolder {
    /// Opens the folder below the data folder, or makes it. What was not complete when the last process ended, goes.
    ///
    /// # Errors
    /// The folder cannot be made, read or written.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        let files = DocumentFiles::in_folder(data_dir);
        std::fs::create_dir_all(files.folder())?;
        restrict(files.folder())?;
        // Made by whoever serves the folder, so that a backup of another user finds it.
        files.hold_for_removal()?;
        let kept = remove_unfinished(files.folder())?;
        Ok(Self { files, kept: Arc::new(AtomicU64::new(kept)) })
    }

    /// Takes note of a document that is complete.
    pub(super) fn note_kept(&self, bytes: u64) {
        self.kept.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) const fn files(&self) -> &DocumentFiles {
        &self.files
    }
}

impl DocumentStore for DocumentFolder {
    type Incoming = IncomingFile;
    type Stored = StoredFile;
    type Hold = DocumentHold;

    async fn begin(&self) -> Result<IncomingFile, DocumentStoreError> {
        IncomingFile::begin(self).await
    }

    /// A file is named by the document's id alone, which no two partners share.
    async fn open(&self, _: PartnerId, id: DocumentId) -> Result<Option<StoredFile>, DocumentStoreError> {
        let file = self.files.file(id);
        blocking(move || match File::open(file) {
            Ok(file) => {
                let bytes = file.metadata()?.len();
                Ok(Some(StoredFile { file, bytes }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn remove(&self, id: DocumentId) -> Result<(), DocumentStoreError> {
        let (file, kept) = (self.files.file(id), Arc::clone(&self.kept));
        blocking(move || {
            let removed = std::fs::metadata(&file).and_then(|found| {
                std::fs::remove_file(&file)?;
                Ok(found.len())
            });
            match removed {
                Ok(bytes) => {
                    let less = |kept: u64| Some(kept.saturating_sub(bytes));
                    // The closure always gives a value.
                    let _ = kept.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
                    Ok(())
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error),
            }
        })
        .await
    }

    async fn list_kept_until(&self, moment: Timestamp) -> Result<Vec<DocumentId>, DocumentStoreError> {
        let folder = self.files.folder().to_owned();
        blocking(move || {
            let mut documents = Vec::new();
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                let written = Timestamp::try_from(entry.metadata()?.modified()?).map_err(io::Error::other)?;
                let name = entry.file_name();
                let id = name.to_str().and_then(|name| DocumentId::parse(name).ok());
                documents.extend(id.filter(|_| written <= moment));
            }
            Ok(documents)
        })
        .await
    }

    fn bytes_kept(&self) -> u64 {
        self.kept.load(Ordering::Relaxed)
    }

    async fn hold_for_removal(&self) -> Result<Option<DocumentHold>, DocumentStoreError> {
        self.files.hold_for_removal().map_err(store_error)
    }

    async fn hold_for_copy(&self) -> Result<Option<DocumentHold>, DocumentStoreError> {
        self.files.hold_for_copy().map_err(store_error)
    }
}

impl StoredBytes for StoredFile {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    async fn next_part(mut self, bytes_max: usize) -> Result<Option<(Vec<u8>, Self)>, DocumentStoreError> {
        blocking(move || {
            let mut part = Vec::with_capacity(bytes_max);
            self.file.by_ref().take(bytes_max as u64).read_to_end(&mut part)?;
            Ok((!part.is_empty()).then_some((part, self)))
        })
        .await
    }
}

/// Removes what was not complete; answers how many bytes the rest takes.
fn remove_unfinished(folder: &Path) -> io::Result<u64> {
    let mut kept = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.ends_with(UNFINISHED)) {
            std::fs::remove_file(entry.path())?;
        } else {
            kept += entry.metadata()?.len();
        }
    }
    Ok(kept)
}

#[cfg(unix)]
fn restrict(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(OWNER_FOLDER))
}

#[cfg(not(unix))]
fn restrict(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Works on files on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, DocumentStoreError> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten().map_err(store_error)
}

fn store_error(error: io::Error) -> DocumentStoreError {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    match error.kind() {
        StorageFull | QuotaExceeded => DocumentStoreError::Full(Box::new(error)),
        _ => DocumentStoreError::Failed(Box::new(error)),
    }
}
