//! Why something that was asked for is not done. The server turns each into one answer of the error catalogue.

use qualify_vocabulary::{DomainName, Qualification, ValidationCodeId, VettingReason, VettingStatus};

use crate::review::ReviewRefusal;
use crate::vetting::Finding;

/// A member of a request with the rule that its value breaks. The value itself is not kept: it may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberProblem {
    /// The member's path as the wire spells it: `billingProfile.email`.
    pub member: &'static str,
    /// What is expected there.
    pub rule: &'static str,
}

impl std::fmt::Display for MemberProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {} is expected", self.member, self.rule)
    }
}

/// A refusal: nothing was changed (an audit record of a refused call aside, see [`Refusal::is_audited`]).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such customer for this partner: unknown, deleted or somebody else's.
    #[error("no such customer")]
    CustomerNotFound,
    /// The partner no longer has a relationship with the customer.
    #[error("the relationship with the customer has ended")]
    RelationshipEnded,
    /// No such partner (operator routes).
    #[error("no such partner")]
    PartnerNotFound,
    /// The user's role does not allow this.
    #[error("the user's role does not allow this")]
    RoleNotSufficient,
    /// The partner account may not create customers.
    #[error("the partner account may not create customers")]
    PartnerMayNotCreateCustomers,
    /// Only a sandbox account may do this.
    #[error("only a sandbox account may delete customers")]
    NotSandboxAccount,
    /// The sandbox account holds as many customers as it may.
    #[error("the sandbox account holds as many customers as it may: {limit}")]
    CustomerLimitReached {
        /// The configured number of customers.
        limit: u32,
    },
    /// Required members are missing.
    #[error("required members are missing")]
    MembersMissing(Vec<&'static str>),
    /// Members have unusable values.
    #[error("members have unusable values")]
    MembersUnusable(Vec<MemberProblem>),
    /// The country demands an organization registration number.
    #[error("the country demands a registration number")]
    RegistrationNumberMissing,
    /// The registration number has not the form that the country's numbers have.
    #[error("the registration number has not the country's form")]
    RegistrationNumberInvalid {
        /// A number of that form.
        sample: &'static str,
    },
    /// The country demands a phone number.
    #[error("the country demands a phone number")]
    PhoneNumberMissing,
    /// The domain belongs to a customer already.
    #[error("the domain is taken")]
    DomainTaken(DomainName),
    /// The etag is missing or no longer valid.
    #[error("the etag is missing or stale")]
    EtagMismatch,
    /// The qualification cannot be set by this call (contract 2.1).
    #[error("{} cannot be set here", .0.name())]
    NotSettable(Qualification),
    /// The segment is not a known one.
    #[error("unknown education segment")]
    SegmentUnknown(String),
    /// Strict mode wants a segment.
    #[error("the education segment is required")]
    SegmentRequired,
    /// Government Community Cloud without a code.
    #[error("a validation code is required")]
    ValidationCodeRequired,
    /// Two different codes in one request.
    #[error("the request holds different validation codes")]
    ValidationCodeMismatch,
    /// The partner has no such code.
    #[error("unknown validation code {0}")]
    ValidationCodeUnknown(ValidationCodeId),
    /// The code has no unit left.
    #[error("validation code {0} is used up")]
    ValidationCodeExhausted(ValidationCodeId),
    /// The partner has this code already (operator routes).
    #[error("validation code {0} exists")]
    ValidationCodeExists(ValidationCodeId),
    /// The user lacks a directory role on the customer (GDAP).
    #[error("a directory role on the customer is missing")]
    DirectoryRoleMissing,
    /// What is asked for cannot stand beside what is there.
    #[error("{} does not combine with {}", .requested.name(), .current.name())]
    NotCombinable {
        /// What is there.
        current: Qualification,
        /// What was asked for.
        requested: Qualification,
    },
    /// The same qualification is there already.
    #[error("{} is there already", .qualification.name())]
    AlreadyQualified {
        /// The one that was asked for.
        qualification: Qualification,
        /// Where it stands; none for a declaration.
        status: Option<VettingStatus>,
    },
    /// Nobody but a person can decide, so it cannot be set at once. Why, unless the vetter does not decide yet.
    #[error("a person has to decide")]
    VettingRequired(Option<Box<Finding>>),
    /// Decided at once, negatively.
    #[error("vetting denied: {}", .reason.text())]
    VettingDenied {
        /// The documented reason.
        reason: VettingReason,
        /// What was found.
        finding: Box<Finding>,
    },
    /// The partner has as many codes as it may (operator routes).
    #[error("the partner has its {0} validation codes")]
    TooManyValidationCodes(u32),
    /// No Education record to decide about (operator routes).
    #[error("the customer has no education record")]
    NothingToDecide,
    /// No such case, for whoever asks.
    #[error("no such review")]
    ReviewNotFound,
    /// The case does not do what was asked for.
    #[error(transparent)]
    Review(#[from] ReviewRefusal),
    /// Cases that are decided alike must not differ.
    #[error("the reviews differ in their {0}")]
    ReviewsDiffer(&'static str),
    /// The case has as many documents as it may.
    #[error("the case has as many documents as it may: {0}")]
    TooManyDocuments(usize),
    /// The partner has a receiver in Microsoft's form already.
    #[error("a webhook is registered already")]
    WebhookExists,
    /// The partner has no such receiver.
    #[error("no such webhook")]
    WebhookNotFound,
    /// The partner has as many receivers as it may.
    #[error("the partner has as many webhooks as it may: {0}")]
    TooManyWebhooks(u32),
    /// The receiver is not registered for test events.
    #[error("the webhook is not registered for tests")]
    NotRegisteredForTests,
    /// The receiver is told no more.
    #[error("the webhook is disabled")]
    WebhookDisabled,
    /// There is no event of this id among the receiver's deliveries.
    #[error("no such delivery")]
    DeliveryNotFound,
    /// Events behind the place are not kept any more, or the place is of another life of the store.
    #[error("the events behind this place are not kept any more")]
    EventsNotKept,
    /// The snapshot's file has a schema that this program does not take over (the sandbox's routes).
    #[error("the snapshot was taken by another version of this program")]
    SnapshotOfOtherSchema,
    /// The decision does not lead from this state (operator routes).
    #[error("an education record that is {} cannot become {}", .from.name(), .to.name())]
    DecisionNotPossible {
        /// Where the record stands.
        from: VettingStatus,
        /// Where the decision would lead.
        to: VettingStatus,
    },
}

impl Refusal {
    /// The same refusal of a billing profile that is not part of a customer: its members stand at the root.
    #[must_use]
    pub(crate) fn of_the_profile_alone(self) -> Self {
        let alone = |member: &'static str| member.strip_prefix("billingProfile.").unwrap_or(member);
        match self {
            Self::MembersMissing(members) => Self::MembersMissing(members.into_iter().map(alone).collect()),
            Self::MembersUnusable(problems) => Self::MembersUnusable(
                problems
                    .into_iter()
                    .map(|problem| MemberProblem { member: alone(problem.member), ..problem })
                    .collect(),
            ),
            other => other,
        }
    }

    /// What vetting found, where that is why.
    pub fn finding(&self) -> Option<&Finding> {
        if let Self::VettingDenied { finding, .. } | Self::VettingRequired(Some(finding)) = self {
            return Some(finding);
        }
        None
    }

    /// Whether a refused qualification call leaves a `failed` audit record: the refusals of steps 10 to 14 of
    /// contract 2.5 do (contract 1.19).
    pub const fn is_audited(&self) -> bool {
        match self {
            Self::SegmentUnknown(_)
            | Self::SegmentRequired
            | Self::MembersUnusable(_)
            | Self::ValidationCodeRequired
            | Self::ValidationCodeMismatch
            | Self::ValidationCodeUnknown(_)
            | Self::ValidationCodeExhausted(_)
            | Self::DirectoryRoleMissing
            | Self::NotCombinable { .. }
            | Self::AlreadyQualified { .. }
            | Self::VettingRequired(_)
            | Self::VettingDenied { .. } => true,
            Self::CustomerNotFound
            | Self::RelationshipEnded
            | Self::PartnerNotFound
            | Self::RoleNotSufficient
            | Self::PartnerMayNotCreateCustomers
            | Self::NotSandboxAccount
            | Self::CustomerLimitReached { .. }
            | Self::MembersMissing(_)
            | Self::RegistrationNumberMissing
            | Self::RegistrationNumberInvalid { .. }
            | Self::PhoneNumberMissing
            | Self::DomainTaken(_)
            | Self::EtagMismatch
            | Self::NotSettable(_)
            | Self::ValidationCodeExists(_)
            | Self::TooManyValidationCodes(_)
            | Self::NothingToDecide
            | Self::ReviewNotFound
            | Self::Review(_)
            | Self::ReviewsDiffer(_)
            | Self::TooManyDocuments(_)
            | Self::WebhookExists
            | Self::WebhookNotFound
            | Self::TooManyWebhooks(_)
            | Self::NotRegisteredForTests
            | Self::WebhookDisabled
            | Self::DeliveryNotFound
            | Self::EventsNotKept
            | Self::SnapshotOfOtherSchema
            | Self::DecisionNotPossible { .. } => false,
        }
    }
}
