//! What users of a sandbox allowed its applications.

use std::sync::Arc;

use qualify_domain::ports::{AddGrant, Grant, GrantChoice, GrantStore as _, RotateGrant, SandboxStore as _};
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_vocabulary::{ApplicationId, GrantId, UserId};
use tokio::task::JoinSet;

use super::Backend;
use crate::samples::{START, Tested, World, at, bytes, north, partner};

for_each_backend! {
    edge_09_a_grant_is_kept_until_it_is_ended,
    edge_09_a_grant_is_extended_and_never_shortened,
    edge_09_grants_end_by_user_and_by_application,
    edge_09_a_rotated_token_is_good_once_and_a_reuse_ends_its_grant,
    edge_09_of_many_who_rotate_one_token_one_is_first,
    edge_09_no_more_grants_are_kept_than_may_be_and_expired_ones_make_room,
    edge_09_expired_grants_go_in_bounded_portions,
    edge_09_grants_outlive_a_reset_and_a_snapshot,
}

fn id(number: u32) -> GrantId {
    GrantId::from(bytes(0x10, number))
}

fn user(number: u32) -> UserId {
    UserId::from(bytes(0x11, number))
}

fn application(number: u32) -> ApplicationId {
    ApplicationId::from(bytes(0x12, number))
}

fn grant(number: u32, user_number: u32, application_number: u32, ends: i64) -> Grant {
    Grant {
        id: id(number),
        user: user(user_number),
        application: application(application_number),
        expires_at: at(ends),
    }
}

fn adding(grant: Grant) -> AddGrant {
    AddGrant { grant, now: START, grants_max: 10 }
}

fn rotating(number: u32, generation: u32) -> RotateGrant {
    RotateGrant { id: id(number), generation, expires_at: at(100) }
}

async fn edge_09_a_grant_is_kept_until_it_is_ended<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    assert_eq!(store.find_grant(id(1)).await?, None);
    assert!(store.add_grant(adding(grant(1, 1, 1, 60))).await?);
    assert_eq!(store.find_grant(id(1)).await?, Some(grant(1, 1, 1, 60)));
    assert!(store.add_grant(adding(grant(1, 1, 1, 60))).await.is_err(), "an id is used once");
    assert_eq!(store.end_grants(GrantChoice::One(id(1))).await?, 1);
    assert_eq!(store.find_grant(id(1)).await?, None);
    assert_eq!(store.end_grants(GrantChoice::One(id(1))).await?, 0);
    Ok(())
}

async fn edge_09_a_grant_is_extended_and_never_shortened<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.add_grant(adding(grant(1, 1, 1, 60))).await?;
    for (until, ends) in [(70, 70), (65, 70), (71, 71)] {
        assert!(store.extend_grant(id(1), at(until)).await?);
        assert_eq!(store.find_grant(id(1)).await?.map(|grant| grant.expires_at), Some(at(ends)));
    }
    assert!(!store.extend_grant(id(2), at(90)).await?, "what was ended is not brought back");
    assert_eq!(store.find_grant(id(2)).await?, None);
    Ok(())
}

async fn edge_09_grants_end_by_user_and_by_application<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    for (number, user_number, application_number) in [(1, 1, 1), (2, 1, 1), (3, 1, 2), (4, 2, 1), (5, 2, 2)] {
        store.add_grant(adding(grant(number, user_number, application_number, 60))).await?;
    }
    assert_eq!(store.end_grants(GrantChoice::OfUserTo(user(1), application(1))).await?, 2);
    assert!(store.find_grant(id(3)).await?.is_some());
    assert_eq!(store.end_grants(GrantChoice::OfUser(user(2))).await?, 2);
    assert_eq!(store.end_grants(GrantChoice::OfUser(user(3))).await?, 0);
    assert_eq!(store.end_grants(GrantChoice::OfUser(user(1))).await?, 1);
    Ok(())
}

