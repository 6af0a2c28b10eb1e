//! Asking a vetter inside a transaction: the customer's record as it stands, and what depends on other customers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use qualify_domain::billing_profile::BillingProfile;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Outcome;
use qualify_domain::qualification::{Change, EducationRecord, ExclusiveRecord, QualificationSet};
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::{Applicant, ClaimedBy, DecidedBy, DecisionDraft, Examination, Vetted, Vetting};
use qualify_vocabulary::{Decision, DomainName, Qualification, Timestamp, VettingStatus};

use super::column::Columns;
use super::decisions::{self, Case};
use super::reviews::{self, OpeningFacts};
use super::session::Session;
use super::{claimed_domains, customers};

/// What a decision needs to know of a customer beside its records.
pub(super) struct Facts {
    domain: DomainName,
    billing: BillingProfile,
    /// Requests for Education that count.
    pub(super) attempts: u32,
}

/// Reads them; the customer is there.
pub(super) fn get_facts(session: &Session, key: CustomerKey) -> Outcome<Facts> {
    session.get(
        "SELECT c.domain, c.attempts, d.billing_profile
         FROM customers c JOIN customer_details d ON d.partner_id = c.partner_id AND d.customer_id = c.id
         WHERE c.partner_id = ?1 AND c.id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| {
            let customer = Columns::new("customers", row);
            let details = Columns::new("customer_details", row);
            Ok(Facts {
                domain: customer.parsed("domain", DomainName::parse)?,
                billing: details.parsed("billing_profile", customers::parse_billing)?,
                attempts: customer.get("attempts")?,
            })
        },
    )
}

impl Facts {
    /// The country of the postal address.
    pub(super) fn country(&self) -> &str {
        &self.billing.default_address.country
    }

    /// The language of the billing profile.
    pub(super) fn language(&self) -> &str {
        &self.billing.language
    }

    /// The customer as an applicant for Education.
    pub(super) fn for_education(
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
    pub(super) fn beside(
        self,
        key: CustomerKey,
        current: &QualificationSet,
        change: &Change,
    ) -> Option<Applicant> {
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

/// The decision that counts, with the domain that it rests on.
pub(super) fn settle(
    session: &Session,
    key: CustomerKey,
    vetting: Vetting,
) -> Outcome<(DecisionDraft, Option<String>)> {
    let claimed_by = find_claimant(session, key, &vetting)?;
    Ok(vetting.settle(claimed_by))
}

/// The same for a look ahead, which does not see what other partners' customers were approved with (contract 9.5).
pub(super) fn settle_preview(
    session: &Session,
    key: CustomerKey,
    vetting: Vetting,
) -> Outcome<DecisionDraft> {
    let claimed_by = match find_claimant(session, key, &vetting)? {
        ClaimedBy::OtherPartner => ClaimedBy::Nobody,
        seen => seen,
    };
    Ok(vetting.settle(claimed_by).0)
}

fn find_claimant(session: &Session, key: CustomerKey, vetting: &Vetting) -> Outcome<ClaimedBy> {
    match &vetting.approved_domain {
        Some(domain) => claimed_domains::find_claimant(session, domain, key),
        None => Ok(ClaimedBy::Nobody),
    }
}

/// Has a customer examined beside a request that is granted already, and keeps the decision. Nothing of it shows in an
/// answer or in the partner's trail (contract 2.8).
pub(super) fn examine_beside(
    session: &Session,
    key: CustomerKey,
    before: &QualificationSet,
    change: &Change,
    (examination, review_rules): (&Examination, Option<&ReviewRules>),
    now: Timestamp,
) -> Outcome<()> {
    let Some(applicant) = get_facts(session, key)?.beside(key, before, change) else { return Ok(()) };
    let asked_for = applicant.asked_for;
    // The request is granted whatever the vetter does.
    let asked = catch_unwind(AssertUnwindSafe(|| examination.vetter.vet(&applicant, now)));
    let Ok(vetted) = asked else {
        tracing::error!(customer = %key.customer, "a vetter panicked beside a request; there is no decision");
        return Ok(());
    };
    let Vetted::Decided(vetting) = vetted else { return Ok(()) };
    // A claim is one for Education.
    let (draft, domain) = vetting.settle(ClaimedBy::Nobody);
    let reason_code = draft.reason_code;
    let is_doubtful = draft.decision != Decision::Approve;
    let case = Case { key, asked_for, opened_at: now, attempt: applicant.attempt };
    let end = decisions::find_end(session, key.partner)?;
    let by = (DecidedBy::rules(examination.vetter.name()), now);
    decisions::append(session, &end, &case, draft, &examination.seed, by)?;
    match review_rules {
        Some(rules) if is_doubtful => {
            let decision = Some(examination.seed.id);
            let facts = OpeningFacts { reason_code, decision, domain: domain.as_deref() };
            reviews::open_audit(session, key, asked_for, facts, rules, now)
        }
        Some(_) | None => Ok(()),
    }
}
