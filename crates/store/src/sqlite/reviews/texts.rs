//! What people wrote in cases, and how long it stays: as long as the request is the current one, and a while after it
//! (vetting specification 11).

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, StoreError};
use qualify_domain::review::Review;
use qualify_vocabulary::{Qualification, ReviewId, SignedDuration, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::session::Session;
use super::{find_row, save_closed};

/// Notes that another request takes the place of the customer's, or none: the time of its cases' texts begins to run.
pub(in super::super) fn end(
    session: &Session,
    key: CustomerKey,
    qualification: Qualification,
    now: Timestamp,
) -> Outcome<()> {
    session
        .execute(
            "UPDATE reviews SET ended_at = ?4
             WHERE partner_id = ?1 AND customer_id = ?2 AND qualification = ?3 AND ended_at IS NULL",
            params![key.partner.as_bytes(), key.customer.as_bytes(), qualification.name(), micros(now)],
        )
        .map(|_| ())
}

/// Erases the texts of cases whose time is over, at most so many; answers how many.
pub(in super::super) fn purge(
    session: &Session,
    now: Timestamp,
    kept: SignedDuration,
    rows_max: u16,
) -> Outcome<usize> {
    let before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    let ids: Vec<ReviewId> = session.list(
        "SELECT id FROM reviews WHERE ended_at < ?1 AND ended_at IS NOT NULL AND erased_at IS NULL
         ORDER BY ended_at LIMIT ?2",
        params![micros(before), rows_max],
        |row| Columns::new("reviews", row).id("id"),
    )?;
    for id in &ids {
        match find_row(session, *id) {
            Ok(Some(stored)) => erase(session, stored.review, now)?,
            Ok(None) => {}
            // The others do not wait for its repair.
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::error!(review = %id, %error, "the texts of a case cannot be erased; they stay for longer");
                session.execute_one(
                    "UPDATE reviews SET ended_at = ?2 WHERE id = ?1",
                    params![id.as_bytes(), micros(now)],
                )?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(ids.len())
}

/// Takes everything out of a closed case that somebody wrote.
pub(super) fn erase(session: &Session, review: Review, now: Timestamp) -> Outcome<()> {
    let review = review.erased();
    save_closed(session, &review, now)?;
    session.execute_one(
        "UPDATE reviews SET erased_at = ?2, domain = NULL WHERE id = ?1",
        params![review.subject.id.as_bytes(), micros(now)],
    )
}
