//! Leases: a record that is due is one worker's at a time, and is decided once.

use std::collections::BTreeSet;
use std::sync::Arc;

use qualify_domain::customer::{BillingUpdate, EtagPrecondition};
use qualify_domain::ports::{
    CreateQualification, CustomerStore as _, DecisionStore as _, DueBacklog, Leases, OperatorStore as _,
    QualificationStore as _, SandboxStore as _, SavedRound, UpdateBilling, WorkStore as _,
};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{
    EducationRecord, EducationState, ExclusiveRecord, QualificationSet, SegmentInput,
};
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_vocabulary::{
    Decision, EducationSegment, PageSize, Qualification, ReasonCode, VettingReason, VettingStatus,
};
use tokio::task::JoinSet;

use super::Backend;
use crate::samples::{
    START, Tested, World, act, at, billing_input, call, customer, delete_customer, key, north, partner, post,
    put,
};
use crate::worker::{LEASE_SECONDS, Scripted, claim, decisions, fresh_seed, round};

for_each_backend! {
    an_applicant_is_the_customer_as_it_stands,
    a_claimed_record_is_nobody_elses_until_the_lease_ends,
    two_claims_that_race_share_no_record,
    a_lease_that_ran_out_and_was_taken_over_is_lost,
    a_lease_that_ran_out_and_was_not_taken_over_still_counts,
    records_of_a_killed_worker_are_due_again_at_once,
    a_clock_that_jumps_frees_leases_and_decides_once,
    a_request_that_was_sent_again_meanwhile_is_not_decided_by_the_old_claim,
    what_happened_to_a_claimed_record_meanwhile_goes_before,
    a_decision_that_must_wait_is_due_again_then_and_not_before,
    what_waits_is_counted_without_what_is_claimed,
    ten_workers_decide_each_record_once,
    an_attempt_is_a_request_and_a_public_mailbox_is_none,
}

const EDUCATION: Qualification = Qualification::Education;

fn approval() -> Scripted {
    Scripted::saying(Decision::Approve)
}

/// Customers 1 to `count`, each with a request that is due at 10.
async fn waiting<B: Backend>(count: u32) -> anyhow::Result<World<B>> {
    let world = World::<B>::with_customers(count).await?;
    for number in 1..=count {
        ask(&world, number, 5, 10).await?;
    }
    Ok(world)
}

async fn ask<B: Backend>(world: &World<B>, number: u32, seconds: i64, due: i64) -> Tested {
    let command = CreateQualification {
        decision_due_at: Some(at(due)),
        ..post(call(north(), seconds), number, EDUCATION, "")
    };
    world.store.create_qualification(command).await?;
    Ok(())
}

/// How many decisions there are about a customer.
async fn count<B: Backend>(world: &World<B>, number: u32) -> anyhow::Result<usize> {
    Ok(world.store.list_decisions(key(number), None, PageSize::MAX, false).await?.items.len())
}

async fn an_applicant_is_the_customer_as_it_stands<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let declared = post(call(north(), 4), 1, Qualification::StateOwnedEntity, "");
    world.store.create_qualification(declared).await?;
    let mut command = post(call(north(), 5), 1, EDUCATION, "");
    command.request.segment = SegmentInput::Known(EducationSegment::K12);
    command.request.website = Some("https://school1.example/about".to_owned());
    let command = CreateQualification { decision_due_at: Some(at(10)), ..command };
    world.store.create_qualification(command).await?;
    let claimed = claim(&*world.store, 10, 1, 9).await?;
    let [applicant] = claimed.applicants.as_slice() else { anyhow::bail!("{claimed:?}") };
    assert_eq!((claimed.examined, applicant.key, applicant.asked_for), (1, key(1), EDUCATION));
    assert_eq!(applicant.segment, Some(EducationSegment::K12));
    assert_eq!(applicant.website.as_deref(), Some("https://school1.example/about"));
    assert_eq!((applicant.legal_name.as_str(), applicant.country.as_str()), ("School 00001", "US"));
    assert_eq!((applicant.email.as_str(), &applicant.domain), ("it@lakeside.example", &customer(1).domain));
    assert_eq!(applicant.held, [Qualification::StateOwnedEntity]);
    assert_eq!((applicant.opened_at, applicant.attempt), (at(5), 1));
    assert_eq!(applicant.code_organization, None);
    Ok(())
}

