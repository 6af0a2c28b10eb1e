//! Taking a backup, beside a service that may be running.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use qualify_domain::ports::StoreError;
use qualify_store::{
    CopyHold, DatabaseCopy, DatabaseLocation, DocumentCopies, DocumentFiles, DocumentPlace, Holdings,
    NamedDocument, Store,
};
use qualify_vocabulary::{DocumentId, Timestamp};
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::archive::{self, Hashes, Member, Writer};
use super::error::BackupError;
use super::manifest::{FORMAT, Manifest};
use crate::clock::Clock;
use crate::secrets::{FINGERPRINT_SETTING, Secrets};

/// The beginning of the names of what is not whole yet, beside the archive.
const PARTIAL: &str = ".qualify-backup-";

/// How long a backup waits for deletions that are under way, and how long between two looks.
const DELETIONS_MAX: Duration = Duration::from_mins(1);
const DELETIONS_LOOK: Duration = Duration::from_millis(20);

/// What a service keeps, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The database, which services may be using.
    pub database: DatabaseLocation,
    /// Where the bytes of documents are.
    pub documents: DocumentPlace,
    /// The data folder, with the documents.
    pub data_dir: PathBuf,
    /// The file with the installation's secret, which may be outside of the data folder.
    pub secret_key: PathBuf,
}

/// What may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Whether the secret key is taken along.
    pub with_secret_key: bool,
    /// Whether documents that are gone or damaged are left out; else there is no archive then.
    pub skips_lost: bool,
}

/// Writes the archive, reads it back, and only then gives it its name.
///
/// # Errors
/// Something that belongs to it is not there, or a file cannot be used. There is no archive then.
pub fn take(source: &Source, target: &Path, choices: Choices) -> Result<Manifest, BackupError> {
    if target.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(target.to_owned()));
    }
    if source.database.file().is_some_and(|file| !file.exists()) {
        let reason = "there is no database at this place";
        return Err(source.unread()(StoreError::Unavailable { reason, source: None }));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let partial = tempfile::Builder::new().prefix(PARTIAL).tempdir_in(folder);
    let partial = partial.map_err(BackupError::file(folder))?;
    // Held until the last document was read.
    let documents = match source.documents {
        DocumentPlace::Folder => DocumentCopies::Files(DocumentFiles::in_folder(&source.data_dir)),
        DocumentPlace::Database => DocumentCopies::in_database(&source.database).map_err(source.unread())?,
    };
    let kept =
        keep_documents(&documents).map_err(|error| error.map_or(BackupError::Deleting, source.unread()))?;
    let moment = Moment::copy(source, &partial)?;
    let secret =
        if choices.with_secret_key { Some(read_secret(&moment.copy, &source.secret_key)?) } else { None };
    let unnamed = tempfile::Builder::new().prefix(PARTIAL).tempfile_in(folder);
    let unnamed = unnamed.map_err(BackupError::file(target))?;
    let documents = Documents { copies: &documents, source };
    let (manifest, hashes) = write(&documents, &moment, secret.as_deref(), choices, &unnamed, target)?;
    drop(kept);
    verify(&unnamed, &hashes, target)?;
    unnamed.persist_noclobber(target).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(target.to_owned()),
        _ => BackupError::file(target)(error.error),
    })?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(BackupError::file(folder))?;
    Ok(manifest)
}

impl Source {
    /// Says of what a store failed.
    fn unread(&self) -> impl Fn(StoreError) -> BackupError {
        let file = self.database.file().map_or_else(|| PathBuf::from("the database"), Path::to_owned);
        move |error| BackupError::Database { file: file.clone(), error }
    }
}

/// Waits until the service deletes no document any more, and keeps it from that; no error where it does so without an end.
fn keep_documents(documents: &DocumentCopies) -> Result<CopyHold, Option<StoreError>> {
    let deadline = Instant::now() + DELETIONS_MAX;
    loop {
        if let Some(kept) = documents.hold().map_err(Some)? {
            return Ok(kept);
        }
        if Instant::now() >= deadline {
            return Err(None);
        }
        std::thread::sleep(DELETIONS_LOOK);
    }
}

/// The database of one moment.
struct Moment {
    at: Timestamp,
    file: PathBuf,
    copy: DatabaseCopy,
    held: Holdings,
    documents: Vec<NamedDocument>,
}

impl Moment {
    fn copy(source: &Source, partial: &TempDir) -> Result<Self, BackupError> {
        let failed = |error| source.unread()(error);
        let file = partial.path().join("qualify.db");
        let at = Clock::real().real_now();
        Store::copy_database(&source.database, &file).map_err(failed)?;
        let copy = DatabaseCopy::open(&file).map_err(failed)?;
        copy.check(false).map_err(failed)?;
        let held = copy.holdings().map_err(failed)?;
        let documents = copy.list_documents().map_err(failed)?;
        Ok(Self { at, file, copy, held, documents })
    }
}

