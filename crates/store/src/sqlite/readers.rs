//! Connections for reading, beside the writer.
//!
//! A point read takes microseconds and runs where it is asked for. A list runs on a thread that may block, on
//! connections of its own, so that no point read waits behind it.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qualify_domain::ports::{Outcome, StoreError};

use super::SqliteOptions;
use super::open::open_reader;
use super::session::Session;

/// Connections for point reads: as many as threads may ask at a time on a small machine.
const POINT_CONNECTIONS: usize = 4;

/// Connections for lists.
const LIST_CONNECTIONS: usize = 2;

pub(super) struct Readers {
    point: Pool,
    list: Arc<Pool>,
}

struct Pool {
    sessions: Vec<Mutex<Session>>,
    next: AtomicUsize,
}

impl Readers {
    pub(super) fn open(file: &Path, options: SqliteOptions) -> Outcome<Self> {
        let open = |connections| {
            (0..connections)
                .map(|_| open_reader(file, options).map(Session::for_reading).map(Mutex::new))
                .collect::<Outcome<Vec<_>>>()
                .map(|sessions| Pool { sessions, next: AtomicUsize::new(0) })
        };
        Ok(Self { point: open(POINT_CONNECTIONS)?, list: Arc::new(open(LIST_CONNECTIONS)?) })
    }

    /// Runs a point read here and now.
    pub(super) fn point<T>(&self, read: impl FnOnce(&Session) -> Outcome<T>) -> Outcome<T> {
        read(&self.point.take())
    }

    /// Runs a list read on a thread that may block.
    pub(super) async fn list<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Session) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let pool = Arc::clone(&self.list);
        tokio::task::spawn_blocking(move || read(&pool.take()))
            .await
            .map_err(|error| StoreError::Failed(Box::new(error)))?
    }
}

impl Pool {
    /// A free session, or the next one in turn when all are taken.
    fn take(&self) -> MutexGuard<'_, Session> {
        if let Some(session) = self.sessions.iter().find_map(|session| session.try_lock().ok()) {
            return session;
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.sessions.len();
        // A reader that panicked left no transaction behind: its statements were reset as they were dropped.
        self.sessions[turn].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Readers").finish_non_exhaustive()
    }
}
