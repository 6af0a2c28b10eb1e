//! The bytes of documents that were handed in: a folder beside the database, and the lock that keeps them while a backup is
//! taken. What a document is, `qualify-documents` says.

mod folder;
pub(crate) mod lock;

pub(crate) use folder::{DocumentFolder, UNFINISHED, blocking};
