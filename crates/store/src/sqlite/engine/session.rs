//! The writer's connection with its cached statements and its place in the audit trail.

use std::cell::Cell;

use qualify_domain::audit::AuditPosition;
use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use super::error::store_error;
use super::refusals::RecentRefusals;

/// Statements that stay prepared.
const STATEMENTS_MAX: usize = 128;

/// A connection. The writer's session also hands out audit positions.
pub(in crate::sqlite) struct Session {
    connection: Connection,
    last_position: Cell<AuditPosition>,
    wants_checkpoint: Cell<bool>,
    has_new_events: Cell<bool>,
    refusals: RecentRefusals,
}

impl Session {
    /// Takes over a connection and reads where the audit trail ends.
    pub(in crate::sqlite) fn new(connection: Connection) -> Outcome<Self> {
        let session = Self::for_reading(connection);
        session.find_last_position()?;
        Ok(session)
    }

    /// Takes over a connection that only reads.
    pub(in crate::sqlite) fn for_reading(connection: Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        Self {
            connection,
            last_position: Cell::new(AuditPosition::from_ticks(0)),
            wants_checkpoint: Cell::new(false),
            has_new_events: Cell::new(false),
            refusals: RecentRefusals::default(),
        }
    }

    pub(in crate::sqlite) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The refusals that left their records lately.
    pub(in crate::sqlite) const fn refusals(&self) -> &RecentRefusals {
        &self.refusals
    }

    /// Reads again where the audit trail ends, after rows were removed.
    pub(in crate::sqlite) fn find_last_position(&self) -> Outcome<()> {
        self.refusals.forget();
        let ticks: Option<i64> =
            self.get("SELECT max(ticks) FROM audit_records", [], |row| row.get(0).map_err(store_error))?;
        self.last_position.set(AuditPosition::from_ticks(ticks.unwrap_or(0)));
        Ok(())
    }

    /// Asks for the log to be taken over into the database soon: an operation wrote far more than others do.
    pub(in crate::sqlite) fn wish_for_checkpoint(&self) {
        self.wants_checkpoint.set(true);
    }

    /// Whether that was asked for since the last time.
    pub(in crate::sqlite) fn take_checkpoint_wish(&self) -> bool {
        self.wants_checkpoint.take()
    }

    /// Notes that an event was appended.
    pub(in crate::sqlite) fn note_event(&self) {
        self.has_new_events.set(true);
    }

    /// Whether that was noted since the last time.
    pub(in crate::sqlite) fn take_new_events(&self) -> bool {
        self.has_new_events.take()
    }

    /// Where the audit trail ends.
    pub(in crate::sqlite) const fn last_position(&self) -> AuditPosition {
        self.last_position.get()
    }

    /// Where the audit trail ends again, after the writes of an operation were taken back.
    pub(in crate::sqlite) fn restore_position(&self, position: AuditPosition) {
        self.last_position.set(position);
    }

    /// The same after the writes of a group were: the records that refusals left are among them.
    pub(in crate::sqlite) fn go_back_to(&self, position: AuditPosition) {
        self.refusals.forget();
        self.last_position.set(position);
    }

    /// The next free place in the audit trail.
    pub(in crate::sqlite) fn next_position(&self, moment: Timestamp) -> AuditPosition {
        let position = AuditPosition::next_after(self.last_position.get(), moment);
        self.last_position.set(position);
        position
    }

    fn prepare(&self, sql: &str) -> Outcome<CachedStatement<'_>> {
        self.connection.prepare_cached(sql).map_err(store_error)
    }

    /// Runs a statement and answers how many rows it changed.
    pub(in crate::sqlite) fn execute(&self, sql: &str, parameters: impl Params) -> Outcome<usize> {
        self.prepare(sql)?.execute(parameters).map_err(store_error)
    }

    /// Runs a statement that must change exactly one row.
    pub(in crate::sqlite) fn execute_one(&self, sql: &str, parameters: impl Params) -> Outcome<()> {
        match self.execute(sql, parameters)? {
            1 => Ok(()),
            rows => Err(StoreError::Failed(format!("a statement for one row changed {rows}").into())),
        }
    }

    /// Inserts one row; `false` if a constraint says that somebody was first.
    pub(in crate::sqlite) fn insert_unless_taken(&self, sql: &str, parameters: impl Params) -> Outcome<bool> {
        match self.prepare(sql)?.execute(parameters) {
            Ok(_) => Ok(true),
            Err(error) if super::error::is_conflict(&error) => Ok(false),
            Err(error) => Err(store_error(error)),
        }
    }

    /// Reads the one row of a query.
    pub(in crate::sqlite) fn get<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        self.find(sql, parameters, read)?
            .ok_or_else(|| StoreError::Failed("a query for one row found none".into()))
    }

    /// Reads the first row of a query, if there is one.
    pub(in crate::sqlite) fn find<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        self.prepare(sql)?
            .query_row(parameters, |row| Ok(read(row)))
            .optional()
            .map_err(store_error)?
            .transpose()
    }

    /// Reads all rows of a query, which must be bounded.
    pub(in crate::sqlite) fn list<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<Vec<T>> {
        let mut items = Vec::new();
        self.look(sql, parameters, |row| {
            items.push(read(row)?);
            Ok(true)
        })?;
        Ok(items)
    }

    /// Looks at the rows of a query until there are no more; answers `false` if `look` wanted no more before.
    pub(in crate::sqlite) fn look(
        &self,
        sql: &str,
        parameters: impl Params,
        mut look: impl FnMut(&Row<'_>) -> Outcome<bool>,
    ) -> Outcome<bool> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(parameters).map_err(store_error)?;
        while let Some(row) = rows.next().map_err(store_error)? {
            if !look(row)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
