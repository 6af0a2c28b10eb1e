//! Whether a store's file is intact, as SQLite itself sees it.

use std::path::Path;

use anyhow::{Context, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::samples;

pub(crate) fn check(data_dir: &Path) -> anyhow::Result<()> {
    let file = samples::database(data_dir);
    let connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .with_context(|| format!("{} cannot be opened", file.display()))?;
    let verdicts = column(&connection, "PRAGMA integrity_check")?;
    ensure!(verdicts == ["ok"], "the integrity check found: {}", verdicts.join("; "));
    let orphans = column(&connection, "SELECT \"table\" FROM pragma_foreign_key_check")?;
    ensure!(orphans.is_empty(), "rows without their parent in: {}", orphans.join(", "));
    println!("ok");
    Ok(())
}

fn column(connection: &Connection, sql: &str) -> anyhow::Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
