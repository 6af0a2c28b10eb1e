//! Registrable domains on which approvals for Education rest: one customer each.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Outcome;
use qualify_domain::vetting::ClaimedBy;
use qualify_vocabulary::Timestamp;
use rusqlite::params;

use super::column::{Columns, micros};
use super::session::Session;

/// Who was approved with the domain, as it concerns a customer.
pub(super) fn find_claimant(session: &Session, domain: &str, key: CustomerKey) -> Outcome<ClaimedBy> {
    let claimant = session.find(
        "SELECT partner_id, customer_id FROM claimed_domains WHERE domain = ?1",
        [domain],
        |row| {
            let columns = Columns::new("claimed_domains", row);
            Ok(CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? })
        },
    )?;
    Ok(match claimant {
        Some(claimant) if claimant.partner != key.partner => ClaimedBy::OtherPartner,
        Some(claimant) if claimant.customer != key.customer => ClaimedBy::OwnCustomer(claimant.customer),
        Some(_) | None => ClaimedBy::Nobody,
    })
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
