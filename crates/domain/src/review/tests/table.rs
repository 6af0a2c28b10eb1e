//! What every state makes of every command: one row a state, one column a command.

use super::*;

/// The commands, in the order of the columns. `ANA` holds what is held, and proposed what is proposed.
fn commands() -> Vec<(&'static str, Command)> {
    vec![
        ("pass on", Command::PassOn),
        ("claim", claim(BEN)),
        ("claim again", claim(ANA)),
        ("renew", Command::Renew(reviewer(ANA))),
        ("renew another's", Command::Renew(reviewer(BEN))),
        ("release", Command::Release(reviewer(ANA))),
        ("ask", Command::Ask(reviewer(ANA), vec!["the charter".to_owned()])),
        ("reply", Command::Reply(note("here it is"))),
        ("approve", decide(ANA, APPROVE)),
        ("deny", decide(ANA, DENY)),
        ("lead approves", decide(LEA, APPROVE)),
        ("confirm", Command::Confirm(reviewer(BEN))),
        ("confirm oneself", Command::Confirm(reviewer(ANA))),
        ("disagree", Command::Disagree(reviewer(BEN), "the charter is another's".to_owned())),
        ("escalate", Command::Escalate(reviewer(ANA), "I cannot tell".to_owned())),
        ("annotate", Command::Annotate(note("seen"))),
        ("partner withdraws", Command::WithdrawByPartner),
        ("operator withdraws", Command::WithdrawByOperator),
    ]
}

/// A request in every state.
fn states() -> Vec<Review> {
    let mut received = open(ReviewKind::Request);
    received.state = ReviewState::Received;
    let queued = open(ReviewKind::Request);
    let claimed = run(queued.clone(), [claim(ANA)]);
    let asked = run(claimed.clone(), [Command::Ask(reviewer(ANA), vec!["the charter".to_owned()])]);
    let mut flagged = claimed.clone();
    flagged.subject.reason_code = ReasonCode::Idn;
    let pending = run(flagged, [decide(ANA, APPROVE)]);
    let escalated = run(claimed.clone(), [Command::Escalate(reviewer(ANA), "I cannot tell".to_owned())]);
    let approved = run(claimed.clone(), [decide(ANA, APPROVE)]);
    let denied = run(claimed.clone(), [decide(ANA, DENY)]);
    let withdrawn = run(queued.clone(), [Command::WithdrawByPartner]);
    vec![received, queued, claimed, asked, pending, escalated, approved, denied, withdrawn]
}

