//! A database file as a place that rows are moved from, and the form in which they are.

use std::fs::File;
use std::path::Path;

use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::moving::form::{self, Column, Kind, Table};
use crate::moving::tuple::{self, Cell};
use crate::moving::{OTHER_SCHEMA, SERVED, Source, refused};
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::lock::{HELD, take_lock};
use crate::sqlite::engine::options::SqliteOptions;
use crate::sqlite::engine::tables::{OWN_TABLES, TABLES};
use crate::sqlite::engine::{migrate, open};

/// What is the file's alone: up to where its events are spread.
const OF_THE_FILE: &str = "dispatch";

/// The tables whose rows are moved, in the order in which they are.
pub(crate) fn moved_tables() -> Outcome<Vec<Table>> {
    let mut connection = Connection::open_in_memory().map_err(store_error)?;
    migrate::migrate(&mut connection)?;
    let names = TABLES.into_iter().rev().chain(OWN_TABLES).filter(|name| *name != OF_THE_FILE);
    let tables = names.map(|name| form_of(&connection, name).map_err(store_error));
    let mut tables: Vec<Table> = tables.collect::<Outcome<_>>()?;
    form::sort(&mut tables);
    Ok(tables)
}

fn form_of(connection: &Connection, name: &'static str) -> rusqlite::Result<Table> {
    let mut statement =
        connection.prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let columns = statement.query_map([name], |row| {
        let column: String = row.get(0)?;
        let kind = Kind::of(&row.get::<_, String>(1)?, &column);
        Ok((row.get::<_, u32>(2)?, Column { name: column, kind }))
    })?;
    let columns: Vec<(u32, Column)> = columns.collect::<rusqlite::Result<_>>()?;
    let mut key: Vec<_> = columns.iter().filter(|(place, _)| *place > 0).collect();
    key.sort_by_key(|(place, _)| *place);
    let mut key: Vec<String> = key.into_iter().map(|(_, column)| column.name.clone()).collect();
    if key.is_empty() {
        // Its rows are told apart by what is unique of them.
        let mut statement = connection.prepare(
            "SELECT of_index.name
             FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS of_index
             WHERE list.origin = 'u'
             ORDER BY of_index.seqno",
        )?;
        key = statement.query_map([name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    }
    Ok(Table { name, columns: columns.into_iter().map(|(_, column)| column).collect(), key })
}

/// A file that no service uses, at one moment.
struct MovedFile {
    connection: Connection,
    _lock: File,
}

/// Opens a file whose rows are to be moved.
pub(crate) fn open_source(file: &Path) -> Outcome<Box<dyn Source>> {
    if !file.exists() {
        return Err(refused("there is no database at the place of the source"));
    }
    let lock = hold(file)?;
    let connection = open::open_reader(file, SqliteOptions::default())?;
    if migrate::read_version(&connection)? != migrate::SCHEMA_VERSION {
        return Err(refused(OTHER_SCHEMA));
    }
    connection.execute_batch("BEGIN").map_err(store_error)?;
    Ok(Box::new(MovedFile { connection, _lock: lock }))
}

/// Keeps services off the file.
fn hold(file: &Path) -> Outcome<File> {
    take_lock(file).map_err(|error| match error {
        StoreError::Unavailable { reason: HELD, .. } => refused(SERVED),
        other => other,
    })
}

impl Source for MovedFile {
    fn read(&mut self, table: &Table, give: &mut dyn FnMut(&[u8]) -> Outcome<()>) -> Outcome<()> {
        read_rows(&self.connection, table, give)
    }

    fn spread_to(&mut self) -> Outcome<Option<i64>> {
        let cursor = "SELECT coalesce((SELECT cursor FROM dispatch), 0)";
        self.connection.query_row(cursor, [], |row| row.get(0)).map(Some).map_err(store_error)
    }
}

/// Gives every row of a table, in the order in which they lie in the file.
pub(super) fn read_rows(
    connection: &Connection,
    table: &Table,
    give: &mut dyn FnMut(&[u8]) -> Outcome<()>,
) -> Outcome<()> {
    let has_numbers =
        format!("SELECT wr = 0 FROM pragma_table_list WHERE schema = 'main' AND name = '{}'", table.name);
    let has_numbers: bool = connection.query_row(&has_numbers, [], |row| row.get(0)).map_err(store_error)?;
    let order = if has_numbers { "rowid".to_owned() } else { table.key.join(", ") };
    let sql = format!("SELECT {} FROM {} ORDER BY {order}", table.column_names(), table.name);
    let mut statement = connection.prepare(&sql).map_err(store_error)?;
    let mut rows = statement.query([]).map_err(store_error)?;
    let mut bytes = Vec::new();
    while let Some(row) = rows.next().map_err(store_error)? {
        tuple::begin(&mut bytes, table.columns.len());
        for (place, column) in table.columns.iter().enumerate() {
            tuple::put(&mut bytes, cell_of(row, place, column, table)?);
        }
        give(&bytes)?;
    }
    Ok(())
}

fn cell_of<'row>(row: &'row Row<'_>, place: usize, column: &Column, table: &Table) -> Outcome<Cell<'row>> {
    let unread = || {
        let told = format!("{}.{} holds what it does not say", table.name, column.name);
        StoreError::Failed(told.into())
    };
    Ok(match (row.get_ref(place).map_err(store_error)?, column.kind) {
        (ValueRef::Null, _) => Cell::Nothing,
        (ValueRef::Integer(value), Kind::Integer) => Cell::Integer(value),
        (ValueRef::Integer(value @ 0..=1), Kind::Flag) => Cell::Flag(value == 1),
        (ValueRef::Text(text), Kind::Text) => Cell::Text(str::from_utf8(text).map_err(|_| unread())?),
        (ValueRef::Blob(bytes), Kind::Bytes) => Cell::Bytes(bytes),
        (
            ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_),
            Kind::Integer | Kind::Flag | Kind::Text | Kind::Bytes,
        ) => return Err(unread()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_known_of_every_table() {
        let tables = moved_tables().unwrap();
        assert!(tables.len() > 20, "{}", tables.len());
        for table in &tables {
            assert!(!table.columns.is_empty() && !table.key.is_empty(), "{}", table.name);
        }
        let keys =
            |name: &str| tables.iter().find(|table| table.name == name).map(|table| table.key.join(" "));
        assert_eq!(keys("audit_records").as_deref(), Some("partner_id ticks"));
        assert_eq!(keys("customer_words").as_deref(), Some("partner_id word customer_id"));
    }
}
