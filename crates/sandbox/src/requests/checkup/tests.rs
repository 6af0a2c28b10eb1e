//! Each rule with what shows it, and with what does not.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderName, HeaderValue};
use qualify_vocabulary::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::rules::RULES;
use super::seen::Seen;
use crate::requests::facts::{Facts, TokenFacts};
use crate::requests::kept::Kept;
use crate::requests::view::{Exchange, Side};

/// An exchange of a client that does nothing wrong: an application with a user and a second factor, and an id of its own.
struct Sent {
    line: &'static str,
    at_ms: i64,
    exchange: Exchange,
}

fn sent(at_ms: i64, line: &'static str, status: u16) -> Sent {
    let (method, target) = line.split_once(' ').expect("a method and a target");
    let path = target.split('?').next().unwrap_or_default();
    let row = crate::requests::facts::tests::row(method, path);
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_millis(at_ms);
    let token = TokenFacts {
        tenant: None,
        application: None,
        is_app_only: false,
        has_mfa: true,
        is_audience_legacy: false,
    };
    let nothing = Kept::new(Vec::new(), 0);
    let number = u128::try_from(at_ms).expect("a time after the first") + 1;
    let mut target_hash = [0; 32];
    target.bytes().enumerate().for_each(|(place, byte)| target_hash[place % 32] ^= byte);
    let facts = Facts {
        service_at: at,
        row,
        token: Some(token),
        sent_id: Some(Uuid::from_u128(number)),
        target_hash,
        body_hash: None,
        unknown_members: Vec::new(),
    };
    let exchange = Exchange {
        at,
        method: method.to_owned(),
        target: target.to_owned(),
        path: path.to_owned(),
        client: "test".to_owned(),
        principal: None,
        request_id: None,
        correlation_id: None,
        duration_us: 1000,
        request: Side::new(&HeaderMap::new(), &nothing),
        status: Some(status),
        error_code: None,
        response: Some(Side::new(&HeaderMap::new(), &nothing)),
        fault: None,
        facts,
    };
    Sent { line, at_ms, exchange }
}

impl Sent {
    fn but(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.exchange.facts);
        self
    }

    fn token(self, change: impl FnOnce(&mut TokenFacts)) -> Self {
        self.but(|facts| change(facts.token.as_mut().expect("a token")))
    }

    fn under(self, id: u128) -> Self {
        self.but(|facts| facts.sent_id = Some(Uuid::from_u128(id)))
    }

    fn answered(mut self, name: &'static str, value: &'static str) -> Self {
        let header = (HeaderName::from_static(name), HeaderValue::from_static(value));
        self.exchange.response = Some(Side::new(&[header].into_iter().collect(), &Kept::new(Vec::new(), 0)));
        self
    }

    fn unanswered(mut self) -> Self {
        self.exchange.status = None;
        self.exchange.response = None;
        self
    }

    fn refused(mut self, code: &str) -> Self {
        self.exchange.error_code = Some(code.to_owned());
        self
    }
}

const READ: &str = "GET /v1/customers/c1/qualifications";
const STATUS: &str = "GET /v1/customers/c1/validationstatus?type=account";
const SET: &str = "PUT /v1/customers/c1/qualification";
const CREATE: &str = "POST /v1/customers/c1/qualifications";
const LIST: &str = "GET /v1/customers";
const TEST_EVENT: &str = "POST /webhooks/v1/registration/validationevents";

