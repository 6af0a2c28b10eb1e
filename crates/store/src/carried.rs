//! The bytes of documents from store to store: each is read, told by its hash, written, and read back.

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::DocumentId;
use sha2::{Digest as _, Sha256};

use crate::documents::DocumentCopies;
use crate::location::DatabaseLocation;
use crate::moving::refused;
#[cfg(feature = "postgres")]
use crate::postgres::CopiedDocuments;
use crate::sqlite::{DatabaseCopy, NamedDocument};

/// Where the bytes of documents are, and where they go.
#[derive(Debug)]
pub struct DocumentsToMove {
    /// Where they are.
    pub from: DocumentCopies,
    /// Where they go.
    pub to: DocumentCopies,
    /// Whether those that are gone or damaged are left out; else nothing is moved then.
    pub skips_lost: bool,
}

/// What was moved of documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MovedDocuments {
    /// How many are there now, each with the hash that it was handed in with.
    pub documents: u64,
    /// The bytes of all of them.
    pub bytes: u64,
    /// Those that were left out.
    pub lost: Vec<DocumentId>,
}

/// What is said where bytes are missing.
const LOST: &str = "bytes of documents are not there, or not what was handed in; name the data folder that has them by --from-data-dir, or leave such documents out by --skip-lost";

/// What is said where what was written reads otherwise.
const UNLIKE: &str = "a document does not read back as it was written; look at the disk of the target";

/// The documents that a database names and whose bytes have to be there.
pub(crate) fn list_documents(location: &DatabaseLocation) -> Outcome<Vec<NamedDocument>> {
    match location {
        DatabaseLocation::SqliteFile(file) => DatabaseCopy::open(file)?.list_documents(),
        DatabaseLocation::SqliteTemporary => Ok(Vec::new()),
        #[cfg(feature = "postgres")]
        DatabaseLocation::Postgres(url) => CopiedDocuments::open(url)?.list(),
    }
}

/// Carries documents. Those that are there already, from a run that was stopped, stay as they are.
pub(crate) fn carry(documents: &DocumentsToMove, named: &[NamedDocument]) -> Outcome<MovedDocuments> {
    let DocumentsToMove { from, to, skips_lost } = documents;
    let mut moved = MovedDocuments::default();
    for document in named {
        if !is_there(to, document)? {
            let Some(bytes) = from.read(document)?.filter(|bytes| is_it(bytes, document)) else {
                moved.lost.push(document.id);
                continue;
            };
            if moved.lost.is_empty() || *skips_lost {
                to.put(document, &bytes)?;
                if !is_there(to, document)? {
                    return Err(refused(UNLIKE));
                }
            }
        }
        moved.documents += 1;
        moved.bytes += document.bytes;
    }
    if moved.lost.is_empty() || *skips_lost {
        return Ok(moved);
    }
    let lost: Vec<String> = moved.lost.iter().map(ToString::to_string).collect();
    Err(StoreError::Unavailable { reason: LOST, source: Some(lost.join(", ").into()) })
}

fn is_there(place: &DocumentCopies, document: &NamedDocument) -> Outcome<bool> {
    Ok(place.read(document)?.is_some_and(|bytes| is_it(&bytes, document)))
}

fn is_it(bytes: &[u8], document: &NamedDocument) -> bool {
    <[u8; 32]>::from(Sha256::digest(bytes)) == document.hash
}
