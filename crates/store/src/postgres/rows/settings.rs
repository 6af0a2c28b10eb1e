//! What the installation keeps for itself.

use qualify_vocabulary::PartnerId;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns};
use crate::postgres::engine::tables::{TABLES, rows_of_partner};
use crate::postgres::engine::value::{NOTHING, params};
use crate::rows::{Queued, Read, SettingRows};

impl SettingRows for PostgresRows {
    fn save_setting(&mut self, name: &str, value: &[u8]) -> Queued {
        self.execute_any(
            "INSERT INTO settings (name, value)
             VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        )
    }

    fn list_settings(&mut self, prefix: &str, rows_max: u32) -> impl Read<Vec<(String, Vec<u8>)>> {
        let locking = self.session.locking_what_is_free();
        self.list(
            format!(
                "SELECT name, value
                 FROM settings
                 WHERE name > $1 AND name < $1 || chr(127)
                 ORDER BY name LIMIT $2{locking}"
            ),
            params![prefix, rows_max],
            |row| {
                let columns = Columns::new("settings", row);
                Ok((columns.get("name")?, columns.get("value")?))
            },
        )
    }

    fn delete_all_data(&mut self) -> Queued {
        self.begin_clearing()?;
        for table in TABLES {
            self.execute_any(format!("DELETE FROM {table}"), NOTHING)?;
        }
        self.end_clearing()
    }

    fn delete_partner_data(&mut self, partner: PartnerId) -> Queued {
        self.begin_clearing()?;
        for table in TABLES {
            let condition = rows_of_partner(table);
            self.execute_any(format!("DELETE FROM {table} WHERE {condition}"), [partner.as_bytes()])?;
        }
        self.end_clearing()
    }

    fn find_setting(&mut self, name: &str) -> impl Read<Option<Vec<u8>>> {
        let locking = self.session.locking();
        self.find(format!("SELECT value FROM settings WHERE name = $1{locking}"), [name], |row| {
            Columns::new("settings", row).get("value")
        })
    }

    fn remove_setting(&mut self, name: &str) -> Queued {
        self.execute_one("DELETE FROM settings WHERE name = $1", [name])
    }
}

impl PostgresRows {
    /// Lets rows go that else never do; for this transaction, and until it is said that they stay again.
    fn begin_clearing(&mut self) -> Queued {
        self.note_partners()?;
        self.session.effects.forgets = true;
        self.execute_any("SELECT set_config('qualify.clearing', 'on', true)", NOTHING)
    }

    fn end_clearing(&mut self) -> Queued {
        self.execute_any("SELECT set_config('qualify.clearing', '', true)", NOTHING)
    }

    /// Lets every process know, after the commit, that partners may have changed.
    pub(super) fn note_partners(&mut self) -> Queued {
        self.session.effects.partners = true;
        let message = format!("partners {}", self.session.core.name);
        self.execute_any("SELECT pg_notify('qualify', $1)", [message])
    }
}
