//! A partner's events, in their order and without a gap, for whoever asks or waits for them.

use std::time::Duration;

use qualify_domain::ports::{Changes as _, EventPage, EventStore as _, EventsFrom, ObservationStore as _};
use qualify_vocabulary::PageSize;

use super::asker::PartnerAsker;
use super::error::ServiceError;
use crate::limits::CallsUsedUp;
use crate::looks::Looker;

/// Seconds after which a caller that found no place to wait may ask again.
const PLACE_RETRY_SECONDS: u32 = 1;

/// The events from a place on; if there are none yet, those that come while the caller waits.
///
/// # Errors
/// As many callers of the partner wait as may.
pub async fn read(
    asker: &PartnerAsker<'_>,
    from: EventsFrom,
    size: PageSize,
    wait: Duration,
) -> Result<EventPage, ServiceError> {
    if wait.is_zero() {
        Ok(asker.measure(asker.app.store.read_events(asker.partner(), from, size)).await?)
    } else {
        wait_for_events(asker, from, size, wait).await
    }
}

/// Reads, and reads again after each commit that brought events, until there are some or the time is up.
async fn wait_for_events(
    asker: &PartnerAsker<'_>,
    from: EventsFrom,
    size: PageSize,
    wait: Duration,
) -> Result<EventPage, ServiceError> {
    let app = asker.app;
    let place = app.webhooks.polls.enter(asker.partner());
    let _place = place.ok_or(CallsUsedUp { retry_after_seconds: PLACE_RETRY_SECONDS })?;
    let mut commits = app.store.changes();
    let mut stopping = app.stopping.subscribe();
    let deadline = tokio::time::Instant::now() + wait;
    let mut from = from;
    loop {
        // Marked before the look: what is committed behind it wakes the wait below.
        commits.mark_seen();
        let look = app.looks.begin(Looker::EventFeed);
        let page = asker.measure(app.store.read_events(asker.partner(), from, size)).await?;
        drop(look);
        if !page.events.is_empty() || *stopping.borrow() {
            return Ok(page);
        }
        tokio::select! {
            () = tokio::time::sleep_until(deadline) => return Ok(page),
            _ = stopping.changed() => return Ok(page),
            is_open = commits.changed() => {
                if !is_open {
                    return Ok(page);
                }
            }
        }
        from = EventsFrom::Behind(page.next);
    }
}
