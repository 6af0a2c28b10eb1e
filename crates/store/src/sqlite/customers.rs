//! Customers with their details, their claim on a domain, and their account status.

use qualify_domain::Refusal;
use qualify_domain::billing_profile::BillingProfile;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, Relationship};
use qualify_domain::ports::Outcome;
use qualify_vocabulary::{AccountStatus, DomainName, NameKey, PartnerId, Timestamp, UserId};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::session::Session;

/// What every request about a customer needs to know first.
pub(super) struct Standing {
    pub(super) company_name: String,
    pub(super) relationship: Relationship,
}

/// The customer's standing; refused if there is no such customer, or none any more.
pub(super) fn get_standing(session: &Session, key: CustomerKey) -> Outcome<Result<Standing, Refusal>> {
    let standing = session.find(
        "SELECT company_name, has_ended FROM customers WHERE partner_id = ?1 AND id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| {
            let columns = Columns::new("customers", row);
            Ok(Standing { company_name: columns.get("company_name")?, relationship: relationship(&columns)? })
        },
    )?;
    Ok(check_standing(standing))
}

/// Step 4 of contract 2.5.
pub(super) fn check_standing(standing: Option<Standing>) -> Result<Standing, Refusal> {
    let standing = standing.ok_or(Refusal::CustomerNotFound)?;
    standing.relationship.check_is_live()?;
    Ok(standing)
}

pub(super) fn relationship(columns: &Columns<'_>) -> Outcome<Relationship> {
    let has_ended: bool = columns.get("has_ended")?;
    Ok(if has_ended { Relationship::Ended } else { Relationship::Reseller })
}

/// The whole customer; refused like [`get_standing`].
pub(super) fn get(session: &Session, key: CustomerKey) -> Outcome<Result<Customer, Refusal>> {
    let customer = session.find(
        "SELECT c.id, c.domain, c.has_ended, d.commerce_id, d.registration_number, d.associated_partner_id,
                d.billing_profile_id, d.billing_profile, d.revision
         FROM customers c
         JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
         WHERE c.partner_id = ?1 AND c.id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        read,
    )?;
    Ok(customer.ok_or(Refusal::CustomerNotFound).and_then(|customer| {
        customer.relationship.check_is_live()?;
        Ok(customer)
    }))
}

fn read(row: &Row<'_>) -> Outcome<Customer> {
    let customer = Columns::new("customers", row);
    let columns = Columns::new("customer_details", row);
    Ok(Customer {
        id: customer.id("id")?,
        commerce_id: columns.id("commerce_id")?,
        domain: customer.parsed("domain", DomainName::parse)?,
        relationship: relationship(&customer)?,
        registration_number: columns.get("registration_number")?,
        associated_partner_id: columns.get("associated_partner_id")?,
        billing_profile_id: columns.id("billing_profile_id")?,
        billing_revision: columns.get("revision")?,
        billing: columns.parsed("billing_profile", parse_billing)?,
    })
}

/// Inserts a customer; refused if its domain is taken. The claim is the database's constraint, not a look before.
pub(super) fn insert(
    session: &Session,
    partner: PartnerId,
    customer: &Customer,
    now: Timestamp,
) -> Outcome<Result<(), Refusal>> {
    let ids = (partner.as_bytes(), customer.id.as_bytes());
    let domain_key = customer.domain.in_own_letters();
    let is_claimed = session.insert_unless_taken(
        "INSERT INTO domain_claims (domain, partner_id, customer_id, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![domain_key, ids.0, ids.1, micros(now)],
    )?;
    if !is_claimed {
        return Ok(Err(Refusal::DomainTaken(customer.domain.clone())));
    }
    session.execute_one(
        "INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended, created_at, reseller_key,
             domain_key, domain_ascii)
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
        "INSERT INTO customer_details (partner_id, customer_id, commerce_id, registration_number,
             associated_partner_id, billing_profile_id, billing_profile, created_at, revision)
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
    Ok(Ok(()))
}

/// Writes a changed billing profile, and the name that follows from it.
pub(super) fn update_billing(session: &Session, partner: PartnerId, customer: &Customer) -> Outcome<()> {
    let ids = (partner.as_bytes(), customer.id.as_bytes());
    session.execute_one(
        "UPDATE customer_details SET billing_profile = ?3, revision = ?4 WHERE partner_id = ?1 AND customer_id = ?2",
        params![ids.0, ids.1, billing_json(&customer.billing), customer.billing_revision],
    )?;
    session.execute_one(
        "UPDATE customers SET name_key = ?3, company_name = ?4 WHERE partner_id = ?1 AND id = ?2",
        params![
            ids.0,
            ids.1,
            NameKey::of(&customer.billing.company_name).as_str(),
            customer.billing.company_name
        ],
    )
}

