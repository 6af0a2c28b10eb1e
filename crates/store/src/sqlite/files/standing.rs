//! How a database file stands.

use std::path::Path;

use qualify_domain::ports::Outcome;

use super::still;
use crate::moving::refused;
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::lock::take_lock;
use crate::sqlite::engine::migrate::{self, SCHEMA_VERSION};
use crate::sqlite::engine::open;
use crate::sqlite::engine::options::SqliteOptions;
use crate::standing::{COUNTED, Standing};

/// What is said where there is no file.
const NOTHING_THERE: &str = "there is no database at this place";

/// Looks at a file that a service may be using.
pub(crate) fn standing_of_file(file: &Path) -> Outcome<Standing> {
    if !file.exists() {
        return Err(refused(NOTHING_THERE));
    }
    let still = still::open(file, |file| open::open_reader(file, SqliteOptions::default()))?;
    let connection = still.connection();
    // All of it at one moment.
    connection.execute_batch("BEGIN").map_err(store_error)?;
    let version = migrate::read_version(connection)?;
    let count = |sql: &str| {
        let count = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        count.map(i64::unsigned_abs).map_err(store_error)
    };
    let counted = if version == SCHEMA_VERSION { &COUNTED[..] } else { &[] };
    let rows = counted.iter().map(|table| Ok((*table, count(&format!("SELECT count(*) FROM {table}"))?)));
    let rows = rows.collect::<Outcome<_>>()?;
    let bytes = count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
    Ok(Standing::new(version, rows, bytes))
}

/// Brings a file that no service uses to this program's schema; answers the version that it had.
pub(crate) fn migrate_file(file: &Path) -> Outcome<u32> {
    if !file.exists() {
        return Err(refused(NOTHING_THERE));
    }
    let _lock = take_lock(file)?;
    let mut connection = open::open_writer(file, SqliteOptions::default())?;
    let before = migrate::read_version(&connection)?;
    migrate::migrate(&mut connection)?;
    Ok(before)
}
