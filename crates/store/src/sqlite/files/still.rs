//! Reading a database where nothing can be written: a backup that is mounted, a file system for reading.
//!
//! SQLite wants to write beside a database in order to read it: who reads what stands in a file of its own. Told that
//! nothing changes, it does without, but then it ignores the log beside the database, and with it what was committed
//! last. So a database with a log is copied with it, and read where it can be.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tempfile::TempDir;

use crate::sqlite::engine::error::store_error;

/// The files beside a database that belong to what it holds.
const BESIDE: [&str; 2] = ["-wal", "-journal"];

/// How often a database is copied that changes meanwhile.
const TRIES: usize = 3;

/// A database that is open for reading.
pub(crate) struct Still {
    connection: Connection,
    /// Where it lies, if that is a copy.
    copy: Option<TempDir>,
}

impl Still {
    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection, and the folder that has to outlive it.
    pub(crate) fn into_parts(self) -> (Connection, Option<TempDir>) {
        (self.connection, self.copy)
    }
}

/// Opens a database for reading, wherever it lies, with everything that is committed.
///
/// # Errors
/// It is no database, or nothing can be written where it lies and it cannot be copied whole.
pub(crate) fn open(file: &Path, open: impl Fn(&Path) -> Outcome<Connection>) -> Outcome<Still> {
    let read = |file: &Path| {
        let connection = open(file)?;
        // Nothing was read until now.
        connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
            .map_err(store_error)
            .map(|()| connection)
    };
    match read(file) {
        Ok(connection) => return Ok(Still { connection, copy: None }),
        Err(error) if is_for_want_of_writing(&error) => {}
        Err(error) => return Err(error),
    }
    if logs_of(file).is_empty() {
        return Ok(Still { connection: open_unchanging(file)?, copy: None });
    }
    let copy = copied(file)?;
    let connection = read(&copy.path().join(NAME))?;
    Ok(Still { connection, copy: Some(copy) })
}

/// The database in the folder of a copy.
const NAME: &str = "copy.db";

/// Whether SQLite did not come to read because it cannot write beside the database.
fn is_for_want_of_writing(error: &StoreError) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<rusqlite::Error>());
    matches!(
        cause.and_then(rusqlite::Error::sqlite_error_code),
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::PermissionDenied
        )
    )
}

