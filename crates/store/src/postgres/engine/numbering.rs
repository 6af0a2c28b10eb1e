//! Numbers for events, behind the commit of their change. Nobody who writes waits for it; who reads events waits until those
//! of this process have theirs.

use std::sync::atomic::{AtomicU64, Ordering};

use qualify_domain::ports::Outcome;
use tokio_postgres::Client;

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
    client: tokio::sync::Mutex<Option<Client>>,
}

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
        let mut own = self.numbering.client.lock().await;
        if is_done() {
            return Ok(());
        }
        let written = self.numbering.written.load(Ordering::SeqCst);
        let client = match own.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.connector.connect().await?,
        };
        let rows = client
            .query("SELECT DISTINCT partner_id FROM events WHERE sequence IS NULL", &[])
            .await
            .map_err(asked)?;
        for row in rows {
            let partner: Vec<u8> = row.get("partner_id");
            client.execute("SELECT number_events($1, $2)", &[&partner, &self.name]).await.map_err(asked)?;
        }
        *own = Some(client);
        self.numbering.numbered_to.store(written, Ordering::SeqCst);
        Ok(())
    }
}
