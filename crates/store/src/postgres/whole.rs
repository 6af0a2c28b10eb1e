//! What is asked of the engine itself: lists, partners in memory, snapshots, readiness.

use std::sync::Arc;

use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerSummary;
use qualify_domain::partner::Partner;
use qualify_domain::ports::{
    AuditPage, AuditSelection, CustomerSearch, CustomerSeek, CustomerSelection, FoundCustomers, Outcome,
    PutPartner, QueuePage, QueuePosition, ReviewSelection, SearchPlace, Slice, TrailPlace,
};
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{Snapshot, SnapshotKey};
use qualify_vocabulary::{PageSize, PartnerId};

use super::PostgresStore;
use super::engine::session::{Effects, Mode, Session};
use super::rows::PostgresRows;
use crate::operations::operators;
use crate::operations::seeding::{ReplacePartner, Reset, SeedIfEmpty};

/// How often something that is no operation is run before its caller is told to come back.
const ATTEMPTS_MAX: u32 = 5;

impl PostgresStore {
    /// Rows at one moment.
    pub(super) async fn look(&self) -> Outcome<PostgresRows> {
        self.rows(Mode::Reading, 0).await
    }

    async fn rows(&self, mode: Mode, attempt: u32) -> Outcome<PostgresRows> {
        Ok(PostgresRows::of(Session::begin(self.core(), mode, attempt).await?, self.owner))
    }

    pub(crate) async fn list_customers(
        &self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> Outcome<Slice<CustomerSummary>> {
        self.look().await?.page_of_customers(partner, selection, seek, size).await
    }

    pub(crate) async fn search_customers(
        &self,
        partner: PartnerId,
        search: CustomerSearch,
        after: Option<SearchPlace>,
        size: PageSize,
    ) -> Outcome<FoundCustomers> {
        self.look().await?.page_of_found(partner, &search, after, size).await
    }

    pub(crate) async fn list_audit(
        &self,
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Outcome<AuditPage> {
        self.look().await?.page_of_trail(partner, &selection, after, size).await
    }

    pub(crate) async fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> Outcome<Slice<AuditEntry>> {
        self.look().await?.page_of_all_trails(partner, after, size).await
    }

    pub(crate) async fn list_reviews(
        &self,
        selection: ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        self.look().await?.page_of_queue(&selection, after, size).await
    }

    pub(crate) async fn take_snapshot(&self, key: SnapshotKey, notes: Vec<u8>) -> Outcome<Snapshot> {
        // What is put aside has its numbers.
        self.core().number_events(true).await?;
        for attempt in 0.. {
            let mut rows = self.rows(Mode::Copying, attempt).await?;
            let taken = match rows.take_snapshot(&key, &notes).await {
                Ok(taken) => rows.session.commit().await.map(|_| taken),
                Err(error) => Err(error),
            };
            if taken.is_ok() || !rows.session.is_worth_another_try() || attempt >= ATTEMPTS_MAX {
                return taken;
            }
        }
        unreachable!("it returns")
    }

    pub(crate) async fn restore_snapshot(
        &self,
        key: SnapshotKey,
        (setting, value): (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> Outcome<bool> {
        for attempt in 0.. {
            let mut rows = self.rows(Mode::Writing, attempt).await?;
            let restored = match rows.restore_snapshot(&key, (setting, &value)).await {
                Ok(true) => rows.session.commit().await,
                Ok(false) => return Ok(false),
                Err(undone) => Err(undone.into()),
            };
            match restored {
                Ok(effects) => {
                    self.core().record_commit();
                    self.core().publish(effects).await?;
                    committed();
                    self.forget_snapshots_of_strangers().await?;
                    return Ok(true);
                }
                Err(error) if !rows.session.is_worth_another_try() || attempt >= ATTEMPTS_MAX => {
                    return Err(error);
                }
                Err(_) => {}
            }
        }
        unreachable!("it returns")
    }

    pub(crate) async fn list_snapshots(&self, partner: Option<PartnerId>) -> Outcome<Vec<Snapshot>> {
        self.look().await?.list_snapshots(partner).await
    }

    pub(crate) async fn delete_snapshot(&self, key: SnapshotKey) -> Outcome<bool> {
        let mut rows = self.rows(Mode::Writing, 0).await?;
        let was_there = rows.delete_snapshot(&key).await?;
        let _: Effects = rows.session.commit().await?;
        Ok(was_there)
    }

    /// The snapshots of a partner go with it.
    async fn forget_snapshots_of_strangers(&self) -> Outcome<()> {
        let mut rows = self.rows(Mode::Writing, 0).await?;
        rows.forget_snapshots_of_strangers()?;
        rows.session.commit().await.map(|_| ())
    }

    pub(crate) async fn check_ready(&self) -> Outcome<()> {
        self.core().check_ready().await
    }

    pub(crate) fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        self.core().partners.find(partner)
    }

    pub(crate) fn list_partners(&self) -> Vec<Arc<Partner>> {
        self.core().partners.list()
    }

    pub(crate) fn count_partners(&self) -> usize {
        self.core().partners.count()
    }

    pub(crate) async fn put_partner(&self, act: Act, command: PutPartner) -> Outcome<Partner> {
        Ok(self.write(operators::PutPartner { act, command }).await?.0)
    }

    pub(crate) async fn seed_if_empty(&self, seed: Seed) -> Outcome<bool> {
        Ok(self.write(SeedIfEmpty(seed)).await?.is_some())
    }

    pub(crate) async fn replace_partner(&self, partner: PartnerId, seed: Option<Seed>) -> Outcome<bool> {
        let (was_there, _) = self.write(ReplacePartner { partner, seed }).await?;
        self.forget_snapshots_of_strangers().await?;
        Ok(was_there)
    }

    pub(crate) async fn reset(&self, seed: Seed) -> Outcome<()> {
        self.write(Reset(seed)).await?;
        self.forget_snapshots_of_strangers().await
    }
}
