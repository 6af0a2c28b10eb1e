//! How a database of a server stands.

use qualify_domain::ports::Outcome;

use super::super::engine::migrate::{self, SCHEMA_VERSION};
use super::talk::Talk;
use crate::location::PostgresUrl;
use crate::standing::{COUNTED, Standing};

/// Looks at a database that services may be using.
pub(crate) fn standing_of_database(url: &PostgresUrl) -> Outcome<Standing> {
    let talk = Talk::begin(url)?;
    talk.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let version = talk.wait(migrate::read_version(&talk.client))?;
    let count = |sql: &str| talk.number(sql).map(i64::unsigned_abs);
    let counted = if version == SCHEMA_VERSION { &COUNTED[..] } else { &[] };
    let rows = counted.iter().map(|table| Ok((*table, count(&format!("SELECT count(*) FROM {table}"))?)));
    let rows = rows.collect::<Outcome<_>>()?;
    let bytes = count("SELECT pg_database_size(current_database())")?;
    Ok(Standing::new(version, rows, bytes))
}

/// Brings a database to this program's schema; answers the version that it had.
pub(crate) fn migrate_database(url: &PostgresUrl) -> Outcome<u32> {
    let mut talk = Talk::begin(url)?;
    let before = talk.wait(migrate::read_version(&talk.client))?;
    talk.migrate()?;
    Ok(before)
}
