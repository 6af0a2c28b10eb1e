//! Decisions that were sent from a page: they wait in real time, are taken back or carried out once, and change
//! nothing where the case went another way.

use std::sync::Arc;

use qualify_domain::Refusal;
use qualify_domain::ports::{
    CarryOutDraft, CustomerStore as _, DraftStore as _, DueDraft, Outcome, QualificationStore as _,
    SubmitDrafts, TakeBackDraft, WorkStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{Command, DraftState, DraftedAct, ReviewDraft, ReviewRefusal};
use qualify_vocabulary::{DraftId, PageSize, Qualification, ReviewId, VettingStatus};
use tokio::task::JoinSet;

use super::Backend;
use super::reviews::{DENIED, FIRST, act_of, approve_and_question, of_case, proposal, reviewer};
use crate::samples::{
    Tested, World, at, bytes, call, delete_customer, key, north, person, refusal, review_rules,
};
use crate::worker::fresh_seed;

for_each_backend! {
    dashboard_03_a_draft_takes_effect_after_its_time_and_not_before,
    dashboard_03_a_draft_can_be_taken_back_in_time_by_its_owner_alone,
    dashboard_03_of_many_who_carry_out_one_draft_one_does,
    dashboard_03_a_case_that_was_decided_meanwhile_ends_the_draft_and_says_by_whom,
    dashboard_03_a_case_that_refuses_the_draft_stays_as_it_is,
    dashboard_03_what_the_case_would_refuse_is_not_kept,
    dashboard_03_of_a_case_one_draft_waits_and_the_same_one_sent_twice_is_one,
    dashboard_03_cases_alike_get_a_draft_each,
    dashboard_03_a_confirmation_waits_as_well,
    dashboard_03_drafts_are_listed_by_owner_and_go_after_their_time,
    dashboard_03_a_deleted_customer_leaves_no_draft,
}

const SECOND: &str = "second@staff.example";

/// Real time, which has nothing to do with that of the cases.
const SENT: i64 = 1_000_000;

fn id(number: u32) -> DraftId {
    DraftId::from(bytes(0xDF, number))
}

fn deciding(name: &str, reviews: Vec<(DraftId, ReviewId)>, drafted: DraftedAct) -> SubmitDrafts {
    SubmitDrafts {
        act: act_of(name, 20),
        reviews,
        owner: reviewer(name),
        drafted,
        sent_at: at(SENT),
        takes_effect_at: at(SENT + 10),
        rules: review_rules(),
    }
}

fn approving() -> DraftedAct {
    DraftedAct::Decide(proposal(Verdict::Approve))
}

impl<B: Backend> World<B> {
    /// A case that the first reviewer holds.
    async fn held_case(&self, number: u32) -> anyhow::Result<ReviewId> {
        self.ask_person(number, 5).await?;
        let case = self.only_case(number).await?;
        self.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 10).await?;
        Ok(case)
    }

    async fn submit(&self, number: u32, case: ReviewId, drafted: DraftedAct) -> Outcome<ReviewDraft> {
        let command = deciding(FIRST, vec![(id(number), case)], drafted);
        self.store.submit_drafts(command).await?.remove(0).1
    }

    async fn carry_out(&self, number: u32, seconds: i64) -> Outcome<Option<DraftState>> {
        let carried = self.store.carry_out_draft(carrying_out(number, seconds)).await?;
        Ok(carried.map(|draft| draft.state))
    }

    async fn take_back(&self, number: u32, name: &str, seconds: i64) -> Outcome<Option<DraftState>> {
        let (act, owner, now) = (act_of(name, 25), person(name).key, at(seconds));
        let taken = self.store.take_back_draft(TakeBackDraft { act, id: id(number), owner, now }).await?;
        Ok(taken.map(|draft| draft.state))
    }

    async fn status(&self, number: u32) -> anyhow::Result<Option<VettingStatus>> {
        let records = self.store.get_qualifications(key(number)).await?;
        Ok(records.education_record().map(|record| record.state.status()))
    }
}

fn carrying_out(number: u32, seconds: i64) -> CarryOutDraft {
    let (rules, seed) = (review_rules(), fresh_seed());
    CarryOutDraft { id: id(number), now: at(seconds), decided_at: at(30), rules, seed }
}

