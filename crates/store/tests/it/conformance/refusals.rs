//! Refused qualification calls: which of them the trail remembers (contract 1.19: those of steps 10 to 14).

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditOperation, AuditStatus};
use qualify_domain::ports::{
    CreateQualification, OperatorStore as _, QualificationStore as _, SandboxStore as _, SetQualification,
};
use qualify_domain::qualification::{CodeInput, SegmentInput};
use qualify_domain::seed::Seed;
use qualify_vocabulary::{Decision, Qualification, VettingReason};

use super::Backend;
use crate::samples::{
    START, Tested, World, at, call, customer, customer_id, key, keyed_call, north, partner, post, put,
    reader_call, refusal, south,
};

const GCC: Qualification = Qualification::GovernmentCommunityCloud;
const EDUCATION: Qualification = Qualification::Education;

for_each_backend! {
    a_refused_post_of_steps_10_to_13_leaves_one_failed_record,
    a_refused_put_of_steps_10_to_14_leaves_one_failed_record,
    refusals_before_step_10_leave_nothing,
    a_failed_record_tells_what_was_asked_for,
    a_refusal_is_evaluated_anew_each_time,
    edge_08_a_call_that_is_refused_again_within_a_minute_leaves_one_record,
    edge_08_a_state_that_is_put_back_tells_of_a_refusal_again,
}

/// Requests that are refused at steps 10 to 13, in their order. Customer 1 is in review, customer 2 has nothing,
/// customer 3 has GCC, customer 4 is state-owned; code 1111 is used up.
fn refused_posts(seconds: i64) -> Vec<(&'static str, CreateQualification)> {
    let base = |number, what, code: &str| post(call(north(), seconds), number, what, code);
    let mut unknown_segment = base(2, EDUCATION, "");
    unknown_segment.request.segment = SegmentInput::Unknown("Kindergarten".to_owned());
    let without_segment = CreateQualification { is_segment_required: true, ..base(2, EDUCATION, "") };
    let mut long_website = base(2, EDUCATION, "");
    long_website.request.website = Some("x".repeat(2049));
    let mut conflicting = base(2, GCC, "");
    conflicting.request.code = CodeInput::Conflicting;
    let roleless = CreateQualification { is_directory_role_required: true, ..base(2, GCC, "2222") };
    vec![
        ("SegmentUnknown", unknown_segment),
        ("SegmentRequired", without_segment),
        ("MembersUnusable", long_website),
        ("ValidationCodeRequired", base(2, GCC, "")),
        ("ValidationCodeMismatch", conflicting),
        ("DirectoryRoleMissing", roleless),
        ("NotCombinable", base(1, GCC, "2222")),
        ("NotCombinable", base(3, EDUCATION, "")),
        ("AlreadyQualified", base(1, EDUCATION, "")),
        ("AlreadyQualified", base(3, GCC, "2222")),
        ("AlreadyQualified", base(4, Qualification::StateOwnedEntity, "")),
        ("ValidationCodeUnknown", base(2, GCC, "9999")),
        ("ValidationCodeExhausted", base(2, GCC, "1111")),
    ]
}

fn refused_puts(seconds: i64) -> Vec<(&'static str, SetQualification)> {
    let base = |number, what, code: &str, decision| put(call(north(), seconds), number, what, code, decision);
    let approve = Decision::Approve;
    let mut conflicting = base(2, GCC, "", approve);
    conflicting.request.code = CodeInput::Conflicting;
    let roleless = SetQualification { is_directory_role_required: true, ..base(2, GCC, "2222", approve) };
    vec![
        ("ValidationCodeRequired", base(2, GCC, "", approve)),
        ("ValidationCodeMismatch", conflicting),
        ("DirectoryRoleMissing", roleless),
        ("AlreadyQualified", base(1, EDUCATION, "", approve)),
        ("NotCombinable", base(1, GCC, "2222", approve)),
        ("NotCombinable", base(3, EDUCATION, "", approve)),
        ("ValidationCodeUnknown", base(2, GCC, "9999", approve)),
        ("ValidationCodeExhausted", base(2, GCC, "1111", approve)),
        ("VettingRequired", base(2, EDUCATION, "", Decision::NeedsPerson)),
        ("VettingDenied", base(2, EDUCATION, "", Decision::Deny(VettingReason::Restricted))),
    ]
}

/// The events of [`prepared`]: one a change, and one of the code that gave its last unit.
const EVENTS: u64 = 4;

async fn prepared<B: Backend>() -> anyhow::Result<World<B>> {
    let world = World::<B>::with_customers(4).await?;
    world.issue(north(), "1111", Some(1)).await?;
    world.issue(north(), "2222", Some(9)).await?;
    let store = &world.store;
    store.create_qualification(post(call(north(), 2), 1, EDUCATION, "")).await?;
    store.create_qualification(post(call(north(), 3), 3, GCC, "1111")).await?;
    let declaration = post(call(north(), 4), 4, Qualification::StateOwnedEntity, "");
    store.create_qualification(declaration).await?;
    Ok(world)
}

/// All records of all customers, and both codes.
async fn state<B: Backend>(world: &World<B>) -> anyhow::Result<String> {
    let mut sets = Vec::new();
    for number in 1..=4 {
        sets.push(world.store.get_qualifications(key(number)).await?);
    }
    Ok(format!("{sets:?} {:?}", world.store.list_validation_codes(north()).await?))
}

