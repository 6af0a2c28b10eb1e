//! Tests of receivers, which outlive their deliveries.

use qualify_domain::ports::{DeliveryKey, Outcome};
use qualify_domain::webhook::DeliveryState;
use qualify_vocabulary::{CorrelationId, PartnerId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// A test as it is known.
#[derive(Debug, Clone)]
pub(crate) struct KnownTest {
    pub(crate) key: DeliveryKey,
    pub(crate) url: String,
    /// How its delivery stood when that went.
    pub(crate) final_state: Option<DeliveryState>,
}

/// A test whose time is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndedTest {
    pub(crate) partner: PartnerId,
    pub(crate) report: CorrelationId,
    pub(crate) key: DeliveryKey,
    /// Whether its delivery is gone, and the attempts stayed for the report alone.
    pub(crate) is_alone: bool,
}

/// Tests of receivers.
pub(crate) trait WebhookTestRows {
    /// Whether a test's report is known.
    fn is_report_known(&mut self, partner: PartnerId, report: CorrelationId) -> impl Read<bool>;
    /// Keeps a test under its report.
    fn insert_test(
        &mut self,
        partner: PartnerId,
        report: CorrelationId,
        key: DeliveryKey,
        url: &str,
        now: Timestamp,
    ) -> Queued;
    /// A test that began at a moment at the earliest.
    fn find_test(
        &mut self,
        partner: PartnerId,
        report: CorrelationId,
        oldest: Timestamp,
    ) -> impl Read<Option<KnownTest>>;
    /// Tests that began before a moment, the oldest first.
    fn list_ended_tests(&mut self, before: Timestamp, rows_max: u16) -> impl Read<Vec<EndedTest>>;
    /// Removes a test.
    fn delete_test(&mut self, test: &EndedTest) -> Queued;
}

/// Which delivery a test is.
pub(crate) fn read_test_key(columns: &impl Cells) -> Outcome<DeliveryKey> {
    Ok(DeliveryKey {
        partner: columns.id("partner_id")?,
        endpoint: columns.id("endpoint_id")?,
        event_sequence: columns.get("event_sequence")?,
    })
}
