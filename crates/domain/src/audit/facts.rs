//! What records of the trail say, by what happened: the values, the pairs, and whom they are about.

use std::borrow::Cow;

use qualify_vocabulary::{PartnerId, Qualification};

use super::{AuditFact, AuditOperation, AuditStatus, AuditedCustomer};
use crate::Refusal;
use crate::caller::Act;
use crate::customer::CustomerKey;
use crate::qualification::{Change, ExclusiveRecord, QualificationSet, RecordView};
use crate::vetting::{DecisionDraft, DecisionSeed};

/// Further pairs of a record. A key is one of ours, so that it costs nothing.
pub type Details = Vec<(Cow<'static, str>, String)>;

impl AuditFact {
    /// Something about a partner that succeeded.
    pub fn of_partner(act: &Act, partner: PartnerId, operation: AuditOperation) -> Self {
        Self {
            partner,
            customer: None,
            actor: act.actor.clone(),
            operation,
            status: AuditStatus::Succeeded,
            old_value: None,
            new_value: None,
            details: Vec::new(),
            correlation_id: act.correlation_id,
            at: act.now,
        }
    }

    /// Something about a customer that succeeded. The caller fills in what was there and what is there now.
    pub fn of_customer(act: &Act, key: CustomerKey, company_name: &str, operation: AuditOperation) -> Self {
        let customer = Some(AuditedCustomer { id: key.customer, name: company_name.to_owned() });
        Self { customer, ..Self::of_partner(act, key.partner, operation) }
    }

    /// A qualification record that changed.
    pub fn of_change(
        act: &Act,
        (key, company_name): (CustomerKey, &str),
        (old, new): (Option<&RecordView>, Option<&RecordView>),
        details: Details,
    ) -> Self {
        Self {
            old_value: Some(record_value(old)),
            new_value: Some(record_value(new)),
            details,
            ..Self::of_customer(act, key, company_name, AuditOperation::UpdateCustomerQualification)
        }
    }

    /// A request for a qualification that was refused.
    pub fn of_refusal(
        act: &Act,
        (key, company_name): (CustomerKey, &str),
        asked_for: Qualification,
        current: &QualificationSet,
        refusal: &Refusal,
    ) -> Self {
        let current = current.exclusive.as_ref().map(ExclusiveRecord::view);
        let mut details: Details = vec![
            ("Qualification".into(), asked_for.name().to_owned()),
            ("Refusal".into(), refusal.to_string()),
        ];
        if let Some(finding) = refusal.finding() {
            details.extend(finding.audit_details());
        }
        Self {
            status: AuditStatus::Failed,
            old_value: Some(record_value(current.as_ref())),
            details,
            ..Self::of_customer(act, key, company_name, AuditOperation::UpdateCustomerQualification)
        }
    }

    /// The same with these pairs.
    #[must_use]
    pub fn with(self, details: Details) -> Self {
        Self { details, ..self }
    }
}

/// A record as the trail prints it. Names and reasons are texts of ours that need no escaping.
fn record_value(view: Option<&RecordView>) -> String {
    let Some(view) = view else { return r#"{"Qualification":"None"}"#.to_owned() };
    let status = view.status.map(|status| format!(r#","VettingStatus":"{}""#, status.name()));
    let reason = view.reason.map(|reason| format!(r#","VettingReason":"{}""#, reason.text()));
    let name = view.qualification.name();
    format!(r#"{{"Qualification":"{name}"{}{}}}"#, status.unwrap_or_default(), reason.unwrap_or_default())
}

/// The pairs that tell of a request that was granted.
pub fn details_of_request(change: &Change) -> Details {
    let qualification =
        |qualification: Qualification| ("Qualification".into(), qualification.name().to_owned());
    match change {
        Change::Exclusive(ExclusiveRecord::Government(record)) => vec![
            qualification(Qualification::GovernmentCommunityCloud),
            ("ValidationCode".into(), record.validation.code.to_string()),
        ],
        Change::Exclusive(record) => vec![qualification(record.qualification())],
        Change::StateOwned(_) => vec![qualification(Qualification::StateOwnedEntity)],
    }
}

/// The pairs that tell of a decision, behind the qualification.
pub fn details_of_decision(draft: &DecisionDraft, seed: &DecisionSeed) -> Details {
    let mut details = vec![
        ("Qualification".into(), Qualification::Education.name().to_owned()),
        ("Decision".into(), seed.id.to_string()),
    ];
    details.extend(draft.finding().audit_details());
    details
}

/// The pairs that tell of a request that was withdrawn.
pub fn details_of_withdrawal(qualification: Qualification) -> Details {
    vec![("Qualification".into(), qualification.name().to_owned()), ("Withdrawn".into(), "true".to_owned())]
}
