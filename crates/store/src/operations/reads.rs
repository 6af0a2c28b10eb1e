//! Operations that are one read, or hardly more.

use qualify_domain::audit::{AuditEntry, AuditPosition};
use qualify_domain::browser_session::BrowserSession;
use qualify_domain::customer::{AccountStatusRecord, Customer, CustomerKey};
use qualify_domain::partner::Partner;
use qualify_domain::ports::{
    DueBacklog, DueDraft, EndpointChoice, Grant, Leases, QueueLengths, Slice, Waiting, Whose, WorkLeft,
};
use qualify_domain::qualification::QualificationSet;
use qualify_domain::review::ReviewDraft;
use qualify_domain::validation_code::ValidationCode;
use qualify_domain::vetting::StoredDecision;
use qualify_domain::webhook::Endpoint;
use qualify_vocabulary::{
    DecisionId, DocumentId, DomainName, EndpointId, GrantId, PageSize, PartnerId, PersonKey, ReviewId,
    Timestamp,
};

use super::{Operation, load, trail};
use crate::rows::{Ahead, Rows};
use crate::undone::Done;

/// Declares operations by what they ask for, what they answer, and the read that they are.
macro_rules! reads {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } -> $answer:ty = $rows:ident => $read:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl Operation for $name {
            type Answer = $answer;

            async fn run<R: Rows>(self, $rows: &mut R) -> Done<$answer> {
                let Self { $($field,)* } = self;
                Ok($read)
            }
        }
    )*};
}