async fn dashboard_03_a_draft_takes_effect_after_its_time_and_not_before<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let case = world.held_case(1).await?;
    let draft = world.submit(1, case, approving()).await?;
    assert_eq!((draft.state.name(), draft.takes_effect_at), ("waiting", at(SENT + 10)));
    assert_eq!(world.store.count_queues().await?.waiting_drafts, 1);
    assert_eq!(world.store.find_waiting_draft(case).await?.as_ref(), Some(&draft));
    assert_eq!(world.store.list_due_drafts(at(SENT + 9), 9).await?, []);
    assert_eq!(world.carry_out(1, SENT + 9).await?, Some(DraftState::Waiting));
    assert_eq!(world.status(1).await?, Some(VettingStatus::InReview));
    let due = DueDraft { id: id(1), partner: north(), correlation_id: draft.correlation_id };
    assert_eq!(world.store.list_due_drafts(at(SENT + 10), 9).await?, [due]);
    assert_eq!(world.carry_out(1, SENT + 10).await?, Some(DraftState::CarriedOut));
    assert_eq!(world.status(1).await?, Some(VettingStatus::Approved));
    assert_eq!(world.store.list_due_drafts(at(SENT + 99), 9).await?, []);
    assert_eq!(world.carry_out(1, SENT + 99).await?, Some(DraftState::CarriedOut), "once");
    assert_eq!(world.check_chains().await?, 1);
    let actions: Vec<_> = world
        .trail(north())
        .await?
        .into_iter()
        .flat_map(|entry| entry.fact.details)
        .filter(|(name, _)| name == "Action")
        .map(|(_, value)| value)
        .collect();
    assert_eq!(actions, ["deciding", "sending a decision", "claiming"]);
    Ok(())
}

async fn dashboard_03_a_draft_can_be_taken_back_in_time_by_its_owner_alone<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let case = world.held_case(1).await?;
    world.submit(1, case, approving()).await?;
    assert_eq!(world.take_back(1, SECOND, SENT + 1).await?, None, "it is not theirs");
    assert_eq!(world.take_back(2, FIRST, SENT + 1).await?, None);
    assert_eq!(world.take_back(1, FIRST, SENT + 9).await?, Some(DraftState::TakenBack));
    assert_eq!(world.take_back(1, FIRST, SENT + 9).await?, Some(DraftState::TakenBack), "twice is once");
    assert_eq!(world.carry_out(1, SENT + 99).await?, Some(DraftState::TakenBack));
    assert_eq!(world.status(1).await?, Some(VettingStatus::InReview));
    // The case is its reviewer's still, and another decision can be sent.
    world.submit(2, case, DraftedAct::Decide(proposal(DENIED))).await?;
    assert_eq!(world.take_back(2, FIRST, SENT + 10).await?, Some(DraftState::Waiting), "too late");
    assert_eq!(world.carry_out(2, SENT + 10).await?, Some(DraftState::CarriedOut));
    assert_eq!(world.status(1).await?, Some(VettingStatus::Denied));
    Ok(())
}

async fn dashboard_03_of_many_who_carry_out_one_draft_one_does<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let case = world.held_case(1).await?;
    world.submit(1, case, approving()).await?;
    let mut carrying = JoinSet::new();
    for process in 0..8 {
        let store = world.backend.beside(process);
        carrying.spawn(async move { store.carry_out_draft(carrying_out(1, SENT + 10)).await });
    }
    // Whoever takes it back at that moment is too late, or in time: one of the two.
    let taken = world.take_back(1, FIRST, SENT + 9).await?;
    while let Some(carried) = carrying.join_next().await {
        let state = carried??.map(|draft| draft.state);
        assert!(matches!(state, Some(DraftState::CarriedOut | DraftState::TakenBack)), "{state:?}");
    }
    let decisions = world.check_chains().await?;
    assert_eq!(decisions, u64::from(taken == Some(DraftState::CarriedOut)));
    Ok(())
}

