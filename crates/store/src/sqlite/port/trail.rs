//! The operators' trail, as far as nothing else is written with it.

use std::borrow::Cow;
use std::path::Path;

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::Act;
use qualify_domain::ports::{Outcome, TrailNote, TrailStore};
use rusqlite::params;

use super::super::SqliteStore;
use super::super::engine::error::store_error;
use super::super::engine::open;
use super::super::engine::turns::Owner;
use crate::operations::reads::HasWaitingActs;
use crate::operations::trail::{RecordAct, TakeOverActs, waiting_setting};

impl TrailStore for SqliteStore {
    async fn record_act(&self, act: Act, note: TrailNote) -> Outcome<()> {
        self.write(RecordAct { act, note }).await
    }

    async fn take_over_acts(&self) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with. A connection for
        // points rests
        // on a state in which nothing of another process is seen.
        if !self.read_in_turn(Owner::Service, HasWaitingActs {}).await? {
            return Ok(0);
        }
        self.write(TakeOverActs).await
    }
}

impl SqliteStore {
    /// Notes an act about no partner beside the process that holds the database file, if one does.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note_act_beside(
        file: &Path,
        act: &Act,
        operation: AuditOperation,
        details: Vec<(Cow<'static, str>, String)>,
    ) -> Outcome<()> {
        let (name, note) = waiting_setting(act, operation, details)?;
        let connection = open::open_for_note(file)?;
        connection
            .execute("INSERT INTO settings (name, value) VALUES (?1, ?2)", params![name, note])
            .map(|_| ())
            .map_err(store_error)
    }
}
