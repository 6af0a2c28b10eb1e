//! Audit facts: what happened, to whom, by whom (contract 1.19). Written in the transaction of the change.

mod facts;
pub(crate) mod keys;

use std::borrow::Cow;
use std::fmt;

use qualify_vocabulary::{CorrelationId, CustomerId, PartnerId, ReasonCode, Timestamp};

use self::keys::{OWN_CLAIMANT, REASON_CODE, RULE};
use crate::caller::Actor;
pub use facts::{Details, details_of_decision, details_of_request, details_of_withdrawal};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditOperation {
    /// A qualification was set, refused or decided.
    UpdateCustomerQualification,
    /// A customer was created.
    AddCustomer,
    /// A billing profile was replaced.
    UpdateCustomerBillingProfile,
    /// A customer was deleted.
    DeleteCustomer,
    /// An operator created or changed a partner.
    PutPartner,
    /// An operator issued a validation code.
    IssueValidationCode,
    /// An operator recorded an account status.
    SetAccountStatus,
    /// An operator recorded a user's directory roles on a customer.
    SetDirectoryRoles,
    /// Somebody did something with a case.
    ActOnReview,
    /// Somebody looked at a case.
    ViewReview,
    /// Somebody looked at a decision with its texts.
    ViewDecision,
    /// Somebody asked what would be decided.
    Preview,
    /// A partner registered a receiver of events.
    AddWebhook,
    /// A partner registered one anew.
    ChangeWebhook,
    /// A partner removed one.
    RemoveWebhook,
    /// A partner gave one a new secret.
    RotateWebhookSecret,
    /// A partner had a test sent to one.
    TestWebhook,
    /// A partner had one told again.
    ReplayDeliveries,
    /// The service tells one no more.
    DisableWebhook,
    /// The bytes of a document went after their time.
    DeleteDocument,
    /// The texts of decisions and cases went after their time.
    EraseTexts,
    /// An operator accepted a version of a dataset that was held back.
    AcceptDataset,
    /// Vetting consults other versions of datasets from now on.
    ChangeDatasets,
    /// The data was copied.
    BackUp,
}

impl AuditOperation {
    /// All operations.
    pub const ALL: [Self; 24] = [
        Self::UpdateCustomerQualification,
        Self::AddCustomer,
        Self::UpdateCustomerBillingProfile,
        Self::DeleteCustomer,
        Self::PutPartner,
        Self::IssueValidationCode,
        Self::SetAccountStatus,
        Self::SetDirectoryRoles,
        Self::ActOnReview,
        Self::ViewReview,
        Self::ViewDecision,
        Self::Preview,
        Self::AddWebhook,
        Self::ChangeWebhook,
        Self::RemoveWebhook,
        Self::RotateWebhookSecret,
        Self::TestWebhook,
        Self::ReplayDeliveries,
        Self::DisableWebhook,
        Self::DeleteDocument,
        Self::EraseTexts,
        Self::AcceptDataset,
        Self::ChangeDatasets,
        Self::BackUp,
    ];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UpdateCustomerQualification => "update_customer_qualification",
            Self::AddCustomer => "add_customer",
            Self::UpdateCustomerBillingProfile => "update_customer_billing_profile",
            Self::DeleteCustomer => "delete_customer",
            Self::PutPartner => "put_partner",
            Self::IssueValidationCode => "issue_validation_code",
            Self::SetAccountStatus => "set_account_status",
            Self::SetDirectoryRoles => "set_directory_roles",
            Self::ActOnReview => "act_on_review",
            Self::ViewReview => "view_review",
            Self::ViewDecision => "view_decision",
            Self::Preview => "preview",
            Self::AddWebhook => "add_webhook",
            Self::ChangeWebhook => "change_webhook",
            Self::RemoveWebhook => "remove_webhook",
            Self::RotateWebhookSecret => "rotate_webhook_secret",
            Self::TestWebhook => "test_webhook",
            Self::ReplayDeliveries => "replay_deliveries",
            Self::DisableWebhook => "disable_webhook",
            Self::DeleteDocument => "delete_document",
            Self::EraseTexts => "erase_texts",
            Self::AcceptDataset => "accept_dataset",
            Self::ChangeDatasets => "change_datasets",
            Self::BackUp => "back_up",
        }
    }

    /// The operation of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// Whether the partner sees the record; the rest is for operators alone. Old clients fail on operations that
    /// they do not know, so only the first four are shown (contract 1.19).
    pub const fn is_shown_to_partner(self) -> bool {
        match self {
            Self::UpdateCustomerQualification
            | Self::AddCustomer
            | Self::UpdateCustomerBillingProfile
            | Self::DeleteCustomer => true,
            Self::PutPartner
            | Self::IssueValidationCode
            | Self::SetAccountStatus
            | Self::SetDirectoryRoles
            | Self::ActOnReview
            | Self::ViewReview
            | Self::ViewDecision
            | Self::Preview
            | Self::AddWebhook
            | Self::ChangeWebhook
            | Self::RemoveWebhook
            | Self::RotateWebhookSecret
            | Self::TestWebhook
            | Self::ReplayDeliveries
            | Self::DisableWebhook
            | Self::DeleteDocument
            | Self::EraseTexts
            | Self::AcceptDataset
            | Self::ChangeDatasets
            | Self::BackUp => false,
        }
    }
}

