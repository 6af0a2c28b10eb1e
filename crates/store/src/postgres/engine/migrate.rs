//! Migrations: numbered, forward only, embedded, never edited once they are released. One process at a time migrates; the
//! others find nothing left to do.
//!
//! To add one: a file `migrations/postgres/NNNN_what.sql`, and one line in [`MIGRATIONS`].

use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::Client;

use super::error::store_error;
use crate::moving::{FILLING, HALF_FILLED};

/// The first schema that PostgreSQL has.
const FIRST_SCHEMA: u32 = 12;

/// The scripts, in their order: the first makes [`FIRST_SCHEMA`] of an empty database, each further one the next schema.
const MIGRATIONS: [&str; (SCHEMA_VERSION - FIRST_SCHEMA + 1) as usize] = [
    include_str!("../../../migrations/postgres/0012_schema.sql"),
    include_str!("../../../migrations/postgres/0013_customers_without_record.sql"),
];

/// The schema version of this program.
pub(crate) const SCHEMA_VERSION: u32 = crate::sqlite::SCHEMA_VERSION;

/// The oldest server that is known to do.
const SERVER_MIN: i32 = 130_000;

/// Brings the database to this program's schema.
pub(crate) async fn migrate(client: &mut Client) -> Outcome<()> {
    check_server(client).await?;
    if read_version(client).await? == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction = client.transaction().await.map_err(store_error)?;
    transaction
        .batch_execute("SELECT pg_advisory_xact_lock(hashtextextended('qualify.migrations', 0))")
        .await
        .map_err(store_error)?;
    let version = read_version(transaction.client()).await?;
    check_known(version)?;
    for (script, number) in MIGRATIONS.iter().zip(FIRST_SCHEMA..).filter(|(_, number)| *number > version) {
        transaction.batch_execute(script).await.map_err(store_error)?;
        note_version(transaction.client(), number).await?;
    }
    transaction.commit().await.map_err(store_error)
}

/// Gives the schema its number.
pub(crate) async fn note_version(client: &Client, number: u32) -> Outcome<()> {
    let note = format!("DELETE FROM schema_version; INSERT INTO schema_version (version) VALUES ({number})");
    client.batch_execute(&note).await.map_err(store_error)
}

/// Refuses a schema that this program does not have.
pub(crate) async fn check_version(client: &Client) -> Outcome<()> {
    if read_version(client).await? == SCHEMA_VERSION {
        Ok(())
    } else {
        Err(StoreError::Unavailable { reason: "the database has another schema version", source: None })
    }
}

pub(crate) async fn check_server(client: &Client) -> Outcome<()> {
    let row = client
        .query_one("SELECT current_setting('server_version_num')::int AS version", &[])
        .await
        .map_err(store_error)?;
    let version: i32 = row.get("version");
    if version < SERVER_MIN {
        return Err(StoreError::Unavailable {
            reason: "the database is older than PostgreSQL 13, which is the first that this program works with",
            source: None,
        });
    }
    Ok(())
}

/// Refuses a schema that this program can make nothing of. An empty database has none yet.
pub(crate) fn check_known(version: u32) -> Outcome<()> {
    let reason = match version {
        0 | FIRST_SCHEMA..=SCHEMA_VERSION => return Ok(()),
        1..FIRST_SCHEMA => {
            "the database was written by an early version of this program whose data is not taken over"
        }
        FILLING.. => HALF_FILLED,
        _ => "the database was written by a newer version of this program; start that version instead",
    };
    Err(StoreError::Unavailable { reason, source: None })
}

pub(crate) async fn read_version(client: &Client) -> Outcome<u32> {
    let row = client
        .query_one("SELECT to_regclass('schema_version') IS NOT NULL AS is_there", &[])
        .await
        .map_err(store_error)?;
    if !row.get::<_, bool>("is_there") {
        return Ok(0);
    }
    let row = client
        .query_one("SELECT coalesce(max(version), 0) AS version FROM schema_version", &[])
        .await
        .map_err(store_error)?;
    u32::try_from(row.get::<_, i64>("version"))
        .map_err(|_| StoreError::Corrupt { table: "schema_version", column: "version" })
}
