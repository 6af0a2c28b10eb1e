//! The bytes of documents that were handed in. What a document is and whose, the store of reviews knows; here are its
//! bytes alone, under its partner and its id.

use std::error::Error;
use std::future::Future;

use qualify_vocabulary::{DocumentId, PartnerId, Timestamp};

/// Why bytes were not written, read or removed. The text is the cause's own.
#[derive(Debug, thiserror::Error)]
pub enum DocumentStoreError {
    /// There is no room for more, which is somebody's to mend and no fault of the program.
    #[error(transparent)]
    Full(Box<dyn Error + Send + Sync>),
    /// Anything else.
    #[error(transparent)]
    Failed(Box<dyn Error + Send + Sync>),
}

/// Where the bytes of documents are kept. What was kept never changes: it is read, and one day removed.
pub trait DocumentStore: Send + Sync {
    /// A document that comes in.
    type Incoming: IncomingBytes;
    /// A document that is read.
    type Stored: StoredBytes;
    /// Keeps others from what it says, in this and in other processes, until it is dropped or its process ends.
    type Hold: Send;

    /// Begins to take a document in.
    fn begin(&self) -> impl Future<Output = Result<Self::Incoming, DocumentStoreError>> + Send;
    /// Opens a document of a partner, if it has one of this id.
    fn open(
        &self,
        partner: PartnerId,
        id: DocumentId,
    ) -> impl Future<Output = Result<Option<Self::Stored>, DocumentStoreError>> + Send;
    /// Removes a document, if there is one of this id. Whoever has it open reads it to its end.
    fn remove(&self, id: DocumentId) -> impl Future<Output = Result<(), DocumentStoreError>> + Send;
    /// All documents that were kept by then, in no order.
    fn list_kept_until(
        &self,
        moment: Timestamp,
    ) -> impl Future<Output = Result<Vec<DocumentId>, DocumentStoreError>> + Send;
    /// How many bytes all kept documents have, as far as this process knows. Looks into memory: asked for with every
    /// part that comes in.
    fn bytes_kept(&self) -> u64;
    /// Lets documents be removed that somebody may name, unless they are being copied.
    fn hold_for_removal(&self)
    -> impl Future<Output = Result<Option<Self::Hold>, DocumentStoreError>> + Send;
    /// Lets documents be copied, and others do so too, unless some are being removed.
    fn hold_for_copy(&self) -> impl Future<Output = Result<Option<Self::Hold>, DocumentStoreError>> + Send;
}

/// A document that comes in and is not kept yet. It goes with this value, and with the process.
pub trait IncomingBytes: Send + Sync + Sized {
    /// Writes the next part.
    fn append(
        self,
        part: impl AsRef<[u8]> + Send + 'static,
    ) -> impl Future<Output = Result<Self, DocumentStoreError>> + Send;
    /// Everything that was written so far.
    fn read(&self) -> impl Future<Output = Result<Vec<u8>, DocumentStoreError>> + Send;
    /// Keeps it as a partner's, under its id; it is on disk when this returns.
    fn keep(
        self,
        partner: PartnerId,
        id: DocumentId,
    ) -> impl Future<Output = Result<(), DocumentStoreError>> + Send;
}

/// A document that is read part by part, so that whoever reads slowly holds one of them and not the whole.
pub trait StoredBytes: Send + Sized {
    /// How many bytes the document has.
    fn bytes(&self) -> u64;
    /// The next part, and what is behind it; nothing at the end.
    fn next_part(
        self,
        bytes_max: usize,
    ) -> impl Future<Output = Result<Option<(Vec<u8>, Self)>, DocumentStoreError>> + Send;
}
