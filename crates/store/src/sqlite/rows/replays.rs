//! Replay entries: the typed outcome of a call, given again to the same request id (contract 3.2).

use qualify_domain::caller::Call;
use qualify_domain::replay::{Answer, Presentation, REPLAY_LIFETIME};
use qualify_vocabulary::Timestamp;
use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SqliteRows;
use crate::rows::{Queued, Read, ReplayRows};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};

impl ReplayRows for SqliteRows<'_> {
    fn find_replay<T: DeserializeOwned + Send>(&mut self, call: &Call) -> impl Read<Option<Answer<T>>> {
        self.read(|session| {
            let Some(replay) = &call.replay else { return Ok(None) };
            let oldest = call.now.checked_sub(REPLAY_LIFETIME).unwrap_or(Timestamp::MIN);
            session.find(
                "SELECT presentation, outcome
                 FROM replays
                 WHERE partner_id = ?1 AND key = ?2 AND created_at >= ?3",
                params![call.caller.partner.as_bytes(), replay.key.as_bytes(), micros(oldest)],
                |row| {
                    let columns = Columns::new("replays", row);
                    let outcome = columns.parsed("outcome", |json| serde_json::from_str(json))?;
                    Ok(Answer {
                        outcome,
                        replayed: Some(Presentation::from_text(columns.get("presentation")?)),
                    })
                },
            )
        })
    }

    fn keep_replay<T: Serialize>(&mut self, call: &Call, outcome: &T) -> Queued {
        self.write(|session| {
            let Some(replay) = &call.replay else { return Ok(()) };
            session.execute_one(
                "INSERT OR REPLACE INTO replays (partner_id, key, presentation, outcome, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    call.caller.partner.as_bytes(),
                    replay.key.as_bytes(),
                    replay.presentation.as_str(),
                    serde_json::to_string(outcome).expect("outcomes are made of texts and numbers"),
                    micros(call.now)
                ],
            )
        })
    }

    fn purge_replays(&mut self, before: Timestamp, rows_max: u16) -> impl Read<usize> {
        self.read(|session| {
            session.execute(
                "DELETE
                 FROM replays
                 WHERE sequence IN (SELECT sequence FROM (SELECT sequence, created_at FROM replays
                     ORDER BY sequence LIMIT ?2) WHERE created_at < ?1)",
                params![micros(before), rows_max],
            )
        })
    }
}
