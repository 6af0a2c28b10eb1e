//! Customers with their details, their domain, their account status and directory roles.

use qualify_domain::Refusal;
use qualify_domain::billing_profile::BillingProfile;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, Relationship};
use qualify_domain::ports::Outcome;
use qualify_domain::vetting::ApplicantFacts;
use qualify_vocabulary::{AccountStatus, CustomerWords, DomainName, NameKey, PartnerId, Timestamp, UserId};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::error::Rule;
use crate::postgres::engine::question::Question;
use crate::postgres::engine::value::params;
use crate::rows::{CustomerRows, Queued, Read, Standing, read_applicant_facts, read_customer, read_standing};

impl CustomerRows for PostgresRows {
    fn find_standing(&mut self, key: CustomerKey) -> impl Read<Option<Standing>> {
        let question = standing_of(key, self.session.is_writing());
        self.find_asked(question, |row| read_standing(&Columns::new("customers", row)))
    }

    fn find_customer(&mut self, key: CustomerKey) -> impl Read<Option<Customer>> {
        self.find_asked(all_of(key), read)
    }

    fn load_applicant_facts(&mut self, key: CustomerKey) -> impl Read<ApplicantFacts> {
        self.get_asked(facts_of(key), |row| read_applicant_facts(&Columns::new("customers", row)))
    }

    fn insert_customer(&mut self, partner: PartnerId, customer: &Customer, now: Timestamp) -> Queued {
        let ids = (partner.as_bytes(), customer.id.as_bytes());
        let domain_key = customer.domain.in_own_letters();
        let taken = Rule {
            constraint: "tenant_domains_pkey",
            refusal: Refusal::DomainTaken(customer.domain.clone()),
        };
        self.insert_unless(
            taken,
            "INSERT INTO tenant_domains (world, domain, partner_id, customer_id,
                created_at) SELECT world, $1, $2, $3, $4
             FROM partners
             WHERE id = $2",
            params![domain_key, ids.0, ids.1, micros(now)],
        )?;
        self.execute_one(
            "INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended,
                created_at, reseller_key, domain_key, domain_ascii)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
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
        self.execute_one(
            "INSERT INTO customer_details (partner_id, customer_id, commerce_id,
                registration_number, associated_partner_id, billing_profile_id, billing_profile,
                created_at, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
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
        self.insert_words(key, &words.all())
    }

    fn find_account_status(&mut self, key: CustomerKey) -> impl Read<Option<AccountStatusRecord>> {
        self.get_asked(account_status_of(key), |row| {
            let columns = Columns::new("customer_details", row);
            let status = columns.optional_parsed("account_status", AccountStatus::parse)?;
            match (status, columns.optional_moment("account_status_at")?) {
                (Some(status), Some(changed_at)) => Ok(Some(AccountStatusRecord { status, changed_at })),
                (None, None) => Ok(None),
                (Some(_), None) | (None, Some(_)) => Err(columns.corrupt("account_status_at")),
            }
        })
    }

    fn save_billing(&mut self, partner: PartnerId, customer: &Customer) -> Queued {
        let ids = (partner.as_bytes(), customer.id.as_bytes());
        self.execute_one(
            "UPDATE customer_details SET billing_profile = $3, revision = $4
                 WHERE partner_id = $1 AND customer_id = $2",
            params![ids.0, ids.1, billing_json(&customer.billing), customer.billing_revision],
        )?;
        self.rename(partner, customer)?;
        self.execute_one(
            "UPDATE customers SET name_key = $3, company_name = $4
                 WHERE partner_id = $1 AND id = $2",
            params![
                ids.0,
                ids.1,
                NameKey::of(&customer.billing.company_name).as_str(),
                customer.billing.company_name
            ],
        )
    }

    fn delete_customer(&mut self, key: CustomerKey) -> Queued {
        let ids = [key.partner.as_bytes(), key.customer.as_bytes()];
        self.execute_one(
            "DELETE
                 FROM tenant_domains
                 WHERE world = (SELECT world FROM partners WHERE id = $1) AND domain = (SELECT
                     domain_key FROM customers WHERE partner_id = $1 AND id = $2)",
            ids,
        )?;
        self.forget_words(key)?;
        self.execute_one("DELETE FROM customers WHERE partner_id = $1 AND id = $2", ids)
    }

