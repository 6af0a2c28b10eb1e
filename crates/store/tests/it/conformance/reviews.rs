//! Cases in front of people, whoever acts on them at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use qualify_domain::Refusal;
use qualify_domain::caller::{Act, Actor};
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{
    ActOnReview, AdvanceReviews, DecideReviews, OpenReview, Opening, QualificationStore as _,
    ReviewSelection, ReviewStore as _, StoreError, StoredReview, Whose,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::review::{Command, Note, Proposal, ReviewKind, ReviewRefusal, Reviewer};
use qualify_vocabulary::{
    Decision, PageSize, Qualification, ReasonCode, ReviewId, VettingReason, VettingStatus,
};

use super::Backend;
use crate::samples::{
    Tested, World, at, bytes, call, correlation, customer_id, key, north, person, post, refusal,
    review_rules, south,
};
use crate::worker::{Scripted, examination, fresh_seed, round};

for_each_backend! {
    a_request_that_needs_a_person_has_one_open_case,
    of_fifty_who_claim_a_case_one_has_it,
    fifty_reviewers_decide_fifty_cases_once_each,
    two_actors_at_once_keep_the_invariants,
    partners_reach_the_cases_of_their_customers_alone,
    an_audit_case_changes_nothing_outside,
    cases_that_are_decided_alike_are_decided_whole_or_not_at_all,
}

pub(crate) const FIRST: &str = "first@staff.example";
const SECOND: &str = "second@staff.example";
pub(crate) const DENIED: Verdict = Verdict::Deny(VettingReason::NotEligibleLibrary);

pub(crate) fn reviewer(name: &str) -> Reviewer {
    Reviewer { person: person(name), is_lead: false, is_of_partner: false }
}

pub(crate) fn proposal(verdict: Verdict) -> Proposal {
    Proposal {
        verdict,
        reason_code: ReasonCode::ReviewDecision,
        explanation: "The charter shows it.".to_owned(),
        evidence: vec!["charter".to_owned()],
    }
}

pub(crate) fn act_of(name: &str, seconds: i64) -> Act {
    Act { actor: Actor::staff(person(name)), now: at(seconds), correlation_id: correlation(seconds) }
}

impl<B: Backend> World<B> {
    /// A customer asks for Education, and nobody but a person can tell.
    pub(crate) async fn ask_person(&self, number: u32, seconds: i64) -> Tested {
        let command = post(call(north(), seconds), number, Qualification::Education, "");
        self.store.create_qualification(command).await?;
        Ok(())
    }

    pub(crate) async fn do_with(
        &self,
        review: ReviewId,
        name: &str,
        command: Command,
        seconds: i64,
    ) -> Result<StoredReview, StoreError> {
        let (act, rules, seed) = (act_of(name, seconds), review_rules(), fresh_seed());
        self.store.act_on_review(ActOnReview { act, review, wall: None, command, rules, seed }).await
    }

    async fn cases(&self, number: u32) -> anyhow::Result<Vec<StoredReview>> {
        Ok(self.store.list_customer_reviews(key(number), None, PageSize::MAX).await?.items)
    }

    pub(crate) async fn only_case(&self, number: u32) -> anyhow::Result<ReviewId> {
        let cases = self.cases(number).await?;
        anyhow::ensure!(cases.len() == 1, "there are {} cases", cases.len());
        Ok(cases[0].review.subject.id)
    }

    /// The ids of the cases in a state, as the queue shows them.
    pub(crate) async fn in_queue(&self, state: &'static str) -> anyhow::Result<Vec<ReviewId>> {
        let selection = ReviewSelection {
            state,
            kind: None,
            partner: None,
            country: None,
            language: None,
            domain: None,
            reason_code: None,
            holder: None,
            without_partners: Vec::new(),
        };
        let page = self.store.list_reviews(selection, None, PageSize::MAX).await?;
        Ok(page.items.iter().map(|item| item.position.id).collect())
    }
}

async fn a_request_that_needs_a_person_has_one_open_case<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.ask_person(1, 5).await?;
    let mut due = post(call(north(), 5), 2, Qualification::Education, "");
    due.decision_due_at = Some(at(6));
    world.store.create_qualification(due).await?;
    let undecided =
        Scripted { reason_code: ReasonCode::EduNoEvidence, ..Scripted::saying(Decision::NeedsPerson) };
    for seconds in [6, 7, 100_000] {
        round(&*world.store, seconds, &undecided, 9).await?;
        assert_eq!(world.in_queue("queued").await?.len(), 2, "at {seconds}");
    }
    for number in [1, 2] {
        let case = world.only_case(number).await?;
        world.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 200_000).await?;
        let decide = Command::Decide(reviewer(FIRST), proposal(DENIED));
        world.do_with(case, FIRST, decide, 200_001).await?;
        world.ask_person(number, 200_002).await?;
        assert_eq!(world.cases(number).await?.len(), 2, "a new request is a new case");
    }
    assert_eq!(world.in_queue("queued").await?.len(), 2);
    Ok(())
}