/// The secret key, if it is the one that the database knows.
fn read_secret(copy: &DatabaseCopy, file: &Path) -> Result<Vec<u8>, BackupError> {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::NoSecret(file.to_owned()));
        }
        Err(error) => return Err(BackupError::file(file)(error)),
    };
    let secrets = Secrets::from_bytes(&bytes).map_err(BackupError::file(file))?;
    let known = copy.find_setting(FINGERPRINT_SETTING);
    let known = known.map_err(|error| BackupError::Database { file: file.to_owned(), error })?;
    match known {
        Some(known) if !secrets.is_known_as(&known) => Err(BackupError::ForeignSecret(file.to_owned())),
        _ => Ok(bytes),
    }
}

/// Writes all members; they are on disk when it returns.
fn write(
    documents: &Documents<'_>,
    moment: &Moment,
    secret: Option<&[u8]>,
    choices: Choices,
    unnamed: &NamedTempFile,
    target: &Path,
) -> Result<(Manifest, Hashes), BackupError> {
    let seconds = u64::try_from(moment.at.as_second()).unwrap_or_default();
    let mut writer = Writer::new(BufWriter::new(unnamed.as_file()), seconds);
    let not_written = || BackupError::file(target);
    let database = File::open(&moment.file).map_err(not_written())?;
    let bytes = database.metadata().map_err(not_written())?.len();
    writer.add(Member::Database, bytes, BufReader::new(database)).map_err(not_written())?;
    if let Some(secret) = secret {
        writer.add(Member::SecretKey, secret.len() as u64, secret).map_err(not_written())?;
    }
    let mut lost = Vec::new();
    for document in &moment.documents {
        match documents.read(document)? {
            Some(bytes) => {
                let member = Member::Document(document.id);
                writer.add(member, bytes.len() as u64, &bytes[..]).map_err(not_written())?;
            }
            None => lost.push(document.id),
        }
    }
    if !lost.is_empty() && !choices.skips_lost {
        return Err(BackupError::LostDocuments(lost));
    }
    let manifest = describe(moment, secret.is_some(), lost);
    let text = serde_json::to_vec_pretty(&manifest).expect("a description is texts and numbers");
    writer.add(Member::Manifest, text.len() as u64, &text[..]).map_err(not_written())?;
    let (buffer, hashes) = writer.finish().map_err(not_written())?;
    let file = buffer.into_inner().map_err(|error| not_written()(error.into_error()))?;
    file.sync_all().map_err(not_written())?;
    Ok((manifest, hashes))
}

/// The documents of a source.
struct Documents<'source> {
    copies: &'source DocumentCopies,
    source: &'source Source,
}

impl Documents<'_> {
    /// A document's bytes, if they are what was handed in.
    fn read(&self, document: &NamedDocument) -> Result<Option<Vec<u8>>, BackupError> {
        let bytes = self.copies.read(document).map_err(self.source.unread())?;
        let is_it = |bytes: &Vec<u8>| <[u8; 32]>::from(Sha256::digest(bytes)) == document.hash;
        Ok(bytes.filter(is_it))
    }
}

fn describe(moment: &Moment, has_secret_key: bool, lost_documents: Vec<DocumentId>) -> Manifest {
    let held = moment.held;
    let is_lost = |document: &&NamedDocument| lost_documents.binary_search(&document.id).is_ok();
    let lost_bytes: u64 = moment.documents.iter().filter(is_lost).map(|document| document.bytes).sum();
    Manifest {
        format: FORMAT,
        taken_at: moment.at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: moment.copy.schema(),
        has_secret_key,
        partners: held.partners,
        customers: held.customers,
        decisions: held.decisions,
        reviews: held.reviews,
        documents: held.documents - lost_documents.len() as u64,
        document_bytes: held.document_bytes - lost_bytes,
        lost_documents,
    }
}

/// Reads what was written, from the disk and not from memory.
fn verify(unnamed: &NamedTempFile, written: &Hashes, target: &Path) -> Result<(), BackupError> {
    forget_pages(unnamed.as_file());
    let file = File::open(unnamed.path()).map_err(BackupError::file(target))?;
    let read = archive::read(BufReader::new(file), |_| Ok(io::sink()), |_, _| Ok(()));
    match read {
        Ok(contents) if contents.hashes == *written => Ok(()),
        Ok(_) => Err(BackupError::NotVerified("another list of hashes".to_owned())),
        Err(archive::ReadError::Damaged(what)) => Err(BackupError::NotVerified(what)),
        Err(archive::ReadError::Kept(error)) => Err(BackupError::NotVerified(error.to_string())),
    }
}

/// Has the system give up what it keeps of a file in memory, where it can be asked to.
#[cfg(target_os = "linux")]
fn forget_pages(file: &File) {
    // It is advice: where it is not followed, memory is read.
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn forget_pages(_file: &File) {}
