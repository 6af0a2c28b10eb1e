//! Qualification records, in the row of their customer; their leases; the domains on which approvals rest.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{ApprovedDomain, DueBacklog, Leases, Outcome, Whose};
use qualify_domain::qualification::{Change, QualificationSet};
use qualify_vocabulary::{
    EducationSegment, LeaseId, PartnerId, Timestamp, VettingReason, VettingStatus, WorldId,
};
use rusqlite::{params, params_from_iter};

use super::SqliteRows;
use super::deliveries::leased;
use super::whose::narrowed;
use crate::rows::{
    Approval, Beside, QualificationRows, Queued, Read, RecordRow, Standing, read_records, read_standing,
};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::session::Session;

/// The columns of [`find_records`](QualificationRows::find_records), in the order of its query.
const COLUMNS: [&str; 13] = [
    "company_name",
    "has_ended",
    "attempts",
    "qualification",
    "status",
    "reason",
    "segment",
    "website",
    "code",
    "organization_name",
    "opened_at",
    "due_at",
    "state_owned_at",
];

impl QualificationRows for SqliteRows<'_> {
    fn find_records(&mut self, key: CustomerKey) -> impl Read<Option<(Standing, QualificationSet)>> {
        self.read(|session| {
            session.find(
                "SELECT company_name, has_ended, attempts, qualification, status, reason, segment, website, code,
                    organization_name, opened_at, due_at, state_owned_at
                 FROM customers
                 WHERE partner_id = ?1 AND id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                |row| {
                    let columns = Columns::in_order("customers", row, &COLUMNS);
                    Ok((read_standing(&columns)?, read_records(&columns)?))
                },
            )
        })
    }

    fn list_due(&mut self, now: Timestamp, whose: &Whose, records_max: u16) -> impl Read<Vec<CustomerKey>> {
        self.read(|session| {
            let due = narrowed(
                "SELECT partner_id, id
                 FROM customers
                 WHERE due_at IS NOT NULL AND DUE coalesce(leased_until, due_at) <= ?1 WHOSE
                 ORDER BY coalesce(leased_until, due_at) LIMIT ?2",
                vec![micros(now).into(), i64::from(records_max).into()],
                whose,
            );
            session.list(&due.sql, params_from_iter(due.parameters), |row| {
                let columns = Columns::new("customers", row);
                Ok(CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("id")? })
            })
        })
    }

    fn lease_record(&mut self, key: CustomerKey, lease: LeaseId, until: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE customers SET leased_until = ?3, lease = ?4, lease_owner = ?5
                 WHERE partner_id = ?1 AND id = ?2",
                params![
                    key.partner.as_bytes(),
                    key.customer.as_bytes(),
                    micros(until),
                    lease.as_bytes(),
                    self.owner.as_bytes()
                ],
            )
        })
    }

    fn find_approved_with(&mut self, partner: PartnerId, domain: &str) -> impl Read<Option<CustomerKey>> {
        self.read(|session| {
            session.find(
                "SELECT partner_id, customer_id
                 FROM approved_domains
                 WHERE world = (SELECT world FROM partners WHERE id = ?1) AND domain = ?2",
                params![partner.as_bytes(), domain],
                |row| {
                    let columns = Columns::new("approved_domains", row);
                    Ok(CustomerKey {
                        partner: columns.id("partner_id")?,
                        customer: columns.id("customer_id")?,
                    })
                },
            )
        })
    }

    fn list_approvals(&mut self, after: Option<&ApprovedDomain>, rows_max: u16) -> impl Read<Vec<Approval>> {
        self.read(|session| {
            let (world, domain) = after.map_or((WorldId::NIL, ""), |after| (after.world, &after.domain));
            session.list(
                "SELECT world, domain, partner_id, customer_id, created_at
                 FROM approved_domains
                 WHERE (world, domain) > (?1, ?2)
                 ORDER BY world, domain LIMIT ?3",
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
        })
    }

    fn save_record(&mut self, key: CustomerKey, change: &Change, beside: &Beside<'_>) -> Queued {
        self.write(|session| match change {
            Change::Exclusive(record) => save_exclusive(session, key, &RecordRow::of(record), beside),
            Change::StateOwned(record) => session.execute_one(
                "UPDATE customers SET state_owned_at = ?3, revision = revision + 1
                 WHERE partner_id = ?1 AND id = ?2",
                params![key.partner.as_bytes(), key.customer.as_bytes(), micros(record.opened_at)],
            ),
        })
    }

    fn remove_record(&mut self, key: CustomerKey) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE customers SET qualification = NULL, status = NULL, reason = NULL,
                    segment = NULL, website = NULL, code = NULL, organization_name = NULL,
                    opened_at = NULL, due_at = NULL, leased_until = NULL, lease = NULL,
                    lease_owner = NULL, approvable_domain = NULL, revision = revision + 1
                 WHERE partner_id = ?1 AND id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
            )
        })
    }

    fn is_any_due(&mut self, now: Timestamp, whose: &Whose) -> impl Read<bool> {
        self.read(|session| {
            let due = narrowed(
                "SELECT 1
                 FROM customers
                 WHERE due_at IS NOT NULL AND DUE coalesce(leased_until, due_at) <= ?1 WHOSE LIMIT 1",
                vec![micros(now).into()],
                whose,
            );
            let found = session.find(&due.sql, params_from_iter(due.parameters), |_| Ok(()))?;
            Ok(found.is_some())
        })
    }

    fn find_lease(&mut self, key: CustomerKey) -> impl Read<Option<LeaseId>> {
        self.read(|session| {
            let lease = session.find(
                "SELECT lease FROM customers WHERE partner_id = ?1 AND id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                |row| Columns::new("customers", row).get::<Option<[u8; 16]>>("lease"),
            )?;
            Ok(lease.flatten().map(LeaseId::from))
        })
    }

    fn release_record_leases(&mut self, which: Leases) -> impl Read<usize> {
        self.read(|session| {
            let (leased, parameters) = leased(which, self.owner);
            session.execute(
                &format!(
                    "UPDATE customers INDEXED BY customers_due SET leased_until = NULL, lease = NULL,
                        lease_owner = NULL
                     WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) IS NOT NULL AND {leased}"
                ),
                params_from_iter(parameters),
            )
        })
    }

    fn count_due(&mut self, now: Timestamp) -> impl Read<DueBacklog> {
        self.read(|session| {
            let records = session.get(
                "SELECT count(*)
                 FROM (SELECT 1 FROM customers WHERE due_at IS NOT NULL AND coalesce(leased_until,
                     due_at) <= ?1 LIMIT ?2)",
                params![micros(now), DueBacklog::RECORDS_MAX],
                |row| Columns::new("customers", row).get("count(*)"),
            )?;
            let oldest = session.find(
                "SELECT due_at
                 FROM customers
                 WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) <= ?1
                 ORDER BY coalesce(leased_until, due_at) LIMIT 1",
                [micros(now)],
                |row| Columns::new("customers", row).moment("due_at"),
            )?;
            Ok(DueBacklog { records, oldest })
        })
    }

    fn clear_due(&mut self, key: CustomerKey) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE customers SET due_at = NULL, leased_until = NULL, lease = NULL,
                        lease_owner = NULL, revision = revision + 1
                     WHERE partner_id = ?1 AND id = ?2 AND due_at IS NOT NULL",
                [key.partner.as_bytes(), key.customer.as_bytes()],
            )
        })
    }

    fn postpone(&mut self, key: CustomerKey, until: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE customers SET due_at = ?3, leased_until = NULL, lease = NULL,
                        lease_owner = NULL, revision = revision + 1
                     WHERE partner_id = ?1 AND id = ?2 AND due_at IS NOT NULL",
                params![key.partner.as_bytes(), key.customer.as_bytes(), micros(until)],
            )
        })
    }

    fn find_approved_domain(&mut self, key: CustomerKey) -> impl Read<Option<String>> {
        self.read(|session| {
            session.get(
                "SELECT coalesce( (SELECT domain FROM approved_domains WHERE partner_id = ?1 AND
                    customer_id = ?2), (SELECT approvable_domain FROM customers WHERE partner_id = ?1
                    AND id = ?2)) AS domain",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                |row| Columns::new("approved_domains", row).get("domain"),
            )
        })
    }

    fn hold_approved_domain(&mut self, domain: &str, key: CustomerKey, now: Timestamp) -> Queued {
        self.write(|session| {
            // Where another customer holds it, nothing is to be written.
            session.execute_any(
                "INSERT INTO approved_domains (world, domain, partner_id, customer_id,
                        created_at) SELECT world, ?1, ?2, ?3, ?4
                     FROM partners
                     WHERE id = ?2
                     ON CONFLICT (world, domain) DO NOTHING",
                params![domain, key.partner.as_bytes(), key.customer.as_bytes(), micros(now)],
            )
        })
    }

    fn release_approved_domain(&mut self, key: CustomerKey) -> Queued {
        self.write(|session| {
            session.execute_any(
                "DELETE FROM approved_domains WHERE partner_id = ?1 AND customer_id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
            )
        })
    }
}

fn save_exclusive(
    session: &Session,
    key: CustomerKey,
    row: &RecordRow<'_>,
    beside: &Beside<'_>,
) -> Outcome<()> {
    session.execute_one(
        "UPDATE customers SET qualification = ?3, status = ?4, reason = ?5, segment = ?6,
            website = ?7, code = ?8, organization_name = ?9, opened_at = ?10, due_at = ?11,
            leased_until = NULL, lease = NULL, lease_owner = NULL,
            attempts = max(attempts + ?12, 0), approvable_domain = ?13, revision = revision + 1
         WHERE partner_id = ?1 AND id = ?2",
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
