//! The rows of an operation on PostgreSQL: one module for each noun, with its statements. A read is asked for with all writes
//! that wait; what an operation that writes decides by is locked as it is read.

mod ahead;
mod audit_lists;
mod codes;
mod customers;
pub(super) mod decisions;
mod deliveries;
mod documents;
mod drafts;
mod endpoints;
mod events;
mod figures;
mod grants;
mod lists;
mod partners;
mod parts;
mod qualifications;
mod replays;
mod review_queue;
mod reviews;
mod search;
mod sessions;
mod settings;
mod snapshots;
mod trail;
mod webhook_tests;
mod whose;
mod work;

use std::future::Future;
use std::pin::Pin;

use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::ProcessId;
use tokio_postgres::Row;

use super::engine::error::Rule;
use super::engine::question::Question;
use super::engine::session::{Session, Sql};
use super::engine::value::Parameters;
use crate::rows::Queued;

/// What is asked: it goes when it is waited for.
type Asked<'s, T> = Pin<Box<dyn Future<Output = Outcome<T>> + Send + 's>>;

/// What one operation does with a transaction.
pub(super) struct PostgresRows {
    pub(super) session: Session,
    owner: ProcessId,
}

impl PostgresRows {
    /// The rows of one operation, whose leases are this process's.
    pub(super) const fn of(session: Session, owner: ProcessId) -> Self {
        Self { session, owner }
    }

    pub(super) fn into_session(self) -> Session {
        self.session
    }

    /// Reads the one row of a query.
    fn get<'s, T: 's>(
        &'s mut self,
        sql: impl Into<Sql>,
        parameters: impl Parameters,
        read: impl FnOnce(&Row) -> Outcome<T> + Send + 's,
    ) -> Asked<'s, T> {
        self.get_asked(Question::new(sql, parameters), read)
    }

    /// Reads the one row that answers a question.
    fn get_asked<'s, T: 's>(
        &'s mut self,
        question: Question,
        read: impl FnOnce(&Row) -> Outcome<T> + Send + 's,
    ) -> Asked<'s, T> {
        Box::pin(async move {
            let rows = self.session.ask(question).await?;
            let row =
                rows.first().ok_or_else(|| StoreError::Failed("a query for one row found none".into()))?;
            read(row)
        })
    }

    /// Reads the first row that answers a question, if there is one.
    fn find_asked<'s, T: 's>(
        &'s mut self,
        question: Question,
        read: impl FnOnce(&Row) -> Outcome<T> + Send + 's,
    ) -> Asked<'s, Option<T>> {
        Box::pin(async move { self.session.ask(question).await?.first().map(read).transpose() })
    }

    /// Reads the first row of a query, if there is one.
    fn find<'s, T: 's>(
        &'s mut self,
        sql: impl Into<Sql>,
        parameters: impl Parameters,
        read: impl FnOnce(&Row) -> Outcome<T> + Send + 's,
    ) -> Asked<'s, Option<T>> {
        self.find_asked(Question::new(sql, parameters), read)
    }

    /// Reads all rows of a query, which must be bounded.
    pub(super) fn list<'s, T: 's>(
        &'s mut self,
        sql: impl Into<Sql>,
        parameters: impl Parameters,
        read: impl FnMut(&Row) -> Outcome<T> + Send + 's,
    ) -> Asked<'s, Vec<T>> {
        let (sql, values) = (sql.into(), parameters.into_values());
        Box::pin(async move { self.session.rows(sql, values).await?.iter().map(read).collect() })
    }

    /// Whether a query finds a row.
    fn is_any(&mut self, sql: impl Into<Sql>, parameters: impl Parameters) -> Asked<'_, bool> {
        let (sql, values) = (sql.into(), parameters.into_values());
        Box::pin(async move { Ok(!self.session.rows(sql, values).await?.is_empty()) })
    }

    /// Runs a statement and answers how many rows it changed.
    fn execute(&mut self, sql: impl Into<Sql>, parameters: impl Parameters) -> Asked<'_, usize> {
        let (sql, values) = (sql.into(), parameters.into_values());
        Box::pin(self.session.count(sql, values))
    }

    /// Queues a statement for however many rows there are: that it meets none is right, too.
    #[expect(clippy::unnecessary_wraps, reason = "what it is queued for answers so")]
    pub(super) fn execute_any(&mut self, sql: impl Into<Sql>, parameters: impl Parameters) -> Queued {
        self.session.queue(sql, parameters, None);
        Ok(())
    }

    /// Queues a statement that must change exactly one row: another number raises, as the division by nothing that it is.
    #[expect(clippy::unnecessary_wraps, reason = "what it is queued for answers so")]
    fn execute_one(&mut self, sql: impl Into<Sql>, parameters: impl Parameters) -> Queued {
        let sql = sql.into();
        let sql = format!("WITH met AS ({sql} RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM met");
        self.session.queue(sql, parameters, None);
        Ok(())
    }

    /// Queues the insertion of one row, which a constraint may refuse by a rule of the domain.
    #[expect(clippy::unnecessary_wraps, reason = "what it is queued for answers so")]
    fn insert_unless(&mut self, rule: Rule, sql: impl Into<Sql>, parameters: impl Parameters) -> Queued {
        self.session.queue(sql, parameters, Some(rule));
        Ok(())
    }
}
