//! The records themselves, and how they are seen from outside.

use qualify_vocabulary::{
    EducationSegment, Qualification, Timestamp, ValidationCodeId, VettingReason, VettingStatus,
};
use serde::{Deserialize, Serialize};

/// A customer's records: at most one exclusive one, and at most one declaration of state ownership (contract 2.5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QualificationSet {
    /// Education, Government Community Cloud or Nonprofit.
    pub exclusive: Option<ExclusiveRecord>,
    /// State ownership.
    pub state_owned: Option<StateOwnedRecord>,
}

/// A record beside which no other exclusive one may stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExclusiveRecord {
    /// Education; vetted.
    Education(EducationRecord),
    /// Government Community Cloud; by code.
    Government(GovernmentRecord),
    /// Nonprofit; imported.
    Nonprofit(NonprofitRecord),
}

/// An Education record. In review it is itself the work item of vetting (design 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EducationRecord {
    /// The moment of the request that opened it; decisions do not change it.
    pub opened_at: Timestamp,
    /// The segment; none is "unknown".
    pub segment: Option<EducationSegment>,
    /// The website, as sent.
    pub website: Option<String>,
    /// Where it stands.
    pub state: EducationState,
}

/// Where an Education record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EducationState {
    /// Waiting for a decision: by policy when due, or by a person.
    InReview {
        /// When the policy decides; none if a person must.
        due_at: Option<Timestamp>,
    },
    /// Decided in the customer's favour.
    Approved,
    /// Decided against the customer.
    Denied {
        /// The documented reason that the partner reads.
        reason: VettingReason,
    },
}

impl EducationState {
    /// The state's name on the wire.
    pub const fn status(&self) -> VettingStatus {
        match self {
            Self::InReview { .. } => VettingStatus::InReview,
            Self::Approved => VettingStatus::Approved,
            Self::Denied { .. } => VettingStatus::Denied,
        }
    }
}

/// A Government Community Cloud record; always approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernmentRecord {
    /// The moment of the request.
    pub opened_at: Timestamp,
    /// The code that was redeemed.
    pub validation: GovernmentValidation,
}

/// What a Government record remembers of its code (contract 1.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernmentValidation {
    /// Of which it used a unit.
    pub code: ValidationCodeId,
    /// The government body for which it was issued.
    pub organization_name: String,
}

/// An imported Nonprofit record; always approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonprofitRecord {
    /// The moment of the import.
    pub opened_at: Timestamp,
}

/// A declaration of state ownership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateOwnedRecord {
    /// The moment of the request.
    pub opened_at: Timestamp,
}

impl ExclusiveRecord {
    /// Its qualification.
    pub const fn qualification(&self) -> Qualification {
        match self {
            Self::Education(_) => Qualification::Education,
            Self::Government(_) => Qualification::GovernmentCommunityCloud,
            Self::Nonprofit(_) => Qualification::Nonprofit,
        }
    }

    /// Where it stands.
    pub const fn status(&self) -> VettingStatus {
        match self {
            Self::Education(record) => record.state.status(),
            Self::Government(_) | Self::Nonprofit(_) => VettingStatus::Approved,
        }
    }

    /// How the asynchronous family shows it.
    pub const fn view(&self) -> RecordView {
        let (opened_at, reason) = match self {
            Self::Education(record) => {
                let reason = match record.state {
                    EducationState::Denied { reason } => Some(reason),
                    EducationState::InReview { .. } | EducationState::Approved => None,
                };
                (record.opened_at, reason)
            }
            Self::Government(record) => (record.opened_at, None),
            Self::Nonprofit(record) => (record.opened_at, None),
        };
        RecordView {
            qualification: self.qualification(),
            status: Some(self.status()),
            reason,
            opened_at: Some(opened_at),
        }
    }
}

/// One record as the asynchronous family shows it (contract 1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Of which there is no second record.
    pub qualification: Qualification,
    /// Where vetting stands; none for a declaration.
    pub status: Option<VettingStatus>,
    /// Why it was denied.
    pub reason: Option<VettingReason>,
    /// When the current record was opened; not shown for a declaration.
    pub opened_at: Option<Timestamp>,
}

impl RecordView {
    /// State ownership, which has neither status nor date (contract 1.8).
    pub const STATE_OWNED: Self =
        Self { qualification: Qualification::StateOwnedEntity, status: None, reason: None, opened_at: None };
}

