//! The bytes of documents. A folder beside the database is the one place for them today; another one, such as a store of
//! objects, implements [`qualify_domain::ports::DocumentStore`] beside it, and runs `tests/it/documents`.

mod files;
mod folder;
mod incoming;
mod lock;

pub use files::DocumentFiles;
pub use folder::{DocumentFolder, StoredFile};
pub use incoming::IncomingFile;
pub use lock::DocumentHold;
