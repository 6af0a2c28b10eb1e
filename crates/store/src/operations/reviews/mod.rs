//! Cases that people decide: what is loaded for them, and what follows from a step of one. What a case becomes is the
//! domain's ([`qualify_domain::review`]).

mod acts;
mod documents;
mod opening;
mod records;
mod standing;
mod texts;
mod together;

use qualify_domain::review::{Review, ReviewRules};
use qualify_vocabulary::Timestamp;

pub(crate) use acts::RecordReviewView;
pub(crate) use documents::{AddDocument, MarkDocumentDeleted};
pub(super) use opening::{OpeningFacts, open_audit, open_request};
pub(crate) use records::{FindReview, ListCustomerReviews};
pub(super) use records::{erase_customer, follow, withdraw_all};
pub(crate) use standing::ListStandingApprovals;
pub(super) use texts::purge as purge_texts;

use crate::rows::{ReviewTimes, Rows};
use crate::undone::Done;

/// Writes what has changed about a case.
fn save(rows: &mut impl Rows, review: &Review, rules: &ReviewRules, now: Timestamp) -> Done<()> {
    rows.save_review(review, ReviewTimes::of(review, rules), now)
}

/// Writes a case that is final: no rule applies to it any more.
fn save_closed(rows: &mut impl Rows, review: &Review, now: Timestamp) -> Done<()> {
    rows.save_review(review, ReviewTimes::UNRULED, now)
}
