//! The domain's port: operations that are written once over rows, and SQLite below them; documents' bytes in a folder.
//!
//! [`Store`] offers every operation of [`qualify_domain::ports::Store`]: reads on connections of their own,
//! writes on one thread that commits many operations at once. To add an operation: put it into the port, write it in
//! `operations` over the verbs of `rows`, give a verb that is missing its statement in `sqlite/rows`, let the store
//! carry it out in `port`, and state the behaviour in `tests/it/conformance`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod archive;
mod carried;
mod documents;
mod location;
mod moving;
mod operations;
mod port;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod sqlite;
mod standing;
mod store;
mod undone;
mod whole;

pub use archive::DecisionArchive;
pub use carried::{DocumentsToMove, MovedDocuments};
pub use documents::{
    CopyHold, DocumentBytes, DocumentBytesHold, DocumentCopies, DocumentFiles, DocumentFolder, DocumentHold,
    DocumentPlace, IncomingDocumentBytes, IncomingFile, StoredFile,
};
// What a program says that reads an archive and knows no more of the domain.
pub use qualify_domain::customer::CustomerKey;
pub use qualify_domain::ports::DecisionStore;

#[cfg(feature = "postgres")]
pub use location::PostgresUrl;
pub use location::{DatabaseLocation, UnknownDatabase};
pub use moving::{Moved, MovedTable, Progress, Sum};
pub use port::CommitListener;
#[cfg(feature = "postgres")]
pub use postgres::{CopiedDocuments, DatabaseHold, DocumentDatabase, IncomingSpool, PostgresStore};
pub use sqlite::SCHEMA_VERSION;
pub use sqlite::{DatabaseCopy, Holdings, NamedDocument, SqliteOptions};
pub use standing::Standing;
pub use store::Store;
pub use whole::{bring_to_schema, move_all, move_rows, standing};
