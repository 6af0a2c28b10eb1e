//! Migrations: numbered, forward only, embedded, never edited once they are released. One process at a time migrates; the
//! others find nothing left to do. Processes of the release before go on meanwhile where the new schema still serves them: each
//! migration says from which program's schema on that is so, and the database keeps it beside its number, because a program knows
//! nothing of the migrations that come after it.
//!
//! To add one: a file `migrations/postgres/NNNN_what.sql`, and one entry in [`MIGRATIONS`]. It may add what older programs need not
//! know, and then they are served; what it takes away or changes has to have been unused by the oldest that it serves.

use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::Client;

use super::error::store_error;
use crate::moving::{FILLING, HALF_FILLED};

/// The first schema that PostgreSQL has.
const FIRST_SCHEMA: u32 = 12;

/// What makes a schema of the one before.
struct Migration {
    script: &'static str,
    /// The schema of the oldest program that may go on when it is done.
    serves_from: u32,
}

/// In their order: the first makes [`FIRST_SCHEMA`] of an empty database, each further one the next schema.
const MIGRATIONS: [Migration; (SCHEMA_VERSION - FIRST_SCHEMA + 1) as usize] = [
    Migration { script: include_str!("../../../migrations/postgres/0012_schema.sql"), serves_from: 12 },
    // An index.
    Migration {
        script: include_str!("../../../migrations/postgres/0013_customers_without_record.sql"),
        serves_from: 12,
    },
];

/// The schema version of this program.
pub(crate) const SCHEMA_VERSION: u32 = crate::sqlite::SCHEMA_VERSION;

/// The oldest server that is known to do.
const SERVER_MIN: i32 = 130_000;

/// Which schema a database has.
#[derive(Clone, Copy)]
struct Schema {
    version: u32,
    /// The schema of the oldest program that it still serves.
    serves_from: u32,
}

impl Schema {
    /// Whether this program can work on it as it is.
    const fn serves_this_program(self) -> bool {
        self.version == SCHEMA_VERSION
            || (self.version > SCHEMA_VERSION && self.version < FILLING && self.serves_from <= SCHEMA_VERSION)
    }
}

/// Brings the database to this program's schema, unless it has that or a newer one that serves this program, too.
pub(crate) async fn migrate(client: &mut Client) -> Outcome<()> {
    check_server(client).await?;
    if read_schema(client).await?.serves_this_program() {
        return Ok(());
    }
    let transaction = client.transaction().await.map_err(store_error)?;
    transaction.batch_execute(ALONE).await.map_err(store_error)?;
    let schema = read_schema(transaction.client()).await?;
    if schema.serves_this_program() {
        return Ok(());
    }
    check_known(schema.version)?;
    let mut serves_from = FIRST_SCHEMA;
    for (migration, number) in MIGRATIONS.iter().zip(FIRST_SCHEMA..) {
        serves_from = serves_from.max(migration.serves_from);
        if number > schema.version {
            transaction.batch_execute(migration.script).await.map_err(store_error)?;
        }
    }
    // Last, and once: others read the number to know whether they are ready, and wait for who changes its table.
    note_schema(transaction.client(), Schema { version: SCHEMA_VERSION, serves_from }).await?;
    transaction.commit().await.map_err(store_error)
}

/// Only one process migrates at a time, and takes the time that it takes; others wait for it. A table that is in use is not waited for
/// without end, because all who come after it would wait, too.
const ALONE: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
    SELECT pg_advisory_xact_lock(hashtextextended('qualify.migrations', 0));
    SET LOCAL lock_timeout = '10s'";

/// Gives the schema a number that is one program's alone.
pub(crate) async fn note_version(client: &Client, number: u32) -> Outcome<()> {
    note_schema(client, Schema { version: number, serves_from: number }).await
}

/// What the first script does not have, the bookkeeping adds.
async fn note_schema(client: &Client, schema: Schema) -> Outcome<()> {
    let Schema { version, serves_from } = schema;
    let note = format!(
        "DO $$ BEGIN
             IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'schema_version'::regclass AND attname = 'serves_from') THEN
                 ALTER TABLE schema_version ADD COLUMN serves_from BIGINT;
             END IF;
         END $$;
         DELETE FROM schema_version;
         INSERT INTO schema_version (version, serves_from) VALUES ({version}, {serves_from})"
    );
    client.batch_execute(&note).await.map_err(store_error)
}

/// Refuses a schema that this program cannot work on.
pub(crate) async fn check_version(client: &Client) -> Outcome<()> {
    let schema = read_schema(client).await?;
    if schema.serves_this_program() {
        return Ok(());
    }
    check_known(schema.version)?;
    Err(StoreError::Unavailable { reason: OLDER, source: None })
}

/// What to say where nobody has migrated yet.
const OLDER: &str = "the database has an older schema than this program; bring it there with `qualify db migrate`, or start the program again";

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

/// The number of the schema; 0 of an empty database.
pub(crate) async fn read_version(client: &Client) -> Outcome<u32> {
    Ok(read_schema(client).await?.version)
}

async fn read_schema(client: &Client) -> Outcome<Schema> {
    let row = client
        .query_one("SELECT to_regclass('schema_version') IS NOT NULL AS is_there", &[])
        .await
        .map_err(store_error)?;
    if !row.get::<_, bool>("is_there") {
        return Ok(Schema { version: 0, serves_from: 0 });
    }
    // Whether the second column is there, only the row says: what was migrated before there was one serves one program alone.
    let sql = "SELECT coalesce(max(version), 0) AS version,
                   coalesce(max((to_jsonb(it) ->> 'serves_from')::bigint), max(version), 0) AS serves_from
               FROM schema_version it";
    let row = client.query_one(sql, &[]).await.map_err(store_error)?;
    let number = |column: &'static str| {
        u32::try_from(row.get::<_, i64>(column))
            .map_err(|_| StoreError::Corrupt { table: "schema_version", column })
    };
    Ok(Schema { version: number("version")?, serves_from: number("serves_from")? })
}