    fn end_relationship(&mut self, key: CustomerKey) -> Queued {
        self.forget_words(key)?;
        self.execute_one(
            "UPDATE customers SET has_ended = true, due_at = NULL, leased_until = NULL, lease = NULL,
                    lease_owner = NULL, revision = revision + 1
                 WHERE partner_id = $1 AND id = $2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
    }

    fn has_customers(&mut self, partner: PartnerId, customers: u32) -> impl Read<bool> {
        self.get_asked(are_there(partner, customers), move |row| {
            Columns::new("customers", row).get::<u32>("customers").map(|count| count >= customers)
        })
    }

    fn is_domain_taken(&mut self, partner: PartnerId, domain: &DomainName) -> impl Read<bool> {
        async move {
            let found = self
                .find(
                    "SELECT 1
                 FROM tenant_domains
                 WHERE world = (SELECT world FROM partners WHERE id = $1) AND domain = $2",
                    params![partner.as_bytes(), domain.in_own_letters()],
                    |_| Ok(()),
                )
                .await?;
            Ok(found.is_some())
        }
    }

    fn save_account_status(&mut self, key: CustomerKey, record: AccountStatusRecord) -> Queued {
        self.execute_one(
            "UPDATE customer_details SET account_status = $3, account_status_at = $4
                 WHERE partner_id = $1 AND customer_id = $2",
            params![
                key.partner.as_bytes(),
                key.customer.as_bytes(),
                record.status.name(),
                micros(record.changed_at)
            ],
        )
    }

    fn list_directory_roles(&mut self, key: CustomerKey, user: UserId) -> impl Read<Vec<String>> {
        async move {
            let rows = self.session.ask(roles_of(key, user)).await?;
            rows.iter().map(|row| Columns::new("directory_roles", row).get("role")).collect()
        }
    }

    fn replace_directory_roles(
        &mut self,
        key: CustomerKey,
        user: UserId,
        roles: &[String],
        now: Timestamp,
    ) -> Queued {
        let ids = (key.partner.as_bytes(), key.customer.as_bytes(), user.as_bytes());
        self.execute_any(
            "DELETE
                 FROM directory_roles
                 WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3",
            params![ids.0, ids.1, ids.2],
        )?;
        for role in roles {
            // A role that the operator names twice is one role.
            self.execute_any(
                "INSERT INTO directory_roles (partner_id, customer_id, user_id, role, created_at)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT DO NOTHING",
                params![ids.0, ids.1, ids.2, role, micros(now)],
            )?;
        }
        Ok(())
    }
}

impl PostgresRows {
    /// Keeps words by whose beginnings a customer is found.
    fn insert_words(&mut self, key: CustomerKey, words: &[&str]) -> Queued {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        self.execute_any(
            "INSERT INTO customer_words (partner_id, word, customer_id)
             SELECT $1, word, $2 FROM unnest($3) AS word
             ON CONFLICT DO NOTHING",
            params![key.partner.as_bytes(), key.customer.as_bytes(), words],
        )
    }

    /// Puts the words of a customer's new name in the place of those of the old one. One that has ended has none.
    fn rename(&mut self, partner: PartnerId, customer: &Customer) -> Queued {
        let words = CustomerWords::of(&customer.billing.company_name, &customer.domain, customer.id);
        let words: Vec<String> = words.all().iter().map(|word| (*word).to_owned()).collect();
        self.execute_any(
            "DELETE FROM customer_words WHERE partner_id = $1 AND customer_id = $2 AND word <> ALL ($3)",
            params![partner.as_bytes(), customer.id.as_bytes(), words],
        )?;
        self.execute_any(
            "INSERT INTO customer_words (partner_id, word, customer_id)
             SELECT $1, word, $2 FROM unnest($3) AS word
             WHERE EXISTS (SELECT 1 FROM customers WHERE partner_id = $1 AND id = $2 AND NOT has_ended)
             ON CONFLICT DO NOTHING",
            params![partner.as_bytes(), customer.id.as_bytes(), words],
        )
    }

    /// Forgets the words of a customer.
    fn forget_words(&mut self, key: CustomerKey) -> Queued {
        self.execute_any(
            "DELETE FROM customer_words WHERE partner_id = $1 AND customer_id = $2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
    }
}

/// The question for a customer's standing.
pub(super) fn standing_of(key: CustomerKey, is_writing: bool) -> Question {
    const STANDING: &str =
        "SELECT company_name, has_ended, attempts FROM customers WHERE partner_id = $1 AND id = $2";
    Question::locking(STANDING, is_writing, [key.partner.as_bytes(), key.customer.as_bytes()])
}

/// The question for a whole customer.
pub(super) fn all_of(key: CustomerKey) -> Question {
    let ids = [key.partner.as_bytes(), key.customer.as_bytes()];
    let all = Question::new(
        "SELECT c.id, c.domain, c.has_ended, d.commerce_id, d.registration_number,
            d.associated_partner_id, d.billing_profile_id, d.billing_profile, d.revision
         FROM customers c
         JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
         WHERE c.partner_id = $1 AND c.id = $2",
        ids,
    );
    // Its row is locked, and not those that are read with it.
    all.behind("SELECT 1 FROM customers WHERE partner_id = $1 AND id = $2 FOR NO KEY UPDATE", ids)
}

/// The question for what vetting has to know.
pub(super) fn facts_of(key: CustomerKey) -> Question {
    Question::new(
        "SELECT c.domain, c.attempts, d.billing_profile
         FROM customers c
         JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
         WHERE c.partner_id = $1 AND c.id = $2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
    )
}

/// The question for a recorded account status.
pub(super) fn account_status_of(key: CustomerKey) -> Question {
    Question::new(
        "SELECT account_status, account_status_at
         FROM customer_details
         WHERE partner_id = $1 AND customer_id = $2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
    )
}

/// The question whether a partner has so many customers. The number is what another customer is refused by.
pub(super) fn are_there(partner: PartnerId, customers: u32) -> Question {
    let count = Question::new(
        "SELECT count(*) AS customers
         FROM (SELECT 1 FROM customers WHERE partner_id = $1 AND NOT has_ended LIMIT $2) AS found",
        params![partner.as_bytes(), customers],
    );
    count.behind_name("customers", partner.as_bytes())
}

/// The question for the roles of a user in a customer's directory.
pub(super) fn roles_of(key: CustomerKey, user: UserId) -> Question {
    Question::new(
        "SELECT role FROM directory_roles WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3",
        [key.partner.as_bytes(), key.customer.as_bytes(), user.as_bytes()],
    )
}

fn billing_json(billing: &BillingProfile) -> String {
    serde_json::to_string(billing).expect("a billing profile is made of texts")
}

fn read(row: &Row) -> Outcome<Customer> {
    read_customer(&Columns::new("customers", row))
}