impl QualificationSet {
    /// The records in the documented order: the vetted one first, state ownership last (contract 1.7).
    pub fn views(&self) -> impl Iterator<Item = RecordView> {
        let exclusive = self.exclusive.as_ref().map(ExclusiveRecord::view);
        exclusive.into_iter().chain(self.state_owned.as_ref().map(|_| RecordView::STATE_OWNED))
    }

    /// What the synchronous family answers (contract 2.6).
    pub fn synchronous_view(&self) -> Qualification {
        match &self.exclusive {
            Some(record) if record.status() == VettingStatus::Approved => record.qualification(),
            Some(_) | None => Qualification::None,
        }
    }

    /// The customer's request for Education, whatever became of it.
    pub const fn education_record(&self) -> Option<&EducationRecord> {
        match &self.exclusive {
            Some(ExclusiveRecord::Education(record)) => Some(record),
            Some(ExclusiveRecord::Government(_) | ExclusiveRecord::Nonprofit(_)) | None => None,
        }
    }

    /// The request that waits for a decision of vetting, with the moment from which on it is due.
    pub fn due_record(&self) -> Option<(Timestamp, &EducationRecord)> {
        let record = self.education_record()?;
        match record.state {
            EducationState::InReview { due_at: Some(due_at) } => Some((due_at, record)),
            _ => None,
        }
    }

    /// Whether a request for Education waits for a decision, of vetting or of a person.
    pub fn is_in_review(&self) -> bool {
        self.education_record().is_some_and(|record| matches!(record.state, EducationState::InReview { .. }))
    }

    /// Whether the customer is approved for Education.
    pub fn is_education_approved(&self) -> bool {
        self.education_record().is_some_and(|record| record.state == EducationState::Approved)
    }

    /// The code by which the customer got GCC, with the moment of the relationship (contract 1.10).
    pub const fn government_record(&self) -> Option<&GovernmentRecord> {
        match &self.exclusive {
            Some(ExclusiveRecord::Government(record)) => Some(record),
            Some(ExclusiveRecord::Education(_) | ExclusiveRecord::Nonprofit(_)) | None => None,
        }
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    /// One set for each exclusive state of contract 2.5, with the shorthand of its section 8.
    pub(in crate::qualification) fn all_exclusive_states() -> Vec<(&'static str, QualificationSet)> {
        let opened_at = Timestamp::UNIX_EPOCH;
        let education = |state| {
            ExclusiveRecord::Education(EducationRecord { opened_at, segment: None, website: None, state })
        };
        let code = ValidationCodeId::from_input("481516").expect("it is not blank");
        let validation = GovernmentValidation { code, organization_name: "Lakeside County IT".to_owned() };
        let only = |exclusive| QualificationSet { exclusive, state_owned: None };
        vec![
            ("none", only(None)),
            ("E?", only(Some(education(EducationState::InReview { due_at: None })))),
            ("E+", only(Some(education(EducationState::Approved)))),
            (
                "E-",
                only(Some(education(EducationState::Denied { reason: VettingReason::NotAcademicDomain }))),
            ),
            ("G", only(Some(ExclusiveRecord::Government(GovernmentRecord { opened_at, validation })))),
            ("N", only(Some(ExclusiveRecord::Nonprofit(NonprofitRecord { opened_at })))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_synchronous_view_shows_approved_records_only() {
        let expected = [
            Qualification::None,
            Qualification::None,
            Qualification::Education,
            Qualification::None,
            Qualification::GovernmentCommunityCloud,
            Qualification::Nonprofit,
        ];
        for ((name, mut set), expected) in samples::all_exclusive_states().into_iter().zip(expected) {
            assert_eq!(set.synchronous_view(), expected, "{name}");
            set.state_owned = Some(StateOwnedRecord { opened_at: Timestamp::UNIX_EPOCH });
            assert_eq!(set.synchronous_view(), expected, "{name} with state ownership");
        }
    }

    #[test]
    fn state_ownership_comes_last_and_carries_no_status() {
        for (name, mut set) in samples::all_exclusive_states() {
            set.state_owned = Some(StateOwnedRecord { opened_at: Timestamp::UNIX_EPOCH });
            assert_eq!(set.views().last(), Some(RecordView::STATE_OWNED), "{name}");
        }
    }

    #[test]
    fn a_reason_shows_with_a_denial_only() {
        for (name, set) in samples::all_exclusive_states() {
            let shows_reason = set.views().any(|view| view.reason.is_some());
            assert_eq!(shows_reason, name == "E-", "{name}");
        }
    }
}
