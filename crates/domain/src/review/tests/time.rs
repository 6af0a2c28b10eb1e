//! What time alone does, also when it jumps.

use super::*;
use crate::event::EventKind;

fn kinds(effects: &[Effect]) -> Vec<&'static str> {
    effects
        .iter()
        .map(|effect| match effect {
            Effect::Settle(_) => "settle",
            Effect::Keep(_) => "keep",
            Effect::RemoveRecord(_) => "remove",
            Effect::Tell { kind: EventKind::ReviewInfoRequested, elapsed_percent: Some(80), .. } => {
                "reminder"
            }
            Effect::Tell { elapsed_percent: Some(50), .. } => "50 %",
            Effect::Tell { elapsed_percent: Some(80), .. } => "80 %",
            Effect::Tell { elapsed_percent: Some(100), .. } => "100 %",
            Effect::Tell { .. } => "tell",
            Effect::Announce { .. } => "announce",
        })
        .collect()
}

#[test]
fn a_lease_ends_and_can_be_renewed() {
    let claimed = run(open(ReviewKind::Request), [claim(ANA)]);
    let at = |minutes| start().checked_add(SignedDuration::from_mins(minutes)).unwrap();
    let renewed = claimed.clone().apply(Command::Renew(reviewer(ANA)), &rules(), at(30)).unwrap().review;
    assert_eq!(renewed.clone().advance(&rules(), at(59)).review.state.name(), "claimed");
    assert_eq!(renewed.advance(&rules(), at(60)).review.state.name(), "queued");
    let late = claimed.clone().apply(decide(ANA, APPROVE), &rules(), at(31));
    assert_eq!(late, Err(ReviewRefusal::NotHeld { state: "queued" }), "the lease was lost");
    let other = claimed.apply(claim(BEN), &rules(), at(31)).unwrap().review;
    assert_eq!(other.holder(), Some(&person(BEN)));
}

#[test]
fn warnings_come_once_each_and_a_breach_decides_nothing() {
    let review = open(ReviewKind::Request);
    let (review, effects) = {
        let applied = review.advance(&rules(), later(36));
        (applied.review, applied.effects)
    };
    assert_eq!(kinds(&effects), ["50 %"]);
    assert_eq!(review.clone().advance(&rules(), later(36)).effects, []);
    let year = review.advance(&rules(), later(365 * 24));
    assert_eq!(kinds(&year.effects), ["80 %", "100 %"]);
    assert_eq!((year.review.state.name(), year.review.priority()), ("queued", Priority::Breached));
    assert_eq!(year.review.next_at(&rules()), None);
}

#[test]
fn the_clock_stands_while_the_partner_is_asked() {
    let asked =
        run(open(ReviewKind::Request), [claim(ANA), Command::Ask(reviewer(ANA), vec!["it".to_owned()])]);
    assert_eq!(asked.sla_due_at(&rules()), None);
    assert_eq!(asked.clone().advance(&rules(), later(11 * 24)).effects, []);
    let reminded = asked.clone().advance(&rules(), later(13 * 24));
    assert_eq!(kinds(&reminded.effects), ["reminder"], "and no warning");
    assert_eq!(reminded.review.advance(&rules(), later(13 * 24)).effects, [], "once");
    let replied = asked.apply(Command::Reply(note("here")), &rules(), later(100)).unwrap().review;
    let used = SignedDuration::from_mins(2);
    let due_at = later(100).checked_add(rules().sla.checked_sub(used).unwrap()).unwrap();
    assert_eq!(replied.sla_due_at(&rules()), Some(due_at));
    let ReviewState::Queued { preferred: Some((preferred, _)) } = &replied.state else {
        panic!("{replied:?}")
    };
    assert_eq!(*preferred, person(ANA));
}

#[test]
fn silence_denies_a_request_without_costing_an_attempt_and_never_ends_an_approval() {
    let ask = || [claim(ANA), Command::Ask(reviewer(ANA), vec!["it".to_owned()])];
    let table = [
        (ReviewKind::Request, "denied", Some("Not an Education Customer")),
        (ReviewKind::Appeal, "denied", Some("Not an Education Customer - After Review")),
        (ReviewKind::Reverification, "queued", None),
    ];
    for (kind, state, text) in table {
        let silent = run(open(kind), ask()).advance(&rules(), later(15 * 24));
        assert_eq!(silent.review.state.name(), state, "{kind:?}");
        let settled = silent.effects.iter().find_map(|effect| match effect {
            Effect::Settle(settlement) => Some(settlement),
            _ => None,
        });
        assert_eq!(settled.and_then(Settlement::reason).map(VettingReason::text), text, "{kind:?}");
        assert!(settled.is_none_or(|it| !it.draft("[]".to_owned()).counts_as_attempt()
            && it.reason_code == ReasonCode::InfoNotProvided));
    }
    let late =
        run(open(ReviewKind::Request), ask()).apply(Command::Reply(note("late")), &rules(), later(15 * 24));
    assert_eq!(late, Err(ReviewRefusal::NotPossible { command: "replying", state: "denied" }));
}

#[test]
fn a_jump_to_the_end_of_time_ends() {
    for kind in ReviewKind::ALL {
        let review = run(open(kind), [claim(ANA)]).advance(&rules(), Timestamp::MAX).review;
        assert_eq!(review.state.name(), "queued", "{kind:?}");
    }
}
