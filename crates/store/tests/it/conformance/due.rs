//! The due-time job: a record in review with a due time is the work item of vetting.

use qualify_domain::audit::AuditStatus;
use qualify_domain::caller::Actor;
use qualify_domain::customer::{Customer, Relationship};
use qualify_domain::ports::{
    CreateQualification, CustomerStore as _, OperatorStore as _, QualificationStore as _, SandboxStore as _,
    Waiting, WebhookStore as _, WorkStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{EducationRecord, EducationState, ExclusiveRecord, QualificationSet};
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_vocabulary::{Decision, Qualification, VettingReason, VettingStatus};

use super::Backend;
use super::webhooks::registration;
use crate::samples::{
    START, Tested, World, act, at, call, create_customer, customer, key, north, partner, post, south,
};
use crate::worker::{LEASE_SECONDS, claim, decide_due, fresh_seed};

for_each_backend! {
    only_records_that_are_due_are_decided,
    the_longest_overdue_go_first_and_no_more_than_asked_for,
    a_denial_carries_its_reason,
    a_record_that_needs_a_person_is_passed_on_once,
    a_record_that_was_decided_meanwhile_is_left_alone,
    a_decision_is_in_the_trail_with_the_policy_as_its_actor,
    a_record_of_an_ended_relationship_does_not_stay_due,
    for_whom_something_waits_is_told_with_when_the_first_of_it_is_due,
}

/// Customers 1 to `count`, the record of each due at 100 minus ten times its number.
async fn waiting<B: Backend>(count: u32) -> anyhow::Result<World<B>> {
    let world = World::<B>::with_customers(count).await?;
    for number in 1..=count {
        let due_at = at(100 - 10 * i64::from(number));
        let command = CreateQualification {
            decision_due_at: Some(due_at),
            ..post(call(north(), 5), number, Qualification::Education, "")
        };
        world.store.create_qualification(command).await?;
    }
    Ok(world)
}

async fn statuses<B: Backend>(world: &World<B>, count: u32) -> anyhow::Result<Vec<VettingStatus>> {
    let mut statuses = Vec::new();
    for number in 1..=count {
        statuses.extend(world.views(number).await?[0].status);
    }
    Ok(statuses)
}

use VettingStatus::{Approved, Denied, InReview};

async fn only_records_that_are_due_are_decided<B: Backend>() -> Tested {
    let world = waiting::<B>(3).await?;
    let store = &world.store;
    assert_eq!(decide_due(&**store, 69, Decision::Approve, 50).await?, 0);
    assert_eq!(decide_due(&**store, 70, Decision::Approve, 50).await?, 1, "due at that moment");
    assert_eq!(statuses(&world, 3).await?, [InReview, InReview, Approved]);
    assert_eq!(decide_due(&**store, 99, Decision::Approve, 50).await?, 2);
    assert_eq!(decide_due(&**store, 99, Decision::Approve, 50).await?, 0);
    assert_eq!(statuses(&world, 3).await?, [Approved; 3]);
    assert_eq!(world.effects().await?, (6, 0, 6));
    Ok(())
}

async fn the_longest_overdue_go_first_and_no_more_than_asked_for<B: Backend>() -> Tested {
    let world = waiting::<B>(5).await?;
    assert_eq!(decide_due(&*world.store, 99, Decision::Approve, 2).await?, 2);
    assert_eq!(statuses(&world, 5).await?, [InReview, InReview, InReview, Approved, Approved]);
    assert_eq!(decide_due(&*world.store, 99, Decision::Approve, 2).await?, 2);
    assert_eq!(decide_due(&*world.store, 99, Decision::Approve, 2).await?, 1);
    assert_eq!(decide_due(&*world.store, 99, Decision::Approve, 0).await?, 0);
    Ok(())
}

async fn a_denial_carries_its_reason<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    let denial = Decision::Deny(VettingReason::NotEligibleMuseum);
    assert_eq!(decide_due(&*world.store, 99, denial, 50).await?, 1);
    let view = world.views(1).await?[0];
    assert_eq!((view.status, view.reason), (Some(Denied), Some(VettingReason::NotEligibleMuseum)));
    assert_eq!(view.opened_at, Some(at(5)), "a decision keeps the date");
    Ok(())
}

async fn a_record_that_needs_a_person_is_passed_on_once<B: Backend>() -> Tested {
    let world = waiting::<B>(2).await?;
    let (succeeded, failed, events) = world.effects().await?;
    assert_eq!(decide_due(&*world.store, 99, Decision::NeedsPerson, 50).await?, 0);
    let expected = (succeeded + 2, failed, events);
    assert_eq!(world.effects().await?, expected, "the trail tells of it; what anybody sees has not changed");
    let stored = world.store.get_qualifications(key(1)).await?;
    let state = EducationState::InReview { due_at: None };
    let record = EducationRecord { opened_at: at(5), segment: None, website: None, state };
    assert_eq!(stored.exclusive, Some(ExclusiveRecord::Education(record)));
    let later = decide_due(&*world.store, 999, Decision::Approve, 50).await?;
    assert_eq!(later, 0, "from now on a person decides");
    world.store.decide_education(act(1000), key(1), Verdict::Approve, fresh_seed()).await?;
    Ok(())
}

