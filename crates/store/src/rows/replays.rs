//! Replay entries: the typed outcome of a call, given again to the same request id (contract 3.2).

use qualify_domain::caller::Call;
use qualify_domain::replay::Answer;
use qualify_vocabulary::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reading::{Queued, Read};

/// Replay entries: the typed outcome of a call, given again to the same request id (contract 3.2).
pub(crate) trait ReplayRows {
    /// The answer that this call was given before, if it was and its time is not over.
    fn find_replay<T: DeserializeOwned + Send>(&mut self, call: &Call) -> impl Read<Option<Answer<T>>>;
    /// Keeps the outcome of a call that was carried out, if it can be repeated. An entry of the same key can
    /// only be one whose
    /// time is over: it goes, and the new one takes its place at the end, where the removal of the oldest
    /// expects it.
    fn keep_replay<T: Serialize>(&mut self, call: &Call, outcome: &T) -> Queued;
    /// Removes entries from before a moment, at most so many; answers how many.
    fn purge_replays(&mut self, before: Timestamp, rows_max: u16) -> impl Read<usize>;
}
