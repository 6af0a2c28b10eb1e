//! The state machine of reviews: every state with every command, random orders, and the passing of time.

mod orders;
mod table;
mod time;

use std::sync::Arc;

use qualify_vocabulary::{
    CustomerId, PartnerId, Person, PersonKey, Qualification, ReasonCode, ReviewId, SignedDuration, Timestamp,
    VettingReason,
};

use super::*;
use crate::customer::CustomerKey;
use crate::qualification::decide::Verdict;

const ANA: &str = "first@staff.example";
const BEN: &str = "second@staff.example";
const LEA: &str = "lead@staff.example";
const BARRED: &str = "earlier@staff.example";
/// Ana with another name, and another with Ana's.
const ANA_RENAMED: &str = "first@staff.example as Ana";
const ANAS_NAMESAKE: &str = "other as first@staff.example";

/// A Monday.
fn start() -> Timestamp {
    "2026-06-01T09:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    start().checked_add(SignedDuration::from_hours(hours)).unwrap()
}

fn rules() -> ReviewRules {
    ReviewRules::standard(Arc::new(AroundTheClock))
}

/// Somebody whose subject is their name, or `subject as name`.
fn person(text: &str) -> Person {
    let (subject, name) = text.split_once(" as ").unwrap_or((text, text));
    Person { key: PersonKey::of("https://id.example", subject), name: name.to_owned() }
}

fn reviewer(name: &str) -> Reviewer {
    Reviewer { person: person(name), is_lead: name == LEA, is_of_partner: false }
}

fn subject(kind: ReviewKind) -> Subject {
    Subject {
        id: ReviewId::from([9; 16]),
        key: CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([2; 16]) },
        kind,
        qualification: Qualification::Education,
        opened_at: start(),
        created_at: start(),
        attempt: 1,
        country: "PL".to_owned(),
        language: "pl".to_owned(),
        domain: Some("biblioteka.example".to_owned()),
        reason_code: ReasonCode::EduNoEvidence,
        is_flagged: false,
        decision: None,
        linked: None,
        barred: vec![person(BARRED)],
        appeal: None,
    }
}

fn open(kind: ReviewKind) -> Review {
    Review::open(subject(kind), start())
}

fn proposal(verdict: Verdict) -> Proposal {
    Proposal {
        verdict,
        reason_code: ReasonCode::ReviewDecision,
        explanation: "The charter shows it.".to_owned(),
        evidence: vec!["charter".to_owned()],
    }
}

const APPROVE: Verdict = Verdict::Approve;
const DENY: Verdict = Verdict::Deny(VettingReason::NotEligibleLibrary);

fn note(text: &str) -> Note {
    Note { by: "somebody".to_owned(), at: start(), text: text.to_owned() }
}

/// Carries out commands that must be possible, one an hour.
fn run(review: Review, commands: impl IntoIterator<Item = Command>) -> Review {
    (1..).zip(commands).fold(review, |review, (hours, command)| {
        review
            .apply(command, &rules(), start().checked_add(SignedDuration::from_mins(hours)).unwrap())
            .unwrap()
            .review
    })
}

fn claim(name: &str) -> Command {
    Command::Claim(reviewer(name))
}

fn decide(name: &str, verdict: Verdict) -> Command {
    Command::Decide(reviewer(name), proposal(verdict))
}

#[test]
fn ids_of_requests_follow_their_moments_and_tell_them_apart() {
    let id = |number: u8, microsecond: i64| {
        let key = CustomerKey { partner: PartnerId::from([1; 16]), customer: CustomerId::from([number; 16]) };
        let opened_at = start().checked_add(SignedDuration::from_micros(microsecond)).unwrap();
        Review::id_of_request(key, Qualification::Education, opened_at)
    };
    assert_eq!(id(1, 0), id(1, 0), "it is made of the request alone");
    assert_ne!(id(1, 0), id(2, 0));
    assert_ne!(id(1, 0), id(1, 1), "within one millisecond, too");
    let milliseconds = start().as_millisecond().to_be_bytes();
    for one in [id(1, 0), Review::id_after(id(1, 0))] {
        assert_eq!(one.as_bytes()[..6], milliseconds[2..]);
        assert_eq!((one.as_bytes()[6] >> 4, one.as_bytes()[8] >> 6), (8, 0b10), "version and variant");
    }
    assert_ne!(Review::id_after(id(1, 0)), id(1, 0));
    assert!(id(1, 5000) > id(2, 3999) && id(2, 1_000_000) > id(1, 999_000));
}
