//! A database of a server as a place that rows are moved to. Until they are all there, its schema has a number that no
//! program takes for its own. Keys, indexes and references are made when the rows of their tables are there, by a second
//! connection, which then reads the rows back.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use bytes::Bytes;
use futures_util::{SinkExt as _, TryFutureExt as _};
use qualify_domain::ports::{Outcome, StoreError};

use super::super::engine::error::store_error;
use super::super::engine::migrate::{self, SCHEMA_VERSION};
use super::super::engine::tables::{OWN_TABLES, TABLES};
use super::moved::copy_out;
use super::talk::Talk;
use crate::location::PostgresUrl;
use crate::moving::form::Table;
use crate::moving::tuple::Batch;
use crate::moving::{FILLED_BY_ANOTHER, FILLING, NOT_EMPTY, Sum, Target, refused};

/// Nobody else fills the place while this is held, by the connection or its process.
const HOLD: &str = "SELECT pg_try_advisory_lock(hashtextextended('qualify.filling', 0))";

/// What is committed meanwhile may go with the server; the last commit waits for all of it.
const FOR_FILLING: &str = "SET synchronous_commit = off; SET maintenance_work_mem = '256MB'";

/// How far each table is, and what is made of it when its rows are there (0: columns that the embedded schema does not
/// have, 1: keys, 2: indexes), and in the end (3).
const NOTES: &str = "
    CREATE TABLE moving_progress (name TEXT NOT NULL PRIMARY KEY, rows BIGINT NOT NULL);
    CREATE TABLE moving_later (
        place      BIGINT   NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        table_name TEXT     NOT NULL,
        phase      SMALLINT NOT NULL,
        statement  TEXT     NOT NULL
    );
    INSERT INTO moving_later (table_name, phase, statement)
        SELECT of_table.relname, CASE WHEN rule.contype = 'f' THEN 3 ELSE 1 END,
            format('ALTER TABLE %I ADD CONSTRAINT %I %s', of_table.relname, rule.conname, pg_get_constraintdef(rule.oid))
        FROM pg_constraint rule JOIN pg_class of_table ON of_table.oid = rule.conrelid
        WHERE of_table.relnamespace = current_schema()::regnamespace AND rule.contype IN ('p', 'u', 'f')
            AND of_table.relname NOT LIKE 'moving%';
    INSERT INTO moving_later (table_name, phase, statement)
        SELECT of_table.relname, 2, pg_get_indexdef(it.indexrelid)
        FROM pg_index it JOIN pg_class of_table ON of_table.oid = it.indrelid
        WHERE of_table.relnamespace = current_schema()::regnamespace AND of_table.relname NOT LIKE 'moving%'
            AND NOT EXISTS (SELECT 1 FROM pg_constraint rule WHERE rule.conindid = it.indexrelid
                AND rule.contype IN ('p', 'u'));
    INSERT INTO moving_later (table_name, phase, statement)
        VALUES ('events', 3, 'ALTER TABLE events ALTER COLUMN is_spread SET DEFAULT false');
    ALTER TABLE events ALTER COLUMN is_spread SET DEFAULT true;
    INSERT INTO moving_later (table_name, phase, statement)
        SELECT it.table_name, 0, it.statement
        FROM (VALUES
            ('attempts', 'UPDATE attempts SET partner_id = coalesce(
                (SELECT it.partner_id FROM endpoints it WHERE it.id = attempts.endpoint_id),
                (SELECT it.partner_id FROM webhook_tests it
                 WHERE it.endpoint_id = attempts.endpoint_id AND it.event_sequence = attempts.event_sequence))'),
            ('documents', 'UPDATE documents SET partner_id =
                (SELECT it.partner_id FROM reviews it WHERE it.id = documents.review_id)'),
            ('attempts', 'ALTER TABLE attempts ALTER COLUMN partner_id SET NOT NULL'),
            ('documents', 'ALTER TABLE documents ALTER COLUMN partner_id SET NOT NULL')
        ) AS it (table_name, statement)
        JOIN information_schema.columns known ON known.table_name = it.table_name
        WHERE known.table_schema = current_schema() AND known.column_name = 'partner_id'";

/// What takes away what is made later: references, other keys, indexes, and that a column is filled.
const TAKE_AWAY: [&str; 4] = [
    "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', of_table.relname, rule.conname)
     FROM pg_constraint rule JOIN pg_class of_table ON of_table.oid = rule.conrelid
     WHERE of_table.relnamespace = current_schema()::regnamespace AND rule.contype = 'f'",
    "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', of_table.relname, rule.conname)
     FROM pg_constraint rule JOIN pg_class of_table ON of_table.oid = rule.conrelid
     WHERE of_table.relnamespace = current_schema()::regnamespace AND rule.contype IN ('p', 'u')
         AND of_table.relname NOT LIKE 'moving%'",
    "SELECT format('DROP INDEX %I', of_index.relname)
     FROM pg_index it JOIN pg_class of_table ON of_table.oid = it.indrelid
         JOIN pg_class of_index ON of_index.oid = it.indexrelid
     WHERE of_table.relnamespace = current_schema()::regnamespace AND of_table.relname NOT LIKE 'moving%'",
    "SELECT format('ALTER TABLE %I ALTER COLUMN partner_id DROP NOT NULL', table_name)
     FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_name = 'partner_id' AND table_name IN ('attempts', 'documents')",
];

/// What gives the next number of a column that the database numbers.
const NUMBERS: &str = "SELECT format(
        'SELECT setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 0) + 1, false) FROM %I',
        table_name, column_name, column_name, table_name)
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name NOT LIKE 'moving%'";

