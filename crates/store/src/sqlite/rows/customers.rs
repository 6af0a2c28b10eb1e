//! Customers with their details, their domain, their account status and directory roles.

use qualify_domain::Refusal;
use qualify_domain::billing_profile::BillingProfile;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, Relationship};
use qualify_domain::ports::Outcome;
use qualify_domain::vetting::ApplicantFacts;
use qualify_vocabulary::{AccountStatus, CustomerWords, DomainName, NameKey, PartnerId, Timestamp, UserId};
use rusqlite::{Row, params};

use super::{SqliteRows, words};
use crate::rows::{CustomerRows, Queued, Read, Standing, read_applicant_facts, read_customer, read_standing};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::undone::Undone;

impl CustomerRows for SqliteRows<'_> {
    fn find_standing(&mut self, key: CustomerKey) -> impl Read<Option<Standing>> {
        self.read(|session| {
            session.find(
                "SELECT company_name, has_ended, attempts FROM customers WHERE partner_id = ?1 AND id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                |row| read_standing(&Columns::new("customers", row)),
            )
        })
    }

    fn find_customer(&mut self, key: CustomerKey) -> impl Read<Option<Customer>> {
        self.read(|session| {
            session.find(
                "SELECT c.id, c.domain, c.has_ended, d.commerce_id, d.registration_number,
                    d.associated_partner_id, d.billing_profile_id, d.billing_profile, d.revision
                 FROM customers c
                 JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
                 WHERE c.partner_id = ?1 AND c.id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                read,
            )
        })
    }

    fn load_applicant_facts(&mut self, key: CustomerKey) -> impl Read<ApplicantFacts> {
        self.read(|session| {
            session.get(
                "SELECT c.domain, c.attempts, d.billing_profile
                 FROM customers c
                 JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
                 WHERE c.partner_id = ?1 AND c.id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                |row| read_applicant_facts(&Columns::new("customers", row)),
            )
        })
    }

    fn insert_customer(&mut self, partner: PartnerId, customer: &Customer, now: Timestamp) -> Queued {
        let ids = (partner.as_bytes(), customer.id.as_bytes());
        let domain_key = customer.domain.in_own_letters();
        let session = self.session();
        let is_free = session.insert_unless_taken(
            "INSERT INTO tenant_domains (world, domain, partner_id, customer_id,
                created_at) SELECT world, ?1, ?2, ?3, ?4
             FROM partners
             WHERE id = ?2",
            params![domain_key, ids.0, ids.1, micros(now)],
        )?;
        if !is_free {
            return Err(Undone::from(Refusal::DomainTaken(customer.domain.clone())));
        }
        session.execute_one(
            "INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended,
                created_at, reseller_key, domain_key, domain_ascii)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                ids.0,
                ids.1,
                NameKey::of(&customer.billing.company_name).as_str(),
                customer.billing.company_name,
                customer.domain.as_str(),
                customer.relationship == Relationship::Ended,
                micros(now),
                customer.associated_partner_id.as_deref().map(NameKey::of).as_ref().map(NameKey::as_str),
                domain_key,
                customer.domain.is_international().then(|| customer.domain.key())
            ],
        )?;
        session.execute_one(
            "INSERT INTO customer_details (partner_id, customer_id, commerce_id,
                registration_number, associated_partner_id, billing_profile_id, billing_profile,
                created_at, revision)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                ids.0,
                ids.1,
                customer.commerce_id.as_bytes(),
                customer.registration_number,
                customer.associated_partner_id,
                customer.billing_profile_id.as_bytes(),
                billing_json(&customer.billing),
                micros(now),
                customer.billing_revision
            ],
        )?;
        let words = CustomerWords::of(&customer.billing.company_name, &customer.domain, customer.id);
        let key = CustomerKey { partner, customer: customer.id };
        words::insert(session, key, &words.all())?;
        Ok(())
    }

    fn find_account_status(&mut self, key: CustomerKey) -> impl Read<Option<AccountStatusRecord>> {
        self.read(|session| {
            session.get(
                "SELECT account_status, account_status_at
                 FROM customer_details
                 WHERE partner_id = ?1 AND customer_id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
                |row| {
                    let columns = Columns::new("customer_details", row);
                    let status = columns.optional_parsed("account_status", AccountStatus::parse)?;
                    match (status, columns.optional_moment("account_status_at")?) {
                        (Some(status), Some(changed_at)) => {
                            Ok(Some(AccountStatusRecord { status, changed_at }))
                        }
                        (None, None) => Ok(None),
                        (Some(_), None) | (None, Some(_)) => Err(columns.corrupt("account_status_at")),
                    }
                },
            )
        })
    }

    fn save_billing(&mut self, partner: PartnerId, customer: &Customer) -> Queued {
        self.write(|session| {
            let ids = (partner.as_bytes(), customer.id.as_bytes());
            session.execute_one(
                "UPDATE customer_details SET billing_profile = ?3, revision = ?4
                 WHERE partner_id = ?1 AND customer_id = ?2",
                params![ids.0, ids.1, billing_json(&customer.billing), customer.billing_revision],
            )?;
            words::rename(session, partner, customer)?;
            session.execute_one(
                "UPDATE customers SET name_key = ?3, company_name = ?4
                 WHERE partner_id = ?1 AND id = ?2",
                params![
                    ids.0,
                    ids.1,
                    NameKey::of(&customer.billing.company_name).as_str(),
                    customer.billing.company_name
                ],
            )
        })
    }

    fn delete_customer(&mut self, key: CustomerKey) -> Queued {
        self.write(|session| {
            let ids = [key.partner.as_bytes(), key.customer.as_bytes()];
            session.execute_one(
                "DELETE
                 FROM tenant_domains
                 WHERE world = (SELECT world FROM partners WHERE id = ?1) AND domain = (SELECT
                     domain_key FROM customers WHERE partner_id = ?1 AND id = ?2)",
                ids,
            )?;
            words::forget(session, key)?;
            session.execute_one("DELETE FROM customers WHERE partner_id = ?1 AND id = ?2", ids)
        })
    }

    fn end_relationship(&mut self, key: CustomerKey) -> Queued {
        self.write(|session| {
            words::forget(session, key)?;
            session.execute_one(
                "UPDATE customers SET has_ended = 1, due_at = NULL, leased_until = NULL, lease = NULL,
                    lease_owner = NULL, revision = revision + 1
                 WHERE partner_id = ?1 AND id = ?2",
                [key.partner.as_bytes(), key.customer.as_bytes()],
            )
        })
    }

    fn has_customers(&mut self, partner: PartnerId, customers: u32) -> impl Read<bool> {
        self.read(|session| {
            session.get(
                "SELECT count(*)
                 FROM (SELECT 1 FROM customers WHERE partner_id = ?1 AND has_ended = 0 LIMIT ?2)",
                params![partner.as_bytes(), customers],
                |row| Columns::new("customers", row).get::<u32>("count(*)").map(|count| count >= customers),
            )
        })
    }

    fn is_domain_taken(&mut self, partner: PartnerId, domain: &DomainName) -> impl Read<bool> {
        self.read(|session| {
            let found = session.find(
                "SELECT 1
                 FROM tenant_domains
                 WHERE world = (SELECT world FROM partners WHERE id = ?1) AND domain = ?2",
                params![partner.as_bytes(), domain.in_own_letters()],
                |_| Ok(()),
            )?;
            Ok(found.is_some())
        })
    }

    fn save_account_status(&mut self, key: CustomerKey, record: AccountStatusRecord) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE customer_details SET account_status = ?3, account_status_at = ?4
                 WHERE partner_id = ?1 AND customer_id = ?2",
                params![
                    key.partner.as_bytes(),
                    key.customer.as_bytes(),
                    record.status.name(),
                    micros(record.changed_at)
                ],
            )
        })
    }

    fn list_directory_roles(&mut self, key: CustomerKey, user: UserId) -> impl Read<Vec<String>> {
        self.read(|session| {
            session.list(
                "SELECT role
                 FROM directory_roles
                 WHERE partner_id = ?1 AND customer_id = ?2 AND user_id = ?3",
                [key.partner.as_bytes(), key.customer.as_bytes(), user.as_bytes()],
                |row| Columns::new("directory_roles", row).get("role"),
            )
        })
    }

    fn replace_directory_roles(
        &mut self,
        key: CustomerKey,
        user: UserId,
        roles: &[String],
        now: Timestamp,
    ) -> Queued {
        self.write(|session| {
            let ids = (key.partner.as_bytes(), key.customer.as_bytes(), user.as_bytes());
            session.execute_any(
                "DELETE
                 FROM directory_roles
                 WHERE partner_id = ?1 AND customer_id = ?2 AND user_id = ?3",
                params![ids.0, ids.1, ids.2],
            )?;
            for role in roles {
                // A role that the operator names twice is one role.
                session.execute_any(
                    "INSERT INTO directory_roles (partner_id, customer_id, user_id, role, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO NOTHING",
                    params![ids.0, ids.1, ids.2, role, micros(now)],
                )?;
            }
            Ok(())
        })
    }
}

fn billing_json(billing: &BillingProfile) -> String {
    serde_json::to_string(billing).expect("a billing profile is made of texts")
}

fn read(row: &Row<'_>) -> Outcome<Customer> {
    read_customer(&Columns::new("customers", row))
}
