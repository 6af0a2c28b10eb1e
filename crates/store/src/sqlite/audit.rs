//! The audit trail: written with each change, read newest first.

use std::borrow::Cow;

use qualify_domain::audit::{
    AuditEntry, AuditFact, AuditOperation, AuditPosition, AuditStatus, AuditedCustomer,
};
use qualify_domain::caller::Actor;
use qualify_domain::ports::{AuditSelection, Outcome, Slice};
use qualify_vocabulary::{CustomerId, NameKey, PageSize, PartnerId};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::session::Session;

const COLUMNS: &str =
    "ticks, partner_id, customer_id, customer_name, user_name, application, operation, status,
    old_value, new_value, details, correlation_id, created_at";

/// Rows that one round of a search by company name looks at.
const SEARCH_ROWS: u32 = 1000;

/// Appends a fact and answers its place.
pub(super) fn append(session: &Session, fact: &AuditFact) -> Outcome<AuditPosition> {
    let position = session.next_position(fact.at);
    let customer = fact.customer.as_ref();
    session.execute_one(
        "INSERT INTO audit_records (ticks, partner_id, customer_id, customer_name, user_name, application, operation,
             status, old_value, new_value, details, correlation_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
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
            micros(fact.at)
        ],
    )?;
    Ok(position)
}

/// The partner's records that a selection shows, newest first.
pub(super) fn list(
    session: &Session,
    partner: PartnerId,
    selection: &AuditSelection,
    after: Option<AuditPosition>,
    size: PageSize,
) -> Outcome<Slice<AuditEntry>> {
    let wanted = usize::from(size.items()) + 1;
    let mut until = after.map_or(selection.until, |after| after.min(selection.until));
    let mut items: Vec<AuditEntry> = Vec::new();
    // Rows that the partner does not see, or whose name does not match, are few or searched for: read on until the
    // page is full.
    loop {
        let rows = list_rows(session, partner, selection, until)?;
        let is_last = rows.len() < SEARCH_ROWS as usize;
        if let Some(last) = rows.last() {
            until = last.position;
        }
        items.extend(rows.into_iter().filter(|entry| is_shown(entry, selection)));
        if is_last || items.len() >= wanted {
            break;
        }
    }
    let has_more = items.len() >= wanted;
    items.truncate(wanted - 1);
    Ok(Slice { items, has_more })
}

fn list_rows(
    session: &Session,
    partner: PartnerId,
    selection: &AuditSelection,
    until: AuditPosition,
) -> Outcome<Vec<AuditEntry>> {
    let range = (selection.from.ticks(), until.ticks());
    match selection.customer {
        Some(customer) => session.list(
            &format!(
                "SELECT {COLUMNS} FROM audit_records
                 WHERE partner_id = ?1 AND customer_id = ?2 AND ticks >= ?3 AND ticks < ?4
                 ORDER BY ticks DESC LIMIT ?5"
            ),
            params![partner.as_bytes(), customer.as_bytes(), range.0, range.1, SEARCH_ROWS],
            read,
        ),
        None => session.list(
            &format!(
                "SELECT {COLUMNS} FROM audit_records
                 WHERE partner_id = ?1 AND ticks >= ?2 AND ticks < ?3
                 ORDER BY ticks DESC LIMIT ?4"
            ),
            params![partner.as_bytes(), range.0, range.1, SEARCH_ROWS],
            read,
        ),
    }
}

fn is_shown(entry: &AuditEntry, selection: &AuditSelection) -> bool {
    let name_matches = selection.company_name_contains.as_ref().is_none_or(|wanted| {
        let name = entry.fact.customer.as_ref().map(|customer| NameKey::of(&customer.name));
        name.is_some_and(|name| name.as_str().contains(wanted.as_str()))
    });
    entry.fact.operation.is_shown_to_partner() && name_matches
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

/// All records, of all partners or of one, newest first.
pub(super) fn list_for_operator(
    session: &Session,
    partner: Option<PartnerId>,
    after: Option<AuditPosition>,
    size: PageSize,
) -> Outcome<Slice<AuditEntry>> {
    let until = after.map_or(i64::MAX, AuditPosition::ticks);
    let rows_max = u32::from(size.items()) + 1;
    let mut items = match partner {
        Some(partner) => session.list(
            &format!(
                "SELECT {COLUMNS} FROM audit_records WHERE partner_id = ?1 AND ticks < ?2
                 ORDER BY ticks DESC LIMIT ?3"
            ),
            params![partner.as_bytes(), until, rows_max],
            read,
        )?,
        None => session.list(
            &format!("SELECT {COLUMNS} FROM audit_records WHERE ticks < ?1 ORDER BY ticks DESC LIMIT ?2"),
            params![until, rows_max],
            read,
        )?,
    };
    let has_more = items.len() == rows_max as usize;
    items.truncate(usize::from(size.items()));
    Ok(Slice { items, has_more })
}

fn read(row: &Row<'_>) -> Outcome<AuditEntry> {
    let columns = Columns::new("audit_records", row);
    let customer_id: Option<[u8; 16]> = columns.get("customer_id")?;
    let customer_name: Option<String> = columns.get("customer_name")?;
    let known = |name: Option<AuditOperation>| name.ok_or(());
    Ok(AuditEntry {
        position: AuditPosition::from_ticks(columns.get("ticks")?),
        fact: AuditFact {
            partner: columns.id("partner_id")?,
            customer: customer_id
                .map(CustomerId::from)
                .map(|id| AuditedCustomer { id, name: customer_name.unwrap_or_default() }),
            actor: Actor { user_name: columns.get("user_name")?, application: columns.get("application")? },
            operation: columns.parsed("operation", |name| known(AuditOperation::from_name(name)))?,
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
