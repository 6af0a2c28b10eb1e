//! The bytes of documents as a backup reads them and a restore puts them back, beside whatever services there are.

use std::io;

use qualify_domain::ports::{Outcome, StoreError};

use super::files::DocumentFiles;
use super::lock::DocumentHold;
use crate::location::DatabaseLocation;
use crate::moving::refused;
#[cfg(feature = "postgres")]
use crate::postgres::CopiedDocuments;
use crate::sqlite::NamedDocument;

/// Where the bytes of documents are that are copied.
#[derive(Debug)]
pub enum DocumentCopies {
    /// Files of a data folder.
    Files(DocumentFiles),
    /// Rows of a database of PostgreSQL.
    #[cfg(feature = "postgres")]
    Rows(Box<CopiedDocuments>),
}

/// Keeps documents from being removed until it is dropped.
#[derive(Debug)]
pub struct CopyHold {
    _files: Option<DocumentHold>,
}

impl DocumentCopies {
    /// The documents in a database.
    ///
    /// # Errors
    /// It does not answer, or is a file, which has none.
    pub fn in_database(location: &DatabaseLocation) -> Outcome<Self> {
        match location {
            DatabaseLocation::SqliteFile(_) | DatabaseLocation::SqliteTemporary => {
                Err(refused("a database in a file has no documents in it"))
            }
            #[cfg(feature = "postgres")]
            DatabaseLocation::Postgres(url) => Ok(Self::Rows(Box::new(CopiedDocuments::open(url)?))),
        }
    }

    /// Keeps documents from being removed, unless that is under way.
    ///
    /// # Errors
    /// The lock cannot be taken.
    pub fn hold(&self) -> Outcome<Option<CopyHold>> {
        match self {
            Self::Files(files) => {
                let held = files.hold_for_copy().map_err(unreadable)?;
                Ok(held.map(|held| CopyHold { _files: Some(held) }))
            }
            // The connection has the lock as long as it is there.
            #[cfg(feature = "postgres")]
            Self::Rows(rows) => Ok(rows.hold()?.then_some(CopyHold { _files: None })),
        }
    }

    /// A document's bytes, if there are as many as were handed in.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn read(&self, document: &NamedDocument) -> Outcome<Option<Vec<u8>>> {
        match self {
            Self::Files(files) => read_file(files, document).map_err(unreadable),
            #[cfg(feature = "postgres")]
            Self::Rows(rows) => rows.read(document),
        }
    }

    /// Puts a document into its place, unless it is there.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put(&self, document: &NamedDocument, bytes: &[u8]) -> Outcome<()> {
        match self {
            Self::Files(files) => files.put(document.id, bytes).map_err(|error| StoreError::Unavailable {
                reason: "a file of a document cannot be written",
                source: Some(Box::new(error)),
            }),
            #[cfg(feature = "postgres")]
            Self::Rows(rows) => rows.put(document, bytes),
        }
    }
}

/// Nothing longer than what was handed in is read into memory.
fn read_file(files: &DocumentFiles, document: &NamedDocument) -> io::Result<Option<Vec<u8>>> {
    let file = files.file(document.id);
    match file.metadata() {
        Ok(metadata) if metadata.len() == document.bytes => std::fs::read(&file).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn unreadable(error: io::Error) -> StoreError {
    StoreError::Unavailable { reason: "a file of a document cannot be read", source: Some(Box::new(error)) }
}
