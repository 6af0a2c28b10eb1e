//! How cases follow the record that they are about.

use super::state::ReviewState;
use crate::qualification::{Change, EducationRecord, EducationState, ExclusiveRecord, QualificationSet};

impl ReviewState {
    /// The state of a request that nobody has looked at, as its record has it.
    pub const fn of_record(record: &EducationRecord) -> Self {
        match record.state {
            EducationState::InReview { due_at: Some(_) } => Self::Received,
            EducationState::InReview { due_at: None } => Self::Queued { preferred: None },
            EducationState::Approved => Self::Approved,
            EducationState::Denied { .. } => Self::Denied,
        }
    }

    /// The state that open cases about a record come to when it changes: what was decided elsewhere is decided, and
    /// what another request takes the place of is no longer asked. None where they stay open.
    pub fn after(before: &QualificationSet, change: &Change) -> Option<Self> {
        let (Some(before), Change::Exclusive(after)) = (before.education_record(), change) else {
            return None;
        };
        match after {
            ExclusiveRecord::Education(after) if after.opened_at == before.opened_at => match after.state {
                EducationState::InReview { .. } => None,
                EducationState::Approved => Some(Self::Approved),
                EducationState::Denied { .. } => Some(Self::Denied),
            },
            _ => Some(Self::Withdrawn),
        }
    }
}
