//! Snapshots: copies of the database in a folder beside it, each a database of its own under its name; below that, those of
//! single partners in a folder for each.
//!
//! A copy is written under another name and renamed when it is whole and on disk. A restore reads it row by row inside one
//! operation of the writer, so that a crash leaves the old state or the new one. Settings and grants are in no snapshot: keys,
//! origins and sign-ins belong to the installation.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use qualify_domain::Refusal;
use qualify_domain::partner::Partner;
use qualify_domain::ports::{Leases, Outcome, StoreError};
use qualify_domain::snapshot::{Snapshot, SnapshotName};
use qualify_vocabulary::{PartnerId, ProcessId};
use rusqlite::{Connection, OpenFlags};

use super::copied_rows::{CopiedRows, copy_rows};
use super::{backup, partner_snapshots};
use crate::operations::due::ReleaseLeases;
use crate::operations::reads::ListPartners;
use crate::operations::seeding::DeleteAllData;
use crate::operations::settings::SaveSetting;
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::migrate;
use crate::sqlite::engine::options::BUSY_TIMEOUT;
use crate::sqlite::engine::run::run;
use crate::sqlite::engine::session::Session;
use crate::sqlite::engine::tables::{OWN_TABLES, TABLES};
use crate::undone::Done;

/// The setting of a copy that holds the notes of whoever took it.
const NOTES_SETTING: &str = "snapshot.notes";

/// The beginning of the names of files that are not whole yet.
const PARTIAL: &str = ".partial-";

const EXTENSION: &str = "db";

/// Where the snapshots of a database are, or those of one of its partners.
#[derive(Debug, Clone)]
pub(crate) struct SnapshotFolder {
    database: PathBuf,
    folder: PathBuf,
    partner: Option<PartnerId>,
}

impl SnapshotFolder {
    /// The folder beside a database, which need not exist yet. What a crash left half-written goes.
    pub(crate) fn beside(database: &Path) -> Self {
        let mut folder = database.as_os_str().to_owned();
        folder.push(".snapshots");
        let everybody = Self { database: database.to_owned(), folder: PathBuf::from(folder), partner: None };
        everybody.remove_partial();
        everybody.partners().for_each(|partner| everybody.of(Some(partner)).remove_partial());
        everybody
    }

    /// That of a partner, or of everybody.
    pub(crate) fn of(&self, partner: Option<PartnerId>) -> Self {
        let folder = match partner {
            Some(partner) => self.folder.join(partner.to_string()),
            None => self.folder.clone(),
        };
        Self { database: self.database.clone(), folder, partner }
    }

    pub(crate) fn file(&self, name: &SnapshotName) -> PathBuf {
        self.folder.join(format!("{name}.{EXTENSION}"))
    }

    /// Copies everything that is committed, and puts it under the name at once.
    pub(crate) fn take(&self, name: SnapshotName, notes: &[u8]) -> Outcome<Snapshot> {
        fs::create_dir_all(&self.folder).map_err(file_error)?;
        let partial =
            tempfile::Builder::new().prefix(PARTIAL).tempfile_in(&self.folder).map_err(file_error)?;
        self.copy(partial.path())?;
        write_notes(partial.path(), notes).map_err(store_error)?;
        partial.as_file().sync_all().map_err(file_error)?;
        let file = self.file(&name);
        partial.persist(&file).map_err(|error| file_error(error.error))?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(file_error)?;
        describe(name, &file)
    }

    /// Copies what is committed into an empty file.
    fn copy(&self, file: &Path) -> Outcome<()> {
        if let Some(partner) = self.partner {
            return partner_snapshots::copy(&self.database, partner, file);
        }
        let path = file.to_str().ok_or_else(|| StoreError::Unavailable {
            reason: "the data folder's name is not valid text, so no snapshot can be taken",
            source: None,
        })?;
        backup::copy_into(&self.database, path)
    }

    /// All of them by name. One that cannot be read is left out, and can be deleted all the same.
    pub(crate) fn list(&self) -> Vec<Snapshot> {
        let mut snapshots = Vec::new();
        for file in self.files() {
            let stem = file.file_stem().and_then(|stem| stem.to_str());
            let is_database = file.extension().is_some_and(|extension| extension == EXTENSION);
            let Some(name) = stem.filter(|_| is_database).and_then(SnapshotName::parse) else { continue };
            match describe(name, &file) {
                Ok(snapshot) => snapshots.push(snapshot),
                Err(error) => {
                    tracing::warn!(%error, file = %file.display(), "a snapshot cannot be read");
                }
            }
        }
        snapshots.sort_by(|one, other| one.name.cmp(&other.name));
        snapshots
    }

