//! Questions: rows that are asked for, behind the locks under which they are looked at.

use super::sending::{Sending, Sql};
use super::value::{Parameters, Value, params};

/// A question.
pub(crate) struct Question {
    locks: Vec<Sending>,
    sql: Sql,
    values: Vec<Value>,
}

impl Question {
    /// A question without a lock of its own.
    pub(crate) fn new(sql: impl Into<Sql>, parameters: impl Parameters) -> Self {
        Self { locks: Vec::new(), sql: sql.into(), values: parameters.into_values() }
    }

    /// A question for rows by which whoever writes decides.
    pub(crate) fn locking(sql: &'static str, is_writing: bool, parameters: impl Parameters) -> Self {
        let sql: Sql = if is_writing { format!("{sql} FOR NO KEY UPDATE").into() } else { sql.into() };
        Self::new(sql, parameters)
    }

    /// The same behind a lock of rows, where whoever asks writes.
    pub(crate) fn behind(mut self, sql: impl Into<Sql>, parameters: impl Parameters) -> Self {
        self.locks.push(Sending::write(sql.into(), parameters.into_values(), None));
        self
    }

    /// The same behind the lock of something of a partner's that is no row.
    pub(crate) fn behind_name(self, what: &str, whose: &[u8]) -> Self {
        self.behind(LOCK_NAME, params![format!("qualify.{what} "), whose])
    }

    /// Whether both ask for the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.sql == other.sql && self.values == other.values
    }

    /// What is to be sent, the question last.
    pub(super) fn sending(&mut self, is_writing: bool) -> Vec<Sending> {
        let locks = std::mem::take(&mut self.locks);
        let mut all = if is_writing { locks } else { Vec::new() };
        all.push(Sending::rows(self.sql.clone(), self.values.clone()));
        all
    }
}

const LOCK_NAME: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1 || encode($2, 'hex'), 0))";