/// The logs beside a database that hold something.
fn logs_of(file: &Path) -> Vec<(&'static str, PathBuf)> {
    let beside = BESIDE.into_iter().map(|ending| {
        let mut path = file.as_os_str().to_owned();
        path.push(ending);
        (ending, PathBuf::from(path))
    });
    // One that cannot be looked at is there for all we know; its copy then says why not.
    let is_empty = |path: &Path| match path.metadata() {
        Ok(metadata) => metadata.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    beside.filter(|(_, path)| !is_empty(path)).collect()
}

/// Opens a database without a log, told that nothing changes it.
fn open_unchanging(file: &Path) -> Outcome<Connection> {
    let Some(text) = file.to_str() else {
        return Err(unavailable("the database's path is not valid text", None));
    };
    let text = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{text}?immutable=1"), flags).map_err(store_error)
}

/// A copy of a database with its logs, in a folder that its owner alone reads.
fn copied(file: &Path) -> Outcome<TempDir> {
    for _ in 0..TRIES {
        let before = states(file);
        let folder = tempfile::tempdir().map_err(not_copied)?;
        std::fs::copy(file, folder.path().join(NAME)).map_err(not_copied)?;
        for (ending, path) in logs_of(file) {
            std::fs::copy(path, folder.path().join(format!("{NAME}{ending}"))).map_err(not_copied)?;
        }
        if before == states(file) {
            return Ok(folder);
        }
    }
    let reason = "nothing can be written where the database lies, so it has to be copied with its log to be read, and it \
         changes meanwhile: a service writes to it elsewhere. Read it there, or stop the service first";
    Err(unavailable(reason, None))
}

/// By what a change of the database or of a log shows.
fn states(file: &Path) -> Vec<Option<(u64, SystemTime)>> {
    let logs = logs_of(file);
    let files = std::iter::once(file).chain(logs.iter().map(|(_, path)| path.as_path()));
    files
        .map(|path| {
            let metadata = path.metadata().ok()?;
            Some((metadata.len(), metadata.modified().ok()?))
        })
        .collect()
}

fn not_copied(error: std::io::Error) -> StoreError {
    let reason = "nothing can be written where the database lies, so it has to be copied with its log to be read, and that \
         failed. Make room in the folder for temporary files (TMPDIR names another), or let this user read both files";
    unavailable(reason, Some(error))
}

fn unavailable(reason: &'static str, source: Option<std::io::Error>) -> StoreError {
    StoreError::Unavailable { reason, source: source.map(|source| Box::new(source) as Box<_>) }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// A folder with a database of two rows, of which the second stands in its log alone, as after a crash. SQLite can
    /// write nothing beside it: not even as root does it follow a link there.
    fn crashed() -> (TempDir, PathBuf) {
        let source = tempfile::tempdir().unwrap();
        let live = source.path().join("live.db");
        let connection = Connection::open(&live).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
                 CREATE TABLE numbers (number); INSERT INTO numbers VALUES (1);
                 PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO numbers VALUES (2);",
            )
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("qualify ?#%20.db");
        std::fs::copy(&live, &file).unwrap();
        std::fs::copy(source.path().join("live.db-wal"), beside(&file, "-wal")).unwrap();
        symlink("/nowhere/at/all", beside(&file, "-shm")).unwrap();
        (folder, file)
    }

    fn beside(file: &Path, ending: &str) -> PathBuf {
        PathBuf::from(format!("{}{ending}", file.display()))
    }

    fn numbers(file: &Path) -> Outcome<i64> {
        let still = open(file, crate::sqlite::engine::open::open_for_copy)?;
        let count = "SELECT count(*) FROM numbers";
        still.connection().query_row(count, [], |row| row.get(0)).map_err(store_error)
    }

    #[test]
    fn nothing_is_read_past_a_log_where_nothing_can_be_written() {
        let (_folder, file) = crashed();
        assert_eq!(numbers(&file).unwrap(), 2);
        assert!(open(&file, crate::sqlite::engine::open::open_for_copy).unwrap().copy.is_some());
    }

    #[test]
    fn without_a_log_it_is_read_where_it_lies() {
        let (_folder, file) = crashed();
        std::fs::remove_file(beside(&file, "-wal")).unwrap();
        assert_eq!(numbers(&file).unwrap(), 1);
        std::fs::write(beside(&file, "-wal"), "").unwrap();
        assert_eq!(numbers(&file).unwrap(), 1);
        assert!(open(&file, crate::sqlite::engine::open::open_for_copy).unwrap().copy.is_none());
    }

    #[test]
    fn a_log_that_cannot_be_copied_is_refused_and_not_passed_over() {
        let (_folder, file) = crashed();
        std::fs::remove_file(beside(&file, "-wal")).unwrap();
        // A folder is no file for root either.
        std::fs::create_dir(beside(&file, "-wal")).unwrap();
        let error = numbers(&file).unwrap_err();
        assert!(error.to_string().contains("copied with its log"), "{error}");
    }

    #[test]
    fn a_folder_for_reading_alone_is_read_with_its_log() {
        let (folder, file) = crashed();
        std::fs::remove_file(beside(&file, "-shm")).unwrap();
        let set = |path: &Path, mode| std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        for path in [&file, &beside(&file, "-wal")] {
            set(path, 0o400);
        }
        set(folder.path(), 0o500);
        let read = numbers(&file);
        set(folder.path(), 0o700);
        assert_eq!(read.unwrap(), 2);
    }
}