async fn dashboard_03_a_case_that_was_decided_meanwhile_ends_the_draft_and_says_by_whom<B: Backend>() -> Tested
{
    let world = World::<B>::with_customers(3).await?;
    for number in [1, 2, 3] {
        let case = world.held_case(number).await?;
        world.submit(number, case, approving()).await?;
        world.do_with(case, FIRST, Command::Release(reviewer(FIRST)), 21).await?;
        if number == 3 {
            // It waits for whoever comes.
            continue;
        }
        world.do_with(case, SECOND, Command::Claim(reviewer(SECOND)), 22).await?;
        if number == 1 {
            world.do_with(case, SECOND, Command::Decide(reviewer(SECOND), proposal(DENIED)), 23).await?;
        }
    }
    for (number, by) in [(1, Some(SECOND)), (2, Some(SECOND)), (3, None)] {
        let by = by.map(str::to_owned);
        let state = world.carry_out(number, SENT + 10).await?;
        assert_eq!(state, Some(DraftState::Overtaken { by }), "{number}");
    }
    assert_eq!(world.status(1).await?, Some(VettingStatus::Denied));
    assert_eq!(world.status(2).await?, Some(VettingStatus::InReview));
    assert_eq!(world.check_chains().await?, 1);
    Ok(())
}

async fn dashboard_03_a_case_that_refuses_the_draft_stays_as_it_is<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let case = world.held_case(1).await?;
    world.submit(1, case, approving()).await?;
    // So much later the reviewer does not hold the case any more.
    let late = CarryOutDraft { decided_at: at(90_000), ..carrying_out(1, SENT + 10) };
    let state = world.store.carry_out_draft(late).await?.map(|draft| draft.state);
    assert!(matches!(&state, Some(DraftState::Refused { why }) if why.contains("not held")), "{state:?}");
    assert_eq!(world.in_queue("claimed").await?, [case], "nothing was done to it");
    assert_eq!(world.check_chains().await?, 0);
    Ok(())
}

async fn dashboard_03_what_the_case_would_refuse_is_not_kept<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    let not_held = refusal(world.submit(1, case, approving()).await)?;
    assert!(matches!(not_held, Refusal::Review(ReviewRefusal::NotHeld { .. })), "{not_held:?}");
    let nothing_proposed = refusal(world.submit(1, case, DraftedAct::Confirm).await)?;
    assert!(matches!(nothing_proposed, Refusal::Review(_)), "{nothing_proposed:?}");
    let unknown = deciding(FIRST, vec![(id(1), ReviewId::from(bytes(9, 9)))], approving());
    assert_eq!(refusal(world.store.submit_drafts(unknown).await)?, Refusal::ReviewNotFound);
    assert_eq!(world.store.list_drafts(person(FIRST).key, PageSize::MAX).await?, []);
    Ok(())
}

async fn dashboard_03_of_a_case_one_draft_waits_and_the_same_one_sent_twice_is_one<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let case = world.held_case(1).await?;
    let first = world.submit(1, case, approving()).await?;
    assert_eq!(world.submit(2, case, approving()).await?, first, "a form that was sent twice");
    let other = refusal(world.submit(3, case, DraftedAct::Decide(proposal(DENIED))).await)?;
    let Refusal::Review(ReviewRefusal::HeldBy { holder, until, .. }) = other else {
        anyhow::bail!("{other:?}");
    };
    assert_eq!((holder, until), (person(FIRST), at(SENT + 10)));
    assert_eq!(world.store.list_drafts(person(FIRST).key, PageSize::MAX).await?, [first]);
    Ok(())
}

