//! A page of a queue: by priority, then time left, then id, behind a position. A search that finds little looks at a
//! bounded number of cases and says where to go on.

use qualify_domain::ports::{Outcome, QueuePage, QueuePosition, QueuedReview, ReviewSelection};

use qualify_vocabulary::PageSize;
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::Columns;
use crate::postgres::engine::value::{ToValue as _, Value, params};
use crate::rows::read_queued_review;
use crate::sqlite::engine::looking::Looking;

/// Cases that are read at a time.
const ROWS: usize = 500;

impl PostgresRows {
    /// A page of a queue.
    pub(in crate::postgres) async fn page_of_queue(
        &mut self,
        selection: &ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        let wanted = usize::from(size.items());
        let (mut position, mut items, mut looking) = (after, Vec::new(), Looking::begin());
        loop {
            let (sql, values) = query(selection, position);
            let cases = self.list(sql, values, read).await?;
            let looked_at = cases.len();
            for case in cases {
                if items.len() == wanted {
                    return Ok(QueuePage { items, next: position });
                }
                position = Some(case.position);
                if matches(&case, selection) {
                    items.push(case);
                }
            }
            if looked_at < ROWS {
                return Ok(QueuePage { items, next: None });
            }
            if looking.is_enough(looked_at, items.len()) {
                return Ok(QueuePage { items, next: position });
            }
        }
    }
}

fn matches(row: &QueuedReview, selection: &ReviewSelection) -> bool {
    let ReviewSelection {
        state: _,
        country: _,
        kind,
        partner,
        language,
        domain,
        reason_code,
        holder,
        without_partners,
    } = selection;
    let is_held_by =
        |text: &String| row.holder.as_ref().is_some_and(|it| it.key.as_str() == text || it.name == *text);
    kind.is_none_or(|kind| row.kind == kind)
        && partner.is_none_or(|partner| row.key.partner == partner)
        && language.as_ref().is_none_or(|language| row.language.eq_ignore_ascii_case(language))
        && domain.as_ref().is_none_or(|domain| row.domain.as_ref() == Some(domain))
        && reason_code.is_none_or(|reason_code| row.reason_code == reason_code)
        && holder.as_ref().is_none_or(is_held_by)
        && !without_partners.contains(&row.key.partner)
}

/// The next cases that an index selects, in the order of the queue.
fn query(selection: &ReviewSelection, after: Option<QueuePosition>) -> (String, Vec<Value>) {
    let mut values = params![selection.state];
    let mut sql = "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
     WHERE r.closed_at IS NULL AND r.state = $1"
        .to_owned();
    if let Some(country) = &selection.country {
        values.push(country.to_value());
        sql.push_str(" AND r.country = $2");
    }
    if let Some(after) = after {
        let first = values.len() + 1;
        values.extend(params![after.priority, after.sla_due_at_micros, after.id.as_bytes()]);
        let places: Vec<String> = (first..first + 3).map(|place| format!("${place}")).collect();
        sql = format!("{sql} AND (r.priority, r.sla_due_at, r.id) > ({})", places.join(", "));
    }
    values.push(ROWS.to_value());
    let sql = format!("{sql} ORDER BY r.priority, r.sla_due_at, r.id LIMIT ${}", values.len());
    (sql, values)
}

pub(super) fn read(row: &Row) -> Outcome<QueuedReview> {
    read_queued_review(&Columns::new("reviews", row))
}