async fn edge_09_a_rotated_token_is_good_once_and_a_reuse_ends_its_grant<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.add_grant(adding(grant(1, 1, 1, 60))).await?;
    store.add_grant(adding(grant(2, 1, 1, 60))).await?;
    assert_eq!(store.rotate_grant(rotating(1, 0)).await?, Some(1));
    assert_eq!(store.rotate_grant(rotating(1, 1)).await?, Some(2));
    assert_eq!(store.find_grant(id(1)).await?.map(|grant| grant.expires_at), Some(at(100)));
    assert_eq!(store.rotate_grant(rotating(1, 0)).await?, None);
    assert_eq!(store.find_grant(id(1)).await?, None, "the grant has ended");
    assert_eq!(store.rotate_grant(rotating(1, 2)).await?, None, "and its newest token with it");
    assert_eq!(store.rotate_grant(rotating(2, 0)).await?, Some(1), "another grant goes on");
    Ok(())
}

async fn edge_09_of_many_who_rotate_one_token_one_is_first<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.add_grant(adding(grant(1, 1, 1, 60))).await?;
    let mut rotations = JoinSet::new();
    for _ in 0..8 {
        let store = Arc::clone(&world.store);
        rotations.spawn(async move { store.rotate_grant(rotating(1, 0)).await });
    }
    let mut first = 0;
    while let Some(rotation) = rotations.join_next().await {
        first += usize::from(rotation??.is_some());
    }
    assert_eq!(first, 1);
    assert_eq!(world.store.find_grant(id(1)).await?, None);
    Ok(())
}

async fn edge_09_no_more_grants_are_kept_than_may_be_and_expired_ones_make_room<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let add = |number, ends, now| {
        store.add_grant(AddGrant { grant: grant(number, 1, 1, ends), now: at(now), grants_max: 2 })
    };
    assert!(add(1, 60, 0).await?);
    assert!(add(2, 90, 0).await?);
    assert!(!add(3, 90, 59).await?);
    assert_eq!(store.find_grant(id(3)).await?, None);
    assert!(add(3, 90, 60).await?, "the first has expired");
    assert_eq!(store.find_grant(id(1)).await?, None);
    assert!(!add(4, 90, 60).await?);
    Ok(())
}

async fn edge_09_expired_grants_go_in_bounded_portions<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    for number in 1..=5 {
        store.add_grant(adding(grant(number, 1, 1, i64::from(number) * 10))).await?;
    }
    assert_eq!(store.purge_grants(at(9), 2).await?, 0);
    assert_eq!(store.purge_grants(at(30), 2).await?, 2);
    assert_eq!(store.purge_grants(at(30), 2).await?, 1);
    assert_eq!(store.purge_grants(at(30), 2).await?, 0);
    assert_eq!(store.find_grant(id(3)).await?, None);
    assert_eq!(store.find_grant(id(4)).await?, Some(grant(4, 1, 1, 40)));
    Ok(())
}

async fn edge_09_grants_outlive_a_reset_and_a_snapshot<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let name = SnapshotName::parse("before").ok_or_else(|| anyhow::anyhow!("the name is good"))?;
    let name = SnapshotKey::of_everybody(name);
    store.add_grant(adding(grant(1, 1, 1, 60))).await?;
    store.add_grant(adding(grant(2, 1, 1, 60))).await?;
    store.take_snapshot(name.clone(), Vec::new()).await?;
    store.end_grants(GrantChoice::One(id(1))).await?;
    store.add_grant(adding(grant(3, 1, 1, 60))).await?;
    assert!(store.restore_snapshot(name, ("clock", Vec::new()), || ()).await?);
    store.reset(Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() }).await?;
    assert_eq!(store.find_grant(id(1)).await?, None, "what was ended stays so");
    for number in [2, 3] {
        assert!(store.find_grant(id(number)).await?.is_some(), "{number}");
    }
    Ok(())
}