async fn dashboard_03_cases_alike_get_a_draft_each<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let domain = Some("school.example");
    let undecided = crate::worker::Scripted {
        approved_domain: domain,
        ..crate::worker::Scripted::saying(qualify_vocabulary::Decision::NeedsPerson)
    };
    for number in 1..=3 {
        let mut due = crate::samples::post(call(north(), 5), number, Qualification::Education, "");
        due.decision_due_at = Some(at(6));
        world.store.create_qualification(due).await?;
    }
    crate::worker::round(&*world.store, 6, &undecided, 9).await?;
    let cases = world.in_queue("queued").await?;
    assert_eq!(cases.len(), 3);
    // One is somebody else's.
    world.do_with(cases[1], SECOND, Command::Claim(reviewer(SECOND)), 10).await?;
    let reviews = (1..).map(id).zip(cases.iter().copied()).collect();
    let drafted = DraftedAct::ClaimAndDecide(proposal(DENIED));
    let kept = world.store.submit_drafts(deciding(FIRST, reviews, drafted)).await?;
    let are_kept: Vec<_> = kept.iter().map(|(_, draft)| draft.is_ok()).collect();
    assert_eq!(are_kept, [true, false, true]);
    for due in world.store.list_due_drafts(at(SENT + 10), 9).await? {
        let command = CarryOutDraft { id: due.id, ..carrying_out(0, SENT + 10) };
        let carried = world.store.carry_out_draft(command).await?.map(|draft| draft.state);
        assert_eq!(carried, Some(DraftState::CarriedOut));
    }
    assert_eq!(world.in_queue("claimed").await?, [cases[1]]);
    assert_eq!(world.in_queue("queued").await?, []);
    Ok(())
}

async fn dashboard_03_a_confirmation_waits_as_well<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.ask_person(1, 5).await?;
    let request = world.only_case(1).await?;
    // A revocation takes two people.
    let case = approve_and_question(&world, request).await?;
    world.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 15).await?;
    world.submit(1, case, DraftedAct::Decide(proposal(DENIED))).await?;
    assert_eq!(world.carry_out(1, SENT + 10).await?, Some(DraftState::CarriedOut));
    assert_eq!(world.in_queue("pending-second").await?, [case]);
    let confirm = |name, number| deciding(name, vec![(id(number), case)], DraftedAct::Confirm);
    let by_oneself = world.store.submit_drafts(confirm(FIRST, 2)).await?.remove(0).1;
    assert_eq!(refusal(by_oneself)?, Refusal::Review(ReviewRefusal::SamePerson));
    world.store.submit_drafts(confirm(SECOND, 3)).await?.remove(0).1?;
    assert_eq!(world.carry_out(3, SENT + 10).await?, Some(DraftState::CarriedOut));
    let review = of_case(&world, case).await?.review;
    let refused = review.apply(Command::Confirm(reviewer("third")), &review_rules(), at(40));
    assert!(refused.is_err(), "it was confirmed");
    Ok(())
}

async fn dashboard_03_drafts_are_listed_by_owner_and_go_after_their_time<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    for number in [1, 2] {
        let case = world.held_case(number).await?;
        world.submit(number, case, approving()).await?;
    }
    let size = PageSize::clamped(1).expect("it is not 0");
    assert_eq!(world.store.list_drafts(person(FIRST).key, size).await?.len(), 1);
    assert_eq!(world.store.list_drafts(person(SECOND).key, PageSize::MAX).await?, []);
    assert!(world.store.find_draft(id(1), person(FIRST).key).await?.is_some());
    assert_eq!(world.store.find_draft(id(1), person(SECOND).key).await?, None);
    world.take_back(1, FIRST, SENT + 5).await?;
    assert_eq!(world.store.purge_drafts(at(SENT + 4), 9).await?, 0);
    assert_eq!(world.store.purge_drafts(at(SENT + 5), 9).await?, 1);
    let left = world.store.list_drafts(person(FIRST).key, PageSize::MAX).await?;
    assert_eq!(left.iter().map(|draft| draft.id).collect::<Vec<_>>(), [id(2)], "one that waits stays");
    assert_eq!(world.store.purge_drafts(at(SENT + 9999), 9).await?, 0);
    Ok(())
}

async fn dashboard_03_a_deleted_customer_leaves_no_draft<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    for number in [1, 2] {
        let case = world.held_case(number).await?;
        world.submit(number, case, approving()).await?;
    }
    let store: &Arc<B::Store> = &world.store;
    store.delete_customer(delete_customer(call(north(), 22), 1)).await?;
    let left = store.list_drafts(person(FIRST).key, PageSize::MAX).await?;
    assert_eq!(left.iter().map(|draft| draft.id).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(world.carry_out(1, SENT + 10).await?, None);
    Ok(())
}
