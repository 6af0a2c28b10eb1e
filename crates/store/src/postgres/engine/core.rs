//! What all operations of a process share: connections, partners in memory, what is known by heart, signals.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use deadpool_postgres::{Object, Pool};
use qualify_domain::ports::{EngineNumber, NumberKind, Outcome, StoreNumbers};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_postgres::Client;

use super::connect::{Connector, pool_error};
use super::ends::Ends;
use super::migrate;
use super::numbering::Numbering;
use super::session::Effects;
use super::skew;
use crate::operations::reads::ListPartners;
use crate::sqlite::engine::directory::PartnerDirectory;
use crate::sqlite::engine::refusals::RecentRefusals;
use qualify_vocabulary::ProcessId;

/// What all operations of a process share.
pub(crate) struct Core {
    pub(crate) connector: Connector,
    pool: Pool,
    pub(crate) threads: Handle,
    pub(crate) ends: Ends,
    refusals: Mutex<RecentRefusals>,
    pub(crate) partners: PartnerDirectory,
    /// Held while partners are read and published, so that what is read last is published last.
    reloading: tokio::sync::Mutex<()>,
    pub(crate) numbering: Numbering,
    pub(crate) event_signal: watch::Sender<u64>,
    /// By which this process knows its own messages.
    pub(crate) name: String,
    commits: AtomicU64,
    retries: AtomicU64,
    round_trips: AtomicU64,
    /// How far the clock was from that of the database when it was looked at last.
    clock_skew_ms: AtomicU64,
}

impl Core {
    pub(crate) fn new(connector: Connector, threads: Handle, name: String) -> Outcome<Self> {
        Ok(Self {
            pool: connector.pool()?,
            connector,
            threads,
            ends: Ends::default(),
            refusals: Mutex::default(),
            partners: PartnerDirectory::default(),
            reloading: tokio::sync::Mutex::new(()),
            numbering: Numbering::default(),
            event_signal: watch::Sender::new(0),
            name,
            commits: AtomicU64::new(0),
            retries: AtomicU64::new(0),
            round_trips: AtomicU64::new(0),
            clock_skew_ms: AtomicU64::new(0),
        })
    }

    pub(crate) async fn connection(&self) -> Outcome<Object> {
        self.pool.get().await.map_err(pool_error)
    }

    /// The refusals that left their records lately.
    pub(crate) fn with_refusals<T>(&self, look: impl FnOnce(&RecentRefusals) -> T) -> T {
        look(&self.refusals.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether requests may be sent here: the database answers, has a schema that serves, and the time that this machine has.
    pub(crate) async fn check_ready(&self) -> Outcome<()> {
        let client = self.connection().await?;
        migrate::check_version(&client).await?;
        self.check_clock(&client).await
    }

    /// Looks how far the clock is from that of the database.
    pub(crate) async fn check_clock(&self, client: &Client) -> Outcome<()> {
        let skew = skew::measure(client).await?;
        let skew_ms = u64::try_from(skew.as_millis()).unwrap_or(u64::MAX);
        self.clock_skew_ms.store(skew_ms, Ordering::Relaxed);
        skew::check(skew)
    }

    /// Wakes whoever waits for events in this process.
    pub(crate) fn signal_events(&self) {
        self.event_signal.send_modify(|commits| *commits = commits.wrapping_add(1));
    }

    pub(crate) fn record_commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn record_retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn record_round_trip(&self) {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
    }

    /// What was done so far.
    pub(crate) fn numbers(&self) -> StoreNumbers {
        let own = |name, kind, value, about| EngineNumber { name, kind, value, about };
        let status = self.pool.status();
        let commits = self.commits.load(Ordering::Relaxed);
        StoreNumbers {
            commits,
            operations: commits,
            lists_given_up: 0,
            of_engine: vec![
                own(
                    "transactions_run_again",
                    NumberKind::Counter,
                    self.retries.load(Ordering::Relaxed),
                    "Transactions that lost against others and were run again",
                ),
                own(
                    "round_trips",
                    NumberKind::Counter,
                    self.round_trips.load(Ordering::Relaxed),
                    "How often operations waited for the database",
                ),
                own(
                    "connections",
                    NumberKind::Gauge,
                    status.size as u64,
                    "Connections to the database that are open",
                ),
                own(
                    "connections_waited_for",
                    NumberKind::Gauge,
                    status.waiting as u64,
                    "Operations that wait for a connection",
                ),
                own(
                    "clock_skew_milliseconds",
                    NumberKind::Gauge,
                    self.clock_skew_ms.load(Ordering::Relaxed),
                    "How far this machine's clock was from the database's when readiness was asked for last",
                ),
            ],
        }
    }

    /// Reads the partners, and lets everybody of this process know them.
    pub(crate) async fn reload_partners(self: &Arc<Self>) -> Outcome<()> {
        let _reloading = self.reloading.lock().await;
        let partners = self.read(ProcessId::NIL, ListPartners {}).await?;
        self.partners.replace_all(&partners);
        Ok(())
    }

    /// Lets this process know what was committed.
    pub(crate) async fn publish(self: &Arc<Self>, effects: Effects) -> Outcome<()> {
        if effects.forgets {
            self.ends.forget_all();
            self.with_refusals(RecentRefusals::forget);
        }
        if effects.events {
            self.numbering.note_written();
            let core = Arc::clone(self);
            self.threads.spawn(async move {
                if let Err(error) = core.number_events(false).await {
                    tracing::warn!(%error, "events wait for their numbers; the next look gives them");
                }
            });
        }
        if effects.events || effects.wakes {
            self.signal_events();
        }
        if effects.partners {
            self.reload_partners().await?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Core").finish_non_exhaustive()
    }
}
