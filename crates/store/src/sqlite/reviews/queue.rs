//! A page of a queue: by priority, then time left, then id, behind a position. A search that finds little looks at a
//! bounded number of cases and says where to go on.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, QueuePage, QueuePosition, QueuedReview, ReviewSelection};
use qualify_domain::review::{Priority, ReviewKind};
use qualify_vocabulary::{PageSize, ReasonCode, ReviewId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::super::column::Columns;
use super::super::session::Session;

/// Cases that one page of a search looks at.
const EXAMINED_MAX: usize = 5000;

/// Cases that are read at a time.
const ROWS: usize = 500;

pub(in super::super) fn list(
    session: &Session,
    selection: &ReviewSelection,
    after: Option<QueuePosition>,
    size: PageSize,
) -> Outcome<QueuePage> {
    let wanted = usize::from(size.items());
    let rows_max = if is_search(selection) { ROWS } else { wanted + 1 };
    let (mut items, mut position, mut examined) = (Vec::new(), after, 0);
    loop {
        let rows = list_rows(session, selection, position, rows_max)?;
        let is_last = rows.len() < rows_max;
        examined += rows.len();
        for row in rows {
            if items.len() == wanted {
                return Ok(page(items, position));
            }
            position = Some(row.position);
            if matches(&row, selection) {
                items.push(row);
            }
        }
        if is_last {
            return Ok(page(items, None));
        }
        if examined >= EXAMINED_MAX {
            return Ok(page(items, position));
        }
    }
}

const fn page(items: Vec<QueuedReview>, next: Option<QueuePosition>) -> QueuePage {
    QueuePage { items, next }
}

/// Whether rows are looked at that the index does not select by.
fn is_search(selection: &ReviewSelection) -> bool {
    let ReviewSelection { state: _, country: _, kind, partner, language, domain, reason_code, holder } =
        selection;
    kind.is_some()
        || partner.is_some()
        || language.is_some()
        || domain.is_some()
        || reason_code.is_some()
        || holder.is_some()
}

fn matches(row: &QueuedReview, selection: &ReviewSelection) -> bool {
    let ReviewSelection { state: _, country: _, kind, partner, language, domain, reason_code, holder } =
        selection;
    kind.is_none_or(|kind| row.kind == kind)
        && partner.is_none_or(|partner| row.key.partner == partner)
        && language.as_ref().is_none_or(|language| row.language.eq_ignore_ascii_case(language))
        && domain.as_ref().is_none_or(|domain| row.domain.as_ref() == Some(domain))
        && reason_code.is_none_or(|reason_code| row.reason_code == reason_code)
        && holder.as_ref().is_none_or(|holder| row.holder.as_ref() == Some(holder))
}

fn list_rows(
    session: &Session,
    selection: &ReviewSelection,
    after: Option<QueuePosition>,
    rows_max: usize,
) -> Outcome<Vec<QueuedReview>> {
    let mut parameters = vec![Value::Text(selection.state.to_owned())];
    let mut sql = "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority, r.sla_due_at,
             r.country, r.language, r.domain, r.reason_code, r.holder, r.created_at, c.company_name
         FROM reviews r LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
         WHERE r.closed_at IS NULL AND r.state = ?1"
        .to_owned();
    if let Some(country) = &selection.country {
        parameters.push(Value::Text(country.clone()));
        sql.push_str(" AND r.country = ?2");
    }
    if let Some(after) = after {
        let first = parameters.len() + 1;
        parameters.push(Value::Integer(i64::from(after.priority)));
        parameters.push(Value::Integer(after.sla_due_at_micros));
        parameters.push(Value::Blob(after.id.as_bytes().to_vec()));
        let places: Vec<String> = (first..first + 3).map(|place| format!("?{place}")).collect();
        sql = format!("{sql} AND (r.priority, r.sla_due_at, r.id) > ({})", places.join(", "));
    }
    parameters.push(Value::Integer(i64::try_from(rows_max).unwrap_or(i64::MAX)));
    let sql = format!("{sql} ORDER BY r.priority, r.sla_due_at, r.id LIMIT ?{}", parameters.len());
    session.list(&sql, params_from_iter(parameters), read)
}

fn read(row: &Row<'_>) -> Outcome<QueuedReview> {
    let columns = Columns::new("reviews", row);
    let (id, priority, sla_due_at_micros): (ReviewId, u8, i64) =
        (columns.id("id")?, columns.get("priority")?, columns.get("sla_due_at")?);
    let is_standing = sla_due_at_micros == i64::MAX;
    Ok(QueuedReview {
        position: QueuePosition { priority, sla_due_at_micros, id },
        key: CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? },
        company_name: columns.get("company_name")?,
        kind: columns.parsed("kind", |name| ReviewKind::from_name(name).ok_or(()))?,
        qualification: columns.get("qualification")?,
        state: columns.get("state")?,
        priority: Priority::from_number(priority).ok_or_else(|| columns.corrupt("priority"))?,
        sla_due_at: if is_standing { None } else { Some(moment(&columns, sla_due_at_micros)?) },
        country: columns.get("country")?,
        language: columns.get("language")?,
        domain: columns.get("domain")?,
        reason_code: columns.parsed("reason_code", ReasonCode::parse)?,
        holder: columns.get("holder")?,
        created_at: columns.moment("created_at")?,
    })
}

fn moment(columns: &Columns<'_>, micros: i64) -> Outcome<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| columns.corrupt("sla_due_at"))
}
