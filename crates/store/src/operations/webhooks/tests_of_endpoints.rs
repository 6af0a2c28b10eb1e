//! Tests that a partner has sent to its receivers, and what became of them (contract 1.17).

use qualify_domain::Refusal;
use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::Act;
use qualify_domain::event::{Event, EventKind};
use qualify_domain::ports::{DeliveryKey, TestEndpoint, TestReport};
use qualify_domain::replay::Answer;
use qualify_domain::webhook::{DeliveryState, Endpoint, EndpointForm};
use qualify_vocabulary::{CorrelationId, PartnerId, Timestamp};

use super::super::{Operation, replays};
use super::endpoints::{find, note};
use super::leftovers::TEST_LIFETIME;
use crate::rows::Rows;
use crate::undone::Done;

/// Writes the test's event. Its correlation id is the report's id, under which the partner asks for it.
impl Operation for TestEndpoint {
    type Answer = Answer<CorrelationId>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { call, choice, fresh_report } = self;
        if let Some(answer) = rows.find_replay::<String>(&call).await? {
            // What was remembered was an id once.
            let report = CorrelationId::parse(&answer.outcome).unwrap_or(fresh_report);
            return Ok(Answer { outcome: report, replayed: answer.replayed });
        }
        let partner = call.caller.partner;
        let endpoint = find(rows, partner, choice).await?;
        check_testable(&endpoint)?;
        let is_known = rows.is_report_known(partner, call.correlation_id).await?;
        let report = if is_known { fresh_report } else { call.correlation_id };
        let act = Act { correlation_id: report, ..call.act() };
        let event_sequence = rows.append_numbered_event(&Event::of_test(&act, partner, endpoint.id)).await?;
        let key = DeliveryKey { partner, endpoint: endpoint.id, event_sequence };
        rows.insert_test(partner, report, key, &endpoint.settings.url, call.now)?;
        let more = vec![("Report".into(), report.to_string())];
        note(rows, &call.act(), AuditOperation::TestWebhook, &endpoint, more).await?;
        let answer = replays::remember(rows, &call, report.to_string())?;
        Ok(Answer { outcome: report, replayed: answer.replayed })
    }
}

fn check_testable(endpoint: &Endpoint) -> Result<(), Refusal> {
    let is_told_of_tests = match endpoint.form {
        EndpointForm::PartnerCenter => endpoint.settings.events.contains(EventKind::TestCreated),
        EndpointForm::Standard => true,
    };
    match endpoint.health.disabled {
        _ if !is_told_of_tests => Err(Refusal::NotRegisteredForTests),
        Some(_) => Err(Refusal::WebhookDisabled),
        None => Ok(()),
    }
}

/// What became of a test.
#[derive(Clone)]
pub(crate) struct FindTest {
    pub(crate) partner: PartnerId,
    pub(crate) report: CorrelationId,
    pub(crate) now: Timestamp,
}

impl Operation for FindTest {
    type Answer = Option<TestReport>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let oldest = self.now.checked_sub(TEST_LIFETIME).unwrap_or(Timestamp::MIN);
        let Some(test) = rows.find_test(self.partner, self.report, oldest).await? else { return Ok(None) };
        let state = match rows.find_delivery_state(test.key).await?.or(test.final_state) {
            Some(state) => state,
            // No delivery has been made yet, or the receiver went before one was.
            None if !rows.is_event_spread(self.partner, test.key.event_sequence).await? => {
                DeliveryState::Pending
            }
            None => DeliveryState::Failed,
        };
        Ok(Some(TestReport { url: test.url, state, attempts: rows.list_attempts(test.key).await? }))
    }
}
