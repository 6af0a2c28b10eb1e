//! A document that comes in: handed to its store as it comes, looked at from there, and kept.

use bytes::Bytes;
use qualify_documents::{DocumentFault, DocumentKind};
use qualify_domain::ports::{DocumentStore as _, DocumentStoreError, IncomingBytes as _};
use qualify_vocabulary::{DocumentId, PartnerId};
use sha2::{Digest as _, Sha256};

use super::room::{Documents, Incoming};
use crate::under_way::{Held, NoRoom, Sender};

/// A document's bytes, not kept yet. They go with this value.
#[derive(Debug)]
pub struct IncomingDocument {
    documents: Documents,
    incoming: Incoming,
    bytes: u64,
    /// What it takes of the room that unfinished documents may take.
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
pub enum DocumentError {
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
        documents: &Documents,
        sender: Sender,
        announced: Option<u64>,
    ) -> Result<Self, DocumentError> {
        let held = documents.unfinished.begin(sender);
        if announced.is_some_and(|announced| !documents.has_room_for(announced)) {
            return Err(no_room());
        }
        let incoming = documents.store.begin().await.map_err(cannot_write)?;
        Ok(Self { documents: documents.clone(), incoming, bytes: 0, held })
    }

    /// Writes the next part of it to the disk.
    ///
    /// # Errors
    /// The disk has no room for it.
    pub(crate) async fn append(self, part: Bytes) -> Result<Self, DocumentError> {
        let Self { documents, incoming, bytes, mut held } = self;
        let bytes = bytes + part.len() as u64;
        if !documents.has_room_for(part.len() as u64) || held.grow_to(bytes) == Err(NoRoom) {
            return Err(no_room());
        }
        let incoming = incoming.append(part).await.map_err(cannot_write)?;
        Ok(Self { documents, incoming, bytes, held })
    }

    /// Looks at what was written. A document is looked at as a whole, in memory, so only a few at a time are.
    ///
    /// # Errors
    /// It is no document that is taken.
    pub(crate) async fn inspect(&self) -> Result<Inspected, DocumentError> {
        let closed = |_| DocumentError::Failed { cause: "the inspection of documents is closed".to_owned() };
        let _turn = self.documents.inspections.acquire().await.map_err(closed)?;
        let bytes = self.incoming.read().await.map_err(|error| cannot_look(&error))?;
        let inspected = tokio::task::spawn_blocking(move || {
            qualify_documents::inspect(&bytes).map(|kind| Inspected {
                kind,
                bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
                hash: Sha256::digest(&bytes).into(),
            })
        });
        inspected.await.map_err(|error| cannot_look(&error))?.map_err(DocumentError::NotUsable)
    }

    /// Keeps it as a partner's, under its id; it is on disk when this returns.
    pub(crate) async fn keep(self, partner: PartnerId, id: DocumentId) -> Result<(), DocumentError> {
        // What it holds of the room goes when it counts among the kept ones.
        let Self { incoming, held: _held, .. } = self;
        incoming.keep(partner, id).await.map_err(cannot_write)
    }
}

fn cannot_look(error: &dyn std::error::Error) -> DocumentError {
    DocumentError::Failed { cause: format!("a document that was just written cannot be read: {error}") }
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
fn cannot_write(error: DocumentStoreError) -> DocumentError {
    match error {
        DocumentStoreError::Full(error) => {
            tracing::error!(%error, "a document cannot be written");
            note_refused();
            DocumentError::DiskFull
        }
        DocumentStoreError::Failed(error) => {
            DocumentError::Failed { cause: format!("a document cannot be written: {error}") }
        }
    }
}
