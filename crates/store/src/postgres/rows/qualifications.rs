//! Qualification records, in the row of their customer; their leases; the domains on which approvals rest.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{ApprovedDomain, DueBacklog, Leases, Whose};
use qualify_domain::qualification::{Change, QualificationSet};
use qualify_vocabulary::{
    EducationSegment, LeaseId, PartnerId, Timestamp, VettingReason, VettingStatus, WorldId,
};

use super::PostgresRows;
use super::deliveries::leased;
use super::whose::narrowed;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::params;
use crate::rows::{
    Approval, Beside, QualificationRows, Queued, Read, RecordRow, Standing, read_records, read_standing,
};

impl QualificationRows for PostgresRows {
    fn find_records(&mut self, key: CustomerKey) -> impl Read<Option<(Standing, QualificationSet)>> {
        let locking = self.session.locking();
        self.find(
            format!(
                "SELECT company_name, has_ended, attempts, qualification, status, reason, segment, website, code,
                    organization_name, opened_at, due_at, state_owned_at
                 FROM customers
                 WHERE partner_id = $1 AND id = $2{locking}"
            ),
            [key.partner.as_bytes(), key.customer.as_bytes()],
            |row| {
                let columns = Columns::new("customers", row);
                Ok((read_standing(&columns)?, read_records(&columns)?))
            },
        )
    }

