//! Partners, codes, and what operators record.

use std::sync::Arc;

use qualify_domain::caller::Act;
use qualify_domain::customer::{AccountStatusRecord, CustomerKey};
use qualify_domain::partner::Partner;
use qualify_domain::ports::{OperatorStore, Outcome, PutPartner, Slice};
use qualify_domain::qualification::RecordView;
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::validation_code::ValidationCode;
use qualify_domain::vetting::DecisionSeed;
use qualify_vocabulary::{AccountStatus, PageSize, PartnerId, UserId};

use crate::Store;
use crate::operations::operators::{
    DecideEducation, ImportNonprofit, IssueCode, SetAccountStatus, SetDirectoryRoles,
};
use crate::operations::reads::{ListCodes, PagePartners};
use crate::sqlite::Owner;

impl OperatorStore for Store {
    fn find_partner(&self, partner: PartnerId) -> Option<Arc<Partner>> {
        match self {
            Self::Sqlite(store) => store.find_partner(partner),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.find_partner(partner),
        }
    }

    fn list_partners(&self) -> Vec<Arc<Partner>> {
        match self {
            Self::Sqlite(store) => store.list_partners(),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.list_partners(),
        }
    }

    fn count_partners(&self) -> usize {
        match self {
            Self::Sqlite(store) => store.count_partners(),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.count_partners(),
        }
    }

    async fn page_partners(&self, after: Option<PartnerId>, size: PageSize) -> Outcome<Slice<Partner>> {
        self.read_in_turn(Owner::Staff, PagePartners { after, size }).await
    }

    async fn put_partner(&self, act: Act, command: PutPartner) -> Outcome<Partner> {
        match self {
            Self::Sqlite(store) => store.put_partner(act, command).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.put_partner(act, command)).await,
        }
    }

    async fn issue_validation_code(
        &self,
        act: Act,
        partner: PartnerId,
        code: ValidationCode,
    ) -> Outcome<ValidationCode> {
        self.write(IssueCode { act, partner, code }).await
    }

    async fn list_validation_codes(&self, partner: PartnerId) -> Outcome<Vec<ValidationCode>> {
        self.read_in_turn(Owner::Partner(partner), ListCodes { partner }).await
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
}
