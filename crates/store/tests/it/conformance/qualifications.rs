//! Records, their audit trail and their events: the successes of contract 2.5, and the views of 2.6.

use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::ports::{CreateQualification, OperatorStore as _, QualificationStore as _};
use qualify_domain::qualification::decide::Verdict;
use qualify_domain::qualification::{
    EducationRecord, EducationState, ExclusiveRecord, RecordView, SegmentInput,
};
use qualify_vocabulary::{Decision, EducationSegment, Qualification, VettingReason, VettingStatus};

use super::Backend;
use crate::samples::{Tested, World, act, at, call, correlation, key, north, post, put};
use crate::worker::{Scripted, fresh_seed};

const GCC: Qualification = Qualification::GovernmentCommunityCloud;

for_each_backend! {
    an_education_request_is_kept_as_it_was_sent,
    state_ownership_stands_beside_every_other_record,
    a_put_decides_education_at_once,
    a_denied_record_is_replaced_by_a_new_request,
    a_denied_record_makes_place_for_gcc,
    every_change_leaves_one_audit_record_and_one_event,
    an_unchanged_put_leaves_nothing,
    an_audit_record_tells_who_did_what,
    no_validation_code_stands_in_the_trail,
    the_synchronous_view_shows_what_is_approved,
}

async fn an_education_request_is_kept_as_it_was_sent<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let website = Some("https://szkoła.example/\u{1F393}?a=1&b='2'".to_owned());
    let mut command = post(call(north(), 5), 1, Qualification::Education, "");
    command.request.segment = SegmentInput::Known(EducationSegment::HigherEducation);
    command.request.website.clone_from(&website);
    let command = CreateQualification { decision_due_at: Some(at(60)), ..command };
    let answer = world.store.create_qualification(command).await?;
    let expected = RecordView {
        qualification: Qualification::Education,
        status: Some(VettingStatus::InReview),
        reason: None,
        opened_at: Some(at(5)),
    };
    assert_eq!((answer.outcome, answer.replayed), (expected, None));
    let stored = world.store.get_qualifications(key(1)).await?;
    let record = EducationRecord {
        opened_at: at(5),
        segment: Some(EducationSegment::HigherEducation),
        website,
        state: EducationState::InReview { due_at: Some(at(60)) },
    };
    assert_eq!(stored.exclusive, Some(ExclusiveRecord::Education(record)));
    assert_eq!(stored.state_owned, None);
    Ok(())
}

async fn state_ownership_stands_beside_every_other_record<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    world.issue(north(), "1111", None).await?;
    let (store, declared) = (&world.store, Qualification::StateOwnedEntity);
    let answer = store.create_qualification(post(call(north(), 4), 1, declared, "")).await?;
    assert_eq!(answer.outcome, RecordView::STATE_OWNED);
    store.create_qualification(post(call(north(), 5), 1, Qualification::Education, "")).await?;
    store.create_qualification(post(call(north(), 5), 2, GCC, "1111")).await?;
    store.create_qualification(post(call(north(), 6), 2, declared, "")).await?;
    store.import_nonprofit(act(5), key(3)).await?;
    store.create_qualification(post(call(north(), 6), 3, declared, "")).await?;
    store.create_qualification(post(call(north(), 6), 4, declared, "")).await?;
    let nonprofit = Qualification::Nonprofit;
    assert_eq!(world.qualifications(1).await?, [Qualification::Education, declared]);
    assert_eq!(world.qualifications(2).await?, [GCC, declared]);
    assert_eq!(world.qualifications(3).await?, [nonprofit, declared]);
    assert_eq!(world.qualifications(4).await?, [declared]);
    Ok(())
}

async fn a_put_decides_education_at_once<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let command = put(call(north(), 5), 1, Qualification::Education, "", Decision::Approve);
    let answer = world.store.set_qualification(command).await?;
    assert_eq!(answer.outcome, Qualification::Education);
    let views = world.views(1).await?;
    assert_eq!((views[0].status, views[0].opened_at), (Some(VettingStatus::Approved), Some(at(5))));
    Ok(())
}

async fn a_denied_record_is_replaced_by_a_new_request<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let mut first = post(call(north(), 5), 1, Qualification::Education, "");
    first.request.website = Some("https://first.example".to_owned());
    store.create_qualification(first).await?;
    store
        .decide_education(act(6), key(1), Verdict::Deny(VettingReason::NotAcademicDomain), fresh_seed())
        .await?;
    let denied = world.views(1).await?;
    assert_eq!(denied[0].reason, Some(VettingReason::NotAcademicDomain));
    assert_eq!(denied[0].opened_at, Some(at(5)), "a decision keeps the date");
    store.create_qualification(post(call(north(), 9), 1, Qualification::Education, "")).await?;
    let stored = store.get_qualifications(key(1)).await?;
    let state = EducationState::InReview { due_at: None };
    let record = EducationRecord { opened_at: at(9), segment: None, website: None, state };
    assert_eq!(stored.exclusive, Some(ExclusiveRecord::Education(record)), "new date, reason gone");
    Ok(())
}