/// What stands before rows that are copied in binary, and behind them.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: &[u8] = &[0xFF, 0xFF];

/// What the second connection answers when it is told that no table comes any more.
type Finished = Outcome<Vec<(usize, Sum)>>;

/// A database that is filled.
struct FilledDatabase {
    url: PostgresUrl,
    talk: Talk,
    finishing: Option<(Sender<usize>, JoinHandle<Finished>)>,
}

/// Holds a place that rows are moved to.
pub(crate) fn open_target(url: &PostgresUrl) -> Outcome<Box<dyn Target>> {
    let talk = Talk::begin(url)?;
    talk.wait(migrate::check_server(&talk.client))?;
    if !talk.becomes_so(HOLD)? {
        return Err(refused(FILLED_BY_ANOTHER));
    }
    talk.execute(FOR_FILLING)?;
    Ok(Box::new(FilledDatabase { url: url.clone(), talk, finishing: None }))
}

impl FilledDatabase {
    /// Makes an empty database one that is filled.
    fn prepare(&mut self) -> Outcome<()> {
        self.talk.migrate()?;
        let talk = &self.talk;
        talk.execute("BEGIN")?;
        for table in TABLES.iter().chain(&OWN_TABLES) {
            if talk.is_so(&format!("SELECT EXISTS (SELECT 1 FROM {table})"))? {
                return Err(refused(NOT_EMPTY));
            }
        }
        talk.execute(NOTES)?;
        for what in TAKE_AWAY {
            talk.texts(what)?.iter().try_for_each(|statement| talk.execute(statement))?;
        }
        talk.wait(migrate::note_version(&talk.client, FILLING + SCHEMA_VERSION))?;
        talk.execute("COMMIT")
    }

    /// Waits for what the second connection makes.
    fn finish(&mut self) -> Finished {
        let Some((tables, finishing)) = self.finishing.take() else { return Ok(Vec::new()) };
        drop(tables);
        finishing.join().map_err(|_| StoreError::Failed("making the indexes panicked".into()))?
    }
}

impl Drop for FilledDatabase {
    /// Nothing goes on when this has gone.
    fn drop(&mut self) {
        if let Err(error) = self.finish() {
            tracing::debug!(%error, "the target is not whole");
        }
    }
}

impl Target for FilledDatabase {
    fn begin(&mut self, tables: &[Table]) -> Outcome<Vec<u64>> {
        let version = self.talk.wait(migrate::read_version(&self.talk.client))?;
        if version != FILLING + SCHEMA_VERSION {
            migrate::check_known(version)?;
            self.prepare()?;
        }
        let rows = tables.iter().map(|table| {
            let sql = "SELECT coalesce((SELECT rows FROM moving_progress WHERE name = '";
            Ok(self.talk.number(&format!("{sql}{}'), 0)", table.name))?.unsigned_abs())
        });
        let rows = rows.collect::<Outcome<_>>()?;
        let (tell, told) = channel();
        let second = Talk::begin(&self.url)?;
        second.execute(FOR_FILLING)?;
        self.finishing = Some((tell, std::thread::spawn(move || finish_tables(&second, &told))));
        Ok(rows)
    }

