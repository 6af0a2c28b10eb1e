//! Migrations: numbered, forward only, embedded, never edited once they are released.
//!
//! To add one: a file `migrations/sqlite/NNNN_what.sql`, one line in [`MIGRATIONS`], and the rows of a database of
//! its schema in `tests/it/upgrade`.

use qualify_domain::ports::StoreError;
use rusqlite::{Connection, TransactionBehavior};

use super::error::store_error;
use crate::moving::{FILLING, HALF_FILLED};

/// The first schema that is kept. Earlier ones belonged to programs that nobody was given.
const FIRST_SCHEMA: u32 = 12;

/// The scripts, in their order: the first makes [`FIRST_SCHEMA`] of an empty file, each further one the next schema.
const MIGRATIONS: [&str; (SCHEMA_VERSION - FIRST_SCHEMA + 1) as usize] = [
    include_str!("../../../migrations/sqlite/0012_schema.sql"),
    include_str!("../../../migrations/sqlite/0013_customers_without_record.sql"),
];

/// The schema version of this program.
pub const SCHEMA_VERSION: u32 = 13;

/// Brings the database to this program's schema. Two processes that start together are kept apart by the exclusive
/// transaction: the second finds nothing left to do.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if read_version(connection)? == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(store_error)?;
    let version = read_version(&transaction)?;
    check_known(version)?;
    for (script, number) in MIGRATIONS.iter().zip(FIRST_SCHEMA..).filter(|(_, number)| *number > version) {
        transaction.execute_batch(script).map_err(store_error)?;
        transaction.pragma_update(None, "user_version", number).map_err(store_error)?;
    }
    transaction.commit().map_err(store_error)
}

/// Refuses a schema that this program does not have.
pub(crate) fn check_version(connection: &Connection) -> Result<(), StoreError> {
    if read_version(connection)? == SCHEMA_VERSION {
        Ok(())
    } else {
        Err(StoreError::Unavailable { reason: "the database has another schema version", source: None })
    }
}

/// Whether a database has a schema of this program, or one that it takes over.
pub(crate) fn is_of_this_program(connection: &Connection) -> Result<bool, StoreError> {
    Ok((FIRST_SCHEMA..=SCHEMA_VERSION).contains(&read_version(connection)?))
}

/// Refuses a schema that this program can make nothing of. An empty file has none yet.
pub(crate) fn check_known(version: u32) -> Result<(), StoreError> {
    let reason = match version {
        0 | FIRST_SCHEMA..=SCHEMA_VERSION => return Ok(()),
        1..FIRST_SCHEMA => {
            "the database was written by an early version of this program whose data is not taken over; start with an empty data folder, or with that version"
        }
        FILLING.. => HALF_FILLED,
        _ => "the database was written by a newer version of this program; start that version instead",
    };
    Err(StoreError::Unavailable { reason, source: None })
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
