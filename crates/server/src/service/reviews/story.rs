//! What a case says to its partner: where it stands, why, and what to do next. Whoever shows it finds the words.

use qualify_domain::ports::{AppealEnd, AppealStanding, RequestStanding, StoredReview};
use qualify_domain::review::{Ending, Notice, Review, ReviewKind, ReviewRules, ReviewState};
use qualify_vocabulary::{ReasonCode, ReviewId, Timestamp};

/// A case as its partner is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub state: PartnerState,
    pub why: Why,
    pub next: NextStep,
}

/// Where a case stands, as its partner knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerState {
    InReview,
    NeedsInfo,
    Approved,
    Denied,
    Withdrawn,
}

impl PartnerState {
    /// The name on the partner's door.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InReview => "in-review",
            Self::NeedsInfo => "needs-info",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Why a case stands where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It waits for its examination.
    NotExamined,
    /// The qualification was found not to hold any more, and ends then.
    ApprovalEnds(Timestamp),
    /// Somebody who had no part in the denial looks at the appeal.
    AppealIsLookedAt,
    /// A person looks at whether the approval still holds.
    ApprovalIsLookedAt,
    /// A person looks, because the rules cannot tell, for this reason.
    RulesCannotTell(&'static str),
    /// A person looks.
    PersonLooks,
    /// The reviewer needs these.
    Asked(Vec<String>),
    /// It was decided: what whoever decided wrote.
    Decided(String),
    /// It was taken back, or another request took its place.
    TakenBack,
}

impl Why {
    /// Whether people look at the case, so that what the rules found says more.
    pub const fn is_looked_at(&self) -> bool {
        match self {
            Self::AppealIsLookedAt
            | Self::ApprovalIsLookedAt
            | Self::RulesCannotTell(_)
            | Self::PersonLooks => true,
            Self::NotExamined
            | Self::ApprovalEnds(_)
            | Self::Asked(_)
            | Self::Decided(_)
            | Self::TakenBack => false,
        }
    }
}

/// What the partner can do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing: it is decided by itself, or passed on to a person.
    DecidedByItself,
    /// Say before the approval ends that this is wrong.
    SayThatItIsWrong,
    /// Wait, and answer what is asked.
    Wait,
    /// Add documents, and answer before this moment.
    ReplyBefore(Timestamp),
    /// Nothing: the qualification holds.
    Holds,
    /// Nothing: a new request can be made at any time.
    AskAnew,
    /// Nothing: another request has taken its place, or none is left.
    Replaced,
    /// Wait: this appeal is under way.
    AppealUnderWay(ReviewId),
    /// Wait: the request is looked at again.
    LookedAtAgain,
    /// Nothing: this appeal was granted.
    AppealGranted(ReviewId),
    /// Nothing: it was approved since.
    ApprovedSince,
    /// Send the request again, with what was asked for.
    SendAgain,
    /// Appeal before this moment, or send a corrected request.
    AppealBefore(Timestamp),
    /// The same, where an appeal was granted and it was denied again since.
    AppealAgainBefore(ReviewId, Timestamp),
    /// Send a corrected request if something has changed.
    SendCorrected,
}

/// What a case says to its partner.
pub fn of(stored: &StoredReview, rules: &ReviewRules, now: Timestamp) -> Story {
    let review = &stored.review;
    let told = |state, why, next| Story { state, why, next };
    let decided =
        || Why::Decided(review.ending.as_ref().map(|ending| ending.explanation.clone()).unwrap_or_default());
    match &review.state {
        ReviewState::Received => told(PartnerState::InReview, Why::NotExamined, NextStep::DecidedByItself),
        ReviewState::PendingSecond { notice: Some(notice), .. } => {
            told(PartnerState::InReview, Why::ApprovalEnds(notice.effective_at), NextStep::SayThatItIsWrong)
        }
        ReviewState::Queued { .. }
        | ReviewState::Claimed { .. }
        | ReviewState::PendingSecond { notice: None, .. }
        | ReviewState::Escalated { .. } => told(PartnerState::InReview, why_a_person(review), NextStep::Wait),
        ReviewState::NeedsInfo { until, .. } => {
            let items = review.questions.last().map(|question| question.items.clone()).unwrap_or_default();
            told(PartnerState::NeedsInfo, Why::Asked(items), NextStep::ReplyBefore(*until))
        }
        ReviewState::Approved => told(PartnerState::Approved, decided(), NextStep::Holds),
        ReviewState::Denied => told(PartnerState::Denied, decided(), after_denial(stored, rules, now)),
        ReviewState::Withdrawn => told(PartnerState::Withdrawn, Why::TakenBack, NextStep::AskAnew),
    }
}

/// When an approval ends that was found not to hold any more.
pub const fn notice_of(state: &ReviewState) -> Option<&Notice> {
    match state {
        ReviewState::PendingSecond { notice, .. } => notice.as_ref(),
        _ => None,
    }
}

/// The end of the window in which a denial can be appealed, as long as it stands and no appeal is used up: that of a
/// request, or of a re-verification.
pub fn appeal_until(stored: &StoredReview, rules: &ReviewRules) -> Option<Timestamp> {
    let review = &stored.review;
    let is_contestable = review.state == ReviewState::Denied && review.subject.kind.can_be_appealed();
    match stored.request.filter(|_| is_contestable)? {
        RequestStanding::Contestable { denied_at } => denied_at.checked_add(rules.appeal_window).ok(),
        RequestStanding::Denied
        | RequestStanding::InReview
        | RequestStanding::Approved
        | RequestStanding::Replaced => None,
    }
}

/// Why a person decides.
fn why_a_person(review: &Review) -> Why {
    let code = review.subject.reason_code;
    match review.subject.kind {
        ReviewKind::Appeal => Why::AppealIsLookedAt,
        ReviewKind::Reverification => Why::ApprovalIsLookedAt,
        ReviewKind::Request | ReviewKind::Audit if code.is_of_a_rule() => {
            Why::RulesCannotTell(code.name_for_partners())
        }
        ReviewKind::Request | ReviewKind::Audit => Why::PersonLooks,
    }
}

fn after_denial(stored: &StoredReview, rules: &ReviewRules, now: Timestamp) -> NextStep {
    let is_silence = |ending: &Ending| ending.reason_code == ReasonCode::InfoNotProvided;
    let is_silence = stored.review.ending.as_ref().is_some_and(is_silence);
    let until = appeal_until(stored, rules).filter(|until| now < *until);
    match (stored.request, stored.appeal) {
        (Some(RequestStanding::Replaced), _) => NextStep::Replaced,
        (_, Some(AppealStanding { id, ended: None })) => NextStep::AppealUnderWay(id),
        (Some(RequestStanding::InReview), _) => NextStep::LookedAtAgain,
        (Some(RequestStanding::Approved), Some(AppealStanding { id, ended: Some(AppealEnd::Granted) })) => {
            NextStep::AppealGranted(id)
        }
        (Some(RequestStanding::Approved), _) => NextStep::ApprovedSince,
        (_, None) if is_silence => NextStep::SendAgain,
        (Some(RequestStanding::Contestable { .. } | RequestStanding::Denied) | None, appeal) => {
            match (until, appeal) {
                (Some(until), None) => NextStep::AppealBefore(until),
                (Some(until), Some(AppealStanding { id, .. })) => NextStep::AppealAgainBefore(id, until),
                (None, _) => NextStep::SendCorrected,
            }
        }
    }
}
