//! What other processes tell: that events are there, and that partners have changed. While the connection for it is gone,
//! something may have been missed: whoever waits looks when it is back.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::{AsyncMessage, Error};

use super::core::Core;

/// Between two attempts to listen.
const PAUSE: Duration = Duration::from_secs(1);

impl Core {
    /// Listens until the threads end; `ready` is told when it does so for the first time.
    pub(crate) async fn listen(self: Arc<Self>, ready: tokio::sync::oneshot::Sender<()>) {
        let mut ready = Some(ready);
        loop {
            if let Err(error) = self.listen_once(&mut ready).await {
                tracing::warn!(%error, "the database tells nothing of other processes; it is asked again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn listen_once(
        self: &Arc<Self>,
        ready: &mut Option<tokio::sync::oneshot::Sender<()>>,
    ) -> Result<(), Error> {
        let (client, mut connection) = self.connector.connect_raw().await?;
        let mut listening = pin!(client.batch_execute("LISTEN qualify"));
        let mut listens = false;
        loop {
            tokio::select! {
                begun = &mut listening, if !listens => {
                    begun?;
                    listens = true;
                    match ready.take() {
                        Some(ready) => {
                            // Whoever opens the store waits for it, or has gone.
                            let _ = ready.send(());
                        }
                        // It was away for a while.
                        None => self.look_again().await,
                    }
                }
                message = poll_fn(|context| connection.poll_message(context)) => match message {
                    Some(Ok(AsyncMessage::Notification(told))) => self.hear(told.payload()).await,
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error),
                    None => return Ok(()),
                }
            }
        }
    }

    async fn hear(self: &Arc<Self>, told: &str) {
        match told.split_once(' ') {
            // Its own are known already.
            Some((_, name)) if name == self.name => {}
            Some(("events", _)) => self.signal_events(),
            Some(("partners", _)) => self.reload().await,
            Some(_) | None => {}
        }
    }

    async fn look_again(self: &Arc<Self>) {
        self.signal_events();
        self.reload().await;
    }

    async fn reload(self: &Arc<Self>) {
        if let Err(error) = self.reload_partners().await {
            tracing::warn!(%error, "the partners that other processes changed were not read");
        }
    }
}