async fn a_claimed_record_is_nobody_elses_until_the_lease_ends<B: Backend>() -> Tested {
    let world = waiting::<B>(3).await?;
    let store = &*world.store;
    assert_eq!(claim(store, 10, 1, 2).await?.applicants.len(), 2);
    assert_eq!(claim(store, 10, 2, 9).await?.applicants.len(), 1, "the third is free");
    assert_eq!(claim(store, 10 + LEASE_SECONDS - 1, 3, 9).await?.examined, 0);
    assert_eq!(claim(store, 10 + LEASE_SECONDS, 4, 9).await?.applicants.len(), 3);
    Ok(())
}

async fn two_claims_that_race_share_no_record<B: Backend>() -> Tested {
    let world = waiting::<B>(40).await?;
    let mut claims = JoinSet::new();
    for number in 1..=8 {
        let store = Arc::clone(&world.store);
        claims.spawn(async move { claim(&*store, 10, number, 10).await });
    }
    let mut seen = BTreeSet::new();
    while let Some(claimed) = claims.join_next().await {
        for applicant in claimed??.applicants {
            assert!(seen.insert(applicant.key.customer), "{:?} was given twice", applicant.key);
        }
    }
    assert_eq!(seen.len(), 40);
    Ok(())
}

async fn a_lease_that_ran_out_and_was_taken_over_is_lost<B: Backend>() -> Tested {
    let world = waiting::<B>(2).await?;
    let store = &*world.store;
    let first = claim(store, 10, 1, 9).await?.applicants;
    let second = claim(store, 10 + LEASE_SECONDS, 2, 1).await?.applicants;
    let late = store.save_decisions(decisions(71, 1, &first, &approval())).await?;
    assert_eq!(late, SavedRound { decided: 1, lost: 1, ..SavedRound::default() });
    let denial = Scripted::saying(Decision::Deny(VettingReason::Restricted));
    let saved = store.save_decisions(decisions(72, 2, &second, &denial)).await?;
    assert_eq!(saved, SavedRound { decided: 1, ..SavedRound::default() });
    assert_eq!((count(&world, 1).await?, count(&world, 2).await?), (1, 1));
    assert_eq!(world.views(1).await?[0].status, Some(VettingStatus::Denied), "the second one counts");
    assert_eq!(world.check_chains().await?, 2);
    Ok(())
}

async fn a_lease_that_ran_out_and_was_not_taken_over_still_counts<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    let claimed = claim(&*world.store, 10, 1, 9).await?.applicants;
    let late = world.store.save_decisions(decisions(9999, 1, &claimed, &approval())).await?;
    assert_eq!(late.decided, 1);
    let again = world.store.save_decisions(decisions(9999, 1, &claimed, &approval())).await?;
    assert_eq!(again, SavedRound { lost: 1, ..SavedRound::default() }, "what was saved is not saved twice");
    assert_eq!(count(&world, 1).await?, 1);
    Ok(())
}

async fn records_of_a_killed_worker_are_due_again_at_once<B: Backend>() -> Tested {
    let world = waiting::<B>(3).await?;
    let killed = claim(&*world.store, 10, 1, 2).await?.applicants;
    assert_eq!(world.store.release_leases(Leases::Own).await?, 2);
    assert_eq!(world.store.release_leases(Leases::Own).await?, 0);
    let (examined, saved) = round(&*world.store, 10, &approval(), 9).await?;
    assert_eq!((examined, saved.decided), (3, 3));
    let late = world.store.save_decisions(decisions(11, 1, &killed, &approval())).await?;
    assert_eq!((late.lost, late.decided), (2, 0));
    assert_eq!(world.check_chains().await?, 3);
    Ok(())
}

