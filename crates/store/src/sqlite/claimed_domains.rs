//! Registrable domains on which approvals for Education rest: one customer each.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Outcome;
use qualify_vocabulary::Timestamp;
use rusqlite::params;

use super::column::{Columns, micros};
use super::session::Session;

/// Whether another customer, of any partner, was approved with the domain.
pub(super) fn is_somebody_elses(session: &Session, domain: &str, key: CustomerKey) -> Outcome<bool> {
    let found = session.find(
        "SELECT 1 FROM claimed_domains WHERE domain = ?1 AND NOT (partner_id = ?2 AND customer_id = ?3)",
        params![domain, key.partner.as_bytes(), key.customer.as_bytes()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// The domain that the customer was approved with, or would be.
pub(super) fn find_of(session: &Session, key: CustomerKey) -> Outcome<Option<String>> {
    session.get(
        "SELECT coalesce(
             (SELECT domain FROM claimed_domains WHERE partner_id = ?1 AND customer_id = ?2),
             (SELECT claimable_domain FROM customers WHERE partner_id = ?1 AND id = ?2)) AS domain",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| Columns::new("claimed_domains", row).get("domain"),
    )
}

/// Notes the domain that a customer is approved with. Where it is another customer's, it stays that one's.
pub(super) fn take(session: &Session, domain: &str, key: CustomerKey, now: Timestamp) -> Outcome<()> {
    session
        .execute(
            "INSERT INTO claimed_domains (domain, partner_id, customer_id, created_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (domain) DO NOTHING",
            params![domain, key.partner.as_bytes(), key.customer.as_bytes(), micros(now)],
        )
        .map(|_| ())
}

/// The customer's approval is gone, and the domain is free again.
pub(super) fn release(session: &Session, key: CustomerKey) -> Outcome<()> {
    session
        .execute(
            "DELETE FROM claimed_domains WHERE partner_id = ?1 AND customer_id = ?2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
        .map(|_| ())
}