/// In whose trail an act stands that concerns no partner: the nil GUID, which no partner has.
pub const NO_PARTNER: PartnerId = PartnerId::NIL;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditStatus {
    /// Done.
    Succeeded,
    /// Refused.
    Failed,
}

impl AuditStatus {
    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Succeeded, Self::Failed].into_iter().find(|status| status.name() == name)
    }
}

/// The customer that a fact is about, with the name it had then. `Debug` hides the name.
#[derive(Clone, PartialEq, Eq)]
pub struct AuditedCustomer {
    /// The customer.
    pub id: CustomerId,
    /// Its company name.
    pub name: String,
}

impl fmt::Debug for AuditedCustomer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuditedCustomer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One fact for the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFact {
    /// Whose trail it belongs to.
    pub partner: PartnerId,
    /// The customer concerned, if one is.
    pub customer: Option<AuditedCustomer>,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub operation: AuditOperation,
    /// How it ended.
    pub status: AuditStatus,
    /// What was there: JSON text, as the wire wants it.
    pub old_value: Option<String>,
    /// What is there now: JSON text.
    pub new_value: Option<String>,
    /// Further pairs, such as the qualification asked for.
    pub details: Vec<(Cow<'static, str>, String)>,
    /// Ties it to the call.
    pub correlation_id: CorrelationId,
    /// When it happened.
    pub at: Timestamp,
}

impl AuditFact {
    /// The fact as its partner reads it: a reason that is kept from partners reads like every other of them, and
    /// its rule is left out (contract 9.5). Operators read it as it was written.
    #[must_use]
    pub fn for_partner(mut self) -> Self {
        let is_own = self.details.iter().any(|(key, _)| key == OWN_CLAIMANT);
        let reason = self.details.iter_mut().find(|(key, _)| key == REASON_CODE).map(|(_, value)| value);
        let Some(reason) = reason.filter(|_| !is_own) else { return self };
        if ReasonCode::parse(reason).is_ok_and(ReasonCode::is_kept_from_partners) {
            ReasonCode::PERSON_LOOKS.clone_into(reason);
            self.details.retain(|(key, _)| key != RULE);
        }
        self
    }
}

/// The position of a record: 100 ns units since 0001-01-01, made unique by counting up. The record's id on the wire
/// ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct AuditPosition(i64);

/// Where 1970-01-01 stands among positions.
const UNIX_EPOCH_TICKS: i64 = 621_355_968_000_000_000;

impl AuditPosition {
    /// The position with this number of ticks.
    pub const fn from_ticks(ticks: i64) -> Self {
        Self(ticks)
    }

    /// The first position at a moment.
    pub fn at(moment: Timestamp) -> Self {
        let ticks = moment.as_nanosecond() / 100 + i128::from(UNIX_EPOCH_TICKS);
        Self(i64::try_from(ticks).unwrap_or(i64::MAX))
    }

    /// The number of ticks.
    pub const fn ticks(self) -> i64 {
        self.0
    }

    /// The first position at a moment that is above `last`.
    pub fn next_after(last: Self, moment: Timestamp) -> Self {
        Self(Self::at(moment).0.max(last.0 + 1))
    }
}

/// A fact with its place in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Where it stands.
    pub position: AuditPosition,
    /// What happened.
    pub fact: AuditFact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_count_from_the_year_one() {
        let moment: Timestamp = "2024-03-05T09:12:44Z".parse().unwrap();
        assert_eq!(AuditPosition::at(moment).ticks(), 638_452_267_640_000_000);
    }

    #[test]
    fn positions_grow_even_where_the_clock_stands() {
        let moment = Timestamp::UNIX_EPOCH;
        let first = AuditPosition::at(moment);
        let second = AuditPosition::next_after(first, moment);
        assert!(first < second && second < AuditPosition::next_after(second, moment));
    }

    #[test]
    fn operations_read_back() {
        for operation in AuditOperation::ALL {
            assert_eq!(AuditOperation::from_name(operation.name()), Some(operation));
        }
    }
}
