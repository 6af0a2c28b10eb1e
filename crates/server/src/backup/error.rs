//! Why there is no archive, or nothing was restored. Every text says what to do next, and holds no data.

use std::io;
use std::path::{Path, PathBuf};

use qualify_domain::ports::StoreError;
use qualify_vocabulary::DocumentId;

/// Documents that a text names; more are counted.
const NAMED_MAX: usize = 10;

/// Why no archive was written. None appears under the name that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The name is taken.
    #[error("{} exists already, and a backup replaces no file; choose another name", .0.display())]
    Exists(PathBuf),
    /// The database cannot be copied.
    #[error("{}: {error}{}; --config, --data-dir or --database says where the database is", .file.display(), cause(.error))]
    Database {
        /// The database.
        file: PathBuf,
        /// What the store says.
        error: StoreError,
    },
    /// A file or folder cannot be used.
    #[error("{}: {cause}; check that it can be read or written, and that the disk is not full", .place.display())]
    File {
        /// The file or folder.
        place: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// There is no secret key.
    #[error(
        "{} is not there, so the archive would miss the secret key. --config names the configuration that says where it \
         is; --without-key takes the rest",
        .0.display()
    )]
    NoSecret(PathBuf),
    /// The secret key is another one.
    #[error(
        "{} holds another secret than the one that belongs to the database, so that the service would not start with it. \
         Name the right one by store.secret_key_file, or take the rest with --without-key",
        .0.display()
    )]
    ForeignSecret(PathBuf),
    /// Documents are gone or damaged.
    #[error(
        "documents that the database names are gone or not what was handed in: {}. Put their files back from an earlier \
         backup, or take the rest with --skip-lost; the archive then says which ones it misses",
        named(.0)
    )]
    LostDocuments(Vec<DocumentId>),
    /// Documents are being deleted without an end.
    #[error("the service has been deleting documents for a minute; try again later")]
    Deleting,
    /// What was written does not read back.
    #[error(
        "the archive does not read back from the disk as it was written ({0}); the disk may be failing, so write to another one"
    )]
    NotVerified(String),
}

/// Why nothing was restored. The data folder is as it was, unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The server does not take it.
    #[error("{}{}; the folder is as it was, and the same command goes on with the server", .0, cause(.0))]
    Server(StoreError),
    /// There is something in the folder.
    #[error("{} is not empty, and a restore replaces nothing; name a new folder, or move away what is there", .0.display())]
    NotEmpty(PathBuf),
    /// A file or folder cannot be used.
    #[error("{}: {cause}; check that it can be read or written, and that the disk is not full", .place.display())]
    File {
        /// The file or folder.
        place: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The archive is not what was written.
    #[error("{} is damaged, or no archive of `qualify backup`: {what}. Nothing was restored; take another archive", .archive.display())]
    Damaged {
        archive: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The disk failed between the first file and the last.
    #[error(
        "{}: {cause}, after everything was checked. The folder is not whole, and no service starts on it: empty it, and \
         restore again",
        .data_dir.display()
    )]
    NotPlaced {
        /// The data folder.
        data_dir: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A newer program wrote it.
    #[error("{} was written by a newer version of this program ({program}); restore it with that one", .archive.display())]
    Newer {
        archive: PathBuf,
        /// The version that wrote it.
        program: String,
    },
}

impl BackupError {
    pub(super) fn file(place: &Path) -> impl FnOnce(io::Error) -> Self {
        let place = place.to_owned();
        move |cause| Self::File { place, cause }
    }
}

impl RestoreError {
    pub(super) fn file(place: &Path) -> impl FnOnce(io::Error) -> Self {
        let place = place.to_owned();
        move |cause| Self::File { place, cause }
    }
}

fn cause(error: &StoreError) -> String {
    std::error::Error::source(error).map(|source| format!(" ({source})")).unwrap_or_default()
}

fn named(documents: &[DocumentId]) -> String {
    let mut text: Vec<String> = documents.iter().take(NAMED_MAX).map(DocumentId::to_string).collect();
    if let Some(more) = documents.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        text.push(format!("and {more} more"));
    }
    text.join(", ")
}
