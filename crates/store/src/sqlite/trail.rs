//! Acts that are noted in the operators' trail and change nothing else.
//!
//! Positions in the trail are handed out by the process that holds the store. Another process, such as one that makes a
//! copy of the database, leaves a note among the settings, which that process takes into the trail soon after.

use std::borrow::Cow;
use std::path::Path;

use qualify_domain::audit::{AuditFact, AuditOperation, NO_PARTNER};
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{About, Outcome, StoreError, TrailNote, TrailStore};
use qualify_vocabulary::{CorrelationId, Timestamp};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::column::Columns;
use super::error::store_error;
use super::saving::{customer_fact, partner_fact};
use super::session::Session;
use super::turns::Owner;
use super::writer::Decided;
use super::{SqliteStore, audit, customers, open, settings};

impl TrailStore for SqliteStore {
    async fn record_act(&self, act: Act, note: TrailNote) -> Outcome<()> {
        self.writer.run(move |session| record(session, &act, note)).await
    }

    async fn take_over_acts(&self) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with. A connection for points rests
        // on a state in which nothing of another process is seen.
        if self.lists.read(Owner::Service, |session| list_waiting(session, 1)).await?.is_empty() {
            return Ok(0);
        }
        self.writer.run(take_over).await
    }
}

impl SqliteStore {
    /// Notes an act about no partner beside the process that holds the database file, if one does.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note_act_beside(
        file: &Path,
        act: &Act,
        operation: AuditOperation,
        details: Vec<(Cow<'static, str>, String)>,
    ) -> Outcome<()> {
        let note =
            WaitingAct { actor: act.actor.clone(), at: act.now, operation: operation.name().into(), details };
        let note = serde_json::to_vec(&note).map_err(|error| StoreError::Failed(Box::new(error)))?;
        let name = format!("{WAITING_PREFIX}{}", act.correlation_id);
        let connection = open::open_for_note(file)?;
        connection
            .execute("INSERT INTO settings (name, value) VALUES (?1, ?2)", params![name, note])
            .map(|_| ())
            .map_err(store_error)
    }
}

/// How the names of settings begin that hold acts of other processes; behind it stands the act's correlation id.
const WAITING_PREFIX: &str = "store.trail.waiting.";

/// Acts that are taken over at a time.
const WAITING_ROWS: u32 = 100;

/// An act as another process leaves it.
#[derive(Serialize, Deserialize)]
struct WaitingAct {
    actor: Actor,
    at: Timestamp,
    operation: Cow<'static, str>,
    details: Vec<(Cow<'static, str>, String)>,
}

fn record(session: &Session, act: &Act, note: TrailNote) -> Decided<()> {
    let TrailNote { operation, about, details } = note;
    let fact = match about {
        About::NoPartner => partner_fact(act, NO_PARTNER, operation),
        About::Partner(partner) => partner_fact(act, partner, operation),
        About::Customer(key) => match customers::get_standing(session, key)? {
            Ok(standing) => customer_fact(act, key, &standing.company_name, operation),
            Err(refusal) => return Ok(Err(refusal)),
        },
    };
    audit::append(session, &AuditFact { details, ..fact })?;
    Ok(Ok(()))
}

fn list_waiting(session: &Session, rows_max: u32) -> Outcome<Vec<(String, Vec<u8>)>> {
    session.list(
        "SELECT name, value FROM settings WHERE name > ?1 AND name < ?1 || char(127) ORDER BY name LIMIT ?2",
        params![WAITING_PREFIX, rows_max],
        |row| {
            let columns = Columns::new("settings", row);
            Ok((columns.get("name")?, columns.get("value")?))
        },
    )
}

fn take_over(session: &Session) -> Decided<usize> {
    let waiting = list_waiting(session, WAITING_ROWS)?;
    for (name, value) in &waiting {
        match read_waiting(name, value) {
            Some((act, operation, details)) => {
                let fact = partner_fact(&act, NO_PARTNER, operation);
                audit::append(session, &AuditFact { details, ..fact })?;
            }
            None => {
                tracing::error!(%name, "an act of another process does not read back; it is not in the trail");
            }
        }
        settings::remove(session, name)?;
    }
    Ok(Ok(waiting.len()))
}

type Read = (Act, AuditOperation, Vec<(Cow<'static, str>, String)>);

fn read_waiting(name: &str, value: &[u8]) -> Option<Read> {
    let WaitingAct { actor, at, operation, details } = serde_json::from_slice(value).ok()?;
    let correlation_id = CorrelationId::parse(name.strip_prefix(WAITING_PREFIX)?).ok()?;
    Some((Act { actor, now: at, correlation_id }, AuditOperation::from_name(&operation)?, details))
}
