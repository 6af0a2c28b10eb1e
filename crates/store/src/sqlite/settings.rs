//! What the installation keeps for itself, and copies of the whole.

use std::path::Path;

use qualify_domain::ports::{Outcome, StoreError};
use rusqlite::{Connection, params};

use super::column::Columns;
use super::error::store_error;
use super::session::Session;
use super::writer::Decided;

pub(super) fn find(session: &Session, name: &str) -> Outcome<Option<Vec<u8>>> {
    session.find("SELECT value FROM settings WHERE name = ?1", [name], |row| {
        Columns { table: "settings", row }.get("value")
    })
}

pub(super) fn save(session: &Session, name: &str, value: &[u8]) -> Decided<()> {
    session
        .execute_one(
            "INSERT INTO settings (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        )
        .map(Ok)
}

/// Copies everything that is committed into a new file, while the database is in use.
pub(super) fn copy_into(connection: &Connection, target: &Path) -> Outcome<()> {
    if target.exists() {
        let reason = "the backup file exists already; choose another name";
        return Err(StoreError::Unavailable { reason, source: None });
    }
    let Some(path) = target.to_str() else {
        return Err(StoreError::Unavailable {
            reason: "the backup file's name is not valid text",
            source: None,
        });
    };
    connection.execute("VACUUM INTO ?1", [path]).map(|_| ()).map_err(store_error)
}
