//! Events: what happened, for those who want to be told. Written in the transaction of the change (design 4).
//!
//! One change is one event. How an event reaches a receiver, and under which name, is the receiver's form: the
//! Standard Webhooks form and the pull feed use [`EventKind::name`]; Microsoft's form knows one name for every change
//! of a customer's records (contract 1.17).
//!
//! To add a kind: a variant of [`EventKind`] with its name, a function of [`Event`] that makes one, its call where the
//! change is saved, and its row in `docs/webhooks.md`.

use qualify_vocabulary::{
    CorrelationId, CustomerId, EndpointId, PartnerId, Qualification, ReviewId, Timestamp, VettingReason,
    VettingStatus, from_hexadecimal, to_hexadecimal,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::audit::AuditPosition;
use crate::caller::Act;
use crate::customer::CustomerKey;
use crate::qualification::RecordView;
use crate::validation_code::ValidationCode;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A request for a qualification waits for a decision.
    QualificationRequested,
    /// A customer has a qualification.
    QualificationApproved,
    /// A request was denied.
    QualificationDenied,
    /// A qualification that was approved has ended.
    QualificationExpired,
    /// A request was withdrawn, and its record is gone.
    QualificationWithdrawn,
    /// A reviewer asks the partner for something.
    ReviewInfoRequested,
    /// A review has used up a part of the time that it should take.
    ReviewSlaWarning,
    /// Few units of a validation code are left, or none.
    CodeLow,
    /// Deliveries to a receiver were given up.
    EndpointDisabled,
    /// A partner tests its receiver (contract 1.17, S16).
    TestCreated,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::QualificationRequested,
        Self::QualificationApproved,
        Self::QualificationDenied,
        Self::QualificationExpired,
        Self::QualificationWithdrawn,
        Self::ReviewInfoRequested,
        Self::ReviewSlaWarning,
        Self::CodeLow,
        Self::EndpointDisabled,
        Self::TestCreated,
    ];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::QualificationRequested => "qualification.requested",
            Self::QualificationApproved => "qualification.approved",
            Self::QualificationDenied => "qualification.denied",
            Self::QualificationExpired => "qualification.expired",
            Self::QualificationWithdrawn => "qualification.withdrawn",
            Self::ReviewInfoRequested => "review.info_requested",
            Self::ReviewSlaWarning => "review.sla_warning",
            Self::CodeLow => "code.low",
            Self::EndpointDisabled => "endpoint.disabled",
            Self::TestCreated => "test-created",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a customer's qualification records changed: Microsoft's form tells of these alone, as
    /// `customer-qualification-updated` (contract 1.17).
    pub const fn is_record_change(self) -> bool {
        match self {
            Self::QualificationRequested
            | Self::QualificationApproved
            | Self::QualificationDenied
            | Self::QualificationExpired
            | Self::QualificationWithdrawn => true,
            Self::ReviewInfoRequested
            | Self::ReviewSlaWarning
            | Self::CodeLow
            | Self::EndpointDisabled
            | Self::TestCreated => false,
        }
    }

    /// What a change of a record is called.
    pub fn of_change(before: Option<&RecordView>, after: &RecordView) -> Self {
        let was_approved = before.is_some_and(|before| {
            before.qualification == after.qualification && before.status == Some(VettingStatus::Approved)
        });
        match after.status {
            Some(VettingStatus::InReview) => Self::QualificationRequested,
            Some(VettingStatus::Denied) if was_approved => Self::QualificationExpired,
            Some(VettingStatus::Denied) => Self::QualificationDenied,
            // A declaration of state ownership has no status: it holds at once.
            Some(VettingStatus::Approved) | None => Self::QualificationApproved,
        }
    }
}

/// What an event says beside its kind and its customer. The members stand in `data` as they stand here, and those
/// that are nothing are left out. No names: receivers' logs live long.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventData {
    /// The qualification concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualification: Option<&'static str>,
    /// Where vetting stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vetting_status: Option<&'static str>,
    /// Why it was denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vetting_reason: Option<&'static str>,
    /// The review concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_id: Option<ReviewId>,
    /// When something is due: an answer, or a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When what was decided takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<Timestamp>,
    /// How much of the time is used up, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_percent: Option<u8>,
    /// The validation code, by its last two digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_code: Option<String>,
    /// The units that are left of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_creates: Option<u32>,
    /// The units that it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_creates: Option<u32>,
    /// The receiver concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<EndpointId>,
    /// Why deliveries to it were given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_because: Option<&'static str>,
}

