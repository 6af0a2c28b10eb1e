//! What users of a sandbox allowed its applications.

use std::sync::Arc;

use qualify_domain::ports::{AddGrant, Grant, GrantChoice, GrantStore, Outcome, RotateGrant, StoreError};
use qualify_vocabulary::{GrantId, Timestamp};
use rusqlite::params;

use super::SqliteStore;
use super::column::{Columns, micros};
use super::session::Session;
use super::writer::Decided;

/// So many expired grants at most go to make room for a new one.
const ROOM_ROWS: u16 = 500;

impl GrantStore for SqliteStore {
    async fn add_grant(&self, command: AddGrant) -> Outcome<bool> {
        self.run_while_awaited(move |session| add(session, command)).await
    }

    async fn find_grant(&self, id: GrantId) -> Outcome<Option<Grant>> {
        self.points.read(|session| find(session, id))
    }

    async fn extend_grant(&self, id: GrantId, expires_at: Timestamp) -> Outcome<bool> {
        self.writer.run(move |session| extend(session, id, expires_at).map(Ok)).await
    }

    async fn rotate_grant(&self, command: RotateGrant) -> Outcome<Option<u32>> {
        self.run_while_awaited(move |session| rotate(session, command)).await
    }

    async fn end_grants(&self, choice: GrantChoice) -> Outcome<usize> {
        self.writer.run(move |session| end(session, choice).map(Ok)).await
    }

    async fn purge_grants(&self, now: Timestamp, rows_max: u16) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with.
        if !self.points.read(|session| is_any_expired(session, now))? {
            return Ok(0);
        }
        self.writer.run(move |session| purge(session, now, rows_max).map(Ok)).await
    }
}

impl SqliteStore {
    /// Runs an operation, unless its caller has given up before its turn came.
    async fn run_while_awaited<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&Session) -> Decided<T> + Send + 'static,
    ) -> Outcome<T> {
        let caller = Arc::new(());
        let waiting = Arc::downgrade(&caller);
        let run = move |session: &Session| match waiting.strong_count() {
            0 => {
                Err(StoreError::Unavailable { reason: "nobody waits for the answer any more", source: None })
            }
            _ => operation(session),
        };
        let outcome = self.writer.run(run).await;
        drop(caller);
        outcome
    }
}

fn add(session: &Session, AddGrant { grant, now, grants_max }: AddGrant) -> Decided<bool> {
    if count(session)? >= grants_max {
        purge(session, now, ROOM_ROWS)?;
        if count(session)? >= grants_max {
            return Ok(Ok(false));
        }
    }
    session.execute_one(
        "INSERT INTO grants (id, user_id, application_id, generation, expires_at, created_at)
         VALUES (?1, ?2, ?3, 0, ?4, ?5)",
        params![
            grant.id.as_bytes(),
            grant.user.as_bytes(),
            grant.application.as_bytes(),
            micros(grant.expires_at),
            micros(now)
        ],
    )?;
    Ok(Ok(true))
}

/// Counts the pages' own counts, not the rows.
fn count(session: &Session) -> Outcome<u32> {
    session.get("SELECT count(*) AS kept FROM grants", [], |row| Columns::new("grants", row).get("kept"))
}

fn find(session: &Session, id: GrantId) -> Outcome<Option<Grant>> {
    let sql = "SELECT user_id, application_id, expires_at FROM grants WHERE id = ?1";
    session.find(sql, [id.as_bytes()], |row| {
        let columns = Columns::new("grants", row);
        Ok(Grant {
            id,
            user: columns.id("user_id")?,
            application: columns.id("application_id")?,
            expires_at: columns.moment("expires_at")?,
        })
    })
}

fn extend(session: &Session, id: GrantId, expires_at: Timestamp) -> Outcome<bool> {
    let sql = "UPDATE grants SET expires_at = max(expires_at, ?2) WHERE id = ?1";
    session.execute(sql, params![id.as_bytes(), micros(expires_at)]).map(|rows| rows > 0)
}

fn rotate(session: &Session, command: RotateGrant) -> Decided<Option<u32>> {
    let RotateGrant { id, generation, expires_at } = command;
    let next = generation.saturating_add(1);
    let rows = session.execute(
        "UPDATE grants SET generation = ?3, expires_at = max(expires_at, ?4) WHERE id = ?1 AND generation <= ?2",
        params![id.as_bytes(), generation, next, micros(expires_at)],
    )?;
    if rows > 0 {
        return Ok(Ok(Some(next)));
    }
    end(session, GrantChoice::One(id))?;
    Ok(Ok(None))
}

fn end(session: &Session, choice: GrantChoice) -> Outcome<usize> {
    match choice {
        GrantChoice::One(id) => session.execute("DELETE FROM grants WHERE id = ?1", [id.as_bytes()]),
        GrantChoice::OfUser(user) => {
            session.execute("DELETE FROM grants WHERE user_id = ?1", [user.as_bytes()])
        }
        GrantChoice::OfUserTo(user, application) => session.execute(
            "DELETE FROM grants WHERE user_id = ?1 AND application_id = ?2",
            params![user.as_bytes(), application.as_bytes()],
        ),
    }
}

fn is_any_expired(session: &Session, now: Timestamp) -> Outcome<bool> {
    let sql = "SELECT 1 FROM grants WHERE expires_at <= ?1 LIMIT 1";
    session.find(sql, [micros(now)], |_| Ok(())).map(|found| found.is_some())
}

fn purge(session: &Session, now: Timestamp, rows_max: u16) -> Outcome<usize> {
    session.execute(
        "DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
        params![micros(now), rows_max],
    )
}
