//! The audit trail: written with each change, read newest first.

use std::borrow::Cow;

use qualify_domain::audit::{
    AuditEntry, AuditFact, AuditOperation, AuditPosition, AuditStatus, AuditedCustomer,
};
use qualify_domain::caller::Actor;
use qualify_domain::ports::{AuditPage, AuditSelection, Outcome, Slice};
use qualify_vocabulary::{CustomerId, NameKey, PageSize, PartnerId, PersonKey};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::list_readers::{StepTime, Walk};
use super::looking::Looking;
use super::session::Session;

const COLUMNS: &str =
    "ticks, partner_id, customer_id, customer_name, user_name, application, operation, status,
    old_value, new_value, details, correlation_id, created_at, user_key";

/// Rows that one step of a search looks at.
const SEARCH_ROWS: usize = 1000;

/// Appends a fact and answers its place.
pub(super) fn append(session: &Session, fact: &AuditFact) -> Outcome<AuditPosition> {
    let position = session.next_position(fact.at);
    let customer = fact.customer.as_ref();
    session.execute_one(
        "INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, user_name, application, operation,
             status, old_value, new_value, details, correlation_id, created_at, user_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            position.ticks(),
            fact.partner.as_bytes(),
            customer.map(|customer| customer.id.as_bytes()),
            customer.map(|customer| &customer.name),
            fact.actor.user_name,
            fact.actor.application,
            fact.operation.name(),
            fact.status.name(),
            fact.old_value,
            fact.new_value,
            serde_json::to_string(&fact.details).expect("pairs of texts"),
            fact.correlation_id.as_bytes(),
            micros(fact.at),
            fact.actor.key.as_ref().map(PersonKey::as_str)
        ],
    )?;
    Ok(position)
}

/// A page of the partner's records that a selection shows, newest first.
pub(super) struct Search {
    partner: PartnerId,
    selection: AuditSelection,
    /// The records before this place were looked at.
    until: AuditPosition,
    wanted: usize,
    items: Vec<AuditEntry>,
    looking: Looking,
}

impl Search {
    pub(super) fn new(
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
fn look(
    session: &Session,
    partner: PartnerId,
    customer: Option<CustomerId>,
    (from, until): (AuditPosition, AuditPosition),
    look: impl FnMut(&Row<'_>) -> Outcome<bool>,
) -> Outcome<bool> {
    match customer {
        Some(customer) => session.look(
            &format!(
                "SELECT {COLUMNS} FROM audit_records
                 WHERE partner_id = ?1 AND customer_id = ?2 AND ticks >= ?3 AND ticks < ?4 ORDER BY ticks DESC"
            ),
            params![partner.as_bytes(), customer.as_bytes(), from.ticks(), until.ticks()],
            look,
        ),
        None => session.look(
            &format!(
                "SELECT {COLUMNS} FROM audit_records
                 WHERE partner_id = ?1 AND ticks >= ?2 AND ticks < ?3 ORDER BY ticks DESC"
            ),
            params![partner.as_bytes(), from.ticks(), until.ticks()],
            look,
        ),
    }
}

/// Whether a record is one that the selection shows; the rest of it is read only then.
fn is_shown(columns: &Columns<'_>, selection: &AuditSelection) -> Outcome<bool> {
    if !operation(columns)?.is_shown_to_partner() {
        return Ok(false);
    }
    let Some(wanted) = &selection.company_name_contains else { return Ok(true) };
    let name = columns.optional_text("customer_name")?;
    Ok(name.is_some_and(|name| NameKey::of(name).as_str().contains(wanted.as_str())))
}

fn operation(columns: &Columns<'_>) -> Outcome<AuditOperation> {
    columns.parsed("operation", |name| AuditOperation::from_name(name).ok_or(()))
}

/// One record that the partner may see.
pub(super) fn find(
    session: &Session,
    partner: PartnerId,
    position: AuditPosition,
) -> Outcome<Option<AuditEntry>> {
    let entry = session.find(
        &format!("SELECT {COLUMNS} FROM audit_records WHERE ticks = ?1 AND partner_id = ?2"),
        params![position.ticks(), partner.as_bytes()],
        read,
    )?;
    Ok(entry.filter(|entry| entry.fact.operation.is_shown_to_partner()))
}

/// A page of all records, of all partners or of one, newest first.
pub(super) struct Trail {
    partner: Option<PartnerId>,
    until: AuditPosition,
    wanted: usize,
    items: Vec<AuditEntry>,
}

impl Trail {
    pub(super) fn new(partner: Option<PartnerId>, after: Option<AuditPosition>, size: PageSize) -> Self {
        let until = after.unwrap_or(AuditPosition::from_ticks(i64::MAX));
        Self { partner, until, wanted: usize::from(size.items()), items: Vec::new() }
    }
}

impl Walk for Trail {
    type Found = Slice<AuditEntry>;

    fn step(&mut self, session: &Session, time: &StepTime<'_>) -> Outcome<Option<Slice<AuditEntry>>> {
        let mut has_more = false;
        let Self { partner, until, wanted, items } = self;
        let range = (AuditPosition::from_ticks(i64::MIN), *until);
        let mut look_at = |row: &Row<'_>| {
            has_more = items.len() == *wanted;
            if has_more {
                return Ok(false);
            }
            let entry = read(row)?;
            *until = entry.position;
            items.push(entry);
            Ok(!time.is_up())
        };
        let is_end = match partner {
            Some(partner) => look(session, *partner, None, range, look_at)?,
            None => session.look(
                &format!("SELECT {COLUMNS} FROM audit_records WHERE ticks < ?1 ORDER BY ticks DESC"),
                [range.1.ticks()],
                &mut look_at,
            )?,
        };
        Ok((is_end || has_more).then(|| Slice { items: std::mem::take(&mut self.items), has_more }))
    }
}

fn read(row: &Row<'_>) -> Outcome<AuditEntry> {
    let columns = Columns::new("audit_records", row);
    let customer_id: Option<[u8; 16]> = columns.get("customer_id")?;
    let customer_name: Option<String> = columns.get("customer_name")?;
    Ok(AuditEntry {
        position: AuditPosition::from_ticks(columns.get("ticks")?),
        fact: AuditFact {
            partner: columns.id("partner_id")?,
            customer: customer_id
                .map(CustomerId::from)
                .map(|id| AuditedCustomer { id, name: customer_name.unwrap_or_default() }),
            actor: Actor {
                user_name: columns.get("user_name")?,
                key: columns.get::<Option<String>>("user_key")?.map(PersonKey::from_stored),
                application: columns.get("application")?,
            },
            operation: operation(&columns)?,
            status: columns.parsed("status", |name| AuditStatus::from_name(name).ok_or(()))?,
            old_value: columns.get("old_value")?,
            new_value: columns.get("new_value")?,
            details: columns
                .parsed("details", |json| serde_json::from_str::<Vec<(Cow<'static, str>, String)>>(json))?,
            correlation_id: columns.id("correlation_id")?,
            at: columns.moment("created_at")?,
        },
    })
}
