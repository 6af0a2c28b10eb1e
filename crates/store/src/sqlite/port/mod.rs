//! The port, operation by operation: which connection carries it out.

mod grants;
mod trail;
mod webhooks;

use std::path::Path;
use std::sync::Arc;

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::caller::Act;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, CustomerSummary};
use qualify_domain::partner::Partner;
use qualify_domain::ports::{
    ActOnReview, AdvanceReviews, ApprovedDomain, AuditPage, AuditSelection, CreateCustomer,
    CreateQualification, CustomerSeek, CustomerSelection, DecideReviews, DeleteCustomer, Document,
    DueBacklog, EndRelationship, LeaseDue, LeasedRound, Leases, OpenReview, Outcome, PreviewQualification,
    Previewed, PutPartner, QueuePage, QueuePosition, Retention, ReviewPlace, ReviewSelection, SaveDecisions,
    SavedRound, SetQualification, Slice, StandingApprovals, Store, StoredReview, TrailPlace, UpdateBilling,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{QualificationSet, RecordView};
use qualify_domain::replay::Answer;
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{Snapshot, SnapshotName};
use qualify_domain::validation_code::ValidationCode;
use qualify_domain::vetting::{DecisionSeed, StoredDecision};
use qualify_vocabulary::{
    AccountStatus, DecisionId, DocumentId, DomainName, PageSize, PartnerId, Qualification, ReviewId,
    Timestamp, UserId,
};

use super::engine::turns::Owner;
use super::files::{backup, snapshots};
use super::rows::lists::CustomerList;
use super::rows::{audit_lists, review_queue};
use super::{SqliteStore, blocking, is_readable, not_answering};
use crate::operations::decisions::RecordDecisionView;
use crate::operations::due::ReleaseLeases;
use crate::operations::operators::{
    self, DecideEducation, ImportNonprofit, IssueCode, SetAccountStatus, SetDirectoryRoles,
};
use crate::operations::reads::{
    CheckCustomer, CountDue, FindAccountStatus, FindAudit, FindDecision, FindSetting, GetCustomer,
    GetQualifications, HasLeasedDeliveries, IsAnyDue, IsAnyReviewDue, IsDomainTaken, ListCodes,
    ListDecisions, ListExpiredDocuments, ListKnownDocuments,
};
use crate::operations::retention::PurgeExpired;
use crate::operations::reviews::{
    AddDocument, FindReview, ListCustomerReviews, ListStandingApprovals, MarkDocumentDeleted,
    RecordReviewView,
};
use crate::operations::seeding::{Reset, SeedIfEmpty};
use crate::operations::settings::SaveSetting;

impl Store for SqliteStore {
    fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        self.engine.partners.find(partner)
    }

    fn count_partners(&self) -> usize {
        self.engine.partners.count()
    }

    async fn check_customer(&self, key: CustomerKey) -> Outcome<()> {
        self.read(CheckCustomer { key })
    }

    async fn get_qualifications(&self, key: CustomerKey) -> Outcome<QualificationSet> {
        self.read(GetQualifications { key })
    }

    async fn preview_qualification(&self, command: PreviewQualification) -> Outcome<Previewed> {
        self.read(command)
    }

    async fn get_customer(&self, key: CustomerKey) -> Outcome<Customer> {
        self.read(GetCustomer { key })
    }

    async fn find_account_status(&self, key: CustomerKey) -> Outcome<Option<AccountStatusRecord>> {
        self.read(FindAccountStatus { key })
    }

    async fn list_validation_codes(&self, partner: PartnerId) -> Outcome<Vec<ValidationCode>> {
        self.read_in_turn(Owner::Partner(partner), ListCodes { partner }).await
    }

    async fn list_customers(
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

    async fn is_domain_taken(&self, partner: PartnerId, domain: DomainName) -> Outcome<bool> {
        self.read(IsDomainTaken { partner, domain })
    }

    async fn list_audit(
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

    async fn find_audit(&self, partner: PartnerId, position: AuditPosition) -> Outcome<Option<AuditEntry>> {
        self.read(FindAudit { partner, position })
    }

    async fn set_qualification(&self, command: SetQualification) -> Outcome<Answer<Qualification>> {
        self.write(command).await
    }

    async fn create_qualification(&self, command: CreateQualification) -> Outcome<Answer<RecordView>> {
        self.write(command).await
    }

    async fn create_customer(&self, command: CreateCustomer) -> Outcome<Answer<Customer>> {
        self.write(command).await
    }

    async fn delete_customer(&self, command: DeleteCustomer) -> Outcome<Answer<()>> {
        self.write(command).await
    }

    async fn end_relationship(&self, command: EndRelationship) -> Outcome<Answer<Customer>> {
        self.write(command).await
    }

    async fn update_billing(&self, command: UpdateBilling) -> Outcome<Answer<Customer>> {
        self.write(command).await
    }

    async fn put_partner(&self, act: Act, command: PutPartner) -> Outcome<Partner> {
        let directory = Arc::clone(&self.engine.partners);
        let (partner, _) = self
            .write_and_publish(operators::PutPartner { act, command }, move |(_, partners)| {
                directory.replace_all(partners);
            })
            .await?;
        Ok(partner)
    }

    async fn issue_validation_code(
        &self,
        act: Act,
        partner: PartnerId,
        code: ValidationCode,
    ) -> Outcome<ValidationCode> {
        self.write(IssueCode { act, partner, code }).await
    }

    async fn set_account_status(
        &self,
        act: Act,
        key: CustomerKey,
        status: AccountStatus,
    ) -> Outcome<AccountStatusRecord> {
        self.write(SetAccountStatus { act, key, status }).await
    }

    async fn set_directory_roles(
        &self,
        act: Act,
        key: CustomerKey,
        user: UserId,
        roles: Vec<String>,
    ) -> Outcome<()> {
        self.write(SetDirectoryRoles { act, key, user, roles }).await
    }

    async fn import_nonprofit(&self, act: Act, key: CustomerKey) -> Outcome<RecordView> {
        self.write(ImportNonprofit { act, key }).await
    }

    async fn decide_education(
        &self,
        act: Act,
        key: CustomerKey,
        verdict: Verdict,
        seed: DecisionSeed,
    ) -> Outcome<RecordView> {
        self.write(DecideEducation { act, key, verdict, seed }).await
    }

    async fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<TrailPlace>,
        size: PageSize,
    ) -> Outcome<Slice<AuditEntry>> {
        self.engine.lists.walk(Owner::Staff, audit_lists::Trail::new(partner, after, size)).await
    }

    async fn find_decision(&self, decision: DecisionId) -> Outcome<Option<StoredDecision>> {
        self.read(FindDecision { decision })
    }

    async fn list_decisions(
        &self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> Outcome<Slice<StoredDecision>> {
        self.read_in_turn(Owner::Staff, ListDecisions { key, below, size, with_texts }).await
    }

    async fn lease_due(&self, command: LeaseDue) -> Outcome<LeasedRound> {
        // Workers look often and mostly in vain, which is nothing to keep the writer and the readers busy with.
        if !self.read(IsAnyDue { now: command.now })? {
            return Ok(LeasedRound { examined: 0, applicants: Vec::new() });
        }
        self.write(command).await
    }

    async fn save_decisions(&self, command: SaveDecisions) -> Outcome<SavedRound> {
        self.write(command).await
    }

    async fn release_leases(&self, which: Leases) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with.
        if matches!(which, Leases::Over(_)) && !self.read(HasLeasedDeliveries { which })? {
            return Ok(0);
        }
        self.write(ReleaseLeases(which)).await
    }

    async fn count_due(&self, now: Timestamp) -> Outcome<DueBacklog> {
        self.read(CountDue { now })
    }

    async fn find_review(
        &self,
        review: ReviewId,
        wall: Option<CustomerKey>,
    ) -> Outcome<Option<StoredReview>> {
        self.read(FindReview { review, wall })
    }

    async fn list_customer_reviews(
        &self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> Outcome<Slice<StoredReview>> {
        self.read_in_turn(Owner::Partner(key.partner), ListCustomerReviews { key, after, size }).await
    }

    async fn list_reviews(
        &self,
        selection: ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        self.engine.lists.walk(Owner::Staff, review_queue::Queue::new(selection, after, size)).await
    }

    async fn record_review_view(&self, act: Act, review: ReviewId) -> Outcome<()> {
        self.write(RecordReviewView { act, review }).await
    }

    async fn record_decision_view(&self, act: Act, key: CustomerKey, decision: DecisionId) -> Outcome<()> {
        self.write(RecordDecisionView { act, key, decision }).await
    }

    async fn act_on_review(&self, command: ActOnReview) -> Outcome<StoredReview> {
        self.write(command).await
    }

    async fn open_review(&self, command: OpenReview) -> Outcome<StoredReview> {
        self.write(command).await
    }

    async fn decide_reviews(&self, command: DecideReviews) -> Outcome<Vec<(ReviewId, Result<(), Refusal>)>> {
        self.write(command).await
    }

    async fn list_standing_approvals(
        &self,
        after: Option<ApprovedDomain>,
        rows_max: u16,
    ) -> Outcome<StandingApprovals> {
        self.read_in_turn(Owner::Service, ListStandingApprovals { after, rows_max }).await
    }

    async fn advance_reviews(&self, command: AdvanceReviews) -> Outcome<usize> {
        // Time is looked at often and mostly in vain, which is nothing to keep the writer busy with.
        let now = command.act.now;
        if !self.read(IsAnyReviewDue { now })? {
            return Ok(0);
        }
        self.write(command).await
    }

    async fn add_document(&self, act: Act, wall: CustomerKey, document: Document) -> Outcome<StoredReview> {
        self.write(AddDocument { act, wall, document }).await
    }

    async fn list_expired_documents(
        &self,
        closed_before: Timestamp,
        rows_max: u16,
    ) -> Outcome<Vec<DocumentId>> {
        self.read(ListExpiredDocuments { closed_before, rows_max })
    }

    async fn mark_document_deleted(&self, document: DocumentId, now: Timestamp) -> Outcome<()> {
        self.write(MarkDocumentDeleted { document, now }).await
    }

    async fn list_known_documents(&self, documents: Vec<DocumentId>) -> Outcome<Vec<DocumentId>> {
        self.read(ListKnownDocuments { documents })
    }

    async fn purge_expired(&self, now: Timestamp, retention: Retention) -> Outcome<usize> {
        self.write(PurgeExpired { now, retention }).await
    }

    async fn load_setting(&self, name: &'static str) -> Outcome<Option<Vec<u8>>> {
        self.read(FindSetting { name })
    }

    async fn save_setting(&self, name: &'static str, value: Vec<u8>) -> Outcome<()> {
        self.write(SaveSetting { name, value }).await
    }

    async fn seed_if_empty(&self, seed: Seed) -> Outcome<bool> {
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

    async fn reset(&self, seed: Seed) -> Outcome<()> {
        let directory = Arc::clone(&self.engine.partners);
        self.write_and_publish(Reset(seed), move |partners| directory.replace_all(partners)).await?;
        Ok(())
    }

    async fn take_snapshot(&self, name: SnapshotName, notes: Vec<u8>) -> Outcome<Snapshot> {
        let folder = self.engine.snapshots.clone();
        blocking(move || folder.take(name, &notes)).await
    }

    async fn restore_snapshot(
        &self,
        name: SnapshotName,
        setting: (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> Outcome<bool> {
        let file = self.engine.snapshots.file(&name);
        let directory = Arc::clone(&self.engine.partners);
        let restored = self
            .engine
            .writer
            .run(
                move |session| snapshots::restore(session, &file, setting),
                move |partners| {
                    if let Some(partners) = partners {
                        directory.replace_all(partners);
                        committed();
                    }
                },
            )
            .await?;
        Ok(restored.is_some())
    }

    async fn list_snapshots(&self) -> Outcome<Vec<Snapshot>> {
        let folder = self.engine.snapshots.clone();
        blocking(move || Ok(folder.list())).await
    }

    async fn delete_snapshot(&self, name: SnapshotName) -> Outcome<bool> {
        let folder = self.engine.snapshots.clone();
        blocking(move || folder.delete(&name)).await
    }

    async fn back_up(&self, file: &Path) -> Outcome<()> {
        let (source, target) = (self.engine.file.clone(), file.to_owned());
        blocking(move || backup::copy(&source, &target)).await
    }

    async fn check_ready(&self) -> Outcome<()> {
        self.engine.lists.look(Owner::Service, is_readable).await.map_err(not_answering)
    }
}
