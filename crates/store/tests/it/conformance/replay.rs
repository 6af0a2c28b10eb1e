//! Idempotency: the same key is the same call (contract 3.2).

use qualify_domain::Refusal;
use qualify_domain::caller::Call;
use qualify_domain::ports::{
    CustomerStore as _, OperatorStore as _, QualificationStore as _, Retention, WorkStore as _,
};
use qualify_domain::replay::{Presentation, REPLAY_LIFETIME};
use qualify_vocabulary::{Decision, Qualification, SignedDuration};

use super::Backend;
use crate::samples::{
    Tested, World, at, call, create_customer, customer, delete_customer, key, keyed_call, north, post, put,
    refusal, south,
};
use crate::worker::fresh_seed;

const GCC: Qualification = Qualification::GovernmentCommunityCloud;
const EDUCATION: Qualification = Qualification::Education;

for_each_backend! {
    the_same_key_gives_the_same_outcome_and_one_effect,
    another_key_or_none_is_another_call,
    a_key_is_the_partners_own,
    a_replay_shows_the_first_outcome_although_the_record_has_changed,
    a_repeated_delete_is_answered_like_the_first,
    a_repeated_creation_is_answered_like_the_first,
    a_reader_gets_no_replay,
    a_replay_about_a_customer_that_is_gone_is_refused,
    a_failure_is_not_kept,
    a_key_is_forgotten_after_its_time,
    a_key_that_nobody_has_removed_yet_is_forgotten_too,
}

/// The presentation of the call that came first.
fn presentation(number: u8, seconds: i64) -> Option<Presentation> {
    keyed_call(north(), seconds, number).replay.map(|replay| replay.presentation)
}

async fn the_same_key_gives_the_same_outcome_and_one_effect<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.issue(north(), "1111", Some(9)).await?;
    let store = &world.store;
    let first = store.create_qualification(post(keyed_call(north(), 5, 1), 1, GCC, "1111")).await?;
    let again = store.create_qualification(post(keyed_call(north(), 8, 1), 1, GCC, "1111")).await?;
    assert_eq!(first.outcome, again.outcome);
    assert_eq!((first.replayed, again.replayed), (None, presentation(1, 5)));
    let set = |seconds| put(keyed_call(north(), seconds, 2), 2, GCC, "1111", Decision::Approve);
    let first = store.set_qualification(set(6)).await?;
    let again = store.set_qualification(set(9)).await?;
    assert_eq!((first.outcome, again.outcome), (GCC, GCC));
    assert_eq!((first.replayed, again.replayed), (None, presentation(2, 6)));
    assert_eq!(world.remaining("1111").await?, Some(7));
    assert_eq!(world.effects().await?, (2, 0, 2));
    Ok(())
}

async fn another_key_or_none_is_another_call<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_qualification(post(keyed_call(north(), 5, 1), 1, EDUCATION, "")).await?;
    for call in [keyed_call(north(), 6, 2), call(north(), 6)] {
        let second = store.create_qualification(post(call, 1, EDUCATION, "")).await;
        assert!(matches!(refusal(second)?, Refusal::AlreadyQualified { .. }));
    }
    assert_eq!(world.effects().await?, (1, 2, 1));
    Ok(())
}

async fn a_key_is_the_partners_own<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_customer(create_customer(call(south(), 2), customer(2))).await?;
    store.create_qualification(post(keyed_call(north(), 5, 1), 1, EDUCATION, "")).await?;
    let other = store.create_qualification(post(keyed_call(south(), 5, 1), 2, EDUCATION, "")).await?;
    assert_eq!(other.replayed, None);
    Ok(())
}

async fn a_replay_shows_the_first_outcome_although_the_record_has_changed<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let first = store.create_qualification(post(keyed_call(north(), 5, 1), 1, EDUCATION, "")).await?;
    let verdict = qualify_domain::qualification::decide::Verdict::Approve;
    store.decide_education(crate::samples::act(6), key(1), verdict, fresh_seed()).await?;
    let again = store.create_qualification(post(keyed_call(north(), 7, 1), 1, EDUCATION, "")).await?;
    assert_eq!(first.outcome, again.outcome);
    assert_ne!(world.views(1).await?, [again.outcome]);
    Ok(())
}

async fn a_repeated_delete_is_answered_like_the_first<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let delete = |call: Call| delete_customer(call, 1);
    assert_eq!(store.delete_customer(delete(keyed_call(north(), 5, 1))).await?.replayed, None);
    let before = world.trail(north()).await?;
    let again = store.delete_customer(delete(keyed_call(north(), 6, 1))).await?;
    assert_eq!(again.replayed, presentation(1, 5), "although the customer is gone");
    for other in [keyed_call(north(), 7, 2), keyed_call(south(), 7, 1), call(north(), 7)] {
        let deleted = store.delete_customer(delete(other)).await;
        assert_eq!(refusal(deleted)?, Refusal::CustomerNotFound);
    }
    assert_eq!(world.trail(north()).await?, before);
    Ok(())
}

