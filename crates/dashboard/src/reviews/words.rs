//! What pages call states, kinds, priorities and times of cases, in the visitor's language.

use qualify_domain::review::{Priority, ReviewKind};
use qualify_texts::Dashboard as Texts;
use qualify_vocabulary::{Outcome, SignedDuration, Timestamp};

use crate::words::Badge;

/// A state by its name.
pub(crate) fn state_name(texts: Texts, state: &str) -> &'static str {
    match state {
        "received" => texts.review_state_received(),
        "queued" => texts.review_state_queued(),
        "claimed" => texts.review_state_claimed(),
        "needs-info" => texts.review_state_needs_info(),
        "pending-second" => texts.review_state_pending_second(),
        "escalated" => texts.review_state_escalated(),
        "approved" => texts.review_state_approved(),
        "denied" => texts.review_state_denied(),
        _ => texts.review_state_withdrawn(),
    }
}

/// A state as a badge.
pub(crate) fn state_badge(texts: Texts, state: &str) -> Badge {
    let kind = match state {
        "approved" => "good",
        "denied" => "problem",
        "needs-info" | "pending-second" | "escalated" => "warning",
        _ => "",
    };
    Badge { kind, text: state_name(texts, state).to_owned() }
}

/// Why a case exists.
pub(crate) fn kind_name(texts: Texts, kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Request => texts.review_kind_request(),
        ReviewKind::Appeal => texts.review_kind_appeal(),
        ReviewKind::Reverification => texts.review_kind_reverification(),
        ReviewKind::Audit => texts.review_kind_audit(),
    }
}

/// How urgent a case is, where it is more so than others.
pub(crate) fn priority_badge(texts: Texts, priority: Priority) -> Option<Badge> {
    let (kind, text) = match priority {
        Priority::Fraud => ("problem", texts.review_priority_fraud()),
        Priority::Appeal => ("warning", texts.review_priority_appeal()),
        Priority::Breached => ("problem", texts.review_priority_breached()),
        Priority::Normal => return None,
    };
    Some(Badge { kind, text: text.to_owned() })
}

/// What a decision came to.
pub(crate) fn outcome_name(texts: Texts, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approve => texts.review_outcome_approve(),
        Outcome::Deny => texts.review_outcome_deny(),
        Outcome::NeedsHuman => texts.review_outcome_needs_human(),
        Outcome::Invalid => texts.review_outcome_invalid(),
    }
}

const HOURS_OF_DAY: u64 = 24;
/// A case is due soon if no more than this is left.
const SOON_HOURS: u64 = 24;

/// How long something is: in hours, from two days on in days.
pub(crate) fn length(texts: Texts, time: SignedDuration) -> String {
    let hours = time.as_hours().unsigned_abs();
    if hours < 2 * HOURS_OF_DAY {
        texts.reviews_hours(hours)
    } else {
        texts.reviews_days(hours / HOURS_OF_DAY)
    }
}

/// When the time of a case is used up: the colour says the same as the text.
pub(crate) fn due_badge(texts: Texts, due_at: Option<Timestamp>, now: Timestamp) -> Badge {
    let Some(due_at) = due_at else {
        return Badge { kind: "", text: texts.reviews_due_stands().to_owned() };
    };
    let left = due_at.duration_since(now);
    let time = length(texts, left);
    if left.is_negative() {
        Badge { kind: "problem", text: texts.reviews_overdue(time) }
    } else if left.as_hours().unsigned_abs() < SOON_HOURS {
        Badge { kind: "warning", text: texts.reviews_due_soon(time) }
    } else {
        Badge { kind: "good", text: texts.reviews_due_in(time) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qualify_texts::Locale;

    #[test]
    fn what_is_due_says_so_by_text_and_colour() {
        let (texts, now) = (Texts::in_locale(Locale::En), Timestamp::UNIX_EPOCH);
        let badge = |hours| due_badge(texts, Some(now + SignedDuration::from_hours(hours)), now);
        for (hours, kind, text) in [
            (-72, "problem", "Overdue by 3 days"),
            (-1, "problem", "Overdue by 1 hour"),
            (5, "warning", "Soon: in 5 hours"),
            (30, "good", "In 30 hours"),
            (72, "good", "In 3 days"),
        ] {
            assert_eq!((badge(hours).kind, badge(hours).text.as_str()), (kind, text), "{hours}");
        }
        assert_eq!(due_badge(texts, None, now).text, "The clock stands");
    }
}
