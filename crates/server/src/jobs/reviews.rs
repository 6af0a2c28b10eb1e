//! What time does to reviews: leases and windows end, warnings fall due, revocations take effect.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{AdvanceReviews, ReviewStore as _};
use qualify_vocabulary::CorrelationId;
use tokio::sync::watch;

use super::housekeeping::catch_up;
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
        catch_up(REVIEWS_MAX, &stopping, || advance(&app)).await;
        drop(look);
        tokio::select! {
            () = app.wakes.reviews.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// One round; answers how many reviews were looked at.
async fn advance(app: &App) -> usize {
    let _held = app.clock.hold().await;
    let act = Act {
        actor: Actor::service(ACTOR),
        now: app.clock.now(),
        correlation_id: CorrelationId::from_uuid(fresh_guid()),
    };
    let seeds = (0..REVIEWS_MAX).map(|_| fresh_seed()).collect();
    let advanced =
        app.store.advance_reviews(AdvanceReviews { act, seeds, rules: Arc::clone(&app.review_rules) });
    advanced.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "what is due to reviews was not done; the next round tries again");
        0
    })
}