impl EventData {
    /// What a changed record says.
    pub fn of_record(view: &RecordView) -> Self {
        Self {
            vetting_status: view.status.map(VettingStatus::name),
            vetting_reason: view.reason.map(VettingReason::text),
            ..Self::of_qualification(view.qualification)
        }
    }

    /// What is said about a qualification.
    pub fn of_qualification(qualification: Qualification) -> Self {
        Self { qualification: Some(qualification.name()), ..Self::default() }
    }

    /// What a code says of which few units are left.
    pub fn of_code(code: &ValidationCode) -> Self {
        Self {
            validation_code: Some(code.id.to_string()),
            remaining_creates: code.units.map(|units| units.remaining_creates),
            max_creates: code.units.map(|units| units.max_creates),
            ..Self::default()
        }
    }
}

/// One event, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// Whose event it is.
    pub partner: PartnerId,
    /// The customer concerned, if one is.
    pub customer: Option<CustomerId>,
    /// What it says.
    pub data: EventData,
    /// The audit record of the same change, if the partner sees one.
    pub audit: Option<AuditPosition>,
    /// Ties it to the call.
    pub correlation_id: CorrelationId,
    /// When it happened.
    pub at: Timestamp,
}

impl Event {
    /// What is told of a record that changed; nothing where it was only passed on to a person and is still in review.
    pub fn of_change(
        act: &Act,
        key: CustomerKey,
        (old, new): (Option<&RecordView>, &RecordView),
        audit: AuditPosition,
    ) -> Option<Self> {
        let is_passed_on = new.status == Some(VettingStatus::InReview) && old == Some(new);
        let event = Self {
            audit: Some(audit),
            ..Self::of_customer(act, key, EventKind::of_change(old, new), EventData::of_record(new))
        };
        (!is_passed_on).then_some(event)
    }

    /// What is told of a request that was withdrawn.
    pub fn of_withdrawal(
        act: &Act,
        key: CustomerKey,
        qualification: Qualification,
        audit: AuditPosition,
    ) -> Self {
        let data = EventData::of_qualification(qualification);
        Self { audit: Some(audit), ..Self::of_customer(act, key, EventKind::QualificationWithdrawn, data) }
    }

    /// What is told of a case.
    pub fn of_review(
        act: &Act,
        (key, review): (CustomerKey, ReviewId),
        qualification: Qualification,
        kind: EventKind,
        data: EventData,
    ) -> Self {
        let about = EventData::of_qualification(qualification);
        let data = EventData { review_id: Some(review), qualification: about.qualification, ..data };
        Self::of_customer(act, key, kind, data)
    }

    /// What is told of a code of which a unit was taken: once few are left, and once there are none.
    pub fn of_code(act: &Act, partner: PartnerId, code: &ValidationCode) -> Option<Self> {
        let event = || Self::of_partner(act, partner, EventKind::CodeLow, EventData::of_code(code));
        code.has_become_low().then(event)
    }

    /// What is told of a receiver that is told no more, and why.
    pub fn of_disabled_endpoint(
        act: &Act,
        partner: PartnerId,
        endpoint: EndpointId,
        because: &'static str,
    ) -> Self {
        let data = EventData {
            endpoint_id: Some(endpoint),
            disabled_because: Some(because),
            ..EventData::default()
        };
        Self::of_partner(act, partner, EventKind::EndpointDisabled, data)
    }

    /// The event of a test (contract 1.17, S16).
    pub fn of_test(act: &Act, partner: PartnerId, endpoint: EndpointId) -> Self {
        let data = EventData { endpoint_id: Some(endpoint), ..EventData::default() };
        Self::of_partner(act, partner, EventKind::TestCreated, data)
    }

