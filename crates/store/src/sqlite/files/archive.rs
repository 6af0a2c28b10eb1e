//! The decisions of a database that a service may be using, without starting one.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_domain::ports::{DecisionFault, Outcome, StoreError, Walked};
use qualify_domain::vetting::{ChainHash, ChainWalk};
use qualify_vocabulary::PartnerId;
use rusqlite::Row;
use tempfile::TempDir;

use crate::operations::Operation;
use crate::sqlite::engine::column::Columns;
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::migrate;
use crate::sqlite::engine::open;
use crate::sqlite::engine::options::SqliteOptions;
use crate::sqlite::engine::run::{HOLDER, run};
use crate::sqlite::engine::session::Session;
use crate::sqlite::files::still;
use crate::sqlite::rows::decisions;

/// Reads decisions, and changes nothing. It offers [`qualify_domain::ports::DecisionStore`]; where it is asked, the
/// thread waits for the file.
pub struct DecisionArchive {
    session: Mutex<Session>,
    /// Where the database lies that is read, if nothing can be written where it is. It goes behind the connection.
    _copy: Option<TempDir>,
}

impl DecisionArchive {
    /// Opens the database file. It must have this program's schema.
    ///
    /// # Errors
    /// There is no such file, it is no database, or it has another schema.
    pub fn open(file: &Path) -> Outcome<Self> {
        if !file.exists() {
            return Err(StoreError::Unavailable {
                reason: "there is no database at this place",
                source: None,
            });
        }
        let (connection, copy) =
            still::open(file, |file| open::open_reader(file, SqliteOptions::default()))?.into_parts();
        migrate::check_version(&connection)?;
        Ok(Self { session: Mutex::new(Session::new(connection)), _copy: copy })
    }

    /// Carries out an operation that only reads, here and now.
    pub(crate) fn read<O: Operation>(&self, operation: O) -> Outcome<O::Answer> {
        Ok(run(HOLDER, operation, &mut self.lock())?)
    }

    /// Walks along the chains of all partners.
    pub(crate) fn walk(&self, mut report: impl FnMut(DecisionFault)) -> Outcome<Walked> {
        let session = self.lock();
        let sql = format!("{} ORDER BY d.partner_id, d.sequence", decisions::SELECT_WITH_TEXTS);
        let mut statement = session.connection().prepare(&sql).map_err(store_error)?;
        let mut rows = statement.query([]).map_err(store_error)?;
        let mut walked = Walked::default();
        let mut chain: Option<(PartnerId, ChainWalk)> = None;
        while let Some(row) = rows.next().map_err(store_error)? {
            walked.decisions += 1;
            let mut found = |fault| {
                walked.faults += 1;
                report(fault);
            };
            let partner = match Columns::new("decisions", row).id::<PartnerId>("partner_id") {
                Ok(partner) => partner,
                Err(error) => {
                    found(unreadable(row, error)?);
                    continue;
                }
            };
            if chain.as_ref().is_none_or(|(of, _)| *of != partner) {
                chain = None;
                walked.partners += 1;
            }
            let (_, walk) = chain.get_or_insert_with(|| (partner, ChainWalk::default()));
            let is_erased = step(row, walk, &mut found)?;
            walked.erased += u64::from(is_erased);
        }
        Ok(walked)
    }

    /// Reading leaves nothing half done, so a panic of before is nothing to mind.
    fn lock(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the next step of a walk; answers whether the decision's texts are erased.
fn step(row: &Row<'_>, walk: &mut ChainWalk, found: &mut impl FnMut(DecisionFault)) -> Outcome<bool> {
    let sealed = match decisions::read_sealed(row) {
        Ok(sealed) => sealed,
        Err(error) => {
            found(unreadable(row, error)?);
            let columns = Columns::new("decisions", row);
            let sequence = columns.get::<i64>("sequence").map_or(0, i64::unsigned_abs);
            walk.skip(sequence, columns.get("hash").ok().map(ChainHash::from_bytes));
            return Ok(false);
        }
    };
    let texts = match decisions::read_texts(row) {
        Ok(texts) => texts,
        Err(error) => {
            found(unreadable(row, error)?);
            if let Err(fault) = walk.step(&sealed, None) {
                found(DecisionFault::Chain(fault));
            }
            return Ok(false);
        }
    };
    let body = texts.as_ref().map(|texts| (&texts.body, &texts.salt));
    if let Err(fault) = walk.step(&sealed, body) {
        found(DecisionFault::Chain(fault));
    }
    Ok(texts.is_none())
}

/// A value that does not read back as a fault of its decision; another error stays one.
fn unreadable(row: &Row<'_>, error: StoreError) -> Outcome<DecisionFault> {
    match error {
        StoreError::Corrupt { table, column } => {
            let id = Columns::new("decisions", row).id("id").ok();
            Ok(DecisionFault::Unreadable { id, table, column })
        }
        other => Err(other),
    }
}

impl std::fmt::Debug for DecisionArchive {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("DecisionArchive").finish_non_exhaustive()
    }
}