    fn list_due(&mut self, now: Timestamp, whose: &Whose, records_max: u16) -> impl Read<Vec<CustomerKey>> {
        let due = narrowed(
            "SELECT partner_id, id
             FROM customers
             WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) <= $1 WHOSE
             ORDER BY coalesce(leased_until, due_at) LIMIT $2",
            params![micros(now), records_max],
            whose,
        );
        // What another worker is at is passed over.
        let sql = format!("{}{}", due.sql, self.session.locking_what_is_free());
        self.list(sql, due.parameters, |row| {
            let columns = Columns::new("customers", row);
            Ok(CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("id")? })
        })
    }

    fn lease_record(&mut self, key: CustomerKey, lease: LeaseId, until: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE customers SET leased_until = $3, lease = $4, lease_owner = $5
                 WHERE partner_id = $1 AND id = $2",
            params![
                key.partner.as_bytes(),
                key.customer.as_bytes(),
                micros(until),
                lease.as_bytes(),
                self.owner.as_bytes()
            ],
        )
    }

    fn find_approved_with(&mut self, partner: PartnerId, domain: &str) -> impl Read<Option<CustomerKey>> {
        self.find(
            "SELECT partner_id, customer_id
                 FROM approved_domains
                 WHERE world = (SELECT world FROM partners WHERE id = $1) AND domain = $2",
            params![partner.as_bytes(), domain],
            |row| {
                let columns = Columns::new("approved_domains", row);
                Ok(CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? })
            },
        )
    }

    fn list_approvals(&mut self, after: Option<&ApprovedDomain>, rows_max: u16) -> impl Read<Vec<Approval>> {
        async move {
            let (world, domain) = after.map_or((WorldId::NIL, ""), |after| (after.world, &after.domain));
            self.list(
                "SELECT world, domain, partner_id, customer_id, created_at
                 FROM approved_domains
                 WHERE (world, domain) > ($1, $2)
                 ORDER BY world, domain LIMIT $3",
                params![world.as_bytes(), domain, rows_max],
                |row| {
                    let columns = Columns::new("approved_domains", row);
                    let key = CustomerKey {
                        partner: columns.id("partner_id")?,
                        customer: columns.id("customer_id")?,
                    };
                    let domain =
                        ApprovedDomain { world: columns.id("world")?, domain: columns.get("domain")? };
                    Ok(Approval { domain, key, approved_at: columns.moment("created_at")? })
                },
            )
            .await
        }
    }

    fn save_record(&mut self, key: CustomerKey, change: &Change, beside: &Beside<'_>) -> Queued {
        match change {
            Change::Exclusive(record) => self.save_exclusive(key, &RecordRow::of(record), beside),
            Change::StateOwned(record) => self.execute_one(
                "UPDATE customers SET state_owned_at = $3, revision = revision + 1
                 WHERE partner_id = $1 AND id = $2",
                params![key.partner.as_bytes(), key.customer.as_bytes(), micros(record.opened_at)],
            ),
        }
    }

    fn remove_record(&mut self, key: CustomerKey) -> Queued {
        self.execute_one(
            "UPDATE customers SET qualification = NULL, status = NULL, reason = NULL,
                    segment = NULL, website = NULL, code = NULL, organization_name = NULL,
                    opened_at = NULL, due_at = NULL, leased_until = NULL, lease = NULL,
                    lease_owner = NULL, approvable_domain = NULL, revision = revision + 1
                 WHERE partner_id = $1 AND id = $2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
    }

    fn is_any_due(&mut self, now: Timestamp, whose: &Whose) -> impl Read<bool> {
        let due = narrowed(
            "SELECT 1
             FROM customers
             WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) <= $1 WHOSE LIMIT 1",
            params![micros(now)],
            whose,
        );
        self.is_any(due.sql, due.parameters)
    }

    fn find_lease(&mut self, key: CustomerKey) -> impl Read<Option<LeaseId>> {
        async move {
            let locking = self.session.locking();
            let lease = self
                .find(
                    format!("SELECT lease FROM customers WHERE partner_id = $1 AND id = $2{locking}"),
                    [key.partner.as_bytes(), key.customer.as_bytes()],
                    |row| Columns::new("customers", row).get::<Option<[u8; 16]>>("lease"),
                )
                .await?;
            Ok(lease.flatten().map(LeaseId::from))
        }
    }

    fn release_record_leases(&mut self, which: Leases) -> impl Read<usize> {
        async move {
            let (leased, parameters) = leased(which, self.owner);
            self.execute(
                format!(
                    "UPDATE customers SET leased_until = NULL, lease = NULL,
                        lease_owner = NULL
                     WHERE due_at IS NOT NULL AND {leased}"
                ),
                parameters,
            )
            .await
        }
    }

    fn count_due(&mut self, now: Timestamp) -> impl Read<DueBacklog> {
        async move {
            let records = self
                .get(
                    "SELECT count(*) AS records
                 FROM (SELECT 1 FROM customers WHERE due_at IS NOT NULL AND coalesce(leased_until,
                     due_at) <= $1 LIMIT $2) AS found",
                    params![micros(now), DueBacklog::RECORDS_MAX],
                    |row| Columns::new("customers", row).get("records"),
                )
                .await?;
            let oldest = self
                .find(
                    "SELECT due_at
                 FROM customers
                 WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) <= $1
                 ORDER BY coalesce(leased_until, due_at) LIMIT 1",
                    [micros(now)],
                    |row| Columns::new("customers", row).moment("due_at"),
                )
                .await?;
            Ok(DueBacklog { records, oldest })
        }
    }

    fn clear_due(&mut self, key: CustomerKey) -> Queued {
        self.execute_one(
            "UPDATE customers SET due_at = NULL, leased_until = NULL, lease = NULL,
                        lease_owner = NULL, revision = revision + 1
                     WHERE partner_id = $1 AND id = $2 AND due_at IS NOT NULL",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
    }

    fn postpone(&mut self, key: CustomerKey, until: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE customers SET due_at = $3, leased_until = NULL, lease = NULL,
                        lease_owner = NULL, revision = revision + 1
                     WHERE partner_id = $1 AND id = $2 AND due_at IS NOT NULL",
            params![key.partner.as_bytes(), key.customer.as_bytes(), micros(until)],
        )
    }

    fn find_approved_domain(&mut self, key: CustomerKey) -> impl Read<Option<String>> {
        self.get(
            "SELECT coalesce( (SELECT domain FROM approved_domains WHERE partner_id = $1 AND
                    customer_id = $2), (SELECT approvable_domain FROM customers WHERE partner_id = $1
                    AND id = $2)) AS domain",
            [key.partner.as_bytes(), key.customer.as_bytes()],
            |row| Columns::new("approved_domains", row).get("domain"),
        )
    }

    fn hold_approved_domain(&mut self, domain: &str, key: CustomerKey, now: Timestamp) -> Queued {
        // Where another customer holds it, nothing is to be written.
        self.execute_any(
            "INSERT INTO approved_domains (world, domain, partner_id, customer_id,
                        created_at) SELECT world, $1, $2, $3, $4
                     FROM partners
                     WHERE id = $2
                     ON CONFLICT (world, domain) DO NOTHING",
            params![domain, key.partner.as_bytes(), key.customer.as_bytes(), micros(now)],
        )
    }

    fn release_approved_domain(&mut self, key: CustomerKey) -> Queued {
        self.execute_any(
            "DELETE FROM approved_domains WHERE partner_id = $1 AND customer_id = $2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
    }
}

impl PostgresRows {
    fn save_exclusive(&mut self, key: CustomerKey, row: &RecordRow, beside: &Beside<'_>) -> Queued {
        self.execute_one(
            "UPDATE customers SET qualification = $3, status = $4, reason = $5, segment = $6,
            website = $7, code = $8, organization_name = $9, opened_at = $10, due_at = $11,
            leased_until = NULL, lease = NULL, lease_owner = NULL,
            attempts = greatest(attempts + $12, 0), approvable_domain = $13, revision = revision + 1
         WHERE partner_id = $1 AND id = $2",
            params![
                key.partner.as_bytes(),
                key.customer.as_bytes(),
                row.qualification.name(),
                row.status.map(VettingStatus::name),
                row.reason.map(VettingReason::text),
                row.segment.map(EducationSegment::name),
                row.website,
                row.code,
                row.organization_name,
                micros(row.opened_at),
                row.due_at.map(micros),
                beside.attempts,
                beside.approvable_domain
            ],
        )
    }
}
