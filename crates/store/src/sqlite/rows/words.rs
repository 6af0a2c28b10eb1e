//! The words by whose beginnings customers are found, kept in the transaction of what they are words of.

use qualify_domain::customer::{Customer, CustomerKey};
use qualify_domain::ports::Outcome;
use qualify_vocabulary::{CustomerWords, DomainName, PartnerId};
use rusqlite::params;

use crate::sqlite::engine::column::{Cells as _, Columns};
use crate::sqlite::engine::session::Session;

/// Keeps words of a customer.
pub(super) fn insert(session: &Session, key: CustomerKey, words: &[&str]) -> Outcome<()> {
    for word in words {
        // One that is there already was left by a name that was cut into other words.
        session.execute_any(
            "INSERT INTO customer_words (partner_id, word, customer_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![key.partner.as_bytes(), word, key.customer.as_bytes()],
        )?;
    }
    Ok(())
}

/// Puts the words of a customer's new name in the place of those of the name that its row has until now.
pub(super) fn rename(session: &Session, partner: PartnerId, customer: &Customer) -> Outcome<()> {
    let key = CustomerKey { partner, customer: customer.id };
    let Some(before) = find(session, key)? else { return Ok(()) };
    let after = CustomerWords::of(&customer.billing.company_name, &customer.domain, customer.id);
    let (before, after) = (before.all(), after.all());
    let gone: Vec<&str> = before.iter().filter(|word| !after.contains(word)).copied().collect();
    let new: Vec<&str> = after.iter().filter(|word| !before.contains(word)).copied().collect();
    delete(session, key, &gone)?;
    insert(session, key, &new)
}

/// Forgets the words of a customer.
pub(super) fn forget(session: &Session, key: CustomerKey) -> Outcome<()> {
    let Some(words) = find(session, key)? else { return Ok(()) };
    delete(session, key, &words.all())
}

fn delete(session: &Session, key: CustomerKey, words: &[&str]) -> Outcome<()> {
    for word in words {
        // An earlier program may have cut the name into other words: what is left of those leads to nobody.
        session.execute_any(
            "DELETE FROM customer_words WHERE partner_id = ?1 AND word = ?2 AND customer_id = ?3",
            params![key.partner.as_bytes(), word, key.customer.as_bytes()],
        )?;
    }
    Ok(())
}

/// The words of a customer's row; none of one that has ended, or is not there.
fn find(session: &Session, key: CustomerKey) -> Outcome<Option<CustomerWords>> {
    session.find(
        "SELECT company_name, domain FROM customers WHERE partner_id = ?1 AND id = ?2 AND has_ended = 0",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| {
            let columns = Columns::new("customers", row);
            let domain = columns.parsed("domain", DomainName::parse)?;
            Ok(CustomerWords::of(columns.text("company_name")?, &domain, key.customer))
        },
    )
}
