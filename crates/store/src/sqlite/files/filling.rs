//! A database file as a place that rows are moved to. Until they are all there, its schema has a number that no program
//! takes for its own, and no index: those are made at the end.

use std::fs::File;
use std::path::{Path, PathBuf};

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::counted;
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use rusqlite::{Connection, TransactionBehavior, params};

use super::moved::read_rows;
use crate::moving::form::Table;
use crate::moving::tuple::{Batch, Cell, cells};
use crate::moving::{FILLED_BY_ANOTHER, FILLING, NOT_EMPTY, Sum, Target, refused};
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::lock::{HELD, take_lock};
use crate::sqlite::engine::migrate::{self, SCHEMA_VERSION};
use crate::sqlite::engine::open;
use crate::sqlite::engine::options::SqliteOptions;
use crate::sqlite::engine::tables::{OWN_TABLES, TABLES};

/// How the file is written meanwhile: what is committed outlives the process, and the last of it may go with the machine.
const FOR_FILLING: &str = "PRAGMA foreign_keys = OFF; PRAGMA synchronous = NORMAL;
                           PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -131072;";

/// How far each table is, and what is made at the end.
const NOTES: &str =
    "CREATE TABLE moving_progress (name TEXT NOT NULL PRIMARY KEY, rows INTEGER NOT NULL) STRICT;
                     CREATE TABLE moving_later (place INTEGER PRIMARY KEY, statement TEXT NOT NULL) STRICT;
                     INSERT INTO moving_later (statement)
                         SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL;";

/// A file that is filled.
struct FilledFile {
    file: PathBuf,
    connection: Option<Connection>,
    /// Keeps services off it, where one could be there.
    _lock: Option<File>,
}

/// Holds a place that rows are moved to.
pub(crate) fn open_target(file: &Path) -> Outcome<Box<dyn Target>> {
    if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| StoreError::Unavailable {
            reason: "the folder of the target cannot be made",
            source: Some(Box::new(error)),
        })?;
    }
    let lock = take_lock(file).map_err(|error| match error {
        StoreError::Unavailable { reason: HELD, .. } => refused(FILLED_BY_ANOTHER),
        other => other,
    })?;
    Ok(Box::new(FilledFile { file: file.to_owned(), connection: None, _lock: Some(lock) }))
}

/// A place that nobody else knows of.
#[cfg(feature = "postgres")]
pub(crate) fn open_unlocked_target(file: &Path) -> Box<dyn Target> {
    Box::new(FilledFile { file: file.to_owned(), connection: None, _lock: None })
}

impl FilledFile {
    fn connection(&mut self) -> Outcome<&mut Connection> {
        self.connection.as_mut().ok_or_else(|| refused("the target was not begun"))
    }
}