fn short(refusal: &ReviewRefusal) -> &'static str {
    match refusal {
        ReviewRefusal::HeldBy { .. } => "!held",
        ReviewRefusal::NotHeld { .. } => "!not held",
        ReviewRefusal::NotPossible { .. } => "!",
        ReviewRefusal::SamePerson => "!same",
        ReviewRefusal::LeadNeeded => "!lead",
        other => panic!("not in this table: {other:?}"),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn every_state_answers_every_command() {
    // `!` is a refusal, by its kind; everything else is the state that follows.
    let table: [(&str, [&str; 18]); 9] = [
        (
            "received",
            [
                "queued",
                "!",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!",
                "!",
                "!not held",
                "received",
                "withdrawn",
                "withdrawn",
            ],
        ),
        (
            "queued",
            [
                "!",
                "claimed",
                "claimed",
                "!not held",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!",
                "!",
                "!not held",
                "queued",
                "withdrawn",
                "withdrawn",
            ],
        ),
        (
            "claimed",
            [
                "!",
                "!held",
                "claimed",
                "claimed",
                "!held",
                "queued",
                "needs-info",
                "!",
                "approved",
                "denied",
                "!held",
                "!",
                "!",
                "!",
                "escalated",
                "claimed",
                "withdrawn",
                "withdrawn",
            ],
        ),
        (
            "needs-info",
            [
                "!",
                "!",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "!not held",
                "queued",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!",
                "!",
                "!not held",
                "needs-info",
                "withdrawn",
                "withdrawn",
            ],
        ),
        (
            "pending-second",
            [
                "!",
                "!",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "approved",
                "!same",
                "escalated",
                "!not held",
                "pending-second",
                "withdrawn",
                "withdrawn",
            ],
        ),
        (
            "escalated",
            [
                "!",
                "!",
                "!",
                "!not held",
                "!not held",
                "!not held",
                "!not held",
                "!",
                "!lead",
                "!lead",
                "approved",
                "!",
                "!",
                "!",
                "!not held",
                "escalated",
                "withdrawn",
                "withdrawn",
            ],
        ),
        ("approved", FINAL),
        ("denied", FINAL),
        ("withdrawn", FINAL),
    ];
    for ((name, row), review) in table.into_iter().zip(states()) {
        assert_eq!(review.state.name(), name);
        for ((command_name, command), expected) in commands().into_iter().zip(row) {
            let before = review.clone();
            let found = match review.clone().apply(command, &rules(), later(1).min(still_held(&review))) {
                Ok(applied) => applied.review.state.name(),
                Err(refusal) => short(&refusal),
            };
            assert_eq!(found, expected, "{name}: {command_name}");
            assert_eq!(review, before);
        }
    }
}

const FINAL: [&str; 18] = [
    "!",
    "!",
    "!",
    "!not held",
    "!not held",
    "!not held",
    "!not held",
    "!",
    "!not held",
    "!not held",
    "!not held",
    "!",
    "!",
    "!",
    "!not held",
    "!",
    "!",
    "!",
];

/// A moment at which a lease has not ended.
fn still_held(review: &Review) -> Timestamp {
    match &review.state {
        ReviewState::Claimed { until, .. } => until.checked_sub(SignedDuration::from_secs(1)).unwrap(),
        _ => Timestamp::MAX,
    }
}

#[test]
fn the_table_names_every_state() {
    let names: Vec<_> = states().iter().map(|review| review.state.name()).collect();
    assert_eq!(names, ReviewState::NAMES);
}

#[test]
fn what_follows_depends_on_the_kind_of_case() {
    let ending = |kind, verdict| {
        let mut rules = rules();
        rules.four_eyes.revocations = false;
        rules.revocation_notice = SignedDuration::ZERO;
        let review = open(kind).apply(claim(ANA), &rules, start()).unwrap().review;
        review.apply(decide(ANA, verdict), &rules, start()).unwrap().effects
    };
    let reason_of = |effects: &[Effect]| match effects {
        [Effect::Settle(settlement)] => ("settle", settlement.reason().map(VettingReason::text)),
        [Effect::Keep(settlement)] => ("keep", settlement.reason().map(VettingReason::text)),
        other => panic!("{other:?}"),
    };
    let table = [
        (ReviewKind::Request, APPROVE, ("settle", None)),
        (ReviewKind::Request, DENY, ("settle", Some("Not an eligible Library"))),
        (ReviewKind::Appeal, APPROVE, ("settle", None)),
        (ReviewKind::Appeal, DENY, ("settle", Some("Not an Education Customer - After Review"))),
        (ReviewKind::Reverification, APPROVE, ("keep", None)),
        (ReviewKind::Reverification, DENY, ("settle", Some("No longer an Education Customer"))),
        (ReviewKind::Audit, APPROVE, ("keep", None)),
        (ReviewKind::Audit, DENY, ("keep", Some("Not an eligible Library"))),
    ];
    for (kind, verdict, expected) in table {
        assert_eq!(reason_of(&ending(kind, verdict)), expected, "{kind:?} {verdict:?}");
    }
    let withdrawn = |kind| open(kind).apply(Command::WithdrawByOperator, &rules(), start()).unwrap().effects;
    assert_eq!(withdrawn(ReviewKind::Request), [Effect::RemoveRecord(Qualification::Education)]);
    assert_eq!(withdrawn(ReviewKind::Appeal), []);
    for kind in [ReviewKind::Reverification, ReviewKind::Audit] {
        let refused = open(kind).apply(Command::WithdrawByPartner, &rules(), start());
        assert!(matches!(refused, Err(ReviewRefusal::NotPossible { .. })), "{kind:?} is not the partner's");
    }
}

#[test]
fn a_revocation_needs_two_people_and_its_notice() {
    let claimed = run(open(ReviewKind::Reverification), [claim(ANA)]);
    let proposed = run(claimed, [decide(ANA, DENY)]);
    assert_eq!(proposed.state.name(), "pending-second");
    let same = proposed.clone().apply(Command::Confirm(reviewer(ANA)), &rules(), later(1));
    assert_eq!(same, Err(ReviewRefusal::SamePerson));
    let announced = proposed.apply(Command::Confirm(reviewer(BEN)), &rules(), later(1)).unwrap();
    assert!(matches!(
        announced.effects[..],
        [Effect::Announce { reason: VettingReason::NoLongerEducationCustomer, .. }]
    ));
    let early = announced.review.clone().advance(&rules(), later(30 * 24));
    assert_eq!(early.effects, [], "it holds as long as the notice runs");
    let ended = announced.review.advance(&rules(), later(30 * 24 + 1));
    assert_eq!(ended.review.state, ReviewState::Denied);
    let [Effect::Settle(settlement)] = &ended.effects[..] else { panic!("{:?}", ended.effects) };
    assert_eq!(settlement.deciders, [ANA, BEN].map(person));
}

#[test]
fn a_lead_who_is_neither_decides_between_two() {
    let mut review = open(ReviewKind::Request);
    review.subject.reason_code = ReasonCode::NameMismatch;
    let disputed =
        run(review, [claim(ANA), decide(ANA, APPROVE), Command::Disagree(reviewer(BEN), "no".to_owned())]);
    for name in [ANA, BEN] {
        let refused = disputed.clone().apply(decide(name, APPROVE), &rules(), later(1));
        assert_eq!(refused, Err(ReviewRefusal::LeadNeeded), "{name}");
    }
    let lead = |name: &str| Reviewer { is_lead: true, ..reviewer(name) };
    let refused = disputed.clone().apply(Command::Decide(lead(BEN), proposal(APPROVE)), &rules(), later(1));
    assert_eq!(refused, Err(ReviewRefusal::SamePerson));
    // The decision is of those who want the same.
    for (verdict, state, agreeing) in
        [(DENY, ReviewState::Denied, BEN), (APPROVE, ReviewState::Approved, ANA)]
    {
        let decided = disputed.clone().apply(decide(LEA, verdict), &rules(), later(1)).unwrap().review;
        assert_eq!(
            (decided.state, decided.first_reviewer, decided.second_reviewer),
            (state, Some(person(agreeing)), Some(person(LEA)))
        );
        assert_eq!(decided.reviewers, [ANA, BEN, LEA].map(person));
    }
}

#[test]
fn a_flag_stays_with_an_appeal_whatever_the_denial_said() {
    for (is_flagged, state) in [(true, "pending-second"), (false, "approved")] {
        let mut appeal = open(ReviewKind::Appeal);
        appeal.subject.reason_code = ReasonCode::ReviewDecision;
        appeal.subject.is_flagged = is_flagged;
        let decided = run(appeal, [claim(ANA), decide(ANA, APPROVE)]);
        assert_eq!(decided.state.name(), state, "flagged: {is_flagged}");
    }
}

#[test]
fn who_asks_too_often_is_a_leads_case_at_once() {
    let mut review = open(ReviewKind::Request);
    review.subject.attempt = 4;
    for (attempts_max, state) in [(None, "queued"), (Some(4), "queued"), (Some(3), "escalated")] {
        assert_eq!(review.clone().for_a_lead_after(attempts_max).state.name(), state, "{attempts_max:?}");
    }
    let escalated = review.for_a_lead_after(Some(3));
    let refused = escalated.clone().apply(decide(ANA, DENY), &rules(), start());
    assert_eq!(refused, Err(ReviewRefusal::LeadNeeded));
    let decided = escalated.apply(decide(LEA, DENY), &rules(), start()).unwrap().review;
    assert_eq!((decided.first_reviewer, decided.second_reviewer), (Some(person(LEA)), None));
}

#[test]
fn everybody_who_had_a_part_is_known() {
    let ask = Command::Ask(reviewer(BEN), vec!["the statutes".to_owned()]);
    let escalate = Command::Escalate(reviewer(ANA), "too hard".to_owned());
    let reply = Command::Reply(Note { by: "partner".to_owned(), at: start(), text: "here".to_owned() });
    let review = run(open(ReviewKind::Request), [claim(BEN), ask, reply, claim(ANA), escalate]);
    assert_eq!(review.reviewers, [BEN, ANA].map(person));
}

#[test]
fn those_who_may_not_have_a_case_do_not_get_it() {
    let refused = open(ReviewKind::Appeal).apply(claim(BARRED), &rules(), start());
    assert_eq!(refused, Err(ReviewRefusal::DecidedEarlier));
    let of_partner = Reviewer { is_of_partner: true, ..reviewer(BEN) };
    let refused = open(ReviewKind::Request).apply(Command::Claim(of_partner), &rules(), start());
    assert_eq!(refused, Err(ReviewRefusal::OfThePartner));
}

#[test]
fn a_decision_without_evidence_or_with_too_much_text_is_refused() {
    let claimed = run(open(ReviewKind::Request), [claim(ANA)]);
    let refuse = |proposal: Proposal| {
        let command = Command::Decide(reviewer(ANA), proposal);
        match claimed.clone().apply(command, &rules(), later(0)) {
            Err(ReviewRefusal::Unusable { member, .. }) => member,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refuse(Proposal { evidence: Vec::new(), ..proposal(DENY) }), "evidence");
    assert_eq!(refuse(Proposal { evidence: vec![" ".to_owned()], ..proposal(DENY) }), "evidence");
    assert_eq!(refuse(Proposal { explanation: "x".repeat(4001), ..proposal(DENY) }), "explanation");
}

#[test]
fn trust_01_one_person_under_two_names_is_one() {
    let held = run(open(ReviewKind::Request), [claim(ANA)]);
    assert!(held.clone().apply(Command::Renew(reviewer(ANA_RENAMED)), &rules(), later(0)).is_ok());
    let proposed = run(open(ReviewKind::Reverification), [claim(ANA), decide(ANA_RENAMED, DENY)]);
    for name in [ANA, ANA_RENAMED] {
        let refused = proposed.clone().apply(Command::Confirm(reviewer(name)), &rules(), later(1));
        assert_eq!(refused, Err(ReviewRefusal::SamePerson), "{name}");
    }
    let disputed = run(proposed, [Command::Disagree(reviewer(BEN), "no".to_owned())]);
    let lead = Reviewer { is_lead: true, ..reviewer(ANA_RENAMED) };
    let refused = disputed.apply(Command::Decide(lead, proposal(DENY)), &rules(), later(1));
    assert_eq!(refused, Err(ReviewRefusal::SamePerson));
    let mut appeal = open(ReviewKind::Appeal);
    appeal.subject.barred = vec![person(ANA)];
    assert_eq!(appeal.apply(claim(ANA_RENAMED), &rules(), start()), Err(ReviewRefusal::DecidedEarlier));
}

#[test]
fn trust_01_two_people_of_one_name_are_two() {
    let held = run(open(ReviewKind::Reverification), [claim(ANA)]);
    for command in
        [claim(ANAS_NAMESAKE), decide(ANAS_NAMESAKE, DENY), Command::Renew(reviewer(ANAS_NAMESAKE))]
    {
        match held.clone().apply(command, &rules(), later(0)) {
            Err(ReviewRefusal::HeldBy { holder, is_namesake: true, .. }) => assert_eq!(holder, person(ANA)),
            other => panic!("{other:?}"),
        }
    }
    let proposed = run(held, [decide(ANA, DENY)]);
    let confirmed = proposed.apply(Command::Confirm(reviewer(ANAS_NAMESAKE)), &rules(), later(1));
    assert!(confirmed.is_ok(), "{confirmed:?}");
    let mut appeal = open(ReviewKind::Appeal);
    appeal.subject.barred = vec![person(ANA)];
    assert!(appeal.apply(claim(ANAS_NAMESAKE), &rules(), start()).is_ok());
}

#[test]
fn trust_01_a_case_of_before_there_were_keys_keeps_a_like_name_apart() {
    let mut proposed = run(open(ReviewKind::Reverification), [claim(ANA), decide(ANA, DENY)]);
    let kept = |name: &str| Person::of_name(name.to_owned());
    if let ReviewState::PendingSecond { first, .. } = &mut proposed.state {
        *first = kept("FIRST@staff.example");
    }
    let refused = proposed.clone().apply(Command::Confirm(reviewer(ANA)), &rules(), later(1));
    assert_eq!(refused, Err(ReviewRefusal::SamePerson));
    assert!(proposed.apply(Command::Confirm(reviewer(BEN)), &rules(), later(1)).is_ok());
    let mut appeal = open(ReviewKind::Appeal);
    appeal.subject.barred = vec![kept("First@Staff.example")];
    assert_eq!(appeal.apply(claim(ANA), &rules(), start()), Err(ReviewRefusal::DecidedEarlier));
    let mut held = run(open(ReviewKind::Request), [claim(ANA)]);
    if let ReviewState::Claimed { reviewer, .. } = &mut held.state {
        *reviewer = kept(ANA);
    }
    let refused = held.apply(decide(ANA, DENY), &rules(), later(0));
    assert!(
        matches!(refused, Err(ReviewRefusal::HeldBy { .. })),
        "a lease is nobody's who only has the name"
    );
}
