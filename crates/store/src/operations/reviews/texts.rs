//! What people wrote in cases, and how long it stays: as long as the request is the current one, and a while after it
//! (vetting specification 11).

use qualify_domain::ports::StoreError;
use qualify_domain::review::Review;
use qualify_vocabulary::Timestamp;

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
        match rows.find_review(*id).await {
            Ok(Some(stored)) => erase(rows, stored.review, now)?,
            Ok(None) => {}
            // The others do not wait for its repair.
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::error!(review = %id, %error, "the texts of a case cannot be erased; they stay for longer");
                rows.keep_review_texts(*id, now)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(ids.len())
}

/// Takes everything out of a closed case that somebody wrote.
pub(super) fn erase(rows: &mut impl Rows, review: Review, now: Timestamp) -> Done<()> {
    let review = review.erased();
    save_closed(rows, &review, now)?;
    rows.mark_review_erased(review.subject.id, now)
}
