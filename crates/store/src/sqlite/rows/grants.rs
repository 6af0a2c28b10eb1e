//! What users of a sandbox allowed its applications.

use qualify_domain::ports::{Grant, GrantChoice};
use qualify_vocabulary::{GrantId, Timestamp};
use rusqlite::params;

use super::SqliteRows;
use crate::rows::{GrantRows, Queued, Read};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};

impl GrantRows for SqliteRows<'_> {
    fn insert_grant(&mut self, grant: &Grant, now: Timestamp) -> Queued {
        self.write(|session| {
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
            )
        })
    }

    fn rotate_grant(
        &mut self,
        id: GrantId,
        generation: u32,
        next: u32,
        expires_at: Timestamp,
    ) -> impl Read<bool> {
        self.read(|session| {
            let rows = session.execute(
                "UPDATE grants SET generation = ?3, expires_at = max(expires_at, ?4)
                 WHERE id = ?1 AND generation <= ?2",
                params![id.as_bytes(), generation, next, micros(expires_at)],
            )?;
            Ok(rows > 0)
        })
    }

    fn count_grants(&mut self) -> impl Read<u32> {
        self.read(|session| {
            session
                .get("SELECT count(*) AS kept FROM grants", [], |row| Columns::new("grants", row).get("kept"))
        })
    }

    fn find_grant(&mut self, id: GrantId) -> impl Read<Option<Grant>> {
        self.read(|session| {
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
        })
    }

    fn extend_grant(&mut self, id: GrantId, expires_at: Timestamp) -> impl Read<bool> {
        self.read(|session| {
            let sql = "UPDATE grants SET expires_at = max(expires_at, ?2) WHERE id = ?1";
            session.execute(sql, params![id.as_bytes(), micros(expires_at)]).map(|rows| rows > 0)
        })
    }

    fn end_grants(&mut self, choice: GrantChoice) -> impl Read<usize> {
        self.read(|session| match choice {
            GrantChoice::One(id) => session.execute("DELETE FROM grants WHERE id = ?1", [id.as_bytes()]),
            GrantChoice::OfUser(user) => {
                session.execute("DELETE FROM grants WHERE user_id = ?1", [user.as_bytes()])
            }
            GrantChoice::OfUserTo(user, application) => session.execute(
                "DELETE FROM grants WHERE user_id = ?1 AND application_id = ?2",
                params![user.as_bytes(), application.as_bytes()],
            ),
        })
    }

    fn is_any_grant_expired(&mut self, now: Timestamp) -> impl Read<bool> {
        self.read(|session| {
            let sql = "SELECT 1 FROM grants WHERE expires_at <= ?1 LIMIT 1";
            session.find(sql, [micros(now)], |_| Ok(())).map(|found| found.is_some())
        })
    }

    fn purge_grants(&mut self, now: Timestamp, rows_max: u16) -> impl Read<usize> {
        self.read(|session| {
            session.execute(
                "DELETE
                 FROM grants
                 WHERE id IN (SELECT id FROM grants WHERE expires_at <= ?1 ORDER BY expires_at LIMIT
                     ?2)",
                params![micros(now), rows_max],
            )
        })
    }
}
