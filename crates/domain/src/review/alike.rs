//! Which cases one decision may be made about at once.

use super::case::Subject;
use crate::Refusal;

/// Cases are decided together only if they are alike in all that a decision rests on.
///
/// # Errors
/// [`Refusal::ReviewsDiffer`] names the first thing in which two of them differ.
pub fn check_alike<'a>(subjects: impl IntoIterator<Item = &'a Subject>) -> Result<(), Refusal> {
    let mut subjects = subjects.into_iter();
    let Some(first) = subjects.next() else { return Ok(()) };
    for other in subjects {
        if first.reason_code != other.reason_code {
            return Err(Refusal::ReviewsDiffer("reason code"));
        }
        if first.domain != other.domain || first.domain.is_none() {
            return Err(Refusal::ReviewsDiffer("registrable domain"));
        }
        if first.kind != other.kind {
            return Err(Refusal::ReviewsDiffer("kind"));
        }
    }
    Ok(())
}