/// Removes a customer with everything that hangs on it; the audit trail stays.
pub(super) fn delete(session: &Session, key: CustomerKey) -> Outcome<()> {
    let ids = [key.partner.as_bytes(), key.customer.as_bytes()];
    // Of two that held one domain in two spellings, before these were known to be one, the first alone has the claim.
    session.execute(
        "DELETE FROM domain_claims
         WHERE domain = (SELECT domain_key FROM customers WHERE partner_id = ?1 AND id = ?2)
             AND partner_id = ?1 AND customer_id = ?2",
        ids,
    )?;
    session.execute_one("DELETE FROM customers WHERE partner_id = ?1 AND id = ?2", ids)
}

/// Ends the partner's relationship with a customer, whose domain stays claimed. Nothing is due about it any more.
pub(super) fn end_relationship(session: &Session, key: CustomerKey) -> Outcome<()> {
    session.execute_one(
        "UPDATE customers SET has_ended = 1, due_at = NULL, claimed_until = NULL, claim = NULL,
             revision = revision + 1
         WHERE partner_id = ?1 AND id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
    )
}

/// Whether the partner holds this many customers; counts no further, and none that it let go.
pub(super) fn has_at_least(session: &Session, partner: PartnerId, customers: u32) -> Outcome<bool> {
    session.get(
        "SELECT count(*) FROM (SELECT 1 FROM customers WHERE partner_id = ?1 AND has_ended = 0 LIMIT ?2)",
        params![partner.as_bytes(), customers],
        |row| Columns::new("customers", row).get::<u32>("count(*)").map(|count| count >= customers),
    )
}

pub(super) fn is_domain_taken(session: &Session, domain: &DomainName) -> Outcome<bool> {
    let found =
        session
            .find("SELECT 1 FROM domain_claims WHERE domain = ?1", [domain.in_own_letters()], |_| Ok(()))?;
    Ok(found.is_some())
}

/// The recorded account status; refused like [`get_standing`].
pub(super) fn find_account_status(
    session: &Session,
    key: CustomerKey,
) -> Outcome<Result<Option<AccountStatusRecord>, Refusal>> {
    if let Err(refusal) = get_standing(session, key)? {
        return Ok(Err(refusal));
    }
    session
        .get(
            "SELECT account_status, account_status_at FROM customer_details
             WHERE partner_id = ?1 AND customer_id = ?2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
            |row| {
                let columns = Columns::new("customer_details", row);
                let status = columns.optional_parsed("account_status", AccountStatus::parse)?;
                match (status, columns.optional_moment("account_status_at")?) {
                    (Some(status), Some(changed_at)) => Ok(Some(AccountStatusRecord { status, changed_at })),
                    (None, None) => Ok(None),
                    (Some(_), None) | (None, Some(_)) => Err(columns.corrupt("account_status_at")),
                }
            },
        )
        .map(Ok)
}

pub(super) fn set_account_status(
    session: &Session,
    key: CustomerKey,
    record: AccountStatusRecord,
) -> Outcome<()> {
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
}

/// The directory roles that the user holds on the customer.
pub(super) fn list_directory_roles(
    session: &Session,
    key: CustomerKey,
    user: UserId,
) -> Outcome<Vec<String>> {
    session.list(
        "SELECT role FROM directory_roles WHERE partner_id = ?1 AND customer_id = ?2 AND user_id = ?3",
        [key.partner.as_bytes(), key.customer.as_bytes(), user.as_bytes()],
        |row| Columns::new("directory_roles", row).get("role"),
    )
}

/// Replaces the directory roles of a user on a customer.
pub(super) fn set_directory_roles(
    session: &Session,
    key: CustomerKey,
    user: UserId,
    roles: &[String],
    now: Timestamp,
) -> Outcome<()> {
    let ids = (key.partner.as_bytes(), key.customer.as_bytes(), user.as_bytes());
    session.execute(
        "DELETE FROM directory_roles WHERE partner_id = ?1 AND customer_id = ?2 AND user_id = ?3",
        params![ids.0, ids.1, ids.2],
    )?;
    for role in roles {
        // A role that the operator names twice is one role.
        session.execute(
            "INSERT INTO directory_roles (partner_id, customer_id, user_id, role, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            params![ids.0, ids.1, ids.2, role, micros(now)],
        )?;
    }
    Ok(())
}

/// A billing profile as it is stored.
pub(super) fn parse_billing(json: &str) -> serde_json::Result<BillingProfile> {
    serde_json::from_str(json)
}

fn billing_json(billing: &BillingProfile) -> String {
    serde_json::to_string(billing).expect("a billing profile is made of texts")
}
