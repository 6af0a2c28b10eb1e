//! What is asked of the engine itself: lists that are walked in steps, partners in memory, files.

use std::path::Path;
use std::sync::Arc;

use qualify_domain::audit::AuditEntry;
use qualify_domain::audit::AuditPosition;
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerSummary;
use qualify_domain::partner::Partner;
use qualify_domain::ports::AuditPage;
use qualify_domain::ports::AuditSelection;
use qualify_domain::ports::CustomerSearch;
use qualify_domain::ports::CustomerSeek;
use qualify_domain::ports::CustomerSelection;
use qualify_domain::ports::DecisionFault;
use qualify_domain::ports::FoundCustomers;
use qualify_domain::ports::Outcome;
use qualify_domain::ports::PutPartner;
use qualify_domain::ports::QueuePage;
use qualify_domain::ports::QueuePosition;
use qualify_domain::ports::ReviewSelection;
use qualify_domain::ports::SearchPlace;
use qualify_domain::ports::Slice;
use qualify_domain::ports::TrailPlace;
use qualify_domain::ports::Walked;
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::Snapshot;
use qualify_domain::snapshot::SnapshotKey;
use qualify_vocabulary::PageSize;
use qualify_vocabulary::PartnerId;
use tokio::sync::mpsc;

use crate::operations::operators;
use crate::operations::seeding::ReplacePartner;
use crate::operations::seeding::Reset;
use crate::operations::seeding::SeedIfEmpty;
use crate::operations::settings::SaveSetting;

use super::SqliteStore;
use super::engine::readiness::{blocking, is_readable, not_answering};
use super::engine::turns::Owner;
use super::files::archive::FileArchive;
use super::files::{backup, snapshots};
use super::rows::lists::{CustomerList, Searching};
use super::rows::{audit_lists, review_queue};

/// Faults of a walk that were found and not reported yet.
const FAULTS_WAITING_MAX: usize = 64;
/// The setting that takes up room for a moment, and how much.
const ROOM: &str = "room";
const ROOM_BYTES: usize = 32 * 1024;

