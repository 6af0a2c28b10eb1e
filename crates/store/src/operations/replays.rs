//! Replays: a call that is repeated is answered as before (contract 3.2).

use qualify_domain::caller::Call;
use qualify_domain::replay::Answer;
use serde::Serialize;

use crate::rows::Rows;
use crate::undone::Done;

/// Keeps the outcome of a call that was carried out, and answers it.
pub(super) fn remember<T: Serialize>(rows: &mut impl Rows, call: &Call, outcome: T) -> Done<Answer<T>> {
    rows.keep_replay(call, &outcome)?;
    Ok(Answer::fresh(outcome))
}
