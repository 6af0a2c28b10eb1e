//! From a customer and its records to the applicant that a vetter is told about.

use qualify_vocabulary::{DomainName, Qualification, Timestamp, VettingStatus};
use serde::Deserialize;

use super::Applicant;
use crate::customer::CustomerKey;
use crate::qualification::{Change, EducationRecord, ExclusiveRecord, QualificationSet};

/// What a decision needs to know of a customer beside its records.
#[derive(Debug, Clone)]
pub struct ApplicantFacts {
    /// `companyProfile.domain`.
    pub domain: DomainName,
    /// Of the billing profile what is asked about.
    pub billing: ApplicantBilling,
    /// Requests for Education that count.
    pub attempts: u32,
}

/// Of a [`BillingProfile`](crate::billing_profile::BillingProfile), which it is read from as that was written, what a
/// decision needs to know. The rest is not even read: every decision asks.
#[derive(Debug, Clone, Deserialize)]
pub struct ApplicantBilling {
    company_name: String,
    email: String,
    language: String,
    default_address: ApplicantAddress,
}

#[derive(Debug, Clone, Deserialize)]
struct ApplicantAddress {
    country: String,
}

impl ApplicantFacts {
    /// The country of the postal address.
    pub fn country(&self) -> &str {
        &self.billing.default_address.country
    }

    /// The language of the billing profile.
    pub fn language(&self) -> &str {
        &self.billing.language
    }

    /// The customer as an applicant for Education.
    pub fn for_education(
        self,
        key: CustomerKey,
        current: &QualificationSet,
        record: &EducationRecord,
        attempt: u32,
    ) -> Applicant {
        Applicant {
            segment: record.segment,
            website: record.website.clone(),
            attempt,
            ..self.for_other(key, current, Qualification::Education, record.opened_at)
        }
    }

    /// The customer as an applicant for what is granted without vetting; none for Education, which is vetted, and for
    /// Nonprofit, which no request makes.
    pub fn beside(self, key: CustomerKey, current: &QualificationSet, change: &Change) -> Option<Applicant> {
        match change {
            Change::Exclusive(ExclusiveRecord::Government(record)) => Some(Applicant {
                code_organization: Some(record.validation.organization_name.clone()),
                ..self.for_other(key, current, Qualification::GovernmentCommunityCloud, record.opened_at)
            }),
            Change::StateOwned(record) => {
                Some(self.for_other(key, current, Qualification::StateOwnedEntity, record.opened_at))
            }
            Change::Exclusive(ExclusiveRecord::Education(_) | ExclusiveRecord::Nonprofit(_)) => None,
        }
    }

    fn for_other(
        self,
        key: CustomerKey,
        current: &QualificationSet,
        asked_for: Qualification,
        opened_at: Timestamp,
    ) -> Applicant {
        Applicant {
            key,
            asked_for,
            segment: None,
            website: None,
            legal_name: self.billing.company_name,
            email: self.billing.email,
            domain: self.domain,
            country: self.billing.default_address.country,
            held: held_beside(current, asked_for),
            code_organization: None,
            opened_at,
            attempt: 1,
        }
    }
}

fn held_beside(current: &QualificationSet, asked_for: Qualification) -> Vec<Qualification> {
    let is_held = |status: Option<VettingStatus>| status.is_none_or(|it| it == VettingStatus::Approved);
    let views = current.views().filter(|view| is_held(view.status));
    views.map(|view| view.qualification).filter(|held| *held != asked_for).collect()
}
