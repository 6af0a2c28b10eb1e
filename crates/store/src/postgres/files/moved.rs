//! A database of a server as a place that rows are moved from. Its tables are locked against changes meanwhile.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::Client;

use super::super::engine::core::Core;
use super::super::engine::error::store_error;
use super::super::engine::migrate::{self, SCHEMA_VERSION};
use super::talk::Talk;
use crate::location::PostgresUrl;
use crate::moving::form::Table;
use crate::moving::{OTHER_SCHEMA, SERVED, Source, refused, tuple};

/// Whether no service is connected.
const IS_NOT_SERVED: &str = "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'qualify' AND pid <> pg_backend_pid())";

/// An event's number; of one that has none yet, the one that comes to it, behind those that its partner has.
const NUMBER: &str = "coalesce(sequence,
    greatest(0, (SELECT max(it.sequence) FROM events it WHERE it.partner_id = events.partner_id),
        (SELECT purged_to FROM event_horizons it WHERE it.partner_id = events.partner_id))
    + (SELECT count(*) FROM events it
       WHERE it.partner_id = events.partner_id AND it.sequence IS NULL AND it.id <= events.id))";

/// What stands before rows that are copied in binary: a mark of 11 bytes, flags, and the length of what follows.
const HEADER: usize = 19;

/// A database that no service uses, at one moment.
struct MovedDatabase {
    talk: Talk,
}

/// Opens a database whose rows are to be moved.
pub(crate) fn open_source(url: &PostgresUrl) -> Outcome<Box<dyn Source>> {
    let talk = Talk::begin(url)?;
    if talk.wait(migrate::read_version(&talk.client))? != SCHEMA_VERSION {
        return Err(refused(OTHER_SCHEMA));
    }
    if !talk.becomes_so(IS_NOT_SERVED)? {
        return Err(refused(SERVED));
    }
    let tables = crate::sqlite::moved_tables()?;
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    talk.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    talk.execute(&format!("LOCK TABLE {} IN SHARE MODE", names.join(", ")))?;
    Ok(Box::new(MovedDatabase { talk }))
}

/// The rows of a database that services may be using, at one moment.
pub(super) fn open_beside(core: &Arc<Core>) -> Outcome<Box<dyn Source>> {
    let talk = Talk::on(&core.connector)?;
    talk.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    Ok(Box::new(MovedDatabase { talk }))
}

impl Source for MovedDatabase {
    fn read(&mut self, table: &Table, give: &mut dyn FnMut(&[u8]) -> Outcome<()>) -> Outcome<()> {
        let columns = table.column_names();
        let columns = if table.name == "events" { columns.replacen("sequence", NUMBER, 1) } else { columns };
        let rows = format!("SELECT {columns} FROM {} ORDER BY {}", table.name, table.key.join(", "));
        self.talk.wait(copy_out(&self.talk.client, &rows, give))
    }

    fn spread_to(&mut self) -> Outcome<Option<i64>> {
        let row = self.talk.client.query_one("SELECT min(id) - 1 FROM events WHERE NOT is_spread", &[]);
        Ok(self.talk.wait(row).map_err(store_error)?.get(0))
    }
}

/// Gives every row that a statement answers, as the server copies it.
pub(super) async fn copy_out(
    client: &Client,
    rows: &str,
    give: &mut dyn FnMut(&[u8]) -> Outcome<()>,
) -> Outcome<()> {
    let stream =
        client.copy_out(&format!("COPY ({rows}) TO STDOUT (FORMAT binary)")).await.map_err(store_error)?;
    let mut stream = std::pin::pin!(stream);
    let (mut come, mut is_begun) = (Vec::new(), false);
    while let Some(part) = stream.try_next().await.map_err(store_error)? {
        come.extend_from_slice(&part);
        let mut taken = 0;
        if !is_begun {
            if come.len() < HEADER {
                continue;
            }
            (taken, is_begun) = (HEADER, true);
        }
        while let Some(row) = tuple::first_row(&come[taken..]) {
            give(row)?;
            taken += row.len();
        }
        come.drain(..taken);
    }
    // Where rows end there is a number of cells below zero.
    if come == [0xFF, 0xFF] {
        Ok(())
    } else {
        Err(StoreError::Failed("the copy of the server ended early".into()))
    }
}
