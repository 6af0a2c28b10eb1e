//! Snapshots: the rows of everybody, or of one partner, put aside in the database itself and put back.

use qualify_domain::Refusal;
use qualify_domain::ports::Outcome;
use qualify_domain::snapshot::{Snapshot, SnapshotKey, SnapshotName};
use qualify_vocabulary::PartnerId;
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns};
use crate::postgres::engine::migrate::SCHEMA_VERSION;
use crate::postgres::engine::tables::{TABLES, rows_of_partner};
use crate::postgres::engine::value::{NOTHING, ToValue as _, params};
use crate::rows::{Queued, SettingRows as _};
use crate::undone::Done;

/// Whose snapshots they are: nobody's id is empty.
fn whose(partner: Option<PartnerId>) -> Vec<u8> {
    partner.map(|partner| partner.as_bytes().to_vec()).unwrap_or_default()
}

impl PostgresRows {
    /// Puts everything aside that is committed.
    pub(in crate::postgres) async fn take_snapshot(
        &mut self,
        key: &SnapshotKey,
        notes: &[u8],
    ) -> Outcome<Snapshot> {
        let whose = whose(key.partner);
        self.execute(
            "DELETE FROM snapshots WHERE partner_id = $1 AND name = $2",
            params![whose, key.name.as_str()],
        )
        .await?;
        let id: i64 = self
            .get(
                "INSERT INTO snapshots (partner_id, name, notes, schema, customers, bytes)
                 VALUES ($1, $2, $3, $4, 0, 0)
                 RETURNING id",
                params![whose, key.name.as_str(), notes, SCHEMA_VERSION],
                |row| Columns::new("snapshots", row).get("id"),
            )
            .await?;
        for table in TABLES {
            let (condition, mut values) = match key.partner {
                Some(partner) => (rows_of_partner(table), params![partner.as_bytes()]),
                None => ("$1", params![true]),
            };
            values.push(id.to_value());
            let sql = format!(
                "INSERT INTO snapshot_rows (snapshot, table_name, kept)
                 SELECT $2, '{table}', to_jsonb(it) FROM {table} it WHERE {condition}"
            );
            let _rows = self.execute(sql, values).await?;
        }
        self.get(
            "UPDATE snapshots SET
                customers = (SELECT count(*) FROM snapshot_rows WHERE snapshot = $1 AND table_name = 'customers'
                    AND kept -> 'has_ended' = 'false'),
                bytes = (SELECT coalesce(sum(pg_column_size(kept)), 0) FROM snapshot_rows WHERE snapshot = $1)
             WHERE id = $1
             RETURNING name, notes, customers, bytes",
            [id],
            read,
        )
        .await
    }

    /// Puts what was put aside in the place of what is there; answers whether there is such a snapshot.
    pub(in crate::postgres) async fn restore_snapshot(
        &mut self,
        key: &SnapshotKey,
        (setting, value): (&'static str, &[u8]),
    ) -> Done<bool> {
        let found: Option<(i64, i64)> = self
            .find(
                "SELECT id, schema FROM snapshots WHERE partner_id = $1 AND name = $2",
                params![whose(key.partner), key.name.as_str()],
                |row| {
                    let columns = Columns::new("snapshots", row);
                    Ok((columns.get("id")?, columns.get("schema")?))
                },
            )
            .await?;
        let Some((id, schema)) = found else { return Ok(false) };
        if schema != i64::from(SCHEMA_VERSION) {
            return Err(Refusal::SnapshotOfOtherSchema.into());
        }
        match key.partner {
            Some(partner) => self.delete_partner_data(partner)?,
            None => self.delete_all_data()?,
        }
        for table in TABLES.iter().rev() {
            self.execute_any(
                format!(
                    "INSERT INTO {table}
                     SELECT it.*
                     FROM snapshot_rows, jsonb_populate_record(NULL::{table}, kept) AS it
                     WHERE snapshot = $1 AND table_name = '{table}'"
                ),
                [id],
            )?;
        }
        self.end_leases(key.partner)?;
        self.save_setting(setting, value)?;
        self.session.effects.wakes = true;
        Ok(true)
    }

    /// Whoever had leases when it was taken has them no more, whichever process it was.
    fn end_leases(&mut self, partner: Option<PartnerId>) -> Queued {
        let whose = partner.map(|partner| partner.as_bytes().to_vec());
        self.execute_any(
            "UPDATE customers SET leased_until = NULL, lease = NULL, lease_owner = NULL
             WHERE lease IS NOT NULL AND ($1 IS NULL OR partner_id = $1)",
            params![whose],
        )?;
        self.execute_any(
            "UPDATE deliveries SET leased_until = NULL, lease = NULL, lease_owner = NULL
             WHERE lease IS NOT NULL AND ($1 IS NULL OR partner_id = $1)",
            params![whose],
        )?;
        self.execute_any(
            "UPDATE endpoints e SET
                has_leftovers = has_leftovers OR disabled_at IS NOT NULL,
                due_at = CASE WHEN disabled_at IS NULL AND removed_at IS NULL THEN (SELECT min(d.due_at)
                    FROM deliveries d WHERE d.partner_id = e.partner_id AND d.endpoint_id = e.id AND d.due_at IS NOT NULL AND d.lease IS NULL) END
             WHERE $1 IS NULL OR partner_id = $1",
            params![whose],
        )
    }

    /// All snapshots of a partner, or of everybody, by name.
    pub(in crate::postgres) async fn list_snapshots(
        &mut self,
        partner: Option<PartnerId>,
    ) -> Outcome<Vec<Snapshot>> {
        self.list(
            "SELECT name, notes, customers, bytes FROM snapshots WHERE partner_id = $1 ORDER BY name",
            params![whose(partner)],
            read,
        )
        .await
    }

    /// Removes a snapshot; answers whether it was there.
    pub(in crate::postgres) async fn delete_snapshot(&mut self, key: &SnapshotKey) -> Outcome<bool> {
        let sql = "DELETE FROM snapshots WHERE partner_id = $1 AND name = $2";
        Ok(self.execute(sql, params![whose(key.partner), key.name.as_str()]).await? > 0)
    }

    /// The snapshots of a partner go with it.
    pub(in crate::postgres) fn forget_snapshots_of_strangers(&mut self) -> Queued {
        self.execute_any(
            "DELETE FROM snapshots WHERE partner_id <> '' AND partner_id NOT IN (SELECT id FROM partners)",
            NOTHING,
        )
    }
}

fn read(row: &Row) -> Outcome<Snapshot> {
    let columns = Columns::new("snapshots", row);
    let customers: i64 = columns.get("customers")?;
    let bytes: i64 = columns.get("bytes")?;
    Ok(Snapshot {
        name: SnapshotName::parse(columns.text("name")?).ok_or_else(|| columns.corrupt("name"))?,
        notes: columns.get("notes")?,
        customers: customers.unsigned_abs(),
        bytes: bytes.unsigned_abs(),
    })
}
