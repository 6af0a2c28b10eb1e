//! Decisions: one for each record that vetting or an operator decides about, in the partner's chain.

use qualify_domain::Refusal;
use qualify_domain::audit::AuditStatus;
use qualify_domain::ports::{
    CreateQualification, CustomerStore as _, DecisionStore as _, OperatorStore as _, QualificationStore as _,
    Retention, SandboxStore as _, WorkStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::seed::Seed;
use qualify_domain::vetting::{OPERATOR_RULE, StoredDecision};
use qualify_vocabulary::{
    Decision, DecisionId, Outcome, PageSize, PartnerId, Qualification, ReasonCode, SignedDuration,
    VettingReason, VettingStatus,
};

use super::Backend;
use crate::samples::{
    START, Tested, World, act, at, call, create_customer, customer, delete_customer, key, keyed_call, north,
    partner, post, put, refusal, south,
};
use crate::worker::{SECRET, Scripted, examination, fresh_seed, round};

for_each_backend! {
    a_workers_decision_is_kept_with_everything_about_it,
    a_put_that_vetting_approves_leaves_one_decision,
    a_put_that_is_refused_leaves_a_failed_record_that_says_why_and_no_decision,
    an_accepted_code_is_examined_beside_without_a_word_in_the_answer,
    a_vetter_that_never_decides_examines_nothing_beside,
    a_vetter_that_panics_beside_a_request_does_not_break_it,
    an_operators_verdict_is_a_decision,
    a_second_customer_is_not_approved_with_the_same_domain,
    a_domain_is_free_again_when_the_approval_is_gone,
    a_domain_that_an_operators_approval_rests_on_is_claimed,
    each_partner_has_a_chain_of_its_own,
    a_deleted_customers_texts_are_gone_and_the_chain_is_whole,
    texts_of_a_request_of_the_past_go_after_their_time,
    a_replayed_request_is_not_decided_again,
    decisions_come_in_pages_the_newest_first,
    a_reset_empties_the_chains,
}

const EDUCATION: Qualification = Qualification::Education;
const GCC: Qualification = Qualification::GovernmentCommunityCloud;
const DENIAL: Decision = Decision::Deny(VettingReason::NotAcademicDomain);

async fn ask<B: Backend>(world: &World<B>, number: u32, seconds: i64) -> Tested {
    let request = post(call(north(), seconds), number, EDUCATION, "");
    let command = CreateQualification { decision_due_at: Some(at(seconds)), ..request };
    world.store.create_qualification(command).await?;
    Ok(())
}

/// The customer's decisions with their texts, the newest first.
async fn of<B: Backend>(world: &World<B>, number: u32) -> anyhow::Result<Vec<StoredDecision>> {
    Ok(world.store.list_decisions(key(number), None, PageSize::MAX, true).await?.items)
}

fn claiming(decision: Decision) -> Scripted {
    Scripted { approved_domain: Some("lakeside.example"), ..Scripted::saying(decision) }
}

async fn a_workers_decision_is_kept_with_everything_about_it<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    ask(&world, 1, 5).await?;
    let vetter = Scripted { reason_code: ReasonCode::EduSuffixA, ..Scripted::saying(Decision::Approve) };
    round(&*world.store, 9, &vetter, 9).await?;
    let [decision] = of(&world, 1).await?.try_into().map_err(|it| anyhow::anyhow!("{it:?}"))?;
    let record = &decision.sealed.record;
    assert_eq!((record.partner, record.customer, record.sequence), (north(), key(1).customer, 1));
    assert_eq!((record.asked_for, record.opened_at, record.attempt), (EDUCATION, at(5), 1));
    assert_eq!((record.outcome, record.reason_code), (Outcome::Approve, ReasonCode::EduSuffixA));
    assert_eq!((record.rule.as_str(), record.ruleset.as_str()), ("scripted", "-"));
    assert_eq!(record.dataset_versions, ["psl-1", "own-2"]);
    assert_eq!((record.actor.as_str(), record.decided_at), ("policy scripted", at(9)));
    let texts = decision.texts.as_ref().ok_or_else(|| anyhow::anyhow!("the texts are gone"))?;
    assert_eq!(texts.body.explanation, SECRET);
    assert_eq!(world.store.find_decision(record.id).await?.as_ref(), Some(&decision));
    assert_eq!(world.store.find_decision(DecisionId::from([9; 16])).await?, None);
    let bare = world.store.list_decisions(key(1), None, PageSize::MAX, false).await?.items;
    assert_eq!(bare, [StoredDecision { texts: None, ..decision.clone() }]);
    let expected = [
        ("Qualification".into(), "Education".to_owned()),
        ("Decision".into(), record.id.to_string()),
        ("Outcome".into(), "approve".to_owned()),
        ("ReasonCode".into(), "EDU_SUFFIX_A".to_owned()),
        ("Rule".into(), "scripted".to_owned()),
    ];
    assert_eq!(world.trail(north()).await?[0].fact.details, expected);
    Ok(())
}

