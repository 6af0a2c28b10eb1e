//! Opening connections, with the settings that every one of them has.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::store_error;
use super::list_readers::Watch;
use super::options::{BUSY_TIMEOUT, SqliteOptions};

/// So much of the file is read where the system keeps it, without a call and a copy for each page. With a million
/// customers most pages of a point read are in no reader's own cache.
const READER_MAP_BYTES: i64 = 1 << 40;

/// Opens the writer's connection; creates the file.
pub(crate) fn open_writer(file: &Path, options: SqliteOptions) -> Outcome<Connection> {
    create_for_owner(file)?;
    let connection = Connection::open(file).map_err(store_error)?;
    connection.busy_timeout(options.busy_timeout).map_err(store_error)?;
    keep_plans(&connection)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA wal_autocheckpoint = 0;
             PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -16384;",
        )
        .map_err(store_error)?;
    if let Some(pages) = options.pages_max {
        connection.pragma_update(None, "max_page_count", pages).map_err(store_error)?;
    }
    Ok(connection)
}

/// Makes a file that only its owner reads, if there is none: the database holds personal data and codes. SQLite gives
/// the files beside it the same rights.
pub(crate) fn create_for_owner(file: &Path) -> Outcome<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let created = OpenOptions::new().append(true).create(true).mode(0o600).open(file);
    created.map(|_| ()).map_err(|error| StoreError::Unavailable {
        reason: "the database cannot be opened",
        source: Some(Box::new(error)),
    })
}

/// Opens a connection for reading.
pub(crate) fn open_reader(file: &Path, options: SqliteOptions) -> Outcome<Connection> {
    let connection = open_existing(file, options.busy_timeout)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192;").map_err(store_error)?;
    connection.pragma_update(None, "mmap_size", READER_MAP_BYTES).map_err(store_error)?;
    Ok(connection)
}

/// Instructions of SQLite after which a statement for a list asks whether anybody waits for it: some microseconds.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 1000;

/// Opens a connection for lists, whose statements end when the watch says that nobody waits.
pub(crate) fn open_list_reader(
    file: &Path,
    options: SqliteOptions,
    watch: Arc<Watch>,
) -> Outcome<Connection> {
    let mut connection = open_reader(file, options)?;
    connection
        .progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, Some(move || watch.is_given_up()))
        .map_err(store_error)?;
    Ok(connection)
}

/// Opens a connection that takes the log over into the database. It waits for the disk as the writer does.
pub(crate) fn open_for_checkpoints(file: &Path, options: SqliteOptions) -> Outcome<Connection> {
    let connection = open_existing(file, options.busy_timeout)?;
    connection.execute_batch("PRAGMA synchronous = FULL;").map_err(store_error)?;
    Ok(connection)
}

/// Opens a connection that copies the database and changes nothing in it.
pub(crate) fn open_for_copy(file: &Path) -> Outcome<Connection> {
    open_existing(file, BUSY_TIMEOUT)
}

/// Opens a connection that leaves a note beside the process that holds the database.
pub(crate) fn open_for_note(file: &Path) -> Outcome<Connection> {
    let connection = open_existing(file, BUSY_TIMEOUT)?;
    connection.execute_batch("PRAGMA synchronous = FULL;").map_err(store_error)?;
    Ok(connection)
}

fn open_existing(file: &Path, busy_timeout: Duration) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(store_error)?;
    connection.busy_timeout(busy_timeout).map_err(store_error)?;
    keep_plans(&connection)?;
    Ok(connection)
}

/// Keeps the plan of a prepared statement whatever is bound to it. SQLite otherwise plans anew at each binding, which
/// was a third of the time of a point read, to weigh statistics that this database does not gather.
fn keep_plans(connection: &Connection) -> Outcome<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ()).map_err(store_error)
}
