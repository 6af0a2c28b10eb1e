//! Partners: few, asked for by every request, and therefore kept in memory.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::Outcome;
use qualify_vocabulary::{PartnerId, Timestamp};
use rusqlite::{Connection, Row, params};

use super::column::{Columns, micros};
use super::error::store_error;
use super::session::Session;

const SELECT: &str = "SELECT id, name, is_sandbox_account, is_suspended, may_create_customers FROM partners";

/// All partners, as the database holds them.
#[derive(Debug)]
pub(super) struct PartnerDirectory(ArcSwap<HashMap<PartnerId, Arc<Partner>>>);

impl PartnerDirectory {
    pub(super) fn load(connection: &Connection) -> Outcome<Self> {
        let mut statement = connection.prepare(SELECT).map_err(store_error)?;
        let mut rows = statement.query([]).map_err(store_error)?;
        let mut partners = HashMap::new();
        while let Some(row) = rows.next().map_err(store_error)? {
            let partner = read(row)?;
            partners.insert(partner.id, Arc::new(partner));
        }
        Ok(Self(ArcSwap::from_pointee(partners)))
    }

    pub(super) fn find(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        self.0.load().get(&partner).cloned()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.load().is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.0.load().len()
    }

    /// Takes over what is in the database now. Called by the writer alone, so that the last commit is the last word.
    pub(super) fn replace_all(&self, partners: &[Partner]) {
        let partners = partners.iter().map(|partner| (partner.id, Arc::new(partner.clone()))).collect();
        self.0.store(Arc::new(partners));
    }
}

pub(super) fn find(session: &Session, partner: PartnerId) -> Outcome<Option<Partner>> {
    session.find(&format!("{SELECT} WHERE id = ?1"), [partner.as_bytes()], read)
}

pub(super) fn list(session: &Session) -> Outcome<Vec<Partner>> {
    session.list(SELECT, [], read)
}

/// Creates or replaces a partner.
pub(super) fn put(session: &Session, partner: &Partner, now: Timestamp) -> Outcome<()> {
    session.execute_one(
        "INSERT INTO partners (id, name, is_sandbox_account, is_suspended, may_create_customers, created_at, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_sandbox_account = excluded.is_sandbox_account,
             is_suspended = excluded.is_suspended, may_create_customers = excluded.may_create_customers,
             revision = revision + 1",
        params![
            partner.id.as_bytes(),
            partner.name,
            partner.is_sandbox_account,
            partner.status == PartnerStatus::Suspended,
            partner.may_create_customers,
            micros(now)
        ],
    )
}

fn read(row: &Row<'_>) -> Outcome<Partner> {
    let columns = Columns::new("partners", row);
    let is_suspended: bool = columns.get("is_suspended")?;
    Ok(Partner {
        id: columns.id("id")?,
        name: columns.get("name")?,
        is_sandbox_account: columns.get("is_sandbox_account")?,
        status: if is_suspended { PartnerStatus::Suspended } else { PartnerStatus::Active },
        may_create_customers: columns.get("may_create_customers")?,
    })
}
