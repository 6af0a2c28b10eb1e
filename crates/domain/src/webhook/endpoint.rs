//! A receiver of a partner, and where one of its deliveries stands.

use qualify_vocabulary::{EndpointId, PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::event::{EventKind, StoredEvent};

use super::kinds::EventKinds;

/// Most receivers of a partner in the form of Standard Webhooks.
pub const ENDPOINTS_MAX: u32 = 20;

/// How long the secret of before still signs beside a new one, in hours.
const SECRET_OVERLAP_HOURS: i64 = 24;

/// In which form a receiver is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointForm {
    /// Microsoft's envelope and RSA signature (contract 1.17); one receiver a partner.
    PartnerCenter,
    /// Standard Webhooks, signed with a secret of the receiver's own.
    Standard,
}

impl EndpointForm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PartnerCenter, Self::Standard];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PartnerCenter => "partner-center",
            Self::Standard => "standard",
        }
    }

    /// The form of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// What a receiver is registered with. Serialised for replays of the call that registered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointSettings {
    /// Where it listens, byte for byte as it was sent.
    pub url: String,
    /// The same in its normal form, checked already: what is compared and connected to (contract 9.3).
    pub target: String,
    /// What it wants to be told of.
    pub events: EventKinds,
    /// In Microsoft's form: the names it was registered with, those that are never told among them (contract 9.3).
    pub registered_names: Vec<String>,
    /// The partner's own words about it.
    pub description: Option<String>,
    /// In Microsoft's form: whether the signature stands in `x-ms-signature` and not in `Authorization`.
    pub has_own_signature_header: bool,
}

/// Which secrets sign. They are derived from the installation's own secret: none stands in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretVersions {
    /// The number of the secret, from 1.
    pub current: u32,
    /// Until when the one before still signs beside it.
    pub previous_until: Option<Timestamp>,
}

impl SecretVersions {
    /// The first secret, alone.
    pub const FIRST: Self = Self { current: 1, previous_until: None };

    /// A new secret, beside which the one before signs for a while.
    #[must_use]
    pub fn rotated(self, now: Timestamp) -> Self {
        let overlap = qualify_vocabulary::SignedDuration::from_hours(SECRET_OVERLAP_HOURS);
        Self {
            current: self.current.saturating_add(1),
            previous_until: Some(now.checked_add(overlap).unwrap_or(Timestamp::MAX)),
        }
    }

    /// The secrets that sign now, the newest first.
    pub fn active(self, now: Timestamp) -> impl Iterator<Item = u32> {
        let previous =
            self.previous_until.filter(|until| *until > now).map(|_| self.current.saturating_sub(1));
        std::iter::once(self.current).chain(previous.filter(|version| *version > 0))
    }
}

/// Why a receiver is told no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisabledBecause {
    /// The partner wanted it.
    Partner,
    /// It answered 410: it is gone.
    Gone,
    /// It took nothing for five days.
    Failing,
}

impl DisabledBecause {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Partner, Self::Gone, Self::Failing];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    /// The reason of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|because| because.name() == name)
    }
}

/// How a receiver has been doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Health {
    /// Attempts that failed since the last one that was taken.
    pub failures: u32,
    /// When the first of them was made.
    pub failing_since: Option<Timestamp>,
    /// When the last of them was made.
    pub last_failed_at: Option<Timestamp>,
    /// Since when and why it is told no more.
    pub disabled: Option<(Timestamp, DisabledBecause)>,
}

impl Health {
    /// How a receiver does that is registered anew. Switched on again, or at another place, it begins with a clean
    /// record.
    #[must_use]
    pub fn after_registration(self, is_disabled: bool, has_moved: bool, now: Timestamp) -> Self {
        match (is_disabled, self.disabled) {
            (true, None) => Self { disabled: Some((now, DisabledBecause::Partner)), ..self },
            (false, Some(_)) => Self::default(),
            (false, None) if has_moved => Self::default(),
            (true, Some(_)) | (false, None) => self,
        }
    }
}

/// A receiver of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// By which its deliveries name it.
    pub id: EndpointId,
    /// Whose it is.
    pub partner: PartnerId,
    /// In which form it is told.
    pub form: EndpointForm,
    /// What it was registered with.
    pub settings: EndpointSettings,
    /// Which secrets sign.
    pub secrets: SecretVersions,
    /// How it has been doing.
    pub health: Health,
    /// The last event before it was registered: it is told of later ones.
    pub from_sequence: i64,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl Endpoint {
    /// Whether it is to be told of an event. A test is for the receiver that it names, whatever that wants.
    pub fn wants(&self, event: &StoredEvent) -> bool {
        if self.health.disabled.is_some() || event.sequence <= self.from_sequence {
            return false;
        }
        if event.kind == EventKind::TestCreated {
            return event.data.contains(&self.id.to_string());
        }
        self.settings.events.contains(event.kind)
    }
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It will be attempted, again perhaps.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Failed];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::{CorrelationId, SignedDuration};

    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn endpoint() -> Endpoint {
        Endpoint {
            id: EndpointId::from([7; 16]),
            partner: PartnerId::from([1; 16]),
            form: EndpointForm::Standard,
            settings: EndpointSettings {
                url: "https://hooks.partner.example/q".to_owned(),
                target: "https://hooks.partner.example/q".to_owned(),
                events: [EventKind::CodeLow].into_iter().collect(),
                registered_names: Vec::new(),
                description: None,
                has_own_signature_header: false,
            },
            secrets: SecretVersions::FIRST,
            health: Health::default(),
            from_sequence: 10,
            created_at: at(0),
        }
    }

    fn event(sequence: i64, kind: EventKind, data: &str) -> StoredEvent {
        StoredEvent {
            sequence,
            kind,
            partner: PartnerId::from([1; 16]),
            customer: None,
            data: data.to_owned(),
            audit: None,
            correlation_id: CorrelationId::from([2; 16]),
            at: at(0),
        }
    }

    #[test]
    fn a_receiver_is_told_of_what_it_wants_from_its_registration_on() {
        let it = endpoint();
        assert!(it.wants(&event(11, EventKind::CodeLow, "{}")));
        assert!(!it.wants(&event(10, EventKind::CodeLow, "{}")), "of before");
        assert!(!it.wants(&event(11, EventKind::QualificationApproved, "{}")));
        let disabled = Health { disabled: Some((at(0), DisabledBecause::Gone)), ..Health::default() };
        assert!(!Endpoint { health: disabled, ..it }.wants(&event(11, EventKind::CodeLow, "{}")));
    }

    #[test]
    fn a_test_is_for_the_receiver_that_it_names() {
        let it = endpoint();
        let named = format!(r#"{{"endpointId":"{}"}}"#, it.id);
        assert!(it.wants(&event(11, EventKind::TestCreated, &named)));
        let other = format!(r#"{{"endpointId":"{}"}}"#, EndpointId::from([8; 16]));
        assert!(!it.wants(&event(11, EventKind::TestCreated, &other)));
    }

    #[test]
    fn the_secret_of_before_signs_for_a_day() {
        let first = SecretVersions::FIRST;
        assert_eq!(first.active(at(0)).collect::<Vec<_>>(), [1]);
        let second = first.rotated(at(0));
        assert_eq!(second.active(at(23)).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(second.active(at(24)).collect::<Vec<_>>(), [2]);
        let third = second.rotated(at(1));
        assert_eq!(third.active(at(2)).collect::<Vec<_>>(), [3, 2], "never more than two");
    }
}