async fn a_put_that_vetting_approves_leaves_one_decision<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let set = put(call(north(), 5), 1, EDUCATION, "", Decision::Approve);
    let id = set.seed.id;
    world.store.set_qualification(set).await?;
    let decisions = of(&world, 1).await?;
    assert_eq!(decisions.len(), 1);
    let record = &decisions[0].sealed.record;
    assert_eq!((record.id, record.opened_at, record.decided_at), (id, at(5), at(5)));
    assert_eq!(record.actor, "policy scripted", "the partner's user decides nothing");
    let fact = world.trail(north()).await?.remove(0).fact;
    assert_eq!(fact.actor.user_name.as_deref(), Some("ana@reseller.example"));
    assert!(fact.details.contains(&("Decision".into(), id.to_string())));
    assert_eq!(world.effects().await?, (1, 0, 1));
    Ok(())
}

async fn a_put_that_is_refused_leaves_a_failed_record_that_says_why_and_no_decision<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let waits = Scripted { not_before: Some(at(99)), ..Scripted::saying(Decision::Approve) };
    let table = [
        (Scripted::saying(DENIAL), Some("deny")),
        (Scripted::saying(Decision::NeedsPerson), Some("needs-human")),
        (waits, None),
    ];
    for (failed, (vetter, outcome)) in (1..).zip(table) {
        let mut set = put(call(north(), 5), 1, EDUCATION, "", Decision::Approve);
        set.vetter = vetter.shared();
        let refused = refusal(world.store.set_qualification(set).await)?;
        let fact = world.trail(north()).await?.remove(0).fact;
        assert_eq!(fact.status, AuditStatus::Failed);
        let detail = fact.details.iter().find(|(name, _)| name == "Outcome").map(|(_, it)| it.as_str());
        assert_eq!(detail, outcome, "{refused:?}");
        assert_eq!(refused.finding().map(|it| it.explanation.as_str()), outcome.map(|_| SECRET));
        assert_eq!(world.effects().await?, (0, failed, 0));
    }
    assert_eq!((world.views(1).await?, of(&world, 1).await?), (Vec::new(), Vec::new()));
    let shown = format!("{:?}", world.trail(north()).await?);
    assert!(!shown.contains(SECRET), "an explanation may name somebody: {shown}");
    Ok(())
}