    fn of_customer(act: &Act, key: CustomerKey, kind: EventKind, data: EventData) -> Self {
        Self { customer: Some(key.customer), ..Self::of_partner(act, key.partner, kind, data) }
    }

    const fn of_partner(act: &Act, partner: PartnerId, kind: EventKind, data: EventData) -> Self {
        Self {
            kind,
            partner,
            customer: None,
            data,
            audit: None,
            correlation_id: act.correlation_id,
            at: act.now,
        }
    }
}

/// How every id of an event begins.
const ID_PREFIX: &str = "evt_";

/// One event, as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place among the partner's events, which are numbered from 1 without a gap.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// Whose event it is.
    pub partner: PartnerId,
    /// The customer concerned, if one is.
    pub customer: Option<CustomerId>,
    /// What it says: a JSON object.
    pub data: String,
    /// The audit record of the same change, if the partner sees one.
    pub audit: Option<AuditPosition>,
    /// Ties it to the call.
    pub correlation_id: CorrelationId,
    /// When it happened.
    pub at: Timestamp,
}

impl StoredEvent {
    /// The id under which receivers know it: the same however often it is delivered, and to whomsoever.
    pub fn id(&self) -> String {
        format!("{ID_PREFIX}{}", to_hexadecimal(&self.key()))
    }

    /// The bytes behind [`Self::id`].
    pub fn key(&self) -> [u8; 16] {
        let mut digest = Sha256::new_with_prefix(b"qualify event 1");
        digest.update(self.partner.as_bytes());
        digest.update(self.sequence.to_be_bytes());
        digest.update(self.at.as_microsecond().to_be_bytes());
        digest.update(self.correlation_id.as_bytes());
        let mut key = [0; 16];
        key.copy_from_slice(&digest.finalize()[..16]);
        key
    }

    /// The bytes behind the text of an id; nothing if it is none.
    pub fn key_of(id: &str) -> Option<[u8; 16]> {
        from_hexadecimal(id.strip_prefix(ID_PREFIX)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back_by_their_names() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_name(kind.name()), Some(kind));
        }
    }

    #[test]
    fn a_change_is_called_by_what_became_of_the_record() {
        let view = |status| RecordView {
            qualification: Qualification::Education,
            status,
            reason: None,
            opened_at: Some(Timestamp::UNIX_EPOCH),
        };
        let [in_review, approved, denied] =
            [VettingStatus::InReview, VettingStatus::Approved, VettingStatus::Denied]
                .map(|it| view(Some(it)));
        let table = [
            (None, in_review, EventKind::QualificationRequested),
            (Some(denied), in_review, EventKind::QualificationRequested),
            (None, approved, EventKind::QualificationApproved),
            (Some(in_review), approved, EventKind::QualificationApproved),
            (Some(in_review), denied, EventKind::QualificationDenied),
            (Some(approved), denied, EventKind::QualificationExpired),
            (None, RecordView::STATE_OWNED, EventKind::QualificationApproved),
        ];
        for (before, after, kind) in table {
            assert_eq!(EventKind::of_change(before.as_ref(), &after), kind, "{before:?} -> {after:?}");
        }
    }

    #[test]
    fn an_id_depends_on_the_event_alone() {
        let event = StoredEvent {
            sequence: 7,
            kind: EventKind::CodeLow,
            partner: PartnerId::from([1; 16]),
            customer: None,
            data: "{}".to_owned(),
            audit: None,
            correlation_id: CorrelationId::from([2; 16]),
            at: Timestamp::UNIX_EPOCH,
        };
        let id = event.id();
        assert_eq!((id.len(), &id[..4]), (36, "evt_"));
        assert_eq!(StoredEvent::key_of(&id), Some(event.key()));
        for unusable in ["", "evt_", &id[4..], &id[..35], &format!("{id}0"), &id.replace('e', "g")] {
            assert_eq!(StoredEvent::key_of(unusable), None, "{unusable}");
        }
        assert_eq!(event.clone().id(), id);
        assert_ne!(StoredEvent { sequence: 8, ..event.clone() }.id(), id);
        // After a snapshot was put back the same place may hold another event.
        assert_ne!(StoredEvent { correlation_id: CorrelationId::from([3; 16]), ..event }.id(), id);
    }
}