async fn a_repeated_creation_is_answered_like_the_first<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let create = |seconds, number| create_customer(keyed_call(north(), seconds, 1), customer(number));
    let first = store.create_customer(create(5, 1)).await?;
    // The server makes a new id for each call; the first one counts.
    let again = store.create_customer(create(6, 2)).await?;
    assert_eq!(again.outcome, first.outcome);
    assert_eq!(again.replayed, presentation(1, 5));
    assert_eq!(refusal(store.get_customer(key(2)).await)?, Refusal::CustomerNotFound);
    assert_eq!(world.trail(north()).await?.len(), 1);
    Ok(())
}

async fn a_reader_gets_no_replay<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let store = &world.store;
    let mut reader = keyed_call(north(), 6, 1);
    reader.caller.role = qualify_vocabulary::PartnerRole::Reader;
    store.create_qualification(post(keyed_call(north(), 5, 1), 1, EDUCATION, "")).await?;
    let posted = store.create_qualification(post(reader.clone(), 1, EDUCATION, "")).await;
    assert_eq!(refusal(posted)?, Refusal::RoleNotSufficient);
    store.delete_customer(delete_customer(keyed_call(north(), 5, 2), 2)).await?;
    let mut reader = keyed_call(north(), 6, 2);
    reader.caller.role = qualify_vocabulary::PartnerRole::Reader;
    let deleted = store.delete_customer(delete_customer(reader, 2)).await;
    assert_eq!(refusal(deleted)?, Refusal::CustomerNotFound);
    Ok(())
}

async fn a_replay_about_a_customer_that_is_gone_is_refused<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.create_qualification(post(keyed_call(north(), 5, 1), 1, EDUCATION, "")).await?;
    store.delete_customer(delete_customer(call(north(), 6), 1)).await?;
    let again = store.create_qualification(post(keyed_call(north(), 7, 1), 1, EDUCATION, "")).await;
    assert_eq!(refusal(again)?, Refusal::CustomerNotFound);
    Ok(())
}

async fn a_failure_is_not_kept<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let post = |seconds| post(keyed_call(north(), seconds, 1), 1, EDUCATION, "");
    assert_eq!(refusal(store.create_qualification(post(5)).await)?, Refusal::CustomerNotFound);
    world.add(customer(1)).await?;
    assert_eq!(store.create_qualification(post(6)).await?.replayed, None);
    assert_eq!(store.create_qualification(post(7)).await?.replayed, presentation(1, 6));
    Ok(())
}

async fn a_key_is_forgotten_after_its_time<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let command = |seconds| post(keyed_call(north(), seconds, 1), 1, EDUCATION, "");
    store.create_qualification(command(0)).await?;
    let day = SignedDuration::from_hours(24);
    let retention = Retention { replays: day, events: day, decision_texts: REPLAY_LIFETIME, rows_max: 100 };
    store.purge_expired(at(0) + day, retention).await?;
    assert!(store.create_qualification(command(1)).await?.replayed.is_some(), "24 hours are kept");
    store.purge_expired(at(1) + day, retention).await?;
    let third = store.create_qualification(command(2)).await;
    assert!(matches!(refusal(third)?, Refusal::AlreadyQualified { .. }));
    Ok(())
}

async fn a_key_that_nobody_has_removed_yet_is_forgotten_too<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    let command = |seconds| put(keyed_call(north(), seconds, 1), 1, EDUCATION, "", Decision::Approve);
    let day = REPLAY_LIFETIME.as_secs();
    store.set_qualification(command(0)).await?;
    store.set_qualification(put(keyed_call(north(), 1, 2), 1, EDUCATION, "", Decision::Approve)).await?;
    assert_eq!(store.set_qualification(command(day)).await?.replayed, presentation(1, 0));
    assert_eq!(store.set_qualification(command(day + 1)).await?.replayed, None);
    assert_eq!(store.set_qualification(command(day + 2)).await?.replayed, presentation(1, day + 1));
    // The key that came back does not hold up those behind it.
    let retention = Retention {
        replays: REPLAY_LIFETIME,
        events: REPLAY_LIFETIME * 2,
        decision_texts: REPLAY_LIFETIME,
        rows_max: 1,
    };
    assert_eq!(store.purge_expired(at(day + 2), retention).await?, 1);
    Ok(())
}