async fn an_accepted_code_is_examined_beside_without_a_word_in_the_answer<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.issue(north(), "1111", None).await?;
    let denied = |command: CreateQualification| CreateQualification {
        beside: Some(examination(Scripted::saying(DENIAL))),
        ..command
    };
    let store = &world.store;
    let answer = store.create_qualification(denied(post(call(north(), 5), 1, GCC, "1111"))).await?;
    assert_eq!(answer.outcome.status, Some(VettingStatus::Approved));
    let declared = Qualification::StateOwnedEntity;
    store.create_qualification(denied(post(call(north(), 6), 2, declared, ""))).await?;
    store.set_qualification(put(call(north(), 7), 3, GCC, "1111", DENIAL)).await?;
    for (number, asked_for) in [(1, GCC), (2, declared), (3, GCC)] {
        let decisions = of(&world, number).await?;
        assert_eq!(decisions.len(), 1, "customer {number}");
        let record = &decisions[0].sealed.record;
        assert_eq!((record.asked_for, record.outcome, record.attempt), (asked_for, Outcome::Deny, 1));
        assert_eq!(world.qualifications(number).await?, [asked_for]);
    }
    let shown = format!("{:?}", world.trail(north()).await?);
    assert!(!shown.contains("Outcome"), "the partner's trail says nothing of it: {shown}");
    assert_eq!(world.effects().await?, (3, 0, 3));
    Ok(())
}

async fn a_vetter_that_never_decides_examines_nothing_beside<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", None).await?;
    let mut set = put(call(north(), 5), 1, GCC, "1111", Decision::NeedsPerson);
    set.vetter = Scripted { decides: false, ..Scripted::saying(Decision::NeedsPerson) }.shared();
    world.store.set_qualification(set).await?;
    world.store.create_qualification(post(call(north(), 6), 2, GCC, "1111")).await?;
    assert_eq!((of(&world, 1).await?.len(), of(&world, 2).await?.len()), (0, 0));
    Ok(())
}

#[derive(Debug)]
struct Panicking;

impl qualify_domain::vetting::Vetter for Panicking {
    fn vet(
        &self,
        _applicant: &qualify_domain::vetting::Applicant,
        _now: qualify_vocabulary::Timestamp,
    ) -> qualify_domain::vetting::Vetted {
        panic!("no vetter should")
    }
}

async fn a_vetter_that_panics_beside_a_request_does_not_break_it<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(north(), "1111", None).await?;
    let mut set = put(call(north(), 5), 1, GCC, "1111", Decision::Approve);
    set.vetter = std::sync::Arc::new(Panicking);
    world.store.set_qualification(set).await?;
    assert_eq!((world.qualifications(1).await?.as_slice(), of(&world, 1).await?.len()), (&[GCC][..], 0));
    Ok(())
}

async fn an_operators_verdict_is_a_decision<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 5), 1, EDUCATION, "")).await?;
    let denial = Verdict::Deny(VettingReason::NotEligibleLibrary);
    for (seconds, verdict) in [(6, Verdict::Approve), (7, denial), (8, Verdict::Approve)] {
        store.decide_education(act(seconds), key(1), verdict, fresh_seed()).await?;
    }
    let refused = store.decide_education(act(9), key(1), Verdict::Approve, fresh_seed()).await;
    assert!(matches!(refusal(refused)?, Refusal::DecisionNotPossible { .. }));
    let decisions = of(&world, 1).await?;
    let outcomes: Vec<_> = decisions.iter().map(|it| it.sealed.record.outcome).collect();
    assert_eq!(outcomes, [Outcome::Approve, Outcome::Deny, Outcome::Approve]);
    let record = &decisions[1].sealed.record;
    assert_eq!((record.rule.as_str(), record.ruleset.as_str()), (OPERATOR_RULE, "-"));
    assert_eq!((record.reason_code, record.attempt), (ReasonCode::OperatorDecision, 1));
    assert_eq!((record.actor.as_str(), record.opened_at), ("olga@qualify.example", at(5)));
    let details = &world.trail(north()).await?[1].fact.details;
    assert!(details.contains(&("ReasonCode".into(), "OPERATOR_DECISION".to_owned())), "{details:?}");
    assert_eq!(world.check_chains().await?, 3);
    Ok(())
}

