//! A connection with its cached statements; the writer's knows where trails and outboxes end.

use std::cell::Cell;

use qualify_domain::audit::AuditPosition;
use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::{PartnerId, Timestamp};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use super::ends::Ends;
use super::error::store_error;
use super::refusals::RecentRefusals;

/// Statements that stay prepared.
const STATEMENTS_MAX: usize = 128;

/// A connection. The writer's session also hands out positions and numbers.
pub(crate) struct Session {
    connection: Connection,
    ends: Ends,
    wants_checkpoint: Cell<bool>,
    has_new_events: Cell<bool>,
    refusals: RecentRefusals,
}

impl Session {
    /// Takes over a connection.
    pub(crate) fn new(connection: Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        Self {
            connection,
            ends: Ends::default(),
            wants_checkpoint: Cell::new(false),
            has_new_events: Cell::new(false),
            refusals: RecentRefusals::default(),
        }
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The refusals that left their records lately.
    pub(crate) const fn refusals(&self) -> &RecentRefusals {
        &self.refusals
    }

    /// The operation's places in trails and outboxes are taken.
    pub(crate) fn keep_ends(&self) {
        self.ends.keep();
    }

    /// The operation's places are free again, after its writes were taken back.
    pub(crate) fn take_back_ends(&self) {
        self.ends.take_back();
    }

    /// Forgets the refusals that left their records lately.
    pub(crate) fn forget_refusals(&self) {
        self.refusals.forget();
    }

    /// Forgets where trails and outboxes end, and the refusals that left their records lately: rows were exchanged, or the
    /// writes of a group taken back.
    pub(crate) fn forget_everything(&self) {
        self.refusals.forget();
        self.ends.forget();
    }

    /// Forgets what a group that was taken back has left in memory.
    pub(crate) fn forget_group(&self) {
        self.refusals.take_back();
        self.ends.forget();
    }

    /// What the group has left in memory is what it has left in the rows, too.
    pub(crate) fn keep_group(&self) {
        self.refusals.keep();
    }

    /// Asks for the log to be taken over into the database soon: an operation wrote far more than others do.
    pub(crate) fn wish_for_checkpoint(&self) {
        self.wants_checkpoint.set(true);
    }

    /// Whether that was asked for since the last time.
    pub(crate) fn take_checkpoint_wish(&self) -> bool {
        self.wants_checkpoint.take()
    }

    /// Notes that an event was appended.
    pub(crate) fn note_event(&self) {
        self.has_new_events.set(true);
    }

    /// Whether that was noted since the last time.
    pub(crate) fn take_new_events(&self) -> bool {
        self.has_new_events.take()
    }

    /// The next free place in a partner's audit trail.
    pub(crate) fn next_position(&self, partner: PartnerId, moment: Timestamp) -> Outcome<AuditPosition> {
        self.ends.next_position(partner, moment, || {
            let ticks: Option<i64> = self.get(
                "SELECT max(ticks) FROM audit_records WHERE partner_id = ?1",
                [partner.as_bytes()],
                |row| row.get(0).map_err(store_error),
            )?;
            Ok(AuditPosition::from_ticks(ticks.unwrap_or(0)))
        })
    }

    /// The next number of a partner's events.
    pub(crate) fn next_sequence(&self, partner: PartnerId) -> Outcome<i64> {
        self.ends.next_sequence(partner, || self.last_sequence(partner))
    }

    /// The number of a partner's last event, be it kept or not; 0 if there was none.
    pub(crate) fn last_sequence(&self, partner: PartnerId) -> Outcome<i64> {
        self.get(
            "SELECT max(coalesce((SELECT max(sequence) FROM events WHERE partner_id = ?1), 0),
                coalesce((SELECT purged_to FROM event_horizons WHERE partner_id = ?1), 0))",
            [partner.as_bytes()],
            |row| row.get(0).map_err(store_error),
        )
    }

    fn prepare(&self, sql: &str) -> Outcome<CachedStatement<'_>> {
        self.connection.prepare_cached(sql).map_err(store_error)
    }

    /// Runs a statement and answers how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, parameters: impl Params) -> Outcome<usize> {
        self.prepare(sql)?.execute(parameters).map_err(store_error)
    }

    /// Runs a statement for however many rows there are: that it meets none is right, too.
    pub(crate) fn execute_any(&self, sql: &str, parameters: impl Params) -> Outcome<()> {
        self.execute(sql, parameters).map(|_| ())
    }

    /// Runs a statement that must change exactly one row.
    pub(crate) fn execute_one(&self, sql: &str, parameters: impl Params) -> Outcome<()> {
        match self.execute(sql, parameters)? {
            1 => Ok(()),
            rows => Err(StoreError::Failed(format!("a statement for one row changed {rows}").into())),
        }
    }

    /// Inserts one row; `false` if a constraint says that somebody was first.
    pub(crate) fn insert_unless_taken(&self, sql: &str, parameters: impl Params) -> Outcome<bool> {
        match self.prepare(sql)?.execute(parameters) {
            Ok(_) => Ok(true),
            Err(error) if super::error::is_conflict(&error) => Ok(false),
            Err(error) => Err(store_error(error)),
        }
    }

    /// Reads the one row of a query.
    pub(crate) fn get<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        self.find(sql, parameters, read)?
            .ok_or_else(|| StoreError::Failed("a query for one row found none".into()))
    }

    /// Reads the first row of a query, if there is one.
    pub(crate) fn find<T>(
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
    pub(crate) fn list<T>(
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
    pub(crate) fn look(
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