impl Target for FilledFile {
    fn begin(&mut self, tables: &[Table]) -> Outcome<Vec<u64>> {
        let mut connection = open::open_writer(&self.file, SqliteOptions::default())?;
        connection.execute_batch(FOR_FILLING).map_err(store_error)?;
        let version = migrate::read_version(&connection)?;
        if version != FILLING + SCHEMA_VERSION {
            migrate::check_known(version)?;
            migrate::migrate(&mut connection)?;
            prepare(&mut connection)?;
        }
        let rows = tables.iter().map(|table| {
            let sql = "SELECT coalesce((SELECT rows FROM moving_progress WHERE name = ?1), 0)";
            connection.query_row(sql, [table.name], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
        });
        let rows = rows.collect::<rusqlite::Result<_>>().map_err(store_error)?;
        self.connection = Some(connection);
        Ok(rows)
    }

    fn write(&mut self, table: &Table, batch: Batch) -> Outcome<()> {
        let transaction = self
            .connection()?
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(store_error)?;
        insert(&transaction, table, &batch)?;
        let note = "INSERT INTO moving_progress (name, rows) VALUES (?1, ?2)
                    ON CONFLICT (name) DO UPDATE SET rows = rows + excluded.rows";
        transaction
            .execute(note, params![table.name, i64::try_from(batch.rows).unwrap_or(i64::MAX)])
            .map_err(store_error)?;
        transaction.commit().map_err(store_error)
    }

    fn end_table(&mut self, _: usize) -> Outcome<()> {
        Ok(())
    }

    fn sums(&mut self, tables: &[Table]) -> Outcome<Vec<Sum>> {
        let connection = self.connection()?;
        let sums = tables.iter().map(|table| {
            let mut sum = Sum::default();
            read_rows(connection, table, &mut |row| {
                sum.add(row);
                Ok(())
            })?;
            Ok(sum)
        });
        sums.collect()
    }

    fn complete(&mut self, spread_to: Option<i64>) -> Outcome<()> {
        let connection = self.connection()?;
        complete(connection, spread_to).map_err(store_error)?;
        // One file, that can be read where nothing can be written; a service goes back to its log.
        let mode: String = connection
            .query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))
            .map_err(store_error)?;
        let closed = self.connection.take().map_or(Ok(()), Connection::close);
        closed.map_err(|(_, error)| store_error(error))?;
        if mode != "delete" {
            return Err(refused("another process reads the target, and keeps its log from ending"));
        }
        File::open(&self.file).and_then(|file| file.sync_all()).map_err(|error| StoreError::Unavailable {
            reason: "the disk does not answer",
            source: Some(Box::new(error)),
        })
    }
}

/// Makes an empty database one that is filled.
fn prepare(connection: &mut Connection) -> Outcome<()> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(store_error)?;
    for table in TABLES.iter().chain(&OWN_TABLES) {
        let is_empty = format!("SELECT NOT EXISTS (SELECT 1 FROM {table})");
        if !transaction.query_row(&is_empty, [], |row| row.get(0)).map_err(store_error)? {
            return Err(refused(NOT_EMPTY));
        }
    }
    let prepared = || {
        transaction.execute_batch(NOTES)?;
        let mut names =
            transaction.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")?;
        let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        names.iter().try_for_each(|name| transaction.execute_batch(&format!("DROP INDEX {name}")))?;
        transaction.pragma_update(None, "user_version", FILLING + SCHEMA_VERSION)
    };
    prepared().map_err(store_error)?;
    transaction.commit().map_err(store_error)
}

fn insert(connection: &Connection, table: &Table, batch: &Batch) -> Outcome<()> {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.column_names());
    let mut statement = connection.prepare_cached(&sql).map_err(store_error)?;
    let kinds = table.kinds();
    for row in batch.iter() {
        for (parameter, cell) in (1..).zip(cells(row, &kinds)?) {
            let value = match cell {
                Cell::Nothing => ToSqlOutput::from(Null),
                Cell::Integer(value) => ToSqlOutput::from(value),
                Cell::Flag(value) => ToSqlOutput::from(i64::from(value)),
                Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Cell::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            };
            statement.raw_bind_parameter(parameter, value).map_err(store_error)?;
        }
        statement.raw_execute().map_err(store_error)?;
    }
    Ok(())
}

/// Makes the indexes, looks whether children have their parents, and gives the schema its number.
fn complete(connection: &mut Connection, spread_to: Option<i64>) -> rusqlite::Result<()> {
    let later: Vec<String> = connection
        .prepare("SELECT statement FROM moving_later ORDER BY place")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    later.iter().try_for_each(|statement| transaction.execute_batch(statement))?;
    let orphans: i64 =
        transaction.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if orphans > 0 {
        let told = format!("{} of somebody who is not there", counted(orphans, "row"));
        return Err(rusqlite::Error::ToSqlConversionFailure(told.into()));
    }
    transaction.execute(
        "INSERT INTO dispatch (id, cursor) SELECT 1, coalesce(?1, max(id)) FROM events HAVING count(*) > 0",
        [spread_to],
    )?;
    transaction.execute_batch("DROP TABLE moving_progress; DROP TABLE moving_later;")?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.commit()
}
