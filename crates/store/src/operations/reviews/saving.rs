//! Writing a case with the times at which something happens to it.

use qualify_domain::review::{Review, ReviewRules};
use qualify_vocabulary::Timestamp;

use crate::rows::{ReviewTimes, Rows};
use crate::undone::Done;

/// Writes what has changed about a case.
pub(super) fn save(rows: &mut impl Rows, review: &Review, rules: &ReviewRules, now: Timestamp) -> Done<()> {
    rows.save_review(review, ReviewTimes::of(review, rules), now)
}

/// Writes a case that is final: no rule applies to it any more.
pub(super) fn save_closed(rows: &mut impl Rows, review: &Review, now: Timestamp) -> Done<()> {
    rows.save_review(review, ReviewTimes::UNRULED, now)
}
