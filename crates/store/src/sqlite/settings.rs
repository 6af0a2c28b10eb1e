//! What the installation keeps for itself.

use qualify_domain::ports::Outcome;
use rusqlite::params;

use super::column::Columns;
use super::session::Session;
use super::writer::Decided;

pub(super) fn find(session: &Session, name: &str) -> Outcome<Option<Vec<u8>>> {
    session.find("SELECT value FROM settings WHERE name = ?1", [name], |row| {
        Columns::new("settings", row).get("value")
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

pub(super) fn remove(session: &Session, name: &str) -> Outcome<()> {
    session.execute("DELETE FROM settings WHERE name = ?1", [name]).map(|_| ())
}
