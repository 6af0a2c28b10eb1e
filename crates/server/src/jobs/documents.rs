//! Deletes the files of documents whose time is over, and those that no review knows.

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::ports::{DocumentStore, ReviewStore as _};
use qualify_vocabulary::{DocumentId, SignedDuration, Timestamp};
use tokio::sync::watch;

use super::housekeeping::catch_up;
use crate::app::App;
use crate::clock::days;
use crate::looks::Looker;

/// Time between two polls.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Rounds after which files are looked for that no review knows; also at the start.
const SWEEP_ROUNDS: u32 = 720;

/// Age from which a document that no case knows is taken for left over: its case was not saved.
const LEFT_OVER_AGE: SignedDuration = SignedDuration::from_hours(1);

/// Documents of one round.
const DOCUMENTS_MAX: u16 = 100;

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    for round in (0..SWEEP_ROUNDS).cycle() {
        let look = app.looks.begin(Looker::Documents);
        if round == 0 {
            sweep(&app).await;
        }
        catch_up(usize::from(DOCUMENTS_MAX), &stopping, || delete_expired(&app)).await;
        drop(look);
        tokio::select! {
            () = app.wakes.documents.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Leave to delete documents, from their files to the note of it. A backup that is being taken comes first: the next
/// round tries again.
async fn begin_deleting(app: &App) -> Option<impl Send + use<>> {
    match app.documents.store.hold_for_removal().await {
        Ok(Some(leave)) => Some(leave),
        Ok(None) => {
            tracing::info!("a backup is being taken; documents are deleted later");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "the lock of the documents cannot be taken, so none is deleted");
            None
        }
    }
}

/// Deletes documents whose review was closed long enough ago; answers how many.
async fn delete_expired(app: &App) -> usize {
    let Some(_deleting) = begin_deleting(app).await else { return 0 };
    let kept = days(app.config.reviews.document_days);
    let _held = app.clock.hold().await;
    let now = app.clock.now();
    let closed_before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    let expired = match app.store.list_expired_documents(closed_before, DOCUMENTS_MAX).await {
        Ok(expired) => expired,
        Err(error) => {
            tracing::warn!(%error, "documents whose time is over were not looked for");
            return 0;
        }
    };
    let mut deleted = 0;
    for document in expired {
        deleted += usize::from(delete(app, document, now).await);
    }
    deleted
}

/// The file first: what is noted as deleted is gone.
async fn delete(app: &App, document: DocumentId, now: Timestamp) -> bool {
    if let Err(error) = app.documents.store.remove(document).await {
        tracing::error!(%document, %error, "a document whose time is over cannot be deleted");
        return false;
    }
    match app.store.mark_document_deleted(document, now).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%document, %error, "a deleted document is not noted as such; the next round tries again");
            false
        }
    }
}

/// Deletes files that no review knows: left over by a process that ended in between, or from before a reset.
async fn sweep(app: &App) {
    let Some(_deleting) = begin_deleting(app).await else { return };
    let swept = async {
        let old_before = app.clock.real_now().checked_sub(LEFT_OVER_AGE).unwrap_or(Timestamp::MIN);
        let old = app.documents.store.list_kept_until(old_before).await?;
        let known = app.store.list_known_documents(old.clone()).await?;
        for document in old.into_iter().filter(|document| !known.contains(document)) {
            app.documents.store.remove(document).await?;
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    };
    if let Err(error) = swept.await {
        tracing::warn!(%error, "documents that no review knows were not looked for");
    }
}
