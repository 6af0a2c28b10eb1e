//! Filling an empty store, and emptying a full one.

use qualify_domain::customer::CustomerKey;
use qualify_domain::partner::Partner;
use qualify_domain::ports::{Outcome, StoreError};
use qualify_domain::qualification::{Change, ExclusiveRecord};
use qualify_domain::seed::{Seed, SeedCustomer};

use super::qualifications::Beside;
use super::session::Session;
use super::writer::Decided;
use super::{customers, partners, qualifications, reviews, validation_codes};

/// Every table of data; children before their parents.
pub(super) const TABLES: [&str; 20] = [
    "attempts",
    "deliveries",
    "webhook_tests",
    "endpoints",
    "dispatch",
    "event_horizons",
    "papers",
    "reviews",
    "replays",
    "events",
    "audit_records",
    "decision_texts",
    "decisions",
    "claimed_domains",
    "directory_roles",
    "validation_codes",
    "domain_claims",
    "customer_details",
    "customers",
    "partners",
];

/// Tables of the installation's own: no reset empties them, and no snapshot holds their rows.
pub(super) const OWN_TABLES: [&str; 2] = ["grants", "settings"];

/// The setting under which decisions may go; it is there inside of a transaction only.
const CLEARING_SETTING: &str = "store.clearing";

/// Writes the seed if the store holds no partner; answers all partners if it did.
pub(super) fn write_if_empty(session: &Session, seed: &Seed) -> Decided<Option<Vec<Partner>>> {
    if !partners::list(session)?.is_empty() {
        return Ok(Ok(None));
    }
    write(session, seed)?;
    partners::list(session).map(|partners| Ok(Some(partners)))
}

/// Empties the store and writes the seed; answers all partners.
pub(super) fn reset(session: &Session, seed: &Seed) -> Decided<Vec<Partner>> {
    clear(session)?;
    session.find_last_position()?;
    write(session, seed)?;
    partners::list(session).map(Ok)
}

/// Removes all data; what is the installation's own stays.
pub(super) fn clear(session: &Session) -> Outcome<()> {
    session.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, x'')", [CLEARING_SETTING])?;
    for table in TABLES {
        session.execute(&format!("DELETE FROM {table}"), [])?;
    }
    session.execute_one("DELETE FROM settings WHERE name = ?1", [CLEARING_SETTING])
}

fn write(session: &Session, seed: &Seed) -> Outcome<()> {
    reviews::expect_missing(session)?;
    session.note_event();
    for partner in &seed.partners {
        partners::put(session, partner, seed.created_at)?;
    }
    for (partner, code) in &seed.codes {
        if !validation_codes::insert(session, *partner, code, seed.created_at)? {
            return Err(unusable(format!("the code {} stands twice in the seed", code.id)));
        }
    }
    seed.customers.iter().try_for_each(|customer| write_customer(session, seed, customer))
}

fn write_customer(session: &Session, seed: &Seed, seeded: &SeedCustomer) -> Outcome<()> {
    let key = CustomerKey { partner: seeded.partner, customer: seeded.customer.id };
    customers::insert(session, seeded.partner, &seeded.customer, seed.created_at)?
        .map_err(|refusal| unusable(format!("customer {}: {refusal}", key.customer)))?;
    let records = &seeded.qualifications;
    let exclusive = records.exclusive.clone().map(Change::Exclusive);
    for change in exclusive.into_iter().chain(records.state_owned.clone().map(Change::StateOwned)) {
        let is_attempt = matches!(change, Change::Exclusive(ExclusiveRecord::Education(_)));
        let beside = Beside { attempts: i32::from(is_attempt), claimable: None };
        qualifications::save(session, key, &change, &beside)?;
    }
    match seeded.account_status {
        Some(record) => customers::set_account_status(session, key, record),
        None => Ok(()),
    }
}

fn unusable(text: String) -> StoreError {
    StoreError::Failed(text.into())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{OWN_TABLES, TABLES};
    use crate::migrate::migrate;

    #[test]
    fn every_table_but_the_installations_own_is_emptied_and_copied() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let mut statement =
            connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
        let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let names = names.map(Result::unwrap).filter(|name| !OWN_TABLES.contains(&name.as_str()));
        let names: Vec<_> = names.collect();
        let mut tables = TABLES;
        tables.sort_unstable();
        assert_eq!(names, tables);
    }
}