async fn a_second_customer_is_not_approved_with_the_same_domain<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let store = &world.store;
    for number in [1, 2] {
        ask(&world, number, 4 + i64::from(number)).await?;
    }
    // Both in one round: the first one due has it.
    let (_, saved) = round(&**store, 9, &claiming(Decision::Approve), 9).await?;
    assert_eq!((saved.decided, saved.passed_on), (1, 1));
    let duplicate = of(&world, 2).await?.remove(0).sealed.record;
    assert_eq!((duplicate.outcome, duplicate.reason_code), (Outcome::NeedsHuman, ReasonCode::DuplicateClaim));
    let mut set = put(call(north(), 9), 3, EDUCATION, "", Decision::Approve);
    set.vetter = claiming(Decision::Approve).shared();
    assert!(matches!(refusal(store.set_qualification(set).await)?, Refusal::VettingRequired(Some(_))));
    // The customer that has it may be approved with it again.
    let denial = Verdict::Deny(VettingReason::Restricted);
    store.decide_education(act(10), key(1), denial, fresh_seed()).await?;
    ask(&world, 1, 11).await?;
    assert_eq!(round(&**store, 12, &claiming(Decision::Approve), 9).await?.1.decided, 1);
    Ok(())
}

async fn a_domain_is_free_again_when_the_approval_is_gone<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let store = &world.store;
    let approve = async |number: u32, seconds: i64| {
        ask(&world, number, seconds).await?;
        anyhow::Ok(round(&**store, seconds, &claiming(Decision::Approve), 9).await?.1.decided)
    };
    assert_eq!(approve(1, 5).await?, 1);
    let denial = Verdict::Deny(VettingReason::NoLongerEducationCustomer);
    store.decide_education(act(6), key(1), denial, fresh_seed()).await?;
    assert_eq!(approve(2, 7).await?, 1, "denied");
    store.delete_customer(delete_customer(call(north(), 8), 2)).await?;
    assert_eq!(approve(3, 9).await?, 1, "deleted");
    Ok(())
}

async fn a_domain_that_an_operators_approval_rests_on_is_claimed<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let store = &world.store;
    ask(&world, 1, 5).await?;
    assert_eq!(round(&**store, 6, &claiming(Decision::NeedsPerson), 9).await?.1.passed_on, 1);
    store.decide_education(act(7), key(1), Verdict::Approve, fresh_seed()).await?;
    ask(&world, 2, 8).await?;
    let (_, saved) = round(&**store, 9, &claiming(Decision::Approve), 9).await?;
    assert_eq!((saved.decided, saved.passed_on), (0, 1));
    // Taken back and given back, it is the first one's still.
    let denial = Verdict::Deny(VettingReason::Restricted);
    store.decide_education(act(10), key(1), denial, fresh_seed()).await?;
    store.decide_education(act(11), key(1), Verdict::Approve, fresh_seed()).await?;
    let mut set = put(call(north(), 12), 2, EDUCATION, "", Decision::Approve);
    store.decide_education(act(12), key(2), denial, fresh_seed()).await?;
    set.vetter = claiming(Decision::Approve).shared();
    assert!(matches!(refusal(store.set_qualification(set).await)?, Refusal::VettingRequired(Some(_))));
    Ok(())
}

async fn each_partner_has_a_chain_of_its_own<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_customer(create_customer(call(south(), 1), customer(2))).await?;
    let approved =
        |partner: PartnerId, number| put(call(partner, 5), number, EDUCATION, "", Decision::Approve);
    store.set_qualification(approved(north(), 1)).await?;
    store.set_qualification(approved(south(), 2)).await?;
    let of_south = qualify_domain::customer::CustomerKey { partner: south(), customer: customer(2).id };
    let decisions = store.list_decisions(of_south, None, PageSize::MAX, true).await?.items;
    assert_eq!(decisions[0].sealed.record.sequence, 1);
    assert_eq!(of(&world, 2).await?, [], "the other partner's wall");
    assert_eq!(world.check_chains().await?, 2);
    Ok(())
}

