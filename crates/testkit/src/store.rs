//! Which store the tests run on: a file of each server's own, or where `STORE_OF_TESTS=postgres` is said, a database of its own.

use qualify_throwaway::Database;

/// Who says it.
pub const STORE_OF_TESTS: &str = "STORE_OF_TESTS";

/// A fresh database, where the tests run on PostgreSQL.
///
/// # Panics
/// The variable names another store, or there is no PostgreSQL.
pub fn fresh_database() -> Option<Database> {
    let store = std::env::var_os(STORE_OF_TESTS)?;
    assert_eq!(store.to_str(), Some("postgres"), "{STORE_OF_TESTS}: a store that there is");
    Some(Database::fresh().expect("a database of the test's own"))
}