async fn of_fifty_who_claim_a_case_one_has_it<B: Backend + 'static>() -> Tested {
    let world = Arc::new(World::<B>::with_customers(1).await?);
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    let claims = (0..50).map(|number| {
        let world = Arc::clone(&world);
        async move {
            let name = format!("reviewer{number}@staff.example");
            let claimed = world.do_with(case, &name, Command::Claim(reviewer(&name)), 10).await;
            (name, claimed)
        }
    });
    let claimed = futures_of(claims).await;
    let holders: Vec<_> = claimed.iter().filter(|(_, claim)| claim.is_ok()).map(|(name, _)| name).collect();
    assert_eq!(holders.len(), 1);
    for (name, claim) in &claimed {
        let Err(StoreError::Refused(Refusal::Review(ReviewRefusal::HeldBy { holder, .. }))) = claim else {
            assert_eq!(&name, &holders[0]);
            continue;
        };
        assert_eq!(&holder.name, holders[0], "the others are told who has it");
    }
    Ok(())
}

/// Runs all of them at once.
async fn futures_of<F>(futures: impl Iterator<Item = F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let tasks: tokio::task::JoinSet<_> = futures.collect();
    tasks.join_all().await
}

async fn fifty_reviewers_decide_fifty_cases_once_each<B: Backend + 'static>() -> Tested {
    let world = Arc::new(World::<B>::with_customers(50).await?);
    for number in 1..=50 {
        world.ask_person(number, 5).await?;
    }
    let cases = Arc::new(world.in_queue("queued").await?);
    assert_eq!(cases.len(), 50);
    // Each goes through all of them, from another place on, and decides those that it gets.
    let reviewers = (0..50_usize).map(|number| {
        let (world, cases) = (Arc::clone(&world), Arc::clone(&cases));
        async move {
            let name = format!("reviewer{number}@staff.example");
            let mut decided = Vec::new();
            for case in (0..3).map(|step| cases[(number * 7 + step) % cases.len()]) {
                if world.do_with(case, &name, Command::Claim(reviewer(&name)), 10).await.is_ok() {
                    let decide = Command::Decide(reviewer(&name), proposal(Verdict::Approve));
                    world.do_with(case, &name, decide, 11).await?;
                    decided.push(case);
                }
            }
            Ok::<_, StoreError>(decided)
        }
    });
    let mut decided = Vec::new();
    for of_one in futures_of(reviewers).await {
        decided.extend(of_one?);
    }
    let different: BTreeSet<_> = decided.iter().map(ReviewId::as_bytes).collect();
    assert_eq!(different.len(), decided.len(), "no case is decided twice");
    assert_eq!(world.check_chains().await?, decided.len() as u64, "one decision each");
    let left = world.in_queue("queued").await?.len() + world.in_queue("claimed").await?.len();
    assert_eq!(left + decided.len(), 50);
    Ok(())
}

/// What two people and a partner try on one case.
fn any_command(number: u8, name: &str) -> Command {
    let text = || "because".to_owned();
    match number % 10 {
        0..=2 => Command::Claim(reviewer(name)),
        3 => Command::Release(reviewer(name)),
        4 => Command::Renew(reviewer(name)),
        5 => Command::Ask(reviewer(name), vec![text()]),
        6 => Command::Reply(Note { by: "partner".to_owned(), at: at(0), text: text() }),
        7 => Command::Confirm(reviewer(name)),
        8 => Command::Decide(reviewer(name), proposal(DENIED)),
        _ => Command::Decide(reviewer(name), proposal(Verdict::Approve)),
    }
}

