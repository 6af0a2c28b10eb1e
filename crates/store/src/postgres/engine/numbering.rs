//! Numbers for events, behind the commit of their change. Nobody who writes waits for it; who reads events waits until those
//! of this process have theirs. All partners' are numbered in one transaction, so that many partners wait for the disk once.
//! Where nobody is to be told of events, they are spread with their number: a row is written twice, not three times.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::try_join;
use qualify_domain::ports::Outcome;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Statement};

use super::core::Core;
use super::session::asked;

/// What is known of events without a number.
#[derive(Default)]
pub(crate) struct Numbering {
    /// Commits of this process that brought some.
    written: AtomicU64,
    /// Of these, up to where the events have numbers.
    numbered_to: AtomicU64,
    /// A connection of its own, so that nobody waits for one who holds one.
    own: tokio::sync::Mutex<Option<Own>>,
}

/// Its connection, with what is asked over and over.
struct Own {
    client: Client,
    lock: Statement,
    number: Statement,
}

/// The partners with events that have no number, each behind the lock under which its events get theirs (`number_events` in
/// the schema takes the same), in an order that all processes keep.
const LOCK: &str = "SELECT partner_id,
        pg_advisory_xact_lock(hashtextextended('qualify.events ' || encode(partner_id, 'hex'), 0))
     FROM (SELECT DISTINCT partner_id FROM events WHERE sequence IS NULL ORDER BY partner_id) AS partners";

/// Numbers the events of partners whose lock is held, and tells every process that listens. It is another statement than the
/// lock, so that it sees what others numbered until then.
const NUMBER: &str = "WITH fresh AS (
        SELECT id, partner_id, row_number() OVER (PARTITION BY partner_id ORDER BY id) AS place
        FROM events
        WHERE partner_id = ANY ($1) AND sequence IS NULL
    ), behind AS (
        SELECT whose, greatest(coalesce((SELECT max(sequence) FROM events WHERE partner_id = whose), 0),
            coalesce((SELECT purged_to FROM event_horizons WHERE partner_id = whose), 0)) AS place
        FROM unnest($1) AS whose
    ), numbered AS (
        UPDATE events
        SET sequence = behind.place + fresh.place, is_spread = is_spread OR NOT EXISTS (SELECT 1 FROM endpoints)
        FROM fresh JOIN behind ON behind.whose = fresh.partner_id
        WHERE events.id = fresh.id
        RETURNING 1
    )
    SELECT pg_notify('qualify', 'events ' || $2)
    FROM (SELECT count(*) AS count FROM numbered) AS together
    WHERE count > 0";

impl Numbering {
    /// Takes note of a commit.
    pub(crate) fn note_written(&self) {
        self.written.fetch_add(1, Ordering::SeqCst);
    }
}

impl Core {
    /// Numbers the events that have none, if this process knows of some or `always`.
    pub(crate) async fn number_events(&self, always: bool) -> Outcome<()> {
        let wanted = self.numbering.written.load(Ordering::SeqCst);
        let is_done = || !always && self.numbering.numbered_to.load(Ordering::SeqCst) >= wanted;
        if is_done() {
            return Ok(());
        }
        let mut place = self.numbering.own.lock().await;
        if is_done() {
            return Ok(());
        }
        let written = self.numbering.written.load(Ordering::SeqCst);
        let own = match place.take().filter(|own| !own.client.is_closed()) {
            Some(own) => own,
            None => Own::prepare(self.connector.connect().await?).await.map_err(asked)?,
        };
        // A connection that failed in the middle is not kept, and its transaction ends with it.
        own.number_all(&self.name).await.map_err(asked)?;
        *place = Some(own);
        self.numbering.numbered_to.store(written, Ordering::SeqCst);
        Ok(())
    }
}

impl Own {
    async fn prepare(client: Client) -> Result<Self, Error> {
        let (lock, number) =
            try_join(client.prepare(LOCK), client.prepare_typed(NUMBER, &[Type::BYTEA_ARRAY, Type::TEXT]))
                .await?;
        Ok(Self { client, lock, number })
    }

    /// In two journeys: the beginning with the locks, the numbers with the commit.
    async fn number_all(&self, name: &str) -> Result<(), Error> {
        let ((), rows) =
            try_join(self.client.batch_execute("BEGIN"), self.client.query(&self.lock, &[])).await?;
        let partners: Vec<Vec<u8>> = rows.iter().map(|row| row.get("partner_id")).collect();
        if partners.is_empty() {
            return self.client.batch_execute("ROLLBACK").await;
        }
        try_join(self.client.execute(&self.number, &[&partners, &name]), self.client.batch_execute("COMMIT"))
            .await?;
        Ok(())
    }
}
