//! Cases: what a partner, staff and the service itself do with them, and by which rules.

pub mod claim_next;
pub mod drafts;
pub mod foresight;
pub mod of_partner;
pub mod of_staff;
pub mod rules;
pub mod story;

use std::sync::Arc;

use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{OpenReview, Opening};
use qualify_vocabulary::ReviewId;

use crate::app::App;
use crate::clock::ordered_guid;

/// What opens a case of its own beside a record: a partner's appeal, or the question of staff or of the service whether an
/// approval still holds.
pub fn new_case(app: &App, act: Act, key: CustomerKey, opening: Opening) -> OpenReview {
    let id = ReviewId::from_uuid(ordered_guid(act.now));
    OpenReview { act, key, id, opening, rules: Arc::clone(&app.review_rules) }
}
