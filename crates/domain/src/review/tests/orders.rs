//! Two people and a partner do anything in any order, while time passes by any step.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
struct Step {
    command: Command,
    minutes: i64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let person = || prop::sample::select(vec![ANA, ANA_RENAMED, ANAS_NAMESAKE, BEN, LEA, BARRED]);
    let verdict = || prop::sample::select(vec![APPROVE, DENY]);
    let text = || "because".to_owned();
    let command = prop_oneof![
        4 => person().prop_map(claim),
        1 => person().prop_map(|name| Command::Renew(reviewer(name))),
        1 => person().prop_map(|name| Command::Release(reviewer(name))),
        2 => person().prop_map(move |name| Command::Ask(reviewer(name), vec![text()])),
        2 => Just(Command::Reply(note("here"))),
        4 => (person(), verdict()).prop_map(|(name, verdict)| decide(name, verdict)),
        3 => person().prop_map(|name| Command::Confirm(reviewer(name))),
        1 => person().prop_map(move |name| Command::Disagree(reviewer(name), text())),
        1 => person().prop_map(move |name| Command::Escalate(reviewer(name), text())),
        1 => Just(Command::WithdrawByPartner),
    ];
    let minutes = prop_oneof![8 => 0_i64..20, 2 => 20_i64..6000, 1 => 6000_i64..600_000];
    prop::collection::vec((command, minutes).prop_map(|(command, minutes)| Step { command, minutes }), 1..40)
}

fn any_review() -> impl Strategy<Value = Review> {
    let kind = prop::sample::select(ReviewKind::ALL.to_vec());
    let code = prop::sample::select(vec![ReasonCode::EduNoEvidence, ReasonCode::Idn, ReasonCode::Abused]);
    (kind, code).prop_map(|(kind, code)| {
        let mut review = open(kind);
        review.subject.reason_code = code;
        review
    })
}

/// What must hold of every step, whatever came before.
fn check(before: &Review, after: &Applied, command: Option<&Command>, rules: &ReviewRules) {
    let review = &after.review;
    let settled: Vec<_> = after
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Settle(settlement) | Effect::Keep(settlement) => Some(settlement),
            Effect::RemoveRecord(_) | Effect::Tell { .. } | Effect::Announce { .. } => None,
        })
        .collect();
    assert!(settled.len() <= 1, "one case ends once");
    let ended = review.state.is_final() && !before.state.is_final() && review.state != ReviewState::Withdrawn;
    assert_eq!(ended, !settled.is_empty(), "an ending is decided, and a decision ends");
    for settlement in settled {
        assert!(!settlement.evidence.is_empty() && !settlement.explanation.is_empty());
        if settlement.verdict == APPROVE {
            assert!(command.is_some(), "time approves nothing");
        }
        assert!(!settlement.deciders.contains(&person(BARRED)));
        let [first, second] = &settlement.deciders[..] else {
            let needs_two =
                review.subject.reason_code != ReasonCode::EduNoEvidence && settlement.verdict == APPROVE;
            assert!(!needs_two, "approved by one: {review:?}");
            let revokes = review.subject.kind == ReviewKind::Reverification && settlement.verdict != APPROVE;
            assert!(!revokes, "revoked by one: {review:?}");
            continue;
        };
        assert_ne!(first, second, "nobody confirms themselves");
    }
    assert!(review.sla.used <= rules.sla * 100_000);
    if before.state.is_final() {
        assert_eq!(&before.state, &review.state, "what is final stays");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_order_keeps_the_invariants(review in any_review(), steps in steps()) {
        let rules = rules();
        let mut review = review;
        let mut now = start();
        for step in steps {
            now = now.checked_add(SignedDuration::from_mins(step.minutes)).unwrap();
            let advanced = review.clone().advance(&rules, now);
            check(&review, &advanced, None, &rules);
            prop_assert!(advanced.review.next_at(&rules).is_none_or(|due_at| due_at > now));
            review = advanced.review;
            if let Ok(applied) = review.clone().apply(step.command.clone(), &rules, now) {
                check(&review, &applied, Some(&step.command), &rules);
                review = applied.review;
            }
            let (holder, state) = (review.holder().cloned(), review.state.name());
            prop_assert_eq!(holder.is_some(), state == "claimed", "one lease at a time");
        }
    }

    #[test]
    fn a_case_reads_back_as_it_was_written(review in any_review(), steps in steps()) {
        let mut review = review;
        for step in steps {
            if let Ok(applied) = review.clone().apply(step.command, &rules(), start()) {
                review = applied.review;
            }
        }
        let text = serde_json::to_string(&review).unwrap();
        prop_assert_eq!(serde_json::from_str::<Review>(&text).unwrap(), review);
    }
}
