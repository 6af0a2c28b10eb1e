//! Snapshots as a table: everybody's, or those of one partner.

use qualify_dashboard::{OpenPage, PageError};
use qualify_domain::ports::SandboxStore as _;
use qualify_domain::snapshot::Snapshot;
use qualify_vocabulary::PartnerId;

use super::Notice;
use crate::snapshots::Notes;
use crate::state::Sandbox;

/// One of them.
#[derive(Debug)]
pub(super) struct SnapshotRow {
    pub(super) name: String,
    pub(super) taken: String,
    pub(super) clock: String,
    pub(super) customers: String,
}

/// Those that there are.
pub(super) async fn rows(
    sandbox: &Sandbox,
    page: &OpenPage,
    partner: Option<PartnerId>,
) -> Result<Vec<SnapshotRow>, PageError> {
    let locale = page.locale();
    let row = |snapshot: Snapshot| {
        let notes = Notes::of(&snapshot)?;
        Ok(SnapshotRow {
            name: snapshot.name.to_string(),
            taken: locale.moment(notes.taken_at),
            clock: locale.moment(notes.clock.now),
            customers: locale.number(snapshot.customers),
        })
    };
    sandbox.store.list_snapshots(partner).await?.into_iter().map(row).collect()
}

/// What a page says once something was done with one.
pub(super) fn done(page: &OpenPage, done: &str) -> Option<Notice> {
    let texts = page.texts();
    match done {
        "taken" => Some(Notice::good(texts.panel_done_snapshot_taken())),
        "restored" => Some(Notice::good(texts.panel_done_snapshot_restored())),
        "deleted" => Some(Notice::good(texts.panel_done_snapshot_deleted())),
        _ => None,
    }
}