async fn a_deleted_customers_texts_are_gone_and_the_chain_is_whole<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let store = &world.store;
    for (number, seconds) in [(1, 5), (2, 6), (1, 7)] {
        let set = put(call(north(), seconds), number, EDUCATION, "", Decision::Approve);
        if store.set_qualification(set).await.is_ok() && number == 1 {
            let denial = Verdict::Deny(VettingReason::Restricted);
            store.decide_education(act(seconds), key(1), denial, fresh_seed()).await?;
        }
    }
    let before = of(&world, 1).await?;
    store.delete_customer(delete_customer(call(north(), 9), 1)).await?;
    let after = of(&world, 1).await?;
    assert!(before.iter().all(|it| it.texts.is_some()) && after.iter().all(|it| it.texts.is_none()));
    let sealed =
        |decisions: &[StoredDecision]| decisions.iter().map(|it| it.sealed.clone()).collect::<Vec<_>>();
    assert_eq!(sealed(&before), sealed(&after));
    assert!(of(&world, 2).await?.iter().all(|it| it.texts.is_some()), "nobody else's are touched");
    assert!(!format!("{after:?}").contains(SECRET));
    assert_eq!(world.check_chains().await?, 5);
    Ok(())
}

async fn texts_of_a_request_of_the_past_go_after_their_time<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let denial = Scripted::saying(DENIAL);
    for seconds in [10, 1000] {
        ask(&world, 1, seconds).await?;
        round(&**store, seconds, &denial, 9).await?;
    }
    let long = SignedDuration::from_secs(1_000_000);
    let kept = SignedDuration::from_secs(500);
    let retention = Retention { replays: long, events: long, decision_texts: kept, rows_max: 10 };
    assert_eq!(store.purge_expired(at(1500), retention).await?, 0, "the request ended at 1000");
    assert_eq!(store.purge_expired(at(1501), retention).await?, 1);
    assert_eq!(store.purge_expired(at(999_999), retention).await?, 0, "the current request's stay");
    let has_texts: Vec<_> = of(&world, 1).await?.iter().map(|it| it.texts.is_some()).collect();
    assert_eq!(has_texts, [true, false]);
    assert_eq!(world.check_chains().await?, 2);
    Ok(())
}

async fn a_replayed_request_is_not_decided_again<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", None).await?;
    for seconds in [5, 6] {
        let set = put(keyed_call(north(), seconds, 1), 1, EDUCATION, "", Decision::Approve);
        world.store.set_qualification(set).await?;
        let mut request = post(keyed_call(north(), seconds, 2), 2, GCC, "1111");
        request.beside = Some(examination(Scripted::saying(Decision::Approve)));
        world.store.create_qualification(request).await?;
    }
    assert_eq!((of(&world, 1).await?.len(), of(&world, 2).await?.len()), (1, 1));
    Ok(())
}

async fn decisions_come_in_pages_the_newest_first<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 5), 1, EDUCATION, "")).await?;
    let denial = Verdict::Deny(VettingReason::Restricted);
    for seconds in 6..11 {
        let verdict = if seconds % 2 == 0 { Verdict::Approve } else { denial };
        store.decide_education(act(seconds), key(1), verdict, fresh_seed()).await?;
    }
    let two = PageSize::clamped(2).ok_or_else(|| anyhow::anyhow!("two is a size"))?;
    let (mut below, mut seen) = (None, Vec::new());
    loop {
        let page = store.list_decisions(key(1), below, two, true).await?;
        seen.extend(page.items.iter().map(|it| it.sealed.record.sequence));
        below = seen.last().copied();
        if !page.has_more {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    Ok(())
}

async fn a_reset_empties_the_chains<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let set = || put(call(north(), 5), 1, EDUCATION, "", Decision::Approve);
    store.set_qualification(set()).await?;
    let partners = vec![partner(north())];
    store.reset(Seed { partners, created_at: START, ..Seed::default() }).await?;
    assert_eq!(world.check_chains().await?, 0);
    world.add(customer(1)).await?;
    store.set_qualification(set()).await?;
    assert_eq!(of(&world, 1).await?[0].sealed.record.sequence, 1);
    Ok(())
}
