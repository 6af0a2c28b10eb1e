//! The port, operation by operation: which connection, which function.

use std::path::Path;
use std::sync::Arc;

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::caller::Act;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey, CustomerSummary};
use qualify_domain::partner::Partner;
use qualify_domain::ports::{
    ActOnReview, AdvanceReviews, AuditPage, AuditSelection, ClaimDue, ClaimedRound, CreateCustomer,
    CreateQualification, CustomerSeek, CustomerSelection, DecideReviews, DeleteCustomer, Document,
    DueBacklog, EndRelationship, OpenReview, Outcome, PreviewQualification, Previewed, PutPartner, QueuePage,
    QueuePosition, Retention, ReviewPlace, ReviewSelection, SaveDecisions, SavedRound, SetQualification,
    Slice, StandingApprovals, Store, StoredReview, UpdateBilling,
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

use super::lists::CustomerList;
use super::turns::Owner;
use super::{
    SqliteStore, audit, backup, blocking, customers, decisions, due, is_readable, not_answering, operator,
    partings, preview, qualifications, requests, retention, reviews, seed, settings, snapshots,
    validation_codes,
};

impl Store for SqliteStore {
    fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        self.partners.find(partner)
    }

    fn count_partners(&self) -> usize {
        self.partners.count()
    }

    async fn check_customer(&self, key: CustomerKey) -> Outcome<()> {
        self.points.read(|session| customers::get_standing(session, key))??;
        Ok(())
    }

    async fn get_qualifications(&self, key: CustomerKey) -> Outcome<QualificationSet> {
        let (_, records) = self.points.read(|session| qualifications::get(session, key))??;
        Ok(records)
    }

    async fn preview_qualification(&self, command: PreviewQualification) -> Outcome<Previewed> {
        Ok(self.points.read(|session| preview::preview(session, command))??)
    }

    async fn get_customer(&self, key: CustomerKey) -> Outcome<Customer> {
        Ok(self.points.read(|session| customers::get(session, key))??)
    }

    async fn find_account_status(&self, key: CustomerKey) -> Outcome<Option<AccountStatusRecord>> {
        Ok(self.points.read(|session| customers::find_account_status(session, key))??)
    }

    async fn list_validation_codes(&self, partner: PartnerId) -> Outcome<Vec<ValidationCode>> {
        self.lists
            .read(Owner::Partner(partner), move |session| validation_codes::list(session, partner))
            .await
    }

    async fn list_customers(
        &self,
        partner: PartnerId,
        selection: CustomerSelection,
        seek: CustomerSeek,
        size: PageSize,
    ) -> Outcome<Slice<CustomerSummary>> {
        self.lists.walk(Owner::Partner(partner), CustomerList::new(partner, selection, seek, size)).await
    }

    async fn is_domain_taken(&self, domain: DomainName) -> Outcome<bool> {
        self.points.read(|session| customers::is_domain_taken(session, &domain))
    }

    async fn list_audit(
        &self,
        partner: PartnerId,
        selection: AuditSelection,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Outcome<AuditPage> {
        self.lists.walk(Owner::Partner(partner), audit::Search::new(partner, selection, after, size)).await
    }

    async fn find_audit(&self, partner: PartnerId, position: AuditPosition) -> Outcome<Option<AuditEntry>> {
        self.points.read(|session| audit::find(session, partner, position))
    }

    async fn set_qualification(&self, command: SetQualification) -> Outcome<Answer<Qualification>> {
        self.writer.run(move |session| requests::set_qualification(session, command)).await
    }

    async fn create_qualification(&self, command: CreateQualification) -> Outcome<Answer<RecordView>> {
        self.writer.run(move |session| requests::create_qualification(session, command)).await
    }

    async fn create_customer(&self, command: CreateCustomer) -> Outcome<Answer<Customer>> {
        self.writer.run(move |session| requests::create_customer(session, command)).await
    }

    async fn delete_customer(&self, command: DeleteCustomer) -> Outcome<Answer<()>> {
        self.writer.run(move |session| partings::delete_customer(session, command)).await
    }

    async fn end_relationship(&self, command: EndRelationship) -> Outcome<Answer<Customer>> {
        self.writer.run(move |session| partings::end_relationship(session, command)).await
    }

    async fn update_billing(&self, command: UpdateBilling) -> Outcome<Answer<Customer>> {
        self.writer.run(move |session| requests::update_billing(session, command)).await
    }

    async fn put_partner(&self, act: Act, command: PutPartner) -> Outcome<Partner> {
        let directory = Arc::clone(&self.partners);
        let (partner, _) = self
            .writer
            .run_and_publish(
                move |session| operator::put_partner(session, &act, command),
                move |(_, partners)| directory.replace_all(partners),
            )
            .await?;
        Ok(partner)
    }

    async fn issue_validation_code(
        &self,
        act: Act,
        partner: PartnerId,
        code: ValidationCode,
    ) -> Outcome<ValidationCode> {
        self.writer.run(move |session| operator::issue_validation_code(session, &act, partner, code)).await
    }

    async fn set_account_status(
        &self,
        act: Act,
        key: CustomerKey,
        status: AccountStatus,
    ) -> Outcome<AccountStatusRecord> {
        self.writer.run(move |session| operator::set_account_status(session, &act, key, status)).await
    }

    async fn set_directory_roles(
        &self,
        act: Act,
        key: CustomerKey,
        user: UserId,
        roles: Vec<String>,
    ) -> Outcome<()> {
        self.writer.run(move |session| operator::set_directory_roles(session, &act, key, user, &roles)).await
    }

    async fn import_nonprofit(&self, act: Act, key: CustomerKey) -> Outcome<RecordView> {
        self.writer.run(move |session| operator::import_nonprofit(session, &act, key)).await
    }

    async fn decide_education(
        &self,
        act: Act,
        key: CustomerKey,
        verdict: Verdict,
        seed: DecisionSeed,
    ) -> Outcome<RecordView> {
        self.writer.run(move |session| operator::decide_education(session, &act, key, verdict, &seed)).await
    }

    async fn list_operator_audit(
        &self,
        partner: Option<PartnerId>,
        after: Option<AuditPosition>,
        size: PageSize,
    ) -> Outcome<Slice<AuditEntry>> {
        self.lists.walk(Owner::Staff, audit::Trail::new(partner, after, size)).await
    }

    async fn find_decision(&self, decision: DecisionId) -> Outcome<Option<StoredDecision>> {
        self.points.read(|session| decisions::find(session, decision))
    }

    async fn list_decisions(
        &self,
        key: CustomerKey,
        below: Option<u64>,
        size: PageSize,
        with_texts: bool,
    ) -> Outcome<Slice<StoredDecision>> {
        let list = move |session: &_| decisions::list(session, key, below, size, with_texts);
        self.lists.read(Owner::Staff, list).await
    }

    async fn claim_due(&self, command: ClaimDue) -> Outcome<ClaimedRound> {
        // Workers look often and mostly in vain, which is nothing to keep the writer and the readers busy with.
        if !self.points.read(|session| due::is_any(session, command.now))? {
            return Ok(ClaimedRound { examined: 0, applicants: Vec::new() });
        }
        self.writer.run(move |session| due::claim(session, &command)).await
    }

    async fn save_decisions(&self, command: SaveDecisions) -> Outcome<SavedRound> {
        self.writer.run(move |session| due::save(session, command)).await
    }

    async fn release_claims(&self) -> Outcome<usize> {
        self.writer.run(|session| due::release(session).map(Ok)).await
    }

    async fn count_due(&self, now: Timestamp) -> Outcome<DueBacklog> {
        self.points.read(|session| due::count(session, now))
    }

    async fn find_review(
        &self,
        review: ReviewId,
        wall: Option<CustomerKey>,
    ) -> Outcome<Option<StoredReview>> {
        self.points.read(|session| reviews::find(session, review, wall))
    }

    async fn list_customer_reviews(
        &self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> Outcome<Slice<StoredReview>> {
        let owner = Owner::Partner(key.partner);
        self.lists.read(owner, move |session| reviews::list_of_customer(session, key, after, size)).await
    }

    async fn list_reviews(
        &self,
        selection: ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        self.lists.walk(Owner::Staff, reviews::Queue::new(selection, after, size)).await
    }

    async fn record_review_view(&self, act: Act, review: ReviewId) -> Outcome<()> {
        self.writer.run(move |session| reviews::record_view(session, &act, review)).await
    }

    async fn record_decision_view(&self, act: Act, key: CustomerKey, decision: DecisionId) -> Outcome<()> {
        self.writer.run(move |session| decisions::record_view(session, &act, key, decision)).await
    }

    async fn act_on_review(&self, command: ActOnReview) -> Outcome<StoredReview> {
        self.writer.run(move |session| reviews::act(session, command)).await
    }

    async fn open_review(&self, command: OpenReview) -> Outcome<StoredReview> {
        self.writer.run(move |session| reviews::open(session, command)).await
    }

    async fn decide_reviews(&self, command: DecideReviews) -> Outcome<Vec<(ReviewId, Result<(), Refusal>)>> {
        self.writer.run(move |session| reviews::decide_alike(session, command)).await
    }

    async fn list_standing_approvals(
        &self,
        after: Option<String>,
        rows_max: u16,
    ) -> Outcome<StandingApprovals> {
        let list = move |session: &_| reviews::list_standing(session, after.as_deref(), rows_max);
        self.lists.read(Owner::Service, list).await
    }

    async fn advance_reviews(&self, command: AdvanceReviews) -> Outcome<usize> {
        // Time is looked at often and mostly in vain, which is nothing to keep the writer busy with.
        let now = command.act.now;
        if !self.points.read(|session| reviews::is_any_due(session, now))? {
            return Ok(0);
        }
        self.writer.run(move |session| reviews::advance(session, command)).await
    }

    async fn add_document(&self, act: Act, wall: CustomerKey, document: Document) -> Outcome<StoredReview> {
        self.writer.run(move |session| reviews::add(session, &act, wall, &document)).await
    }

    async fn list_expired_documents(
        &self,
        closed_before: Timestamp,
        rows_max: u16,
    ) -> Outcome<Vec<DocumentId>> {
        self.points.read(|session| reviews::list_expired(session, closed_before, rows_max))
    }

    async fn mark_document_deleted(&self, document: DocumentId, now: Timestamp) -> Outcome<()> {
        self.writer.run(move |session| reviews::mark_deleted(session, document, now)).await
    }

    async fn list_known_documents(&self, documents: Vec<DocumentId>) -> Outcome<Vec<DocumentId>> {
        self.points.read(|session| reviews::list_known(session, &documents))
    }

    async fn purge_expired(&self, now: Timestamp, retention: Retention) -> Outcome<usize> {
        self.writer.run(move |session| retention::purge(session, now, retention)).await
    }

    async fn load_setting(&self, name: &'static str) -> Outcome<Option<Vec<u8>>> {
        self.points.read(|session| settings::find(session, name))
    }

    async fn save_setting(&self, name: &'static str, value: Vec<u8>) -> Outcome<()> {
        self.writer.run(move |session| settings::save(session, name, &value)).await
    }

    async fn seed_if_empty(&self, seed: Seed) -> Outcome<bool> {
        let directory = Arc::clone(&self.partners);
        let written = self
            .writer
            .run_and_publish(
                move |session| seed::write_if_empty(session, &seed),
                move |partners| {
                    if let Some(partners) = partners {
                        directory.replace_all(partners);
                    }
                },
            )
            .await?;
        Ok(written.is_some())
    }

    async fn reset(&self, seed: Seed) -> Outcome<()> {
        let directory = Arc::clone(&self.partners);
        self.writer
            .run_and_publish(
                move |session| seed::reset(session, &seed),
                move |partners| directory.replace_all(partners),
            )
            .await?;
        Ok(())
    }

    async fn take_snapshot(&self, name: SnapshotName, notes: Vec<u8>) -> Outcome<Snapshot> {
        let folder = self.snapshots.clone();
        blocking(move || folder.take(name, &notes)).await
    }

    async fn restore_snapshot(
        &self,
        name: SnapshotName,
        setting: (&'static str, Vec<u8>),
        committed: impl FnOnce() + Send + 'static,
    ) -> Outcome<bool> {
        let file = self.snapshots.file(&name);
        let directory = Arc::clone(&self.partners);
        let restored = self
            .writer
            .run_and_publish(
                move |session| snapshots::restore(session, &file, (setting.0, &setting.1)),
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
        let folder = self.snapshots.clone();
        blocking(move || Ok(folder.list())).await
    }

    async fn delete_snapshot(&self, name: SnapshotName) -> Outcome<bool> {
        let folder = self.snapshots.clone();
        blocking(move || folder.delete(&name)).await
    }

    async fn back_up(&self, file: &Path) -> Outcome<()> {
        let (source, target) = (self.file.clone(), file.to_owned());
        blocking(move || backup::copy(&source, &target)).await
    }

    async fn check_ready(&self) -> Outcome<()> {
        self.lists.read(Owner::Service, is_readable).await.map_err(not_answering)
    }
}