async fn a_record_that_was_decided_meanwhile_is_left_alone<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    let denial = Verdict::Deny(VettingReason::Restricted);
    world.store.decide_education(act(6), key(1), denial, fresh_seed()).await?;
    assert_eq!(decide_due(&*world.store, 99, Decision::Approve, 50).await?, 0);
    assert_eq!(statuses(&world, 1).await?, [Denied]);
    Ok(())
}

async fn a_decision_is_in_the_trail_with_the_policy_as_its_actor<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    decide_due(&*world.store, 99, Decision::Approve, 50).await?;
    let fact = world.trail(north()).await?.remove(0).fact;
    assert_eq!(fact.actor, Actor::service("policy scripted"));
    assert_eq!((fact.status, fact.at), (AuditStatus::Succeeded, at(99)));
    let in_review = r#"{"Qualification":"Education","VettingStatus":"InReview"}"#;
    let approved = r#"{"Qualification":"Education","VettingStatus":"Approved"}"#;
    assert_eq!((fact.old_value.as_deref(), fact.new_value.as_deref()), (Some(in_review), Some(approved)));
    Ok(())
}

async fn a_record_of_an_ended_relationship_does_not_stay_due<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let state = EducationState::InReview { due_at: Some(at(5)) };
    let record = EducationRecord { opened_at: at(1), segment: None, website: None, state };
    let seeded = |number, relationship| SeedCustomer {
        partner: north(),
        customer: Customer { relationship, ..customer(number) },
        qualifications: QualificationSet {
            exclusive: Some(ExclusiveRecord::Education(record.clone())),
            state_owned: None,
        },
        account_status: None,
    };
    let customers = vec![seeded(1, Relationship::Ended), seeded(2, Relationship::Reseller)];
    let partners = vec![partner(north())];
    world.store.reset(Seed { partners, customers, created_at: START, ..Seed::default() }).await?;
    // One record at a time: if the first stayed due, the second would never have its turn.
    let mut decided = 0;
    for seconds in [10, 11] {
        decided += decide_due(&*world.store, seconds, Decision::Approve, 1).await?;
    }
    assert_eq!(decided, 1);
    assert_eq!(statuses_of(&world, 2).await?, [Approved]);
    Ok(())
}

async fn statuses_of<B: Backend>(world: &World<B>, number: u32) -> anyhow::Result<Vec<VettingStatus>> {
    Ok(world.views(number).await?.into_iter().filter_map(|view| view.status).collect())
}

async fn for_whom_something_waits_is_told_with_when_the_first_of_it_is_due<B: Backend>() -> Tested {
    // North's are due at 80 and 90, and south's one at 85.
    let world = waiting::<B>(2).await?;
    let store = &world.store;
    store.create_customer(create_customer(call(south(), 1), customer(11))).await?;
    let of_south = CreateQualification {
        decision_due_at: Some(at(85)),
        ..post(call(south(), 5), 11, Qualification::Education, "")
    };
    store.create_qualification(of_south).await?;
    let records = async |until: i64| {
        let mut waiting = store.list_partners_waiting(Waiting::Records, at(until)).await?;
        waiting.sort_unstable();
        anyhow::Ok(waiting)
    };
    assert_eq!(records(79).await?, []);
    assert_eq!(records(84).await?, [(north(), at(80))]);
    assert_eq!(records(1000).await?, [(north(), at(80)), (south(), at(85))]);
    assert_eq!(claim(&**store, 80, 1, 9).await?.applicants.len(), 1);
    assert_eq!(records(84).await?, [], "it is somebody's");
    assert_eq!(records(1000).await?, [(north(), at(90)), (south(), at(85))]);
    assert_eq!(records(80 + LEASE_SECONDS).await?.len(), 2);
    assert_eq!(store.list_partners_waiting(Waiting::Reviews, at(1000)).await?, []);
    store.add_endpoint(registration(south(), 2, 6)).await?;
    let declared = post(call(south(), 7), 11, Qualification::StateOwnedEntity, "");
    store.create_qualification(declared).await?;
    assert_eq!(store.list_partners_waiting(Waiting::Receivers, at(1000)).await?, []);
    world.spread().await?;
    assert_eq!(store.list_partners_waiting(Waiting::Receivers, at(1000)).await?, [(south(), at(7))]);
    Ok(())
}