impl SqliteStore {
    pub(crate) async fn list_customers(
        &self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> Outcome<Slice<CustomerSummary>> {
        self.engine
            .lists
            .walk(Owner::Partner(partner), CustomerList::new(partner, selection, seek, size))
            .await
    }

    pub(crate) async fn search_customers(
        &self,
        partner: PartnerId,
        search: CustomerSearch,
        after: Option<SearchPlace>,
        size: PageSize,
    ) -> Outcome<FoundCustomers> {
        self.engine.lists.walk(Owner::Partner(partner), Searching::new(partner, search, after, size)).await
    }

    pub(crate) async fn list_audit(
        &self,
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Outcome<AuditPage> {
        self.engine
            .lists
            .walk(Owner::Partner(partner), audit_lists::Search::new(partner, selection, after, size))
            .await
    }

    pub(crate) async fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> Outcome<Slice<AuditEntry>> {
        self.engine.lists.walk(Owner::Staff, audit_lists::Trail::new(partner, after, size)).await
    }

    pub(crate) async fn list_reviews(
        &self,
        selection: ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        self.engine.lists.walk(Owner::Staff, review_queue::Queue::new(selection, after, size)).await
    }

    pub(crate) async fn take_snapshot(&self, key: SnapshotKey, notes: Vec<u8>) -> Outcome<Snapshot> {
        let folder = self.engine.snapshots.of(key.partner);
        blocking(move || folder.take(key.name, &notes)).await
    }

    pub(crate) async fn restore_snapshot(
        &self,
        key: SnapshotKey,
        setting: (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> Outcome<bool> {
        let file = self.engine.snapshots.of(key.partner).file(&key.name);
        let (owner, directory) = (self.owner, Arc::clone(&self.engine.partners));
        let restored = self
            .engine
            .writer
            .run(
                owner,
                move |session| snapshots::restore(owner, session, (&file, key.partner), setting.clone()),
                move |partners| {
                    if let Some(partners) = partners {
                        directory.replace_all(partners);
                        committed();
                    }
                },
            )
            .await?;
        self.forget_snapshots_of_strangers().await?;
        Ok(restored.is_some())
    }

    pub(crate) async fn list_snapshots(&self, partner: Option<PartnerId>) -> Outcome<Vec<Snapshot>> {
        let folder = self.engine.snapshots.of(partner);
        blocking(move || Ok(folder.list())).await
    }

    pub(crate) async fn delete_snapshot(&self, key: SnapshotKey) -> Outcome<bool> {
        let folder = self.engine.snapshots.of(key.partner);
        blocking(move || folder.delete(&key.name)).await
    }

    /// The snapshots of a partner go with it.
    async fn forget_snapshots_of_strangers(&self) -> Outcome<()> {
        let (folder, partners) = (self.engine.snapshots.clone(), Arc::clone(&self.engine.partners));
        blocking(move || folder.forget_strangers(|partner| partners.find(partner).is_some())).await
    }

    /// Walks on a connection of its own, which holds up nobody, to its end even if the caller has given up.
    pub(crate) async fn walk_decisions(
        &self,
        mut report: impl FnMut(DecisionFault) + Send,
    ) -> Outcome<Walked> {
        let file = self.engine.file.clone();
        let (found, mut faults) = mpsc::channel(FAULTS_WAITING_MAX);
        let walk = blocking(move || {
            let archive = FileArchive::open(&file)?;
            archive.walk(|fault| {
                // Where nobody listens any more, nobody is told.
                let _ = found.blocking_send(fault);
            })
        });
        let told = async {
            while let Some(fault) = faults.recv().await {
                report(fault);
            }
        };
        tokio::join!(walk, told).0
    }

    pub(crate) async fn back_up(&self, file: &Path) -> Outcome<()> {
        let (source, target) = (self.engine.file.clone(), file.to_owned());
        blocking(move || backup::copy(&source, &target)).await
    }

    pub(crate) async fn check_ready(&self) -> Outcome<()> {
        self.engine.lists.look(Owner::Service, is_readable).await.map_err(not_answering)?;
        if self.engine.writer.room.is_wanted() {
            self.find_room().await.map_err(not_answering)?;
        }
        Ok(())
    }

    /// Writes so much that a change of a customer would find room, and gives it back: where nobody sends requests to a
    /// service that is not ready, nothing else would find out.
    async fn find_room(&self) -> Outcome<()> {
        self.write(SaveSetting { name: ROOM, value: vec![0; ROOM_BYTES] }).await?;
        self.write(SaveSetting { name: ROOM, value: Vec::new() }).await?;
        self.engine.writer.room.is_found();
        Ok(())
    }

    pub(crate) fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        self.engine.partners.find(partner)
    }

    pub(crate) fn list_partners(&self) -> Vec<Arc<Partner>> {
        self.engine.partners.list()
    }

    pub(crate) fn count_partners(&self) -> usize {
        self.engine.partners.count()
    }

    pub(crate) async fn put_partner(&self, act: Act, command: PutPartner) -> Outcome<Partner> {
        let directory = Arc::clone(&self.engine.partners);
        let (partner, _) = self
            .write_and_publish(operators::PutPartner { act, command }, move |(_, partners)| {
                directory.replace_all(partners);
            })
            .await?;
        Ok(partner)
    }

    pub(crate) async fn seed_if_empty(&self, seed: Seed) -> Outcome<bool> {
        let directory = Arc::clone(&self.engine.partners);
        let written = self
            .write_and_publish(SeedIfEmpty(seed), move |partners| {
                if let Some(partners) = partners {
                    directory.replace_all(partners);
                }
            })
            .await?;
        Ok(written.is_some())
    }

    pub(crate) async fn replace_partner(&self, partner: PartnerId, seed: Option<Seed>) -> Outcome<bool> {
        let directory = Arc::clone(&self.engine.partners);
        let (was_there, _) = self
            .write_and_publish(ReplacePartner { partner, seed }, move |(_, partners)| {
                directory.replace_all(partners);
            })
            .await?;
        self.forget_snapshots_of_strangers().await?;
        Ok(was_there)
    }

    pub(crate) async fn reset(&self, seed: Seed) -> Outcome<()> {
        let directory = Arc::clone(&self.engine.partners);
        self.write_and_publish(Reset(seed), move |partners| directory.replace_all(partners)).await?;
        self.forget_snapshots_of_strangers().await
    }
}
