//! Where the denial of a case stands: what has become of its request, and of the appeal against it.

use qualify_vocabulary::{ReviewId, Timestamp};

use crate::qualification::{EducationRecord, EducationState};

/// What has become of the request that a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestStanding {
    /// It is denied, and can be contested for a while.
    Contestable {
        /// When it was denied last.
        denied_at: Timestamp,
    },
    /// It is denied, and was contested already, or nobody decided it.
    Denied,
    /// It waits for a decision.
    InReview,
    /// It is approved.
    Approved,
    /// Another one has taken its place, or none is left.
    Replaced,
}

impl RequestStanding {
    /// What has become of the request of a moment, by the customer's record. `contestable_since`: when that record was
    /// denied last, unless no appeal is possible any more.
    pub fn of(
        opened_at: Timestamp,
        record: Option<&EducationRecord>,
        contestable_since: Option<Timestamp>,
    ) -> Self {
        let record = record.filter(|record| record.opened_at == opened_at);
        match record.map(|record| &record.state) {
            Some(EducationState::Denied { .. }) => {
                contestable_since.map_or(Self::Denied, |denied_at| Self::Contestable { denied_at })
            }
            Some(EducationState::InReview { .. }) => Self::InReview,
            Some(EducationState::Approved) => Self::Approved,
            None => Self::Replaced,
        }
    }
}

/// Where the appeal against a denial stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppealStanding {
    /// The appeal's own case.
    pub id: ReviewId,
    /// What came of it; none while it is open.
    pub ended: Option<AppealEnd>,
}

/// What came of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealEnd {
    /// What was denied is approved.
    Granted,
    /// It stays denied, or the appeal was taken back.
    NotGranted,
}

impl AppealStanding {
    /// An appeal with the name of the state that it is in.
    pub fn of_state(id: ReviewId, state: &str) -> Self {
        let ended = match state {
            "approved" => Some(AppealEnd::Granted),
            "denied" | "withdrawn" => Some(AppealEnd::NotGranted),
            _ => None,
        };
        Self { id, ended }
    }
}
