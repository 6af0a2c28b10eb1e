//! A document that comes in: written to the disk as it comes, looked at from there, and kept under its name.
//!
//! Until then its file ends in [`UNFINISHED`], so that the next start knows what a process left behind.

use std::io::Write as _;
use std::path::Path;

use bytes::Bytes;
use qualify_contract::errors::ErrorKind;
use qualify_documents::DocumentKind;
use qualify_vocabulary::DocumentId;
use qualify_wire::errors::ApiError;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::api::body::LongBody;
use crate::api::failure::Failure;
use crate::documents::{DocumentFolder, UNFINISHED, blocking};
use crate::under_way::{Held, NoRoom};

/// Seconds after which an upload that found the disk taken is worth repeating.
const DISK_RETRY_SECONDS: u32 = 300;

/// A document's bytes on the disk, not kept yet. They go with this value.
#[derive(Debug)]
pub(crate) struct IncomingDocument {
    folder: DocumentFolder,
    file: NamedTempFile,
    bytes: u64,
    /// What it takes of the disk that unfinished documents may take.
    _held: Held,
}

/// What a document turned out to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inspected {
    pub(crate) kind: DocumentKind,
    pub(crate) bytes: u32,
    pub(crate) hash: [u8; 32],
}

impl IncomingDocument {
    /// Writes a body to the disk, part by part.
    ///
    /// # Errors
    /// The body cannot be used, or the disk has no room for it.
    pub(crate) async fn receive(folder: &DocumentFolder, mut body: LongBody) -> Result<Self, Failure> {
        let mut held = folder.unfinished.begin(body.sender());
        if let Some(announced) = body.announced()
            && !folder.has_room_for(announced)
        {
            return Err(body.refuse(no_room()).into());
        }
        let place = folder.path().to_owned();
        let mut file = blocking(move || new_file(&place)).await.map_err(cannot_write)?;
        let mut bytes = 0;
        while let Some(part) = body.next_part().await? {
            bytes += part.len() as u64;
            if !folder.has_room_for(part.len() as u64) || held.grow_to(bytes) == Err(NoRoom) {
                return Err(body.refuse(no_room()).into());
            }
            file = blocking(move || append(file, &part)).await.map_err(cannot_write)?;
        }
        Ok(Self { folder: folder.clone(), file, bytes, _held: held })
    }

    /// Looks at what was written. A document is looked at as a whole, in memory, so only a few at a time are.
    ///
    /// # Errors
    /// It is no document that is taken.
    pub(crate) async fn inspect(&self) -> Result<Inspected, Failure> {
        let closed = |_| Failure::Internal { cause: "the inspection of documents is closed".to_owned() };
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
        let inspected = inspected.await.map_err(|error| Failure::Internal {
            cause: format!("a document that was just written cannot be read: {error}"),
        })?;
        inspected.map_err(|fault| Failure::new(ErrorKind::DocumentNotUsable, fault.to_string()))
    }

    /// Keeps it under its name; it is on disk when this returns.
    pub(crate) async fn keep(self, id: DocumentId) -> Result<(), Failure> {
        let Self { folder, file, bytes, _held } = self;
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

fn no_room() -> ApiError {
    tracing::warn!(
        "a document was refused: documents take as much of the disk as reviews.document_bytes_max allows"
    );
    let text = "There is no room for more documents at the moment. Nothing was changed. Repeat the call later; if it is \
                refused again, tell the operator.";
    ApiError::new(ErrorKind::Busy, text).with_retry_after(DISK_RETRY_SECONDS)
}

/// A full disk is somebody's to mend, and no fault of the program.
fn cannot_write(error: std::io::Error) -> Failure {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    if matches!(error.kind(), StorageFull | QuotaExceeded) {
        tracing::error!(%error, "a document cannot be written");
        return no_room().into();
    }
    Failure::Internal { cause: format!("a document cannot be written: {error}") }
}
