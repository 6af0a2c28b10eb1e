//! The rules that an operator sets for reviews: how long things take, and where two people must agree.

use std::fmt;
use std::sync::Arc;

use qualify_vocabulary::{ReasonCode, SignedDuration, Timestamp};

/// Most documents of one case.
pub const DOCUMENTS_MAX: usize = 5;

/// Time as offices count it.
pub trait BusinessTime: fmt::Debug + Send + Sync {
    /// The moment at which this much business time has gone by since `from`.
    fn after(&self, from: Timestamp, time: SignedDuration) -> Timestamp;
    /// The business time between two moments; none if they stand the other way round.
    fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration;
}

/// Offices that never close.
#[derive(Debug, Clone, Copy)]
pub struct AroundTheClock;

impl BusinessTime for AroundTheClock {
    fn after(&self, from: Timestamp, time: SignedDuration) -> Timestamp {
        from.checked_add(time).unwrap_or(Timestamp::MAX)
    }

    fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        to.duration_since(from).max(SignedDuration::ZERO)
    }
}

/// Where a decision needs two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each place is switched by itself")]
pub struct FourEyes {
    /// Revocations; off in a sandbox only.
    pub revocations: bool,
    /// What is decided about a denial that the partner contests.
    pub appeals: bool,
    /// Approvals against a finding that speaks of imitation.
    pub flagged_approvals: bool,
    /// Government Community Cloud on documents.
    pub government: bool,
}

/// The times and limits of cases, and where two people are needed: what an operator can set about reviews.
#[derive(Debug, Clone)]
pub struct ReviewRules {
    /// How long a case is a reviewer's who does not renew it.
    pub lease: SignedDuration,
    /// How long a case that the partner answered is left to the reviewer who asked.
    pub preference: SignedDuration,
    /// After how many requests of a customer a further one is a lead's at once; none for never.
    pub attempts_max: Option<u32>,
    /// How long the partner has to answer.
    pub reply_window: SignedDuration,
    /// How long the partner has to contest a denial.
    pub appeal_window: SignedDuration,
    /// How much business time a case may take.
    pub sla: SignedDuration,
    /// How long before its end a revocation is announced.
    pub revocation_notice: SignedDuration,
    /// Where two people must agree.
    pub four_eyes: FourEyes,
    /// The offices' hours.
    pub calendar: Arc<dyn BusinessTime>,
}

/// The business time of one business day.
pub(super) const BUSINESS_DAY: SignedDuration = SignedDuration::from_hours(24);

impl ReviewRules {
    /// The rules of the specification, in offices with these hours.
    pub fn standard(calendar: Arc<dyn BusinessTime>) -> Self {
        Self {
            lease: SignedDuration::from_mins(30),
            preference: SignedDuration::from_hours(24),
            attempts_max: None,
            reply_window: SignedDuration::from_hours(14 * 24),
            appeal_window: SignedDuration::from_hours(30 * 24),
            sla: BUSINESS_DAY * 3,
            revocation_notice: SignedDuration::from_hours(30 * 24),
            four_eyes: FourEyes {
                revocations: true,
                appeals: false,
                flagged_approvals: true,
                government: true,
            },
            calendar,
        }
    }
}

impl Default for ReviewRules {
    /// The rules of the specification, in offices that never close.
    fn default() -> Self {
        Self::standard(Arc::new(AroundTheClock))
    }
}

/// Whether a finding says that somebody may be imitating an institution.
pub(super) const fn is_flag(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::Idn
            | ReasonCode::NameMismatch
            | ReasonCode::Stoplisted
            | ReasonCode::Abused
            | ReasonCode::NameBelongsToOtherDomain
            | ReasonCode::OverbroadListing
    )
}
