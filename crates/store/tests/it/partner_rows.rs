//! A partner's snapshot holds its rows of every table, and a restore writes them as they were.

use std::fmt::Write as _;
use std::path::Path;

use qualify_domain::ports::SandboxStore as _;
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_store::{DatabaseLocation, Store};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::samples::{START, Tested, north, partner};
use crate::upgrade::write_full;

/// Tables of which no partner owns a part; the horizon of the fixture is another partner's.
const NOT_OF_THE_PARTNER: [&str; 6] =
    ["settings", "grants", "browser_sessions", "sign_in_attempts", "dispatch", "event_horizons"];

/// Numbers that all share.
const NOT_COMPARED: [(&str, &str); 2] = [("events", "id"), ("replays", "sequence")];

/// Every row of a table as text, in an order of its own.
fn rows(connection: &Connection, table: &str) -> anyhow::Result<Vec<String>> {
    let mut select = connection.prepare(&format!("SELECT * FROM {table}"))?;
    let names: Vec<String> = select.column_names().map(str::to_owned).collect();
    let mut rows = select.query([])?;
    let mut texts = Vec::new();
    while let Some(row) = rows.next()? {
        let mut text = String::new();
        for (place, name) in names.iter().enumerate() {
            if !NOT_COMPARED.contains(&(table, name)) {
                write!(text, "{name}={:?} ", row.get::<_, Value>(place)?)?;
            }
        }
        texts.push(text);
    }
    texts.sort();
    Ok(texts)
}

fn all(file: &Path) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let connection = Connection::open(file)?;
    let mut tables =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    tables
        .into_iter()
        .filter(|table| !NOT_OF_THE_PARTNER.contains(&table.as_str()))
        .map(|table| rows(&connection, &table).map(|rows| (table, rows)))
        .collect()
}

#[tokio::test]
async fn a_restored_partner_has_its_rows_of_every_table() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("qualify.db");
    write_full(&file)?;
    let store = Store::open(&DatabaseLocation::SqliteFile(file.clone()))?;
    let before = all(&file)?;
    assert!(before.iter().all(|(_, rows)| !rows.is_empty()), "{before:?}");
    let name = SnapshotName::parse("full").ok_or_else(|| anyhow::anyhow!("the name is good"))?;
    let key = SnapshotKey::of_partner(north(), name);
    store.take_snapshot(key.clone(), Vec::new()).await?;
    for _ in 0..2 {
        let anew = Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() };
        store.replace_partner(north(), Some(anew)).await?;
        let filled = all(&file)?.into_iter().filter(|(_, rows)| !rows.is_empty());
        assert_eq!(filled.map(|(table, _)| table).collect::<Vec<_>>(), ["partners"]);
        assert!(store.restore_snapshot(key.clone(), ("clock", vec![1]), || ()).await?);
        for (now, then) in all(&file)?.into_iter().zip(&before) {
            assert_eq!(&now, then);
        }
    }
    Ok(())
}
