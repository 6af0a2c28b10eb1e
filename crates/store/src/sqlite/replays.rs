//! Replay entries: the typed outcome of a call, given again to the same request id (contract 3.2).

use qualify_domain::caller::Call;
use qualify_domain::ports::Outcome;
use qualify_domain::replay::{Answer, Presentation, REPLAY_LIFETIME};
use qualify_vocabulary::Timestamp;
use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::column::{Columns, micros};
use super::session::Session;

/// The answer that this call was given before, if it was and its time is not over.
pub(super) fn find<T: DeserializeOwned>(session: &Session, call: &Call) -> Outcome<Option<Answer<T>>> {
    let Some(replay) = &call.replay else { return Ok(None) };
    let oldest = call.now.checked_sub(REPLAY_LIFETIME).unwrap_or(Timestamp::MIN);
    session.find(
        "SELECT presentation, outcome FROM replays WHERE partner_id = ?1 AND key = ?2 AND created_at >= ?3",
        params![call.caller.partner.as_bytes(), replay.key.as_bytes(), micros(oldest)],
        |row| {
            let columns = Columns::new("replays", row);
            let outcome = columns.parsed("outcome", |json| serde_json::from_str(json))?;
            Ok(Answer { outcome, replayed: Some(Presentation::from_text(columns.get("presentation")?)) })
        },
    )
}

/// Keeps the outcome of a call that was carried out, and answers it. An entry of the same key can only be one whose time
/// is over: it goes, and the new one takes its place at the end, where the removal of the oldest expects it.
pub(super) fn remember<T: Serialize>(session: &Session, call: &Call, outcome: T) -> Outcome<Answer<T>> {
    if let Some(replay) = &call.replay {
        session.execute_one(
            "INSERT OR REPLACE INTO replays (partner_id, key, presentation, outcome, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                call.caller.partner.as_bytes(),
                replay.key.as_bytes(),
                replay.presentation.as_str(),
                serde_json::to_string(&outcome).expect("outcomes are made of texts and numbers"),
                micros(call.now)
            ],
        )?;
    }
    Ok(Answer::fresh(outcome))
}
