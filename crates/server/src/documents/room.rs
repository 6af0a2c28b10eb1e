//! Where documents are, and the room that they may take there.

use std::sync::Arc;

use qualify_domain::ports::DocumentStore;
use qualify_store::{DocumentBytes, DocumentPlace};
use tokio::sync::Semaphore;

use crate::config::DocumentsIn;
use crate::under_way::UnderWay;

/// The part of the room for documents that those may take which are not complete.
const UNFINISHED_PART: u64 = 4;

/// Documents that are looked at at a time. One takes three times its bytes meanwhile, and a processor.
const INSPECTIONS_MAX: usize = 2;

/// What keeps the documents of this service.
type Kept = DocumentBytes;

/// A document that comes in, as its store has it.
pub(super) type Incoming = <Kept as DocumentStore>::Incoming;

/// A document that is read.
pub(crate) type OpenedDocument = <Kept as DocumentStore>::Stored;

/// The documents of a service, and the room for them.
#[derive(Debug, Clone)]
pub struct Documents {
    /// Their bytes.
    pub(crate) store: Kept,
    bytes_max: u64,
    pub(super) unfinished: Arc<UnderWay>,
    pub(super) inspections: Arc<Semaphore>,
}

impl Documents {
    /// The place that a setting names.
    pub(crate) const fn place_of(setting: DocumentsIn) -> DocumentPlace {
        match setting {
            DocumentsIn::Folder => DocumentPlace::Folder,
            DocumentsIn::Database => DocumentPlace::Database,
        }
    }

    /// Documents in a store, of which all together may have so many bytes.
    pub(crate) fn new(store: Kept, bytes_max: u64) -> Self {
        Self {
            store,
            bytes_max,
            unfinished: UnderWay::new(bytes_max / UNFINISHED_PART),
            inspections: Arc::new(Semaphore::new(INSPECTIONS_MAX)),
        }
    }

    /// Whether so many more bytes have room beside what is kept and what comes in.
    pub(super) fn has_room_for(&self, bytes: u64) -> bool {
        let taken = self.store.bytes_kept().saturating_add(self.unfinished.total());
        taken.saturating_add(bytes) <= self.bytes_max
    }
}
