//! The next case for a reviewer who does not choose.

use qualify_domain::Refusal;
use qualify_domain::ports::{StoreError, StoredReview};
use qualify_domain::review::{Command, ReviewState};
use qualify_vocabulary::PageSize;

use super::of_staff::{self, Queue};
use crate::service::asker::StaffAsker;
use crate::service::error::ServiceError;

/// Cases that are tried: so many reviewers may be as quick.
const TRIED_MAX: u64 = 50;

/// Claims the most urgent case of a queue that the asker can have. One that is left to somebody else first is passed over,
/// and so is one that another takes at this very moment.
///
/// # Errors
/// The store does not answer.
pub async fn claim_next(asker: &StaffAsker<'_>, queue: Queue) -> Result<Option<StoredReview>, ServiceError> {
    let size = PageSize::clamped(TRIED_MAX).unwrap_or(PageSize::MAX);
    for queued in queue.page(asker, None, size).await?.items {
        let Ok(stored) = of_staff::find(asker, queued.position.id).await else { continue };
        if is_left_to_another(asker, &stored) {
            continue;
        }
        match of_staff::act(asker, &stored, Command::Claim).await {
            Ok(claimed) => return Ok(Some(claimed)),
            Err(StoreError::Refused(Refusal::Review(_) | Refusal::ReviewNotFound)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

fn is_left_to_another(asker: &StaffAsker<'_>, stored: &StoredReview) -> bool {
    let now = asker.app.clock.now_of(stored.review.subject.key.partner);
    match &stored.review.state {
        ReviewState::Queued { preferred: Some((person, until)) } => {
            *person != asker.staff.person && now < *until
        }
        _ => false,
    }
}