async fn two_actors_at_once_keep_the_invariants<B: Backend>() -> Tested {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let steps = prop::collection::vec((any::<u8>(), any::<u8>(), 0_i64..3000), 1..12);
    for number in 0..24 {
        let steps = steps.new_tree(&mut runner).map_err(|reason| anyhow::anyhow!("{reason}"))?.current();
        // An approval that is looked at again is never ended by one person alone.
        let is_reverification = number % 2 == 1;
        two_at_once::<B>(&steps, is_reverification).await?;
    }
    Ok(())
}

async fn two_at_once<B: Backend>(steps: &[(u8, u8, i64)], is_reverification: bool) -> Tested {
    let world = Arc::new(World::<B>::with_customers(1).await?);
    world.ask_person(1, 5).await?;
    let mut case = world.only_case(1).await?;
    if is_reverification {
        case = approve_and_question(&world, case).await?;
    }
    let mut seconds = 100;
    let mut endings = 0;
    for (first, second, passed) in steps {
        seconds += passed;
        let before = of_case(&world, case).await?;
        let (one, other) = tokio::join!(
            world.do_with(case, FIRST, any_command(*first, FIRST), seconds),
            world.do_with(case, SECOND, any_command(*second, SECOND), seconds)
        );
        let after = of_case(&world, case).await?;
        if before.review.state.is_final() {
            assert_eq!(before.review, after.review, "what is final stays");
        } else if after.review.state.is_final() {
            endings += 1;
        }
        let done = u64::from(one.is_ok()) + u64::from(other.is_ok());
        assert!(after.revision <= before.revision + done, "who was refused changed nothing");
        let review = &after.review;
        assert!(review.second_reviewer.is_none() || review.second_reviewer != review.first_reviewer);
        let holders = [&one, &other].into_iter().flatten().filter_map(|it| it.review.holder().cloned());
        if let (Some(holder), true) = (review.holder(), review.state.name() == "claimed") {
            assert!(holders.into_iter().all(|name| name == *holder || done == 2), "one lease");
        }
    }
    assert!(endings <= 1, "one case ends once");
    check_record(&world, case, is_reverification).await?;
    world.check_chains().await?;
    Ok(())
}

pub(crate) async fn of_case<B: Backend>(world: &World<B>, case: ReviewId) -> anyhow::Result<StoredReview> {
    world.store.find_review(case, None).await?.ok_or_else(|| anyhow::anyhow!("the case is there"))
}

/// The record stands as its case ended.
async fn check_record<B: Backend>(world: &World<B>, case: ReviewId, is_reverification: bool) -> Tested {
    let review = of_case(world, case).await?.review;
    let views = world.views(1).await?;
    let status = views.first().and_then(|view| view.status);
    match review.state.name() {
        "approved" => assert_eq!(status, Some(VettingStatus::Approved)),
        "denied" => {
            assert_eq!(status, Some(VettingStatus::Denied));
            assert!(views[0].reason.is_some(), "a denial has a documented reason");
            assert!(!is_reverification || review.second_reviewer.is_some(), "a revocation takes two people");
        }
        "withdrawn" => {}
        _ if is_reverification => assert_eq!(status, Some(VettingStatus::Approved), "it holds until then"),
        _ => assert_eq!(status, Some(VettingStatus::InReview)),
    }
    Ok(())
}

/// Has the request approved, and the approval questioned; answers the case of that.
pub(crate) async fn approve_and_question<B: Backend>(
    world: &World<B>,
    case: ReviewId,
) -> anyhow::Result<ReviewId> {
    let name = "third@staff.example";
    world.do_with(case, name, Command::Claim(reviewer(name)), 10).await?;
    let decide = Command::Decide(reviewer(name), proposal(Verdict::Approve));
    world.do_with(case, name, decide, 11).await?;
    let id = ReviewId::from(bytes(0xCE, 1));
    let text = Note { by: name.to_owned(), at: at(12), text: "Closed?".to_owned() };
    let opening = Opening::Reverification { reason_code: ReasonCode::ReverificationDue, text };
    let open = OpenReview { act: act_of(name, 12), key: key(1), id, opening, rules: review_rules() };
    Ok(world.store.open_review(open).await?.review.subject.id)
}

