//! A document that comes in: written to the disk as it comes, looked at from there, and kept under its name.
//!
//! Until then its file ends in [`UNFINISHED`], so that the next start knows what a process left behind.

use std::io::Write as _;
use std::path::Path;

use bytes::Bytes;
use qualify_documents::{DocumentFault, DocumentKind};
use qualify_vocabulary::DocumentId;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::folder::{DocumentFolder, UNFINISHED, blocking};
use crate::under_way::{Held, NoRoom, Sender};

/// A document's bytes on the disk, not kept yet. They go with this value.
#[derive(Debug)]
pub(crate) struct IncomingDocument {
    folder: DocumentFolder,
    file: NamedTempFile,
    bytes: u64,
    /// What it takes of the disk that unfinished documents may take.
    held: Held,
}

/// What a document turned out to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inspected {
    pub(crate) kind: DocumentKind,
    pub(crate) bytes: u32,
    pub(crate) hash: [u8; 32],
}

/// Why a document is not taken in, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DocumentError {
    /// Documents take as much of the disk as they may.
    #[error("there is no room for more documents")]
    NoRoom,
    /// The disk takes nothing more, whatever documents may take of it.
    #[error("the disk is full")]
    DiskFull,
    /// It is no document that is taken.
    #[error(transparent)]
    NotUsable(DocumentFault),
    /// A fault of ours: the cause is for the log.
    #[error("{cause}")]
    Failed {
        /// What failed.
        cause: String,
    },
}

impl IncomingDocument {
    /// Begins to take a document in, from a sender who may have announced how many bytes it has.
    ///
    /// # Errors
    /// The disk has no room for it.
    pub(crate) async fn begin(
        folder: &DocumentFolder,
        sender: Sender,
        announced: Option<u64>,
    ) -> Result<Self, DocumentError> {
        let held = folder.unfinished.begin(sender);
        if announced.is_some_and(|announced| !folder.has_room_for(announced)) {
            return Err(no_room());
        }
        let place = folder.path().to_owned();
        let file = blocking(move || new_file(&place)).await.map_err(cannot_write)?;
        Ok(Self { folder: folder.clone(), file, bytes: 0, held })
    }

    /// Writes the next part of it to the disk.
    ///
    /// # Errors
    /// The disk has no room for it.
    pub(crate) async fn append(self, part: Bytes) -> Result<Self, DocumentError> {
        let Self { folder, file, bytes, mut held } = self;
        let bytes = bytes + part.len() as u64;
        if !folder.has_room_for(part.len() as u64) || held.grow_to(bytes) == Err(NoRoom) {
            return Err(no_room());
        }
        let file = blocking(move || append(file, &part)).await.map_err(cannot_write)?;
        Ok(Self { folder, file, bytes, held })
    }

    /// Looks at what was written. A document is looked at as a whole, in memory, so only a few at a time are.
    ///
    /// # Errors
    /// It is no document that is taken.
    pub(crate) async fn inspect(&self) -> Result<Inspected, DocumentError> {
        let closed = |_| DocumentError::Failed { cause: "the inspection of documents is closed".to_owned() };
        let _turn = self.folder.inspections.acquire().await.map_err(closed)?;
        let file = self.file.path().to_owned();
        let inspected = blocking(move || {
            let bytes = std::fs::read(file)?;
            Ok(qualify_documents::inspect(&bytes).map(|kind| Inspected {
                kind,
                bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
                hash: Sha256::digest(&bytes).into(),
            }))
        });
        let inspected = inspected.await.map_err(|error| DocumentError::Failed {
            cause: format!("a document that was just written cannot be read: {error}"),
        })?;
        inspected.map_err(DocumentError::NotUsable)
    }

    /// Keeps it under its name; it is on disk when this returns.
    pub(crate) async fn keep(self, id: DocumentId) -> Result<(), DocumentError> {
        let Self { folder, file, bytes, held: _held } = self;
        let (place, target) = (folder.path().to_owned(), folder.file(id));
        let kept = blocking(move || {
            file.as_file().sync_all()?;
            file.persist(target).map_err(|error| error.error)?;
            std::fs::File::open(place)?.sync_all()
        });
        kept.await.map_err(cannot_write)?;
        folder.note_kept(bytes);
        Ok(())
    }
}

fn new_file(folder: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix("").suffix(UNFINISHED).tempfile_in(folder)
}

fn append(mut file: NamedTempFile, part: &Bytes) -> std::io::Result<NamedTempFile> {
    file.write_all(part)?;
    Ok(file)
}

fn no_room() -> DocumentError {
    note_refused();
    DocumentError::NoRoom
}

fn note_refused() {
    tracing::warn!(
        "a document was refused: documents take as much of the disk as reviews.document_bytes_max allows"
    );
}

/// A full disk is somebody's to mend, and no fault of the program.
fn cannot_write(error: std::io::Error) -> DocumentError {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    if matches!(error.kind(), StorageFull | QuotaExceeded) {
        tracing::error!(%error, "a document cannot be written");
        note_refused();
        return DocumentError::DiskFull;
    }
    DocumentError::Failed { cause: format!("a document cannot be written: {error}") }
}