/// What shows a rule: which of the exchanges, by their places.
fn shows() -> Vec<(&'static str, Vec<Sent>, &'static [usize])> {
    let poll = |seconds: i64, line| sent(seconds * 1000, line, 200);
    vec![
        (
            "write-without-request-id",
            vec![sent(0, SET, 200).but(|it| it.sent_id = None), sent(1, SET, 200)],
            &[0],
        ),
        ("write-without-request-id", vec![sent(0, TEST_EVENT, 200).but(|it| it.sent_id = None)], &[0]),
        (
            "retry-with-new-request-id",
            vec![sent(0, CREATE, 503).under(1), sent(900, CREATE, 409).under(2)],
            &[0, 1],
        ),
        (
            "retry-with-new-request-id",
            vec![
                sent(0, SET, 200).under(1).unanswered(),
                sent(5, READ, 200),
                sent(1000, SET, 500).under(2),
                sent(2000, SET, 200).under(3),
            ],
            &[0, 2, 3],
        ),
        (
            "retry-after-ignored",
            vec![
                sent(0, LIST, 429).answered("retry-after", "30"),
                sent(1000, READ, 429),
                sent(31_000, LIST, 200),
            ],
            &[0, 1],
        ),
        (
            "retry-after-ignored",
            vec![sent(0, SET, 503).answered("retry-after", "5").under(1), sent(4000, SET, 200).under(1)],
            &[0, 1],
        ),
        ("polls-too-fast", vec![poll(0, READ), poll(5, READ), poll(10, READ), poll(90, READ)], &[0, 1, 2]),
        (
            "polls-too-fast",
            vec![poll(0, STATUS), poll(5, READ), poll(9, STATUS), poll(38, STATUS)],
            &[0, 2, 3],
        ),
        (
            "polls-too-fast",
            vec![poll(0, READ), poll(1, READ), poll(2, READ), poll(3, SET), poll(4, READ)],
            &[0, 1, 2],
        ),
    ]
}

/// The same for what one request shows.
fn shows_alone() -> Vec<(&'static str, Vec<Sent>, &'static [usize])> {
    vec![
        ("app-only-token", vec![sent(0, SET, 403).token(|it| it.is_app_only = true)], &[0]),
        ("app-only-token", vec![sent(0, STATUS, 403).token(|it| it.is_app_only = true)], &[0]),
        (
            "app-only-token",
            vec![sent(0, "POST /v1/customers", 403).refused("900329").token(|it| it.is_app_only = true)],
            &[0],
        ),
        (
            "legacy-audience",
            vec![sent(0, LIST, 200), sent(1, LIST, 200).token(|it| it.is_audience_legacy = true)],
            &[1],
        ),
        ("no-mfa", vec![sent(0, LIST, 401).token(|it| it.has_mfa = false)], &[0]),
        ("page-too-large", vec![sent(0, "GET /v1/customers?Size=501", 200)], &[0]),
        (
            "page-too-large",
            vec![sent(0, "GET /v1/auditrecords?startDate=x&auditrequest.size=1000", 200)],
            &[0],
        ),
        (
            "unknown-member",
            vec![sent(0, CREATE, 201).but(|it| it.unknown_members = vec!["segment".to_owned()])],
            &[0],
        ),
    ]
}