async fn a_refused_post_of_steps_10_to_13_leaves_one_failed_record<B: Backend>() -> Tested {
    let world = prepared::<B>().await?;
    let before = state(&world).await?;
    for (count, (name, command)) in (1..).zip(refused_posts(10)) {
        let refused = refusal(world.store.create_qualification(command).await)?;
        assert!(format!("{refused:?}").starts_with(name), "{name}, not {refused:?}");
        assert_eq!(world.effects().await?, (3, count, EVENTS), "{name}");
    }
    assert_eq!(state(&world).await?, before);
    Ok(())
}

async fn a_refused_put_of_steps_10_to_14_leaves_one_failed_record<B: Backend>() -> Tested {
    let world = prepared::<B>().await?;
    let before = state(&world).await?;
    for (count, (name, command)) in (1..).zip(refused_puts(10)) {
        let refused = refusal(world.store.set_qualification(command).await)?;
        assert!(format!("{refused:?}").starts_with(name), "{name}, not {refused:?}");
        assert_eq!(world.effects().await?, (3, count, EVENTS), "{name}");
    }
    assert_eq!(state(&world).await?, before);
    Ok(())
}

async fn refusals_before_step_10_leave_nothing<B: Backend>() -> Tested {
    let world = prepared::<B>().await?;
    let store = &world.store;
    let before = (world.trail(north()).await?, world.trail(south()).await?);
    let unsettable = [Qualification::None, Qualification::Nonprofit, Qualification::StateOwnedEntity];
    for what in unsettable {
        let set = store.set_qualification(put(call(north(), 9), 2, what, "", Decision::Approve)).await;
        assert_eq!(refusal(set)?, Refusal::NotSettable(what));
    }
    for what in &unsettable[..2] {
        let posted = store.create_qualification(post(call(north(), 9), 2, *what, "")).await;
        assert_eq!(refusal(posted)?, Refusal::NotSettable(*what));
    }
    for call in [call(south(), 9), reader_call(north(), 9), reader_call(south(), 9)] {
        assert!(store.create_qualification(post(call, 1, EDUCATION, "")).await.is_err());
    }
    assert!(store.create_qualification(post(call(north(), 9), 99, EDUCATION, "")).await.is_err());
    assert_eq!((world.trail(north()).await?, world.trail(south()).await?), before);
    Ok(())
}

async fn a_failed_record_tells_what_was_asked_for<B: Backend>() -> Tested {
    let world = prepared::<B>().await?;
    let posted = world.store.create_qualification(post(call(north(), 9), 1, GCC, "2222")).await;
    assert!(matches!(refusal(posted)?, Refusal::NotCombinable { .. }));
    let fact = world.trail(north()).await?.remove(0).fact;
    assert_eq!(fact.operation, AuditOperation::UpdateCustomerQualification);
    assert_eq!((fact.status, fact.at), (AuditStatus::Failed, at(9)));
    assert_eq!(fact.customer.map(|customer| customer.id), Some(customer_id(1)));
    assert_eq!(fact.new_value, None, "nothing is there now that was not there before");
    let in_review = r#"{"Qualification":"Education","VettingStatus":"InReview"}"#;
    assert_eq!(fact.old_value.as_deref(), Some(in_review));
    assert!(fact.details.contains(&("Qualification".into(), "GovernmentCommunityCloud".to_owned())));
    Ok(())
}

async fn a_refusal_is_evaluated_anew_each_time<B: Backend>() -> Tested {
    let world = prepared::<B>().await?;
    let request = || post(keyed_call(north(), 9, 1), 2, GCC, "9999");
    for _ in 0..2 {
        let posted = world.store.create_qualification(request()).await;
        assert!(matches!(refusal(posted)?, Refusal::ValidationCodeUnknown(_)));
    }
    world.issue(north(), "9999", Some(1)).await?;
    let answer = world.store.create_qualification(request()).await?;
    assert!(answer.replayed.is_none(), "the same key succeeds once the reason is gone");
    Ok(())
}

async fn edge_08_a_call_that_is_refused_again_within_a_minute_leaves_one_record<B: Backend>() -> Tested {
    let world = prepared::<B>().await?;
    let refuse =
        async |call, number| refusal(world.store.create_qualification(post(call, number, GCC, "9999")).await);
    let expected = async |failed| {
        assert_eq!(world.effects().await?, (3, failed, EVENTS));
        anyhow::Ok(())
    };
    for seconds in [9, 9, 10, 30, 68] {
        refuse(keyed_call(north(), seconds, 1), 2).await?;
        expected(1).await?;
    }
    // The minute counts from the refusal that was told, and another call is another call.
    refuse(keyed_call(north(), 69, 1), 2).await?;
    expected(2).await?;
    refuse(keyed_call(north(), 69, 2), 2).await?;
    expected(3).await?;
    // Without a request id nobody knows that it is the same call.
    for failed in [4, 5] {
        refuse(call(north(), 70), 2).await?;
        expected(failed).await?;
    }
    let put = || put(keyed_call(north(), 70, 3), 2, GCC, "9999", Decision::Approve);
    for _ in 0..3 {
        refusal(world.store.set_qualification(put()).await)?;
        expected(6).await?;
    }
    Ok(())
}

async fn edge_08_a_state_that_is_put_back_tells_of_a_refusal_again<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let post = || post(keyed_call(north(), 9, 1), 2, GCC, "9999");
    refusal(world.store.create_qualification(post()).await)?;
    let seed = Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() };
    world.store.reset(seed).await?;
    world.add(customer(2)).await?;
    refusal(world.store.create_qualification(post()).await)?;
    assert_eq!(world.effects().await?.1, 1, "the record of before is gone");
    Ok(())
}