async fn partners_reach_the_cases_of_their_customers_alone<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.ask_person(1, 5).await?;
    let case = world.only_case(1).await?;
    let foreign = CustomerKey { partner: south(), customer: customer_id(1) };
    for wall in [foreign, key(2)] {
        assert_eq!(world.store.find_review(case, Some(wall)).await?, None);
        let reply = ActOnReview {
            act: act_of("partner", 6),
            review: case,
            wall: Some(wall),
            command: Command::WithdrawByPartner,
            rules: review_rules(),
            seed: fresh_seed(),
        };
        assert_eq!(refusal(world.store.act_on_review(reply).await)?, Refusal::ReviewNotFound);
    }
    assert!(world.store.list_customer_reviews(foreign, None, PageSize::MAX).await?.items.is_empty());
    Ok(())
}

async fn an_audit_case_changes_nothing_outside<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "4815", None).await?;
    for (number, verdict) in [(1, Verdict::Approve), (2, DENIED)] {
        let mut command = post(call(north(), 5), number, Qualification::GovernmentCommunityCloud, "4815");
        let doubtful =
            Scripted { reason_code: ReasonCode::GovNoEvidence, ..Scripted::saying(Decision::NeedsPerson) };
        command.beside = Some(examination(doubtful));
        world.store.create_qualification(command).await?;
        let before = world.views(number).await?;
        assert!(world.cases(number).await?.is_empty(), "the partner does not see it");
        let case = world.in_queue("queued").await?[0];
        assert_eq!(of_case(&world, case).await?.review.subject.kind, ReviewKind::Audit);
        world.do_with(case, FIRST, Command::Claim(reviewer(FIRST)), 6).await?;
        world.do_with(case, FIRST, Command::Decide(reviewer(FIRST), proposal(verdict)), 7).await?;
        if of_case(&world, case).await?.review.state.name() == "pending-second" {
            world.do_with(case, SECOND, Command::Confirm(reviewer(SECOND)), 8).await?;
        }
        assert!(of_case(&world, case).await?.review.state.is_final());
        assert_eq!(world.views(number).await?, before);
    }
    Ok(())
}

async fn cases_that_are_decided_alike_are_decided_whole_or_not_at_all<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let undecided = Scripted {
        reason_code: ReasonCode::EduNoEvidence,
        approved_domain: Some("school.example"),
        ..Scripted::saying(Decision::NeedsPerson)
    };
    for number in [1, 2] {
        let mut due = post(call(north(), 5), number, Qualification::Education, "");
        due.decision_due_at = Some(at(6));
        world.store.create_qualification(due).await?;
    }
    round(&*world.store, 6, &undecided, 9).await?;
    let cases = [world.only_case(1).await?, world.only_case(2).await?];
    world.do_with(cases[1], SECOND, Command::Claim(reviewer(SECOND)), 10).await?;
    let alike = |proposal| DecideReviews {
        act: act_of(FIRST, 11),
        reviews: cases.iter().map(|case| (*case, fresh_seed())).collect(),
        reviewer: reviewer(FIRST),
        proposal,
        rules: review_rules(),
    };
    let unusable = Proposal { evidence: Vec::new(), ..proposal(Verdict::Approve) };
    for (_, outcome) in world.store.decide_reviews(alike(unusable)).await? {
        assert!(outcome.is_err());
    }
    assert_eq!(of_case(&world, cases[0]).await?.review.state.name(), "queued", "it was not even claimed");
    let outcomes = world.store.decide_reviews(alike(proposal(Verdict::Approve))).await?;
    assert!(matches!(&outcomes[0], (case, Ok(())) if *case == cases[0]), "{outcomes:?}");
    let held = |error: &StoreError| {
        matches!(error, StoreError::Refused(Refusal::Review(ReviewRefusal::HeldBy { .. })))
    };
    assert!(outcomes[1].1.as_ref().is_err_and(held), "{outcomes:?}");
    assert_eq!(world.views(1).await?[0].status, Some(VettingStatus::Approved));
    assert_eq!(world.views(2).await?[0].status, Some(VettingStatus::InReview));
    Ok(())
}

/// What time alone does is done to all cases, whatever one of them holds.
pub(crate) fn advancing(seconds: i64) -> AdvanceReviews {
    let seeds = (0..16).map(|_| fresh_seed()).collect();
    AdvanceReviews { act: act_of("time", seconds), whose: Whose::Everybody, seeds, rules: review_rules() }
}
