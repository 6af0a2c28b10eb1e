//! A copy of all rows at one moment, as a stream of its own: a line of JSON for each row, under a line that says what it is.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use futures_util::TryStreamExt as _;
use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::Client;

use super::super::PostgresStore;
use super::super::engine::error::{store_error, unavailable};
use super::super::engine::migrate::SCHEMA_VERSION;
use super::super::engine::tables::{OWN_TABLES, TABLES};
use super::super::engine::value::Value;

/// Rows that are put back at a time.
const ROWS: usize = 500;

/// Tables whose rows are numbered by the database.
const NUMBERED: [(&str, &str); 3] =
    [("events", "id"), ("replays", "sequence"), ("sign_in_attempts", "sequence")];

/// What the first line says.
fn head() -> String {
    format!("qualify rows of schema {SCHEMA_VERSION}")
}

impl PostgresStore {
    /// Copies all rows into a new file, at one moment.
    pub(crate) async fn back_up(&self, file: &Path) -> Outcome<()> {
        // What is copied has its numbers.
        self.core().number_events(true).await?;
        let target = File::create_new(file).map_err(file_error)?;
        let mut target = BufWriter::new(target);
        let client = self.core().connector.connect().await?;
        client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(store_error)?;
        writeln!(target, "{}", head()).map_err(file_error)?;
        for table in TABLES.iter().rev().chain(&OWN_TABLES) {
            let sql = format!("SELECT to_jsonb(it)::text AS kept FROM {table} it");
            let nothing: [Value; 0] = [];
            let rows = client.query_raw(&sql, &nothing).await.map_err(store_error)?;
            let mut rows = std::pin::pin!(rows);
            while let Some(row) = rows.try_next().await.map_err(store_error)? {
                writeln!(target, "{table} {}", row.get::<_, &str>("kept")).map_err(file_error)?;
            }
        }
        let written = target.into_inner().map_err(|error| file_error(error.into_error()))?;
        written.sync_all().map_err(file_error)
    }

    /// Puts the rows of a copy into this store, which must be empty.
    ///
    /// # Errors
    /// There are rows already, or the file is no copy of this schema.
    pub async fn load_copy(&self, file: &Path) -> Outcome<()> {
        let source = BufReader::new(File::open(file).map_err(file_error)?);
        let mut lines = source.lines();
        let first = lines.next().transpose().map_err(file_error)?;
        if first != Some(head()) {
            let reason = "the file is no copy of this program's schema";
            return Err(StoreError::Unavailable { reason, source: None });
        }
        let client = self.core().connector.connect().await?;
        client.batch_execute("BEGIN").await.map_err(store_error)?;
        let (mut table, mut rows) = (String::new(), Vec::new());
        for line in lines {
            let line = line.map_err(file_error)?;
            let Some((of, row)) = line.split_once(' ') else { continue };
            if of != table || rows.len() == ROWS {
                put_back(&client, &table, &mut rows).await?;
                of.clone_into(&mut table);
            }
            rows.push(row.to_owned());
        }
        put_back(&client, &table, &mut rows).await?;
        for (table, column) in NUMBERED {
            let next = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)
                 FROM {table}"
            );
            client.batch_execute(&next).await.map_err(store_error)?;
        }
        client.batch_execute("COMMIT").await.map_err(store_error)?;
        self.core().reload_partners().await
    }
}

async fn put_back(client: &Client, table: &str, rows: &mut Vec<String>) -> Outcome<()> {
    if rows.is_empty() || !TABLES.iter().chain(&OWN_TABLES).any(|known| *known == table) {
        rows.clear();
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO {table}
         SELECT it.* FROM unnest($1::text[]) AS kept, jsonb_populate_record(NULL::{table}, kept::jsonb) AS it"
    );
    client.execute(&sql, &[&std::mem::take(rows)]).await.map_err(store_error)?;
    Ok(())
}

fn file_error(error: std::io::Error) -> StoreError {
    unavailable("the file of the copy cannot be read or written, or stands there already", error)
}
