//! The decisions of a database that a service may be using, without starting one.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_domain::ports::{DecisionFault, Outcome, StoreError, Walked};
use tempfile::TempDir;

use crate::operations::Operation;
use crate::rows::WalkOfChains;
use crate::sqlite::engine::column::Columns;
use crate::sqlite::engine::error::store_error;
use crate::sqlite::engine::migrate;
use crate::sqlite::engine::open;
use crate::sqlite::engine::options::SqliteOptions;
use crate::sqlite::engine::run::{HOLDER, run};
use crate::sqlite::engine::session::Session;
use crate::sqlite::files::still;
use crate::sqlite::rows::decisions;

/// Reads decisions of a file, and changes nothing. Where it is asked, the thread waits for the file.
pub(crate) struct FileArchive {
    session: Mutex<Session>,
    /// Where the database lies that is read, if nothing can be written where it is. It goes behind the connection.
    _copy: Option<TempDir>,
}

impl FileArchive {
    /// Opens the database file. It must have this program's schema.
    ///
    /// # Errors
    /// There is no such file, it is no database, or it has another schema.
    pub(crate) fn open(file: &Path) -> Outcome<Self> {
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
        let mut walk = WalkOfChains::default();
        while let Some(row) = rows.next().map_err(store_error)? {
            walk.look_at(&Columns::new("decisions", row), &mut report)?;
        }
        Ok(walk.walked())
    }

    /// Reading leaves nothing half done, so a panic of before is nothing to mind.
    fn lock(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for FileArchive {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FileArchive").finish_non_exhaustive()
    }
}
