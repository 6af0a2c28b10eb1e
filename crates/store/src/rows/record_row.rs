//! An exclusive record as the columns of its customer's row hold it, whichever database it is.

use qualify_domain::qualification::{EducationState, ExclusiveRecord};
use qualify_vocabulary::{EducationSegment, Qualification, Timestamp, VettingReason, VettingStatus};

/// The exclusive record spread over its columns.
pub(crate) struct RecordRow<'record> {
    pub(crate) qualification: Qualification,
    pub(crate) status: Option<VettingStatus>,
    pub(crate) reason: Option<VettingReason>,
    pub(crate) segment: Option<EducationSegment>,
    pub(crate) website: Option<&'record str>,
    pub(crate) code: Option<&'record str>,
    pub(crate) organization_name: Option<&'record str>,
    pub(crate) opened_at: Timestamp,
    pub(crate) due_at: Option<Timestamp>,
}

impl<'record> RecordRow<'record> {
    /// What the columns of a customer's row hold of it.
    pub(crate) fn of(record: &'record ExclusiveRecord) -> Self {
        let view = record.view();
        let base = Self {
            qualification: view.qualification,
            status: view.status,
            reason: view.reason,
            segment: None,
            website: None,
            code: None,
            organization_name: None,
            opened_at: Timestamp::UNIX_EPOCH,
            due_at: None,
        };
        match record {
            ExclusiveRecord::Education(education) => {
                let due_at = match education.state {
                    EducationState::InReview { due_at } => due_at,
                    EducationState::Approved | EducationState::Denied { .. } => None,
                };
                let website = education.website.as_deref();
                Self { segment: education.segment, website, due_at, opened_at: education.opened_at, ..base }
            }
            ExclusiveRecord::Government(government) => Self {
                code: Some(government.validation.code.reveal()),
                organization_name: Some(&government.validation.organization_name),
                opened_at: government.opened_at,
                ..base
            },
            ExclusiveRecord::Nonprofit(nonprofit) => Self { opened_at: nonprofit.opened_at, ..base },
        }
    }
}
