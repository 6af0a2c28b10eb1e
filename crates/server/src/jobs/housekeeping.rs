//! Removes what has been kept long enough, and keeps the metrics small.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{DraftStore as _, Retention, SessionStore as _, TrailStore as _, WorkStore as _};
use qualify_domain::replay::REPLAY_LIFETIME;
use qualify_vocabulary::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::app::App;
use crate::clock::days;

/// Time between two rounds.
const ROUND_INTERVAL: Duration = Duration::from_secs(5);

/// Rows of each kind that one round removes: few enough not to be felt by a request beside it.
const ROWS_MAX: u16 = 500;

/// How long a session is known that time has ended: whoever was writing then may go on after signing in again.
const ENDED_SESSIONS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How long whoever sent a decision from a page is told what became of it.
const ENDED_DRAFTS_KEPT: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let retention = Retention {
        replays: REPLAY_LIFETIME,
        events: days(app.config.store.event_retention_days),
        decision_texts: days(app.config.vetting.decision_texts_days),
        rows_max: ROWS_MAX,
    };
    loop {
        tokio::select! {
            () = tokio::time::sleep(ROUND_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
        app.metrics.run_upkeep();
        if let Err(error) = app.store.take_over_acts().await {
            tracing::warn!(%error, "acts of other processes are not in the trail yet; the next round tries again");
        }
        catch_up(usize::from(ROWS_MAX), &stopping, || purge(&app, retention)).await;
        catch_up(usize::from(ROWS_MAX), &stopping, || purge_sessions(&app)).await;
        catch_up(usize::from(ROWS_MAX), &stopping, || purge_drafts(&app)).await;
    }
}

async fn purge(app: &App, retention: Retention) -> usize {
    let _held = app.clock.hold().await;
    app.store.purge_expired(app.clock.now(), retention).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "expired rows could not be removed; the next round tries again");
        0
    })
}

async fn purge_sessions(app: &App) -> usize {
    let now = app.clock.real_now();
    let ended_before = now.checked_sub(ENDED_SESSIONS_KEPT).unwrap_or(Timestamp::MIN);
    app.store.purge_sessions(ended_before, now, ROWS_MAX).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "sessions that are over could not be removed; the next round tries again");
        0
    })
}

async fn purge_drafts(app: &App) -> usize {
    let ended_before = app.clock.real_now().checked_sub(ENDED_DRAFTS_KEPT).unwrap_or(Timestamp::MIN);
    app.store.purge_drafts(ended_before, ROWS_MAX).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "decisions that took effect long ago could not be removed; the next round tries again");
        0
    })
}

/// Runs rounds until one does less than a full one, or the service stops. Others have their turn between two of them.
pub(super) async fn catch_up<R: Future<Output = usize>>(
    full: usize,
    stopping: &watch::Receiver<bool>,
    mut round: impl FnMut() -> R,
) {
    while round().await >= full && !*stopping.borrow() {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs rounds with these outcomes, the service stopping in one of them; answers how many are left.
    async fn left_of(mut outcomes: Vec<usize>, stops_at: usize) -> usize {
        let (stop, stopping) = watch::channel(false);
        catch_up(2, &stopping, || {
            if outcomes.len() == stops_at {
                stop.send_replace(true);
            }
            std::future::ready(outcomes.remove(0))
        })
        .await;
        outcomes.len()
    }

    #[tokio::test]
    async fn a_full_round_is_followed_by_another_at_once() {
        assert_eq!(left_of(vec![2, 4, 3, 1, 2], 0).await, 1, "until one is not full");
        assert_eq!(left_of(vec![0, 2], 0).await, 1);
    }

    #[tokio::test]
    async fn full_rounds_end_when_the_service_stops() {
        assert_eq!(left_of(vec![2, 2, 2, 2], 3).await, 2);
    }
}
