//! What time does to reviews: leases and windows end, warnings fall due, revocations take effect.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{AdvanceReviews, ReviewStore as _, Waiting, Whose};
use qualify_vocabulary::CorrelationId;
use tokio::sync::watch;

use super::housekeeping::catch_up;
use super::rounds::rounds;
use crate::app::App;
use crate::clock::fresh_guid;
use crate::looks::Looker;
use crate::vetting::fresh_seed;

/// Time between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Reviews that one round looks at: few enough not to be felt by a request beside it.
const REVIEWS_MAX: usize = 64;

/// How the service names itself in what time does.
const ACTOR: &str = "reviews";

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        let look = app.looks.begin(Looker::Reviews);
        for whose in rounds(&app, Waiting::Reviews).await {
            catch_up(REVIEWS_MAX, &stopping, || advance(&app, &whose)).await;
        }
        drop(look);
        tokio::select! {
            () = app.wakes.reviews.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// One round; answers how many reviews were looked at.
async fn advance(app: &App, whose: &Whose) -> usize {
    let _held = app.clock.hold().await;
    let Some(now) = app.clock.now_for(whose) else { return 0 };
    let act =
        Act { actor: Actor::service(ACTOR), now, correlation_id: CorrelationId::from_uuid(fresh_guid()) };
    let seeds = (0..REVIEWS_MAX).map(|_| fresh_seed()).collect();
    let rules = Arc::clone(&app.review_rules);
    let advanced = app.store.advance_reviews(AdvanceReviews { act, whose: whose.clone(), seeds, rules });
    advanced.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what is due to reviews was not done; the next round tries again");
        0
    })
}
