//! Replay entries: the typed outcome of a call, given again to the same request id (contract 3.2).

use qualify_domain::caller::Call;
use qualify_domain::replay::{Answer, Presentation, REPLAY_LIFETIME, Replay};
use qualify_vocabulary::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::question::Question;
use crate::postgres::engine::value::params;
use crate::rows::{Queued, Read, ReplayRows};

impl ReplayRows for PostgresRows {
    fn find_replay<T: DeserializeOwned + Send>(&mut self, call: &Call) -> impl Read<Option<Answer<T>>> {
        async move {
            let Some(replay) = &call.replay else { return Ok(None) };
            self.find_asked(question(call, replay), |row| {
                let columns = Columns::new("replays", row);
                let outcome = columns.parsed("outcome", |json| serde_json::from_str(json))?;
                Ok(Answer { outcome, replayed: Some(Presentation::from_text(columns.get("presentation")?)) })
            })
            .await
        }
    }

    fn keep_replay<T: Serialize>(&mut self, call: &Call, outcome: &T) -> Queued {
        let Some(replay) = &call.replay else { return Ok(()) };
        // Only one whose time is over can be there; another call of the same key waits for its lock.
        self.execute_any(
            "INSERT INTO replays (partner_id, key, presentation, outcome, created_at)
                 VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partner_id, key) DO UPDATE
                 SET sequence = DEFAULT, presentation = excluded.presentation, outcome = excluded.outcome,
                     created_at = excluded.created_at",
            params![
                call.caller.partner.as_bytes(),
                replay.key.as_bytes(),
                replay.presentation.as_str(),
                serde_json::to_string(outcome).expect("outcomes are made of texts and numbers"),
                micros(call.now)
            ],
        )
    }

    fn purge_replays(&mut self, before: Timestamp, rows_max: u16) -> impl Read<usize> {
        self.execute(
            "DELETE
                 FROM replays
                 WHERE sequence IN (SELECT sequence FROM (SELECT sequence, created_at FROM replays
                     ORDER BY sequence LIMIT $2) AS oldest WHERE created_at < $1)",
            params![micros(before), rows_max],
        )
    }
}

/// The question for what a call was answered before. Another call of the same key waits for this one's end.
pub(super) fn question(call: &Call, replay: &Replay) -> Question {
    let oldest = call.now.checked_sub(REPLAY_LIFETIME).unwrap_or(Timestamp::MIN);
    let answer = Question::new(
        "SELECT presentation, outcome FROM replays WHERE partner_id = $1 AND key = $2 AND created_at >= $3",
        params![call.caller.partner.as_bytes(), replay.key.as_bytes(), micros(oldest)],
    );
    answer.behind_name("replay", replay.key.as_bytes())
}
