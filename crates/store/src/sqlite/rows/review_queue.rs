//! A page of a queue: by priority, then time left, then id, behind a position. A search that finds little looks at a
//! bounded number of cases and says where to go on.

use qualify_domain::ports::{Outcome, QueuePage, QueuePosition, QueuedReview, ReviewSelection};

use qualify_vocabulary::PageSize;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use crate::rows::read_queued_review;
use crate::sqlite::engine::column::Columns;
use crate::sqlite::engine::list_readers::{StepTime, Walk};
use crate::sqlite::engine::looking::Looking;
use crate::sqlite::engine::session::Session;

/// Cases that are read at a time.
const ROWS: usize = 500;

/// A page of a queue.
pub(crate) struct Queue {
    selection: ReviewSelection,
    position: Option<QueuePosition>,
    wanted: usize,
    items: Vec<QueuedReview>,
    looking: Looking,
}

impl Queue {
    pub(crate) fn new(selection: ReviewSelection, after: Option<QueuePosition>, size: PageSize) -> Self {
        let (wanted, looking) = (usize::from(size.items()), Looking::begin());
        Self { selection, position: after, wanted, items: Vec::new(), looking }
    }

    fn page(&mut self, next: Option<QueuePosition>) -> QueuePage {
        QueuePage { items: std::mem::take(&mut self.items), next }
    }
}

impl Walk for Queue {
    type Found = QueuePage;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<QueuePage>> {
        let mut rows = 0;
        let mut is_full = false;
        let Self { selection, position, wanted, items, .. } = self;
        let is_end = look(session, selection, *position, |row| {
            if items.len() == *wanted {
                is_full = true;
                return Ok(false);
            }
            let row = read(row)?;
            *position = Some(row.position);
            if matches(&row, selection) {
                items.push(row);
            }
            rows += 1;
            Ok(rows < ROWS && !time.is_up())
        })?;
        if is_end {
            return Ok(Some(self.page(None)));
        }
        let is_enough = self.looking.is_enough(rows, self.items.len());
        Ok((is_full || is_enough).then(|| self.page(self.position)))
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

/// Looks at the cases that an index selects, in the order of the queue.
fn look(
    session: &Session,
    selection: &ReviewSelection,
    after: Option<QueuePosition>,
    look: impl FnMut(&Row<'_>) -> Outcome<bool>,
) -> Outcome<bool> {
    let mut parameters = vec![Value::Text(selection.state.to_owned())];
    let mut sql = "SELECT r.id, r.partner_id, r.customer_id, r.kind, r.qualification, r.state, r.priority,
        r.sla_due_at, r.country, r.language, r.domain, r.reason_code, r.holder,
        r.holder_key, r.created_at, c.company_name
     FROM reviews r
     LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
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
    let sql = format!("{sql} ORDER BY r.priority, r.sla_due_at, r.id");
    session.look(&sql, params_from_iter(parameters), look)
}

pub(super) fn read(row: &Row<'_>) -> Outcome<QueuedReview> {
    read_queued_review(&Columns::new("reviews", row))
}
