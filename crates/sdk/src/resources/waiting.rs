//! Waiting until a request is decided (contract 6.3 rule 9).

use std::time::Duration;

use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::webhooks::EventFeed;
use qualify_vocabulary::{Qualification, VettingStatus};
use serde_json::Value;
use tokio::time::Instant;

use super::events::EventsAfter;
use super::qualification::CustomerQualification;
use crate::error::{Error, ErrorCategory, Result};

/// No service of Microsoft's is asked more often.
const POLL_MIN: Duration = Duration::from_secs(30);
const POLL_FIRST: Duration = Duration::from_mins(1);
const POLL_MAX: Duration = Duration::from_mins(15);
/// By how much each wait is longer than the one before.
const POLL_GROWTH: f64 = 1.5;
/// How long one question to the feed of events may take.
const FEED_WAIT: Duration = Duration::from_secs(25);

/// How a decision is waited for.
///
/// Qualify is asked for its events, so that an answer comes as soon as there is one. A service without them is polled:
/// after a minute at first, then ever more rarely, up to a quarter of an hour; Microsoft's never more often than every 30
/// seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    qualification: Qualification,
    limit: Option<Duration>,
    first_poll: Duration,
}

impl Default for Wait {
    /// Until Education is decided, however long it takes.
    fn default() -> Self {
        Self { qualification: Qualification::Education, limit: None, first_poll: POLL_FIRST }
    }
}

impl Wait {
    /// Until another qualification is decided.
    #[must_use]
    pub fn for_qualification(mut self, qualification: Qualification) -> Self {
        self.qualification = qualification;
        self
    }

    /// For at most this long. When it is over, [`Error::OutOfTime`] says so; the request stays as it is, and waiting again
    /// goes on where it stopped.
    #[must_use]
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How long is waited between the first two looks at a service without a feed of events.
    #[must_use]
    pub fn first_poll(mut self, wait: Duration) -> Self {
        self.first_poll = wait;
        self
    }

    /// The wait before the look with this number, the second being 1.
    fn poll(&self, number: u32, is_microsoft: bool) -> Duration {
        let floor = if is_microsoft { POLL_MIN } else { Duration::from_millis(1) };
        let grown = self
            .first_poll
            .max(floor)
            .mul_f64(POLL_GROWTH.powi(number.saturating_sub(1).min(20).cast_signed()));
        grown.clamp(floor, POLL_MAX.max(floor))
    }
}

impl CustomerQualification {
    /// Waits until the request is approved or denied, and gives its record; `None` if there is no such record, because
    /// nothing was asked for or it was withdrawn.
    ///
    /// Nothing is lost when the future is dropped: the next call looks first.
    ///
    /// # Errors
    /// A call fails, or the time is over.
    pub async fn wait_until_decided(&self, wait: &Wait) -> Result<Option<QualificationRecord>> {
        let Some(limit) = wait.limit else { return self.look_until_decided(wait).await };
        let looked = tokio::time::timeout(limit, self.look_until_decided(wait)).await;
        looked.unwrap_or(Err(Error::OutOfTime { limit, is_sent: false }))
    }

    async fn look_until_decided(&self, wait: &Wait) -> Result<Option<QualificationRecord>> {
        // The place in the feed comes before the first look: what is decided between the two is an event behind it.
        let mut place = self.newest_place().await?;
        let mut number = 0;
        loop {
            match self.record(wait.qualification).await? {
                Some(record) if record.is_in_review() => {}
                decided => return Ok(decided),
            }
            number += 1;
            if let Some(after) = place {
                place = self.next_event(after).await?;
            } else {
                tokio::time::sleep(wait.poll(number, self.client().is_microsoft())).await;
            }
        }
    }

    async fn record(&self, qualification: Qualification) -> Result<Option<QualificationRecord>> {
        let records = self.get_qualifications().await?;
        Ok(records.into_iter().find(|record| record.qualification.known() == Some(qualification)))
    }

    /// Where the feed ends now; `None` of a service without one, or for who may not read it.
    async fn newest_place(&self) -> Result<Option<EventsAfter>> {
        if self.client().is_microsoft() {
            return Ok(None);
        }
        match self.client().events().read(&EventsAfter::Latest, Duration::ZERO).await {
            Ok(feed) => Ok(Some(EventsAfter::Cursor(feed.cursor))),
            Err(error) if has_no_feed(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits for an event of the customer. A feed that answers at once without one is not asked again at once.
    async fn next_event(&self, mut after: EventsAfter) -> Result<Option<EventsAfter>> {
        loop {
            let begun = Instant::now();
            let feed = self.client().events().read(&after, FEED_WAIT).await?;
            let concerns = self.is_in(&feed);
            after = EventsAfter::Cursor(feed.cursor);
            if concerns {
                return Ok(Some(after));
            }
            if feed.items.is_empty() && begun.elapsed() < Duration::from_secs(1) {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    fn is_in(&self, feed: &EventFeed) -> bool {
        let customer = self.customer().to_string();
        let is_of = |value: Option<&Value>| {
            value.and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(&customer))
        };
        feed.items.iter().any(|event| is_of(event.data.get("customerId")))
    }
}

fn has_no_feed(error: &Error) -> bool {
    use ErrorCategory::{BadInput, Forbidden, InvalidOperation, NotFound};
    error
        .service()
        .is_some_and(|error| matches!(error.category(), BadInput | Forbidden | NotFound | InvalidOperation))
}

/// Where a record stands.
trait Standing {
    fn is_in_review(&self) -> bool;
}

impl Standing for QualificationRecord {
    // A status that nobody knows here is no decision that could be told.
    fn is_in_review(&self) -> bool {
        self.vetting_status.as_ref().is_some_and(|status| {
            !matches!(status.known(), Some(VettingStatus::Approved | VettingStatus::Denied))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_grow_from_a_minute_to_a_quarter_of_an_hour() {
        let wait = Wait::default();
        let seconds: Vec<u64> = (1..=9).map(|number| wait.poll(number, true).as_secs()).collect();
        assert_eq!(seconds, [60, 90, 135, 202, 303, 455, 683, 900, 900]);
        assert_eq!(wait.poll(u32::MAX, true), POLL_MAX);
    }

    #[test]
    fn microsoft_is_never_asked_more_often_than_every_thirty_seconds() {
        let wait = Wait::default().first_poll(Duration::from_millis(5));
        assert!((1..100).all(|number| wait.poll(number, true) >= POLL_MIN));
        assert_eq!(wait.poll(1, false), Duration::from_millis(5));
    }
}
