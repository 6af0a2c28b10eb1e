//! Who decides about a request and when, and who looks at its customer beside it.

use std::sync::Arc;

use qualify_domain::vetting::{Examination, Vetter};
use qualify_vocabulary::{Qualification, SignedDuration, Timestamp};

use crate::app::App;
use crate::vetting::fresh_seed;

/// The vetter of this moment.
pub fn vetter(app: &App) -> Arc<dyn Vetter> {
    Arc::clone(&app.vetter.load())
}

/// When vetting decides about what is asked for now; none if a person must.
pub(super) fn decision_due_at(app: &App, now: Timestamp) -> Option<Timestamp> {
    app.vetter.load().decides().then(|| {
        let delay = SignedDuration::from_secs(i64::from(app.config.vetting.decision_delay_seconds));
        now.checked_add(delay).unwrap_or(Timestamp::MAX)
    })
}

/// Who examines a customer beside a request that needs no decision (contract 2.8); nobody where that would come to
/// nothing.
pub(super) fn examination_beside(app: &App, asked_for: Qualification) -> Option<Examination> {
    let is_beside = match asked_for {
        Qualification::GovernmentCommunityCloud | Qualification::StateOwnedEntity => true,
        Qualification::None | Qualification::Education | Qualification::Nonprofit => false,
    };
    (is_beside && app.vetter.load().decides())
        .then(|| Examination { vetter: vetter(app), seed: fresh_seed() })
}