async fn a_clock_that_jumps_frees_leases_and_decides_once<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    let store = &*world.store;
    let slow = claim(store, 10, 1, 9).await?.applicants;
    let day = 24 * 3600;
    let (_, saved) = round(store, day, &approval(), 9).await?;
    assert_eq!(saved.decided, 1);
    assert_eq!(store.save_decisions(decisions(day, 1, &slow, &approval())).await?.lost, 1);
    // A clock that was set back makes nothing due that is not.
    assert!(ask(&world, 1, 20, day + 100).await.is_err(), "the customer has been approved");
    assert_eq!(claim(store, 20, 2, 9).await?.examined, 0);
    assert_eq!(count(&world, 1).await?, 1);
    Ok(())
}

async fn a_request_that_was_sent_again_meanwhile_is_not_decided_by_the_old_claim<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    let store = &*world.store;
    let old = claim(store, 10, 1, 9).await?.applicants;
    let denial = Verdict::Deny(VettingReason::NotAcademicDomain);
    store.decide_education(act(10), key(1), denial, fresh_seed()).await?;
    // The clock stands: nothing but the lease tells the two requests apart.
    ask(&world, 1, 5, 10).await?;
    let saved = store.save_decisions(decisions(10, 1, &old, &approval())).await?;
    assert_eq!(saved, SavedRound { lost: 1, ..SavedRound::default() });
    assert_eq!(world.views(1).await?[0].status, Some(VettingStatus::InReview));
    let new = claim(store, 10, 2, 9).await?.applicants;
    assert_eq!(new[0].attempt, 2);
    assert_eq!(store.save_decisions(decisions(10, 2, &new, &approval())).await?.decided, 1);
    assert_eq!(count(&world, 1).await?, 2, "the operator's and the worker's");
    Ok(())
}

async fn what_happened_to_a_claimed_record_meanwhile_goes_before<B: Backend>() -> Tested {
    let world = waiting::<B>(3).await?;
    let store = &*world.store;
    let claimed = claim(store, 10, 1, 9).await?.applicants;
    store.decide_education(act(11), key(1), Verdict::Approve, fresh_seed()).await?;
    store.delete_customer(delete_customer(call(north(), 11), 2)).await?;
    let update = BillingUpdate { precondition: EtagPrecondition::Any, profile: billing_input("New Name") };
    let renamed = UpdateBilling { call: call(north(), 11), customer: key(3).customer, update };
    store.update_billing(renamed).await?;
    let denial = Scripted::saying(Decision::Deny(VettingReason::Restricted));
    let saved = store.save_decisions(decisions(12, 1, &claimed, &denial)).await?;
    assert_eq!(saved, SavedRound { decided: 1, lost: 2, ..SavedRound::default() });
    assert_eq!(world.views(1).await?[0].status, Some(VettingStatus::Approved));
    assert_eq!(
        world.views(3).await?[0].status,
        Some(VettingStatus::Denied),
        "a new name takes no lease away"
    );
    Ok(())
}

async fn a_decision_that_must_wait_is_due_again_then_and_not_before<B: Backend>() -> Tested {
    let world = waiting::<B>(1).await?;
    let store = &*world.store;
    let before = world.effects().await?;
    let waits = Scripted { not_before: Some(at(500)), ..approval() };
    let (_, saved) = round(store, 10, &waits, 9).await?;
    assert_eq!(saved, SavedRound { postponed: 1, ..SavedRound::default() });
    assert_eq!((world.effects().await?, count(&world, 1).await?), (before, 0), "nobody sees that");
    assert_eq!(claim(store, 499, 1, 9).await?.examined, 0);
    // A moment of the past is no reason to ask without end.
    let waits = Scripted { not_before: Some(at(0)), ..approval() };
    assert_eq!(round(store, 500, &waits, 9).await?.1.postponed, 1);
    assert_eq!(claim(store, 500, 2, 9).await?.examined, 0);
    assert_eq!(round(store, 501, &approval(), 9).await?.1.decided, 1);
    Ok(())
}

