//! Tests of receivers, which outlive their deliveries.

use qualify_domain::ports::DeliveryKey;
use qualify_vocabulary::{CorrelationId, PartnerId, Timestamp};

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::params;
use crate::rows::{EndedTest, KnownTest, Queued, Read, WebhookTestRows, parse_state, read_test_key};

impl WebhookTestRows for PostgresRows {
    fn is_report_known(&mut self, partner: PartnerId, report: CorrelationId) -> impl Read<bool> {
        async move {
            let found = self
                .find(
                    "SELECT 1 FROM webhook_tests WHERE partner_id = $1 AND report = $2",
                    [partner.as_bytes(), report.as_bytes()],
                    |_| Ok(()),
                )
                .await?;
            Ok(found.is_some())
        }
    }

    fn insert_test(
        &mut self,
        partner: PartnerId,
        report: CorrelationId,
        key: DeliveryKey,
        url: &str,
        now: Timestamp,
    ) -> Queued {
        self.execute_one(
            "INSERT INTO webhook_tests (partner_id, report, endpoint_id, event_sequence, url,
                    created_at)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                partner.as_bytes(),
                report.as_bytes(),
                key.endpoint.as_bytes(),
                key.event_sequence,
                url,
                micros(now)
            ],
        )
    }

    fn find_test(
        &mut self,
        partner: PartnerId,
        report: CorrelationId,
        oldest: Timestamp,
    ) -> impl Read<Option<KnownTest>> {
        self.find(
            "SELECT partner_id, endpoint_id, event_sequence, url, final_state
                 FROM webhook_tests
                 WHERE partner_id = $1 AND report = $2 AND created_at >= $3",
            params![partner.as_bytes(), report.as_bytes(), micros(oldest)],
            |row| {
                let columns = Columns::new("webhook_tests", row);
                let final_state = columns.optional_parsed("final_state", parse_state)?;
                Ok(KnownTest { key: read_test_key(&columns)?, url: columns.get("url")?, final_state })
            },
        )
    }

    fn list_ended_tests(&mut self, before: Timestamp, rows_max: u16) -> impl Read<Vec<EndedTest>> {
        self.list(
            "SELECT partner_id, report, endpoint_id, event_sequence,
                    final_state IS NOT NULL AS is_alone
                 FROM webhook_tests
                 WHERE created_at < $1
                 ORDER BY created_at LIMIT $2",
            params![micros(before), rows_max],
            |row| {
                let columns = Columns::new("webhook_tests", row);
                Ok(EndedTest {
                    partner: columns.id("partner_id")?,
                    report: columns.id("report")?,
                    key: read_test_key(&columns)?,
                    is_alone: columns.get("is_alone")?,
                })
            },
        )
    }

    fn delete_test(&mut self, test: &EndedTest) -> Queued {
        if test.is_alone {
            self.delete_attempts(test.key)?;
        }
        self.execute_one(
            "DELETE FROM webhook_tests WHERE partner_id = $1 AND report = $2",
            [test.partner.as_bytes(), test.report.as_bytes()],
        )
    }
}