reads! {
    /// Refuses customers that the partner may not see.
    CheckCustomer { key: CustomerKey } -> () = rows => load::standing(rows, key).await.map(|_| ())?;
    /// The customer's records.
    GetQualifications { key: CustomerKey } -> QualificationSet = rows => load::records(rows, key).await?.1;
    /// The whole customer.
    GetCustomer { key: CustomerKey } -> Customer = rows => load::customer(rows, key).await?;
    /// The account status that was recorded last.
    FindAccountStatus { key: CustomerKey } -> Option<AccountStatusRecord> = rows => {
        rows.expect(Ahead::AccountStatus(key));
        load::standing(rows, key).await?;
        rows.find_account_status(key).await?
    };
    /// Whether a customer in the world of a partner holds the domain.
    IsDomainTaken { partner: PartnerId, domain: DomainName } -> bool
        = rows => rows.is_domain_taken(partner, &domain).await?;
    /// All partners.
    ListPartners {} -> Vec<Partner> = rows => rows.list_partners().await?;
    /// A page of the partners, by their id.
    PagePartners { after: Option<PartnerId>, size: PageSize } -> Slice<Partner>
        = rows => rows.page_partners(after, size).await?;
    /// The partner's codes.
    ListCodes { partner: PartnerId } -> Vec<ValidationCode> = rows => rows.list_codes(partner).await?;
    /// One audit record that the partner may see.
    FindAudit { partner: PartnerId, position: AuditPosition } -> Option<AuditEntry> = rows => {
        let entry = rows.find_audit(partner, position).await?;
        entry.filter(|entry| entry.fact.operation.is_shown_to_partner())
    };
    /// One decision with its texts.
    FindDecision { decision: DecisionId } -> Option<StoredDecision> = rows => rows.find_decision(decision).await?;
    /// The decisions about a customer, the newest first, below a place of the chain.
    ListDecisions { key: CustomerKey, below: Option<u64>, size: PageSize, with_texts: bool } -> Slice<StoredDecision>
        = rows => rows.list_decisions(key, below, size, with_texts).await?;
    /// Whether any record is due and free.
    IsAnyDue { now: Timestamp, whose: Whose } -> bool = rows => rows.is_any_due(now, &whose).await?;
    /// The partners for whom something waits until a moment or less long, with when the first of it is due.
    ListPartnersWaiting { what: Waiting, until: Timestamp } -> Vec<(PartnerId, Timestamp)>
        = rows => rows.list_partners_waiting(what, until).await?;
    /// How much waits where.
    CountQueues {} -> QueueLengths = rows => rows.count_queues().await?;
    /// Whether jobs have something to do that is due, or are at it.
    IsWorkLeft { left: WorkLeft } -> bool = rows => rows.is_work_left(left).await?;
    /// How many records are due and free, and since when the first of them waits.
    CountDue { now: Timestamp } -> DueBacklog = rows => rows.count_due(now).await?;
    /// Whether time alone does something to a case now.
    IsAnyReviewDue { now: Timestamp, whose: Whose } -> bool
        = rows => rows.is_any_review_due(now, &whose).await?;
    /// Whether a receiver has a delivery that is due.
    IsAnyDeliveryDue { now: Timestamp, whose: Whose } -> bool = rows => {
        let first = (i64::MIN, EndpointId::from([0; 16]));
        !rows.list_due_endpoints(now, &whose, first, 1).await?.is_empty()
    };
    /// Documents whose time is over.
    ListExpiredDocuments { closed_before: Timestamp, rows_max: u16 } -> Vec<DocumentId>
        = rows => rows.list_expired_documents(closed_before, rows_max).await?;
    /// Which of these documents are known, and have not been deleted.
    ListKnownDocuments { documents: Vec<DocumentId> } -> Vec<DocumentId>
        = rows => rows.list_known_documents(&documents).await?;
    /// The value under a name.
    FindSetting { name: &'static str } -> Option<Vec<u8>> = rows => rows.find_setting(name).await?;
    /// The partner's receivers.
    ListEndpoints { partner: PartnerId } -> Vec<Endpoint> = rows => rows.list_endpoints(partner).await?;
    /// One receiver of the partner's.
    FindEndpoint { partner: PartnerId, choice: EndpointChoice } -> Option<Endpoint>
        = rows => rows.find_endpoint(partner, choice).await?;
    /// Whether there are events of which no deliveries were made.
    HasNewEvents {} -> bool
        = rows => rows.has_new_events().await?;
    /// Whether deliveries are under leases of these.
    HasLeasedDeliveries { which: Leases } -> bool = rows => !rows.list_leased_endpoints(which).await?.is_empty();
    /// When the next delivery is due.
    FindNextDue {} -> Option<Timestamp> = rows => rows.find_next_due().await?;
    /// Whether acts of other processes wait for the trail.
    HasWaitingActs {} -> bool = rows => trail::has_waiting(rows).await?;
    /// One grant.
    FindGrant { id: GrantId } -> Option<Grant> = rows => rows.find_grant(id).await?;
    /// Whether a grant is over.
    IsAnyGrantExpired { now: Timestamp } -> bool = rows => rows.is_any_grant_expired(now).await?;
    /// The draft that waits for a case.
    FindWaitingDraft { review: ReviewId } -> Option<ReviewDraft> = rows => rows.find_waiting_draft(review).await?;
    /// The drafts of an owner, the last one first.
    ListDrafts { owner: PersonKey, size: PageSize } -> Vec<ReviewDraft>
        = rows => rows.list_drafts(&owner, size.items()).await?;
    /// The drafts whose time has come.
    ListDueDrafts { now: Timestamp, drafts_max: u16 } -> Vec<DueDraft>
        = rows => rows.list_due_drafts(now, drafts_max).await?;
    /// Whether a draft ended long ago.
    IsAnyDraftOver { ended_before: Timestamp } -> bool = rows => rows.is_any_draft_over(ended_before).await?;
    /// The sessions of a person that have not ended.
    ListSessions { person: PersonKey, now: Timestamp } -> Vec<BrowserSession>
        = rows => rows.list_sessions(&person, now).await?;
    /// Whether a session is over, or a browser awaited no more.
    IsAnySessionOver { ended_before: Timestamp, now: Timestamp } -> bool
        = rows => rows.is_any_session_over(ended_before, now).await?;
}