async fn what_waits_is_counted_without_what_is_claimed<B: Backend>() -> Tested {
    let world = waiting::<B>(3).await?;
    let store = &*world.store;
    assert_eq!(store.count_due(at(9)).await?, DueBacklog { records: 0, oldest: None });
    assert_eq!(store.count_due(at(10)).await?, DueBacklog { records: 3, oldest: Some(at(10)) });
    claim(store, 10, 1, 2).await?;
    assert_eq!(store.count_due(at(10)).await?, DueBacklog { records: 1, oldest: Some(at(10)) });
    Ok(())
}

/// Records that the workers share.
const SHARED_RECORDS: u32 = 10_000;

async fn ten_workers_decide_each_record_once<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let state = EducationState::InReview { due_at: Some(at(10)) };
    let record = EducationRecord { opened_at: at(5), segment: None, website: None, state };
    let customers = (1..=SHARED_RECORDS).map(|number| SeedCustomer {
        partner: north(),
        customer: customer(number),
        qualifications: QualificationSet {
            exclusive: Some(ExclusiveRecord::Education(record.clone())),
            state_owned: None,
        },
        account_status: None,
    });
    let (partners, customers) = (vec![partner(north())], customers.collect());
    world.store.reset(Seed { partners, customers, created_at: START, ..Seed::default() }).await?;
    let mut workers = JoinSet::new();
    for _ in 0..10 {
        let store = Arc::clone(&world.store);
        workers.spawn(async move {
            let mut decided = 0;
            loop {
                let (examined, saved) = round(&*store, 10, &approval(), 16).await?;
                decided += saved.decided;
                if examined == 0 {
                    return anyhow::Ok(decided);
                }
            }
        });
    }
    let mut decided = 0;
    while let Some(worker) = workers.join_next().await {
        decided += worker??;
    }
    assert_eq!(decided, SHARED_RECORDS as usize);
    for number in 1..=SHARED_RECORDS {
        assert_eq!(count(&world, number).await?, 1, "customer {number}");
    }
    assert_eq!(world.check_chains().await?, u64::from(SHARED_RECORDS));
    Ok(())
}

async fn an_attempt_is_a_request_and_a_public_mailbox_is_none<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &*world.store;
    let denial = |reason_code| Scripted {
        reason_code,
        ..Scripted::saying(Decision::Deny(VettingReason::NotAcademicDomain))
    };
    let table = [
        (ReasonCode::FreeMail, 1),
        (ReasonCode::Disposable, 1),
        (ReasonCode::EduNoEvidence, 1),
        (ReasonCode::FreeMail, 2),
        (ReasonCode::EduNoEvidence, 2),
        (ReasonCode::EduNoEvidence, 3),
    ];
    for (seconds, (reason_code, attempt)) in (10..).zip(table) {
        ask(&world, 1, seconds, seconds).await?;
        let claimed = claim(store, seconds, 100 + u32::try_from(seconds)?, 9).await?.applicants;
        assert_eq!(claimed[0].attempt, attempt, "{reason_code}");
        let number = 100 + u32::try_from(seconds)?;
        store.save_decisions(decisions(seconds, number, &claimed, &denial(reason_code))).await?;
    }
    // A PUT that is refused stores nothing, and is no attempt.
    let mut set = put(call(north(), 50), 1, EDUCATION, "", Decision::NeedsPerson);
    assert!(store.set_qualification(set.clone()).await.is_err());
    set.vetter = approval().shared();
    store.set_qualification(set).await?;
    let newest = store.list_decisions(key(1), None, PageSize::MAX, false).await?.items.remove(0);
    assert_eq!(newest.sealed.record.attempt, 4);
    let stored = store.get_qualifications(key(1)).await?.exclusive;
    assert!(
        matches!(&stored, Some(ExclusiveRecord::Education(it)) if it.state == EducationState::Approved),
        "{stored:?}"
    );
    Ok(())
}
