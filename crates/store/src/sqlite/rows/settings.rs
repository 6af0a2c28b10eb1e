//! What the installation keeps for itself.

use qualify_domain::ports::Outcome;
use qualify_vocabulary::PartnerId;

use super::SqliteRows;
use crate::rows::{Queued, Read, SettingRows};
use crate::sqlite::engine::column::{Cells as _, Columns};
use crate::sqlite::engine::session::Session;
use crate::sqlite::engine::tables::{TABLES, rows_of_partner};

/// The setting under which decisions may go; it is there inside of a transaction only.
const CLEARING_SETTING: &str = "store.clearing";

impl SettingRows for SqliteRows<'_> {
    fn save_setting(&mut self, name: &str, value: &[u8]) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO settings (name, value)
                 VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                rusqlite::params![name, value],
            )
        })
    }

    fn list_settings(&mut self, prefix: &str, rows_max: u32) -> impl Read<Vec<(String, Vec<u8>)>> {
        self.read(|session| {
            session.list(
                "SELECT name, value
                 FROM settings
                 WHERE name > ?1 AND name < ?1 || char(127)
                 ORDER BY name LIMIT ?2",
                rusqlite::params![prefix, rows_max],
                |row| {
                    let columns = Columns::new("settings", row);
                    Ok((columns.get("name")?, columns.get("value")?))
                },
            )
        })
    }

    fn delete_all_data(&mut self) -> Queued {
        self.write(|session| {
            clear(session, |session| {
                TABLES.iter().try_for_each(|table| session.execute_any(&format!("DELETE FROM {table}"), []))
            })
        })
    }

    fn delete_partner_data(&mut self, partner: PartnerId) -> Queued {
        self.write(|session| {
            clear(session, |session| {
                TABLES.iter().filter_map(|table| Some((table, rows_of_partner(table)?))).try_for_each(
                    |(table, condition)| {
                        let delete = format!("DELETE FROM {table} WHERE {condition}");
                        session.execute_any(&delete, [partner.as_bytes()])
                    },
                )?;
                // The next event gets the number behind the last one that is left, and waits for its deliveries.
                session.execute_any(
                    "UPDATE dispatch SET cursor = min(cursor, coalesce((SELECT max(id) FROM events), 0))",
                    [],
                )
            })
        })
    }

    fn find_setting(&mut self, name: &str) -> impl Read<Option<Vec<u8>>> {
        self.read(|session| {
            session.find("SELECT value FROM settings WHERE name = ?1", [name], |row| {
                Columns::new("settings", row).get("value")
            })
        })
    }

    fn remove_setting(&mut self, name: &str) -> Queued {
        self.write(|session| session.execute_one("DELETE FROM settings WHERE name = ?1", [name]))
    }
}

/// Deletes what else never goes, and forgets what was known of it.
fn clear(session: &Session, delete: impl FnOnce(&Session) -> Outcome<()>) -> Outcome<()> {
    session
        .execute_one("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, x'')", [CLEARING_SETTING])?;
    delete(session)?;
    session.forget_everything();
    session.execute_one("DELETE FROM settings WHERE name = ?1", [CLEARING_SETTING])
}
