//! Fills the audit trail of the partner whose customers fill the store.

use std::path::Path;

use anyhow::ensure;
use rusqlite::{Connection, params};

use crate::samples::{self, partner};

/// 100 nanoseconds from 0001-01-01 to 1970-01-01.
const EPOCH_TICKS: i64 = 621_355_968_000_000_000;

/// Appends so many records from a moment on, none of which a search for another name finds.
pub(crate) fn run(data_dir: &Path, records: u64, from_second: i64) -> anyhow::Result<()> {
    let file = samples::database(data_dir);
    ensure!(file.exists(), "start the server once on {}, so that it makes the store", data_dir.display());
    let connection = Connection::open(&file)?;
    connection.execute(
        "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ?1 - 1)
         INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, user_name, application, operation,
             status, old_value, new_value, details, correlation_id, created_at)
         SELECT ?2 + x, ?3, randomblob(16), printf('Bench School %07d', x), 'ana@northlight.example', 'bench',
             'update_customer_qualification', 'succeeded', '{\"Qualification\":\"None\"}',
             '{\"Qualification\":\"Education\"}', '[[\"Qualification\",\"Education\"]]', randomblob(16), ?4
         FROM n",
        params![
            i64::try_from(records)?,
            EPOCH_TICKS + from_second * 10_000_000,
            partner().as_bytes(),
            from_second * 1_000_000
        ],
    )?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}