/// What shows nothing at all, though it looks like it.
fn shows_nothing() -> Vec<(&'static str, Vec<Sent>)> {
    let poll = |seconds: i64, line| sent(seconds * 1000, line, 200);
    let read_at = |seconds: i64, by_sandbox: i64| {
        let moment = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(by_sandbox);
        poll(seconds, READ).but(|it| it.service_at = moment)
    };
    vec![
        ("a read without an id", vec![sent(0, READ, 200).but(|it| it.sent_id = None)]),
        (
            "a body that only asks",
            vec![sent(0, "POST /v1/validations/address", 200).but(|it| it.sent_id = None)],
        ),
        ("a retry under its id", vec![sent(0, CREATE, 503).under(1), sent(1, CREATE, 201).under(1)]),
        (
            "a new operation after an answer",
            vec![sent(0, CREATE, 400).under(1), sent(1, CREATE, 201).under(2)],
        ),
        ("after a 429 nothing was done", vec![sent(0, CREATE, 429).under(1), sent(1, CREATE, 201).under(2)]),
        ("another body", {
            let body = |number| move |it: &mut Facts| it.body_hash = Some([number; 32]);
            vec![sent(0, SET, 500).but(body(1)), sent(1, SET, 200).but(body(2))]
        }),
        ("another customer", vec![sent(0, SET, 503), sent(1, "PUT /v1/customers/c2/qualification", 200)]),
        ("much later", vec![sent(0, SET, 500), sent(200_000, SET, 200)]),
        ("reads have no outcome", vec![sent(0, READ, 500), sent(1, READ, 200)]),
        ("one that waited", vec![sent(0, LIST, 429).answered("retry-after", "2"), sent(2001, LIST, 200)]),
        (
            "a timer that is a bit early",
            vec![sent(0, LIST, 429).answered("retry-after", "2"), sent(1900, LIST, 200)],
        ),
        (
            "others go on after a 503",
            vec![sent(0, SET, 503).answered("retry-after", "5"), sent(9, READ, 200)],
        ),
        ("another limit", vec![sent(0, TEST_EVENT, 429).answered("retry-after", "60"), sent(9, LIST, 200)]),
        (
            "it was under way already",
            vec![sent(0, LIST, 200), sent(0, LIST, 429).answered("retry-after", "60")],
        ),
        ("no header, no wait", vec![sent(0, LIST, 503), sent(1, LIST, 200)]),
        ("reads at leisure", (0..9).map(|number| poll(number * 30, READ)).collect()),
        ("a look, and another one", vec![poll(0, READ), poll(1, READ)]),
        (
            "each after a change",
            vec![poll(0, READ), poll(1, SET), poll(2, READ), poll(3, CREATE), poll(4, READ)],
        ),
        ("of several customers", {
            let others = ["GET /v1/customers/c2/qualifications", "GET /v1/customers/c3/qualifications"];
            others.into_iter().chain([READ]).map(|line| poll(0, line)).collect()
        }),
        ("reads that fail are tried again", (0..5).map(|number| sent(number, READ, 500)).collect()),
        ("the sandbox's clock was moved", (0..5).map(|number| read_at(number, number * 86_400)).collect()),
        (
            "App-only where it may",
            vec![sent(0, LIST, 200).token(|it| {
                it.is_app_only = true;
                it.has_mfa = false;
            })],
        ),
        ("no token", vec![sent(0, SET, 401).but(|it| it.token = None)]),
        ("the largest page", vec![sent(0, "GET /v1/customers?size=500", 200)]),
        ("no number", vec![sent(0, "GET /v1/customers?size=many", 400)]),
        ("no list", vec![sent(0, "GET /v1/customers/c1?size=501", 200)]),
    ]
}

fn found(name: &str, sent: &[Sent]) -> Vec<usize> {
    let seen: Vec<Seen<'_>> = sent
        .iter()
        .enumerate()
        .map(|(id, it)| {
            Seen::of(id as u64, &it.exchange).unwrap_or_else(|| panic!("{} is of the wire", it.line))
        })
        .collect();
    assert!(sent.is_sorted_by_key(|it| it.at_ms), "in their order");
    let rule = RULES.iter().find(|rule| rule.name == name).expect("a rule");
    (rule.find)(&seen).into_iter().map(|found| found.index).collect()
}

#[test]
fn every_rule_finds_what_shows_it_and_no_other_rule_does() {
    let table: Vec<_> = shows().into_iter().chain(shows_alone()).collect();
    for (name, sent, places) in &table {
        let lines: Vec<&str> = sent.iter().map(|it| it.line).collect();
        for rule in RULES {
            let wanted = if rule.name == *name { *places } else { &[] };
            assert_eq!(found(rule.name, sent), wanted, "{} of {lines:?}, which show {name}", rule.name);
        }
    }
    let shown: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(shown, all, "each has something that shows it");
}

#[test]
fn what_only_looks_like_it_is_not_found() {
    for (what, sent) in shows_nothing() {
        for rule in RULES {
            assert_eq!(found(rule.name, &sent), [0; 0], "{}: {what}", rule.name);
        }
    }
}

#[test]
fn every_sentence_says_what_to_do() {
    for rule in RULES {
        assert!(rule.says.len() > 120 && rule.says.ends_with('.'), "{}", rule.name);
        assert!(rule.name.chars().all(|it| it.is_ascii_lowercase() || it == '-'), "{}", rule.name);
    }
}
