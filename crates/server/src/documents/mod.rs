//! The bytes of documents that were handed in: a folder beside the database, how they come in, and the lock that keeps them
//! while a backup is taken. What a document is, `qualify-documents` says.

mod folder;
mod incoming;
pub(crate) mod lock;

pub(crate) use folder::{DocumentFolder, blocking};
pub(crate) use incoming::{DocumentError, IncomingDocument};
