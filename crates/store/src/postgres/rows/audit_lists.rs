//! Lists of the audit trail, newest first: a partner's, by what it selects, and everybody's, for operators.

use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::ports::{AuditPage, AuditSelection, Outcome, Slice, TrailPlace};
use qualify_vocabulary::{NameKey, PageSize, PartnerId};
use tokio_postgres::Row;

use super::PostgresRows;
use super::trail::{COLUMNS, read};
use crate::postgres::engine::column::{Cells as _, Columns};
use crate::postgres::engine::value::{ToValue as _, params};
use crate::rows::read_operation;
use crate::sqlite::engine::looking::Looking;

/// Rows that are read at a time.
const ROWS: usize = 1000;

impl PostgresRows {
    /// A page of the partner's records that a selection shows.
    pub(in crate::postgres) async fn page_of_trail(
        &mut self,
        partner: PartnerId,
        selection: &AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Outcome<AuditPage> {
        let wanted = usize::from(size.items());
        let mut until = after.map_or(selection.until, |after| after.min(selection.until));
        let (mut items, mut looking) = (Vec::new(), Looking::begin());
        let mut rows_max = (wanted + 1).min(ROWS);
        loop {
            let mut values = params![partner.as_bytes(), selection.from.ticks(), until.ticks(), rows_max];
            let of_customer = if let Some(customer) = selection.customer {
                values.push(customer.as_bytes().to_value());
                "AND customer_id = $5"
            } else {
                ""
            };
            let sql = format!(
                "SELECT {COLUMNS}
                 FROM audit_records
                 WHERE partner_id = $1 AND ticks >= $2 AND ticks < $3 {of_customer}
                 ORDER BY ticks DESC LIMIT $4"
            );
            let rows = self.session.rows(sql.into(), values).await?;
            for row in &rows {
                let is_shown = is_shown(row, selection)?;
                if is_shown && items.len() == wanted {
                    return Ok(AuditPage { items, next: Some(until) });
                }
                until = AuditPosition::from_ticks(Columns::new("audit_records", row).get("ticks")?);
                if is_shown {
                    items.push(read(row)?);
                }
            }
            if rows.len() < rows_max {
                return Ok(AuditPage { items, next: None });
            }
            if looking.is_enough(rows.len(), items.len()) {
                return Ok(AuditPage { items, next: Some(until) });
            }
            rows_max = ROWS;
        }
    }

    /// A page of all records, of all partners or of one.
    pub(in crate::postgres) async fn page_of_all_trails(
        &mut self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> Outcome<Slice<AuditEntry>> {
        let wanted = usize::from(size.items());
        let end = TrailPlace { position: AuditPosition::from_ticks(i64::MAX), partner: PartnerId::NIL };
        let until = after.unwrap_or(end);
        let mut items = if let Some(partner) = partner {
            let sql = format!(
                "SELECT {COLUMNS}
                     FROM audit_records
                     WHERE partner_id = $1 AND ticks < $2
                     ORDER BY ticks DESC LIMIT $3"
            );
            self.list(sql, params![partner.as_bytes(), until.position.ticks(), wanted + 1], read).await?
        } else {
            let sql = format!(
                "SELECT {COLUMNS}
                     FROM audit_records
                     WHERE (ticks, partner_id) < ($1, $2)
                     ORDER BY ticks DESC, partner_id DESC LIMIT $3"
            );
            let values = params![until.position.ticks(), until.partner.as_bytes(), wanted + 1];
            self.list(sql, values, read).await?
        };
        let has_more = items.len() > wanted;
        items.truncate(wanted);
        Ok(Slice { items, has_more })
    }
}

/// Whether a record is one that the selection shows; the rest of it is read only then.
fn is_shown(row: &Row, selection: &AuditSelection) -> Outcome<bool> {
    let columns = Columns::new("audit_records", row);
    if !read_operation(&columns)?.is_shown_to_partner() {
        return Ok(false);
    }
    let Some(wanted) = &selection.company_name_contains else { return Ok(true) };
    let name = columns.optional_text("customer_name")?;
    Ok(name.is_some_and(|name| NameKey::of(name).as_str().contains(wanted.as_str())))
}
