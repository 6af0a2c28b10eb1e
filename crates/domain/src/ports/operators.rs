//! Partners, codes, and what operators record.

use std::future::Future;
use std::sync::Arc;

use qualify_vocabulary::{AccountStatus, PageSize, PartnerId, UserId};

use super::commands::PutPartner;
use super::outcome::Outcome;
use super::selections::Slice;
use crate::caller::Act;
use crate::customer::{AccountStatusRecord, CustomerKey};
use crate::partner::Partner;
use crate::qualification::RecordView;
use crate::qualification::decide::Verdict;
use crate::validation_code::ValidationCode;
use crate::vetting::DecisionSeed;

/// Partners, and what operators do for them, each act with its record in the trail.
pub trait OperatorStore: Send + Sync {
    /// The partner, from memory: asked for by every request.
    fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>>;
    /// All partners, in no order. Looks into memory, as above.
    fn list_partners(&self) -> Vec<Arc<Partner>>;
    /// How many partners there are. Looks into memory, as above.
    fn count_partners(&self) -> usize;
    /// A page of the partners, by their id, behind one of them.
    fn page_partners(
        &self,
        after: Option<PartnerId>,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Slice<Partner>>> + Send;
    /// Creates or changes a partner.
    fn put_partner(&self, act: Act, command: PutPartner) -> impl Future<Output = Outcome<Partner>> + Send;
    /// Issues a code to a partner; refused where the code is known already, or the partner has as many as it may.
    fn issue_validation_code(
        &self,
        act: Act,
        partner: PartnerId,
        code: ValidationCode,
    ) -> impl Future<Output = Outcome<ValidationCode>> + Send;
    /// The partner's validation codes, by their text: no more are issued than
    /// [`VALIDATION_CODES_MAX`](crate::validation_code::VALIDATION_CODES_MAX).
    fn list_validation_codes(
        &self,
        partner: PartnerId,
    ) -> impl Future<Output = Outcome<Vec<ValidationCode>>> + Send;
    /// Records an account status in the place of the one before.
    fn set_account_status(
        &self,
        act: Act,
        key: CustomerKey,
        status: AccountStatus,
    ) -> impl Future<Output = Outcome<AccountStatusRecord>> + Send;
    /// Records the directory roles of a user on a customer; none takes them away.
    fn set_directory_roles(
        &self,
        act: Act,
        key: CustomerKey,
        user: UserId,
        roles: Vec<String>,
    ) -> impl Future<Output = Outcome<()>> + Send;
    /// Gives a customer an approved Nonprofit record, as only an import can.
    fn import_nonprofit(
        &self,
        act: Act,
        key: CustomerKey,
    ) -> impl Future<Output = Outcome<RecordView>> + Send;
    /// Applies an operator's verdict, which is a decision like another.
    fn decide_education(
        &self,
        act: Act,
        key: CustomerKey,
        verdict: Verdict,
        seed: DecisionSeed,
    ) -> impl Future<Output = Outcome<RecordView>> + Send;
}