async fn a_denied_record_makes_place_for_gcc<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", Some(2)).await?;
    let store = &world.store;
    for number in [1, 2] {
        store.create_qualification(post(call(north(), 5), number, Qualification::Education, "")).await?;
        let denial = Verdict::Deny(VettingReason::Restricted);
        store.decide_education(act(6), key(number), denial, fresh_seed()).await?;
    }
    store.create_qualification(post(call(north(), 7), 1, GCC, "1111")).await?;
    store.set_qualification(put(call(north(), 7), 2, GCC, "1111", Decision::NeedsPerson)).await?;
    for number in [1, 2] {
        assert_eq!(world.qualifications(number).await?, [GCC], "the denied record disappears");
    }
    assert_eq!(world.remaining("1111").await?, Some(0));
    Ok(())
}

async fn every_change_leaves_one_audit_record_and_one_event<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.issue(north(), "1111", None).await?;
    let store = &world.store;
    assert_eq!(world.effects().await?, (0, 0, 0));
    store.create_qualification(post(call(north(), 5), 1, Qualification::Education, "")).await?;
    assert_eq!(world.effects().await?, (1, 0, 1));
    store.decide_education(act(6), key(1), Verdict::Approve, fresh_seed()).await?;
    assert_eq!(world.effects().await?, (2, 0, 2));
    store.set_qualification(put(call(north(), 7), 2, GCC, "1111", Decision::Approve)).await?;
    assert_eq!(world.effects().await?, (3, 0, 3));
    store.create_qualification(post(call(north(), 8), 2, Qualification::StateOwnedEntity, "")).await?;
    assert_eq!(world.effects().await?, (4, 0, 4));
    store.import_nonprofit(act(9), key(3)).await?;
    assert_eq!(world.effects().await?, (5, 0, 5));
    Ok(())
}

async fn an_unchanged_put_leaves_nothing<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let set = |seconds| put(call(north(), seconds), 1, Qualification::Education, "", Decision::Approve);
    world.store.set_qualification(set(5)).await?;
    let before = (world.views(1).await?, world.effects().await?);
    let mut denied = set(6);
    denied.vetter = Scripted::saying(Decision::Deny(VettingReason::Restricted)).shared();
    assert_eq!(world.store.set_qualification(denied).await?.outcome, Qualification::Education);
    assert_eq!((world.views(1).await?, world.effects().await?), before);
    Ok(())
}

async fn an_audit_record_tells_who_did_what<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.create_qualification(post(call(north(), 5), 1, Qualification::Education, "")).await?;
    let denial = Verdict::Deny(VettingReason::NotAcademicDomain);
    world.store.decide_education(act(6), key(1), denial, fresh_seed()).await?;
    let trail = world.trail(north()).await?;
    let (decision, request) = (&trail[0].fact, &trail[1].fact);
    assert_eq!(request.operation, AuditOperation::UpdateCustomerQualification);
    assert_eq!(request.status, AuditStatus::Succeeded);
    assert_eq!((request.at, request.correlation_id), (at(5), correlation(5)));
    assert_eq!(request.actor.user_name.as_deref(), Some("ana@reseller.example"));
    assert_eq!(request.old_value.as_deref(), Some(r#"{"Qualification":"None"}"#));
    let in_review = r#"{"Qualification":"Education","VettingStatus":"InReview"}"#;
    assert_eq!(request.new_value.as_deref(), Some(in_review));
    assert_eq!(request.details, [("Qualification".into(), "Education".to_owned())]);
    assert_eq!(decision.actor.user_name.as_deref(), Some("olga@qualify.example"));
    assert_eq!(decision.actor.application, "qualify");
    assert_eq!(decision.old_value.as_deref(), Some(in_review));
    let denied =
        r#"{"Qualification":"Education","VettingStatus":"Denied","VettingReason":"Not an Academic Domain"}"#;
    assert_eq!(decision.new_value.as_deref(), Some(denied));
    Ok(())
}

async fn no_validation_code_stands_in_the_trail<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.issue(north(), "48151642", Some(1)).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 5), 1, GCC, "48151642")).await?;
    let exhausted = store.create_qualification(post(call(north(), 6), 2, GCC, "48151642")).await;
    let unknown = store.create_qualification(post(call(north(), 6), 3, GCC, "23427777")).await;
    assert!(exhausted.is_err() && unknown.is_err());
    let shown = format!("{:?}", world.trail(north()).await?);
    assert!(!shown.contains("48151642") && !shown.contains("23427777"), "{shown}");
    assert!(shown.contains("****42") && shown.contains("****77"), "{shown}");
    Ok(())
}

async fn the_synchronous_view_shows_what_is_approved<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    world.issue(north(), "1111", None).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 5), 1, Qualification::Education, "")).await?;
    store.set_qualification(put(call(north(), 5), 2, GCC, "1111", Decision::Approve)).await?;
    store.import_nonprofit(act(5), key(3)).await?;
    store.create_qualification(post(call(north(), 5), 4, Qualification::StateOwnedEntity, "")).await?;
    let expected = [Qualification::None, GCC, Qualification::Nonprofit, Qualification::None];
    for (number, expected) in (1..).zip(expected) {
        let view = store.get_qualifications(key(number)).await?.synchronous_view();
        assert_eq!(view, expected, "customer {number}");
    }
    store.decide_education(act(6), key(1), Verdict::Approve, fresh_seed()).await?;
    let view = store.get_qualifications(key(1)).await?.synchronous_view();
    assert_eq!(view, Qualification::Education);
    Ok(())
}