    fn write(&mut self, table: &Table, batch: Batch) -> Outcome<()> {
        let note = format!(
            "INSERT INTO moving_progress (name, rows) VALUES ('{}', {})
             ON CONFLICT (name) DO UPDATE SET rows = moving_progress.rows + excluded.rows",
            table.name, batch.rows
        );
        let copy = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", table.name, table.column_names());
        let client = &self.talk.client;
        let written = self.talk.wait(async {
            client.batch_execute("BEGIN").await?;
            let mut sink = std::pin::pin!(client.copy_in::<_, Bytes>(&copy).await?);
            sink.send(Bytes::from_static(HEADER)).await?;
            sink.send(Bytes::from(batch.bytes)).await?;
            sink.send(Bytes::from_static(TRAILER)).await?;
            sink.finish().await?;
            client.batch_execute(&note).and_then(|()| client.batch_execute("COMMIT")).await
        });
        written.map_err(store_error)
    }

    fn end_table(&mut self, number: usize) -> Outcome<()> {
        let is_told = self.finishing.as_ref().is_some_and(|(tables, _)| tables.send(number).is_ok());
        // Why nobody listens, its end says.
        if is_told { Ok(()) } else { self.finish().and(Err(refused("the second connection ended early"))) }
    }

    fn sums(&mut self, tables: &[Table]) -> Outcome<Vec<Sum>> {
        let finished = self.finish()?;
        let sum = |number| finished.iter().find(|(of, _)| *of == number).map(|(_, sum)| *sum);
        Ok((0..tables.len()).map(|number| sum(number).unwrap_or_default()).collect())
    }

    fn complete(&mut self, spread_to: Option<i64>) -> Outcome<()> {
        let talk = &self.talk;
        talk.execute("SET synchronous_commit = on")?;
        talk.execute("BEGIN")?;
        let later = talk.texts("SELECT statement FROM moving_later ORDER BY phase, place")?;
        later.iter().try_for_each(|statement| talk.execute(statement))?;
        talk.texts(NUMBERS)?.iter().try_for_each(|statement| talk.execute(statement))?;
        if let Some(event) = spread_to {
            talk.execute(&format!("UPDATE events SET is_spread = false WHERE id > {event}"))?;
        }
        talk.execute("DROP TABLE moving_progress, moving_later")?;
        talk.wait(migrate::note_version(&talk.client, SCHEMA_VERSION))?;
        talk.execute("COMMIT")?;
        // A service plans by it; without it the first minutes are slow.
        talk.execute("ANALYZE")
    }
}

/// Makes keys and indexes of tables whose rows are there, and reads the rows back.
fn finish_tables(talk: &Talk, numbers: &Receiver<usize>) -> Finished {
    let tables = crate::sqlite::moved_tables()?;
    let mut sums = Vec::with_capacity(tables.len());
    for number in numbers {
        let Some(table) = tables.get(number) else { continue };
        for place in places(talk, table)? {
            make(talk, &place)?;
        }
        let mut sum = Sum::default();
        let rows = format!("SELECT {} FROM {}", table.column_names(), table.name);
        talk.wait(copy_out(&talk.client, &rows, &mut |row| {
            sum.add(row);
            Ok(())
        }))?;
        sums.push((number, sum));
    }
    Ok(sums)
}

/// Where it stands what is made of a table.
fn places(talk: &Talk, table: &Table) -> Outcome<Vec<String>> {
    let name = table.name;
    let sql = "SELECT place::text FROM moving_later WHERE phase < 3 AND table_name = '";
    talk.texts(&format!("{sql}{name}' ORDER BY phase, place"))
}

/// Makes one of them, unless somebody else does so at this moment: a process that was killed leaves a server that goes on.
fn make(talk: &Talk, place: &str) -> Outcome<()> {
    talk.execute("BEGIN")?;
    let statement = format!("SELECT statement FROM moving_later WHERE place = {place} FOR UPDATE");
    for statement in talk.texts(&statement)? {
        talk.execute(&statement)?;
        talk.execute(&format!("DELETE FROM moving_later WHERE place = {place}"))?;
    }
    talk.execute("COMMIT")
}
