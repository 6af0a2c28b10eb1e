//! The bytes of documents wherever a service has them: in a folder, or in the database.

use std::io;
use std::path::Path;

use qualify_domain::ports::{DocumentStore, DocumentStoreError, IncomingBytes, Outcome, StoreError};
use qualify_vocabulary::{DocumentId, PartnerId, Timestamp};

use super::folder::{DocumentFolder, StoredFile};
use super::incoming::IncomingFile;
use super::lock::DocumentHold;
#[cfg(feature = "postgres")]
use crate::postgres::{DocumentDatabase, IncomingSpool};
use crate::store::Store;

/// Where the bytes of documents are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentPlace {
    /// Files in the data folder.
    Folder,
    /// Rows of the database, which all of its processes see.
    Database,
}

/// The bytes of documents.
#[derive(Debug, Clone)]
pub enum DocumentBytes {
    /// In a folder.
    Folder(DocumentFolder),
    /// In a database of PostgreSQL.
    #[cfg(feature = "postgres")]
    Database(DocumentDatabase),
}

/// A document that comes in.
#[derive(Debug)]
pub enum IncomingDocumentBytes {
    /// Into a folder.
    Folder(IncomingFile),
    /// Into a database.
    #[cfg(feature = "postgres")]
    Database(IncomingSpool),
}

/// Keeps others from copies or removals until it is dropped.
#[derive(Debug)]
pub enum DocumentBytesHold {
    /// Of a folder.
    Folder(DocumentHold),
    /// Of a database: the connection that holds the lock.
    #[cfg(feature = "postgres")]
    Database(Box<dyn std::fmt::Debug + Send + Sync>),
}

impl DocumentBytes {
    /// Where the documents of a store are; without a choice in the database where that is a server's.
    ///
    /// # Errors
    /// The store has no such place.
    pub fn place(store: &Store, choice: Option<DocumentPlace>) -> Outcome<DocumentPlace> {
        match (store, choice) {
            (Store::Sqlite(_), Some(DocumentPlace::Database)) => Err(NO_PLACE),
            (Store::Sqlite(_), None | Some(DocumentPlace::Folder)) => Ok(DocumentPlace::Folder),
            #[cfg(feature = "postgres")]
            (Store::Postgres(_), choice) => Ok(choice.unwrap_or(DocumentPlace::Database)),
        }
    }

    /// Documents in a data folder.
    ///
    /// # Errors
    /// It cannot be made, read or written.
    pub fn in_folder(data_dir: &Path) -> io::Result<Self> {
        DocumentFolder::open(data_dir).map(Self::Folder)
    }

    /// Documents in the database of a store; what comes and goes lies in the data folder meanwhile.
    ///
    /// # Errors
    /// The database does not answer, or is a file.
    #[cfg_attr(
        not(feature = "postgres"),
        expect(clippy::unused_async, reason = "a server is waited for, and there is none")
    )]
    pub async fn in_database(store: &Store, data_dir: &Path) -> Outcome<Self> {
        match store {
            Store::Sqlite(_) => {
                tracing::debug!(folder = %data_dir.display(), "a file has no place for documents");
                Err(NO_PLACE)
            }
            #[cfg(feature = "postgres")]
            Store::Postgres(store) => {
                DocumentDatabase::open(store.again(), data_dir).await.map(Self::Database)
            }
        }
    }
}

/// What is said of a file.
const NO_PLACE: StoreError = StoreError::Unavailable {
    reason: "documents are in the database only where that is PostgreSQL; leave store.documents out",
    source: None,
};

impl DocumentStore for DocumentBytes {
    type Incoming = IncomingDocumentBytes;
    type Stored = StoredFile;
    type Hold = DocumentBytesHold;

    async fn begin(&self) -> Result<IncomingDocumentBytes, DocumentStoreError> {
        match self {
            Self::Folder(folder) => folder.begin().await.map(IncomingDocumentBytes::Folder),
            #[cfg(feature = "postgres")]
            Self::Database(database) => database.begin().await.map(IncomingDocumentBytes::Database),
        }
    }

    async fn open(
        &self,
        partner: PartnerId,
        id: DocumentId,
    ) -> Result<Option<StoredFile>, DocumentStoreError> {
        match self {
            Self::Folder(folder) => folder.open(partner, id).await,
            #[cfg(feature = "postgres")]
            Self::Database(database) => Box::pin(database.open(partner, id)).await,
        }
    }

    async fn remove(&self, id: DocumentId) -> Result<(), DocumentStoreError> {
        match self {
            Self::Folder(folder) => folder.remove(id).await,
            #[cfg(feature = "postgres")]
            Self::Database(database) => Box::pin(database.remove(id)).await,
        }
    }

    async fn list_kept_until(&self, moment: Timestamp) -> Result<Vec<DocumentId>, DocumentStoreError> {
        match self {
            Self::Folder(folder) => folder.list_kept_until(moment).await,
            #[cfg(feature = "postgres")]
            Self::Database(database) => Box::pin(database.list_kept_until(moment)).await,
        }
    }

    fn bytes_kept(&self) -> u64 {
        match self {
            Self::Folder(folder) => folder.bytes_kept(),
            #[cfg(feature = "postgres")]
            Self::Database(database) => database.bytes_kept(),
        }
    }

    async fn hold_for_removal(&self) -> Result<Option<DocumentBytesHold>, DocumentStoreError> {
        Ok(match self {
            Self::Folder(folder) => folder.hold_for_removal().await?.map(DocumentBytesHold::Folder),
            #[cfg(feature = "postgres")]
            Self::Database(database) => Box::pin(database.hold_for_removal()).await?.map(of_database),
        })
    }

    async fn hold_for_copy(&self) -> Result<Option<DocumentBytesHold>, DocumentStoreError> {
        Ok(match self {
            Self::Folder(folder) => folder.hold_for_copy().await?.map(DocumentBytesHold::Folder),
            #[cfg(feature = "postgres")]
            Self::Database(database) => Box::pin(database.hold_for_copy()).await?.map(of_database),
        })
    }
}

#[cfg(feature = "postgres")]
fn of_database(hold: impl std::fmt::Debug + Send + Sync + 'static) -> DocumentBytesHold {
    DocumentBytesHold::Database(Box::new(hold))
}

impl IncomingBytes for IncomingDocumentBytes {
    async fn append(self, part: impl AsRef<[u8]> + Send + 'static) -> Result<Self, DocumentStoreError> {
        match self {
            Self::Folder(file) => file.append(part).await.map(Self::Folder),
            #[cfg(feature = "postgres")]
            Self::Database(spool) => spool.append(part).await.map(Self::Database),
        }
    }

    async fn read(&self) -> Result<Vec<u8>, DocumentStoreError> {
        match self {
            Self::Folder(file) => file.read().await,
            #[cfg(feature = "postgres")]
            Self::Database(spool) => spool.read().await,
        }
    }

    async fn keep(self, partner: PartnerId, id: DocumentId) -> Result<(), DocumentStoreError> {
        match self {
            Self::Folder(file) => file.keep(partner, id).await,
            #[cfg(feature = "postgres")]
            Self::Database(spool) => Box::pin(spool.keep(partner, id)).await,
        }
    }
}
