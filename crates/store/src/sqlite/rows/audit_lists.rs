//! Lists of the audit trail, newest first: a partner's, by what it selects, and everybody's, for operators.

use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::ports::{AuditPage, AuditSelection, Outcome, Slice, TrailPlace};
use qualify_vocabulary::{CustomerId, NameKey, PageSize, PartnerId};
use rusqlite::{Row, params};

use super::trail::{COLUMNS, read};
use crate::rows::read_operation;
use crate::sqlite::engine::column::{Cells as _, Columns};
use crate::sqlite::engine::list_readers::{StepTime, Walk};
use crate::sqlite::engine::looking::Looking;
use crate::sqlite::engine::session::Session;

/// Rows that one step of a search looks at.
const SEARCH_ROWS: usize = 1000;

/// A page of the partner's records that a selection shows, newest first.
pub(crate) struct Search {
    partner: PartnerId,
    selection: AuditSelection,
    /// The records before this place were looked at.
    until: AuditPosition,
    wanted: usize,
    items: Vec<AuditEntry>,
    looking: Looking,
}

impl Search {
    pub(crate) fn new(
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Self {
        let until = after.map_or(selection.until, |after| after.min(selection.until));
        let looking = Looking::begin();
        Self { partner, selection, until, wanted: usize::from(size.items()), items: Vec::new(), looking }
    }

    fn page(&mut self, next: Option<AuditPosition>) -> AuditPage {
        AuditPage { items: std::mem::take(&mut self.items), next }
    }
}

impl Walk for Search {
    type Found = AuditPage;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<AuditPage>> {
        let mut rows = 0;
        let mut is_full = false;
        let Self { partner, selection, until, wanted, items, .. } = self;
        let range = (selection.from, *until);
        let is_end = look(session, *partner, selection.customer, range, |row| {
            let columns = Columns::new("audit_records", row);
            let is_shown = is_shown(&columns, selection)?;
            if is_shown && items.len() == *wanted {
                // The page is full, and there is one more.
                is_full = true;
                return Ok(false);
            }
            *until = AuditPosition::from_ticks(columns.get("ticks")?);
            if is_shown {
                items.push(read(row)?);
            }
            rows += 1;
            Ok(rows < SEARCH_ROWS && !time.is_up())
        })?;
        if is_end {
            return Ok(Some(self.page(None)));
        }
        let is_enough = self.looking.is_enough(rows, self.items.len());
        Ok((is_full || is_enough).then(|| self.page(Some(self.until))))
    }
}

/// Looks at the records of a range, of one customer or of all, newest first.
pub(super) fn look(
    session: &Session,
    partner: PartnerId,
    customer: Option<CustomerId>,
    (from, until): (AuditPosition, AuditPosition),
    look: impl FnMut(&Row<'_>) -> Outcome<bool>,
) -> Outcome<bool> {
    match customer {
        Some(customer) => session.look(
            &format!(
                "SELECT {COLUMNS}
                 FROM audit_records INDEXED BY audit_records_by_customer
                 WHERE partner_id = ?1 AND customer_id = ?2 AND ticks >= ?3 AND ticks < ?4
                 ORDER BY ticks DESC"
            ),
            params![partner.as_bytes(), customer.as_bytes(), from.ticks(), until.ticks()],
            look,
        ),
        None => session.look(
            &format!(
                "SELECT {COLUMNS}
                 FROM audit_records
                 WHERE partner_id = ?1 AND ticks >= ?2 AND ticks < ?3
                 ORDER BY ticks DESC"
            ),
            params![partner.as_bytes(), from.ticks(), until.ticks()],
            look,
        ),
    }
}

/// Whether a record is one that the selection shows; the rest of it is read only then.
fn is_shown(columns: &Columns<'_>, selection: &AuditSelection) -> Outcome<bool> {
    if !read_operation(columns)?.is_shown_to_partner() {
        return Ok(false);
    }
    let Some(wanted) = &selection.company_name_contains else { return Ok(true) };
    let name = columns.optional_text("customer_name")?;
    Ok(name.is_some_and(|name| NameKey::of(name).as_str().contains(wanted.as_str())))
}

/// A page of all records, of all partners or of one, newest first.
pub(crate) struct Trail {
    partner: Option<PartnerId>,
    until: TrailPlace,
    wanted: usize,
    items: Vec<AuditEntry>,
}

impl Trail {
    pub(crate) fn new(partner: Option<PartnerId>, after: Option<TrailPlace>, size: PageSize) -> Self {
        let end = TrailPlace { position: AuditPosition::from_ticks(i64::MAX), partner: PartnerId::NIL };
        Self { partner, until: after.unwrap_or(end), wanted: usize::from(size.items()), items: Vec::new() }
    }
}

impl Walk for Trail {
    type Found = Slice<AuditEntry>;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<Slice<AuditEntry>>> {
        let mut has_more = false;
        let Self { partner, until, wanted, items } = self;
        let from = *until;
        let mut look_at = |row: &Row<'_>| {
            has_more = items.len() == *wanted;
            if has_more {
                return Ok(false);
            }
            let entry = read(row)?;
            *until = TrailPlace::of(&entry);
            items.push(entry);
            Ok(!time.is_up())
        };
        let is_end = match partner {
            Some(partner) => {
                let range = (AuditPosition::from_ticks(i64::MIN), from.position);
                look(session, *partner, None, range, look_at)?
            }
            None => session.look(
                &format!(
                    "SELECT {COLUMNS}
                     FROM audit_records
                     WHERE (ticks, partner_id) < (?1, ?2)
                     ORDER BY ticks DESC, partner_id DESC"
                ),
                params![from.position.ticks(), from.partner.as_bytes()],
                &mut look_at,
            )?,
        };
        Ok((is_end || has_more).then(|| Slice { items: std::mem::take(&mut self.items), has_more }))
    }
}
