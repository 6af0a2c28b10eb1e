//! What operators and reviewers do.

use qualify_contract::operator::{
    DatasetsView, DecisionView, EducationDecision, IssueCode, OperatorAuditRecord, PartnerView,
    PreviewVetting, PutAccountStatus, PutDirectoryRoles, PutPartner, VettingPreview,
};
use qualify_contract::reviews::{
    DecideBody, DecideManyBody, DecidedReview, OpenReviewBody, QueuedReviewView, ReviewView,
};
use qualify_contract::v1::qualifications::QualificationRecord;
use qualify_contract::v1::validations::{AccountValidationStatus, ValidationCode};
use qualify_vocabulary::{CustomerId, DecisionId, DocumentId, PartnerId, ReviewId};

use super::Client;
use super::macros::waiting;
use crate::{Document, ReviewQuery};

waiting! {
    @methods Client
    calls {}
    scopes {
        fn operator() -> Operator;
    }
    lists {}
}

waiting! {
    /// As [`crate::Operator`].
    Operator
    calls {
        fn put_partner(partner: PartnerId, body: &PutPartner) -> PartnerView;
        fn partner(partner: PartnerId) -> PartnerView;
        fn codes(partner: PartnerId) -> Vec<ValidationCode>;
        fn issue_code(partner: PartnerId, code: &IssueCode) -> ValidationCode;
        fn set_account_status(partner: PartnerId, customer: CustomerId, status: &PutAccountStatus)
            -> AccountValidationStatus;
        fn import_nonprofit(partner: PartnerId, customer: CustomerId) -> QualificationRecord;
        fn decide_education(partner: PartnerId, customer: CustomerId, decision: &EducationDecision)
            -> QualificationRecord;
        fn set_directory_roles(partner: PartnerId, customer: CustomerId, roles: &PutDirectoryRoles) -> ();
        fn decision(decision: DecisionId) -> DecisionView;
        fn datasets() -> DatasetsView;
        fn accept_dataset(dataset: &str) -> DatasetsView;
        fn preview_vetting(organisation: &PreviewVetting) -> VettingPreview;
    }
    scopes {
        fn reviews() -> Reviews;
    }
    lists {
        fn partners() -> PartnerView;
        fn decisions(partner: PartnerId, customer: CustomerId) -> DecisionView;
        fn audit(partner: Option<PartnerId>) -> OperatorAuditRecord;
    }
}

waiting! {
    /// As [`crate::Reviews`].
    Reviews
    calls {
        fn decide_many(decision: &DecideManyBody) -> Vec<DecidedReview>;
        fn open(partner: PartnerId, customer: CustomerId, why: &OpenReviewBody) -> ReviewView;
    }
    scopes {
        fn by_id(review: ReviewId) -> Review;
    }
    lists {
        fn list(query: &ReviewQuery) -> QueuedReviewView;
    }
}

waiting! {
    /// As [`crate::Review`].
    Review
    calls {
        fn get() -> ReviewView;
        fn claim() -> ReviewView;
        fn renew() -> ReviewView;
        fn release() -> ReviewView;
        fn ask(items: Vec<String>) -> ReviewView;
        fn decide(decision: &DecideBody) -> ReviewView;
        fn confirm() -> ReviewView;
        fn disagree(text: impl Into<String>) -> ReviewView;
        fn escalate(text: impl Into<String>) -> ReviewView;
        fn annotate(text: impl Into<String>) -> ReviewView;
        fn withdraw() -> ReviewView;
        fn document(document: DocumentId) -> Document;
    }
    scopes {}
    lists {}
}