    /// Removes one; answers whether it was there.
    pub(crate) fn delete(&self, name: &SnapshotName) -> Outcome<bool> {
        match fs::remove_file(self.file(name)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(file_error(error)),
        }
    }

    /// Removes those of partners that are not known any more.
    pub(crate) fn forget_strangers(&self, is_known: impl Fn(PartnerId) -> bool) -> Outcome<()> {
        for stranger in self.partners().filter(|partner| !is_known(*partner)) {
            match fs::remove_dir_all(self.of(Some(stranger)).folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file_error(error)),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn remove_partial(&self) {
        for file in self.files() {
            let is_partial =
                file.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PARTIAL.as_bytes()));
            if is_partial {
                // It takes room, but does no harm: the next start tries again.
                let _ = fs::remove_file(file);
            }
        }
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    }

    /// The partners that have a folder here.
    fn partners(&self) -> impl Iterator<Item = PartnerId> {
        let name = |file: PathBuf| file.file_name().and_then(|name| PartnerId::parse(name.to_str()?).ok());
        self.files().filter_map(name)
    }
}

/// Takes what is the installation's own out of a copy that nobody uses yet, and puts the notes in.
fn write_notes(file: &Path, notes: &[u8]) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // A copy that is not whole is thrown away; the file is synchronised afterwards.
    connection
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")?;
    for table in OWN_TABLES {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    connection
        .execute(
            "INSERT INTO settings (name, value) VALUES (?1, ?2)",
            rusqlite::params![NOTES_SETTING, notes],
        )
        .map(|_| ())
}

fn describe(name: SnapshotName, file: &Path) -> Outcome<Snapshot> {
    let bytes = fs::metadata(file).map_err(file_error)?.len();
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(store_error)?;
    let notes = connection
        .query_row("SELECT value FROM settings WHERE name = ?1", [NOTES_SETTING], |row| row.get(0))
        .map_err(store_error)?;
    let customers: i64 = connection
        .query_row("SELECT count(*) FROM customers WHERE has_ended = 0", [], |row| row.get(0))
        .map_err(store_error)?;
    Ok(Snapshot { name, notes, customers: customers.unsigned_abs(), bytes })
}

/// Puts the rows of a snapshot in the place of all rows, or of all of its partner's, and saves the setting; answers all
/// partners then, and `None` if there is no such file.
pub(crate) fn restore(
    owner: ProcessId,
    session: &mut Session,
    (file, partner): (&Path, Option<PartnerId>),
    (setting, value): (&'static str, Vec<u8>),
) -> Done<Option<Vec<Partner>>> {
    if !file.exists() {
        return Ok(None);
    }
    let source = open_snapshot(file)?;
    if let Some(partner) = partner {
        partner_snapshots::restore(owner, session, &source, partner)?;
    } else {
        restore_all(owner, session, &source)?;
    }
    run(owner, SaveSetting { name: setting, value }, session)?;
    session.forget_everything();
    session.note_event();
    session.wish_for_checkpoint();
    run(owner, ListPartners {}, session).map(Some)
}

fn restore_all(owner: ProcessId, session: &mut Session, source: &Connection) -> Done<()> {
    run(owner, DeleteAllData, session)?;
    for table in TABLES.iter().rev() {
        copy_rows(source, session.connection(), CopiedRows::all(table)).map_err(store_error)?;
    }
    // Whoever had leases when it was taken has them no more, whichever process it was.
    run(owner, ReleaseLeases(Leases::All), session).map(|_| ())
}

/// Opens a snapshot, which may have been taken before an upgrade.
fn open_snapshot(file: &Path) -> Done<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut source = Connection::open_with_flags(file, flags).map_err(store_error)?;
    source.busy_timeout(BUSY_TIMEOUT).map_err(store_error)?;
    if !migrate::is_of_this_program(&source)? {
        return Err(Refusal::SnapshotOfOtherSchema.into());
    }
    migrate::migrate(&mut source)?;
    Ok(source)
}

fn file_error(error: std::io::Error) -> StoreError {
    StoreError::Unavailable {
        reason: "the snapshots beside the database cannot be read or written",
        source: Some(Box::new(error)),
    }
}
