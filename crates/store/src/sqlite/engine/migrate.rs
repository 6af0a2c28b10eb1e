//! Migrations: numbered, forward only, embedded, never edited once they are released.
//!
//! To add one: a file `migrations/sqlite/NNNN_what.sql`, one line in [`MIGRATIONS`], and a test that upgrades a
//! database of the release before.

use qualify_domain::ports::StoreError;
use qualify_vocabulary::{DomainName, NameKey};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, TransactionBehavior};

use super::error::store_error;

/// The scripts, in their order; the schema version is their number.
const MIGRATIONS: [&str; SCHEMA_VERSION as usize] = [
    include_str!("../../../migrations/sqlite/0001_core.sql"),
    include_str!("../../../migrations/sqlite/0002_records_beside_their_customer.sql"),
    include_str!("../../../migrations/sqlite/0003_decisions.sql"),
    include_str!("../../../migrations/sqlite/0004_events.sql"),
    include_str!("../../../migrations/sqlite/0005_reviews.sql"),
    include_str!("../../../migrations/sqlite/0006_webhooks.sql"),
    include_str!("../../../migrations/sqlite/0007_lists_of_customers.sql"),
    include_str!("../../../migrations/sqlite/0008_people_by_key.sql"),
    include_str!("../../../migrations/sqlite/0009_webhooks_as_sent.sql"),
    include_str!("../../../migrations/sqlite/0010_grants.sql"),
    include_str!("../../../migrations/sqlite/0011_names_and_domains_by_key.sql"),
];

/// The schema version of this program.
pub const SCHEMA_VERSION: u32 = 11;

/// Brings the database to this program's schema. Two processes that start together are kept apart by the exclusive
/// transaction: the second finds nothing left to do.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if read_version(connection)? == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(store_error)?;
    let version = read_version(&transaction)?;
    check_not_newer(version)?;
    define_functions(&transaction).map_err(store_error)?;
    for (script, number) in MIGRATIONS.iter().zip(1..).skip(version as usize) {
        transaction.execute_batch(script).map_err(store_error)?;
        transaction.pragma_update(None, "user_version", number).map_err(store_error)?;
    }
    transaction.commit().map_err(store_error)
}

/// What scripts ask of a text. SQLite's own `lower` knows ASCII alone.
///
/// `fold_name`: the key by which names are compared. `domain_letters`: a domain in its own letters, in which all of its
/// spellings are one. `domain_ascii`: the A-labels of an international domain.
fn define_functions(connection: &Connection) -> rusqlite::Result<()> {
    define(connection, "fold_name", |text| Some(NameKey::of(text).as_str().to_owned()))?;
    define(connection, "domain_letters", |text| {
        let name = DomainName::parse(text);
        Some(name.map_or_else(|_| text.to_lowercase(), |name| name.in_own_letters().into_owned()))
    })?;
    define(connection, "domain_ascii", |text| {
        DomainName::parse(text).ok().filter(DomainName::is_international).map(|name| name.key().to_owned())
    })
}

/// Nothing comes of nothing.
fn define(connection: &Connection, name: &str, of: fn(&str) -> Option<String>) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(name, 1, flags, move |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.and_then(|text| of(&text)))
    })
}

/// Refuses a schema that this program does not have.
pub(crate) fn check_version(connection: &Connection) -> Result<(), StoreError> {
    if read_version(connection)? == SCHEMA_VERSION {
        Ok(())
    } else {
        Err(StoreError::Unavailable { reason: "the database has another schema version", source: None })
    }
}

pub(crate) fn check_not_newer(version: u32) -> Result<(), StoreError> {
    if version > SCHEMA_VERSION {
        let reason =
            "the database was written by a newer version of this program; start that version instead";
        return Err(StoreError::Unavailable { reason, source: None });
    }
    Ok(())
}

pub(crate) fn read_version(connection: &Connection) -> Result<u32, StoreError> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(store_error)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::time::Duration;

    use super::*;

    #[test]
    fn two_that_migrate_at_the_same_time_make_one_schema() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("qualify.db");
            let start = Barrier::new(2);
            let open_and_migrate = || {
                let mut connection = Connection::open(&file).unwrap();
                connection.busy_timeout(Duration::from_secs(10)).unwrap();
                start.wait();
                migrate(&mut connection)
            };
            let outcomes = std::thread::scope(|scope| {
                [scope.spawn(open_and_migrate), scope.spawn(open_and_migrate)]
                    .map(|thread| thread.join().unwrap())
            });
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
            let connection = Connection::open(&file).unwrap();
            assert!(check_version(&connection).is_ok());
        }
    }

    #[test]
    fn a_script_that_fails_leaves_the_schema_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE replays (other TEXT)").unwrap();
        assert!(migrate(&mut connection).is_err());
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!((tables, read_version(&connection).unwrap()), (1, 0));
    }
}
