//! The bytes of documents: in a folder beside the database ([`folder`]), or in a database of PostgreSQL. Another place, such
//! as a store of objects, implements [`qualify_domain::ports::DocumentStore`] beside them, runs `tests/it/documents`, and is
//! one more of [`bytes`], which knows where a service has them.

mod bytes;
mod copies;
mod files;
pub(crate) mod folder;
mod incoming;
mod lock;

pub use bytes::{DocumentBytes, DocumentBytesHold, DocumentPlace, IncomingDocumentBytes};
pub use copies::{CopyHold, DocumentCopies};
pub use files::DocumentFiles;
pub use folder::{DocumentFolder, StoredFile};
pub use incoming::IncomingFile;
pub use lock::DocumentHold;
