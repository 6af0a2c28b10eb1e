//! What people wrote in cases, and how long it stays: as long as the request is the current one, and a while after it
//! (vetting specification 11).

use qualify_domain::review::Review;
use qualify_vocabulary::{ReviewId, Timestamp};

use super::super::parts;
use super::saving::save_closed;
use crate::rows::Rows;
use crate::undone::Done;

/// Erases the texts of cases whose request ended before a moment, at most so many; answers how many.
pub(crate) async fn purge<R: Rows>(
    rows: &mut R,
    now: Timestamp,
    ended_before: Timestamp,
    rows_max: u16,
) -> Done<usize> {
    let ids = rows.list_reviews_to_erase(ended_before, rows_max).await?;
    for id in &ids {
        rows.begin_part()?;
        let done = erase_of(rows, *id, now).await;
        if let Err(why) = parts::end(rows, done)? {
            // The others do not wait for its repair.
            tracing::error!(review = %id, %why, "the texts of a case cannot be erased; they stay for longer");
            rows.keep_review_texts(*id, now)?;
        }
    }
    Ok(ids.len())
}

async fn erase_of<R: Rows>(rows: &mut R, id: ReviewId, now: Timestamp) -> Done<()> {
    match rows.find_review(id).await? {
        Some(stored) => erase(rows, stored.review, now),
        None => Ok(()),
    }
}

/// Takes everything out of a closed case that somebody wrote.
pub(super) fn erase(rows: &mut impl Rows, review: Review, now: Timestamp) -> Done<()> {
    let review = review.erased();
    save_closed(rows, &review, now)?;
    rows.mark_review_erased(review.subject.id, now)
}
