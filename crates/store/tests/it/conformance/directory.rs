//! The partners in memory: what every request asks for is what the store holds.

use std::sync::Arc;
use std::task::{Context, Waker};

use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{OperatorStore as _, SandboxStore as _};
use qualify_domain::seed::Seed;
use qualify_vocabulary::PartnerId;
use tokio::task::JoinSet;

use super::Backend;
use crate::samples::{START, Tested, World, act, north, partner, south};

for_each_backend! {
    a_partner_is_found_as_soon_as_it_is_acknowledged,
    partners_that_come_together_are_all_found,
    a_partner_is_found_although_nobody_waited_for_the_answer,
    partners_that_a_reset_removes_are_not_found,
}

fn numbered(number: u8) -> Partner {
    partner(PartnerId::from([number; 16]))
}

async fn a_partner_is_found_as_soon_as_it_is_acknowledged<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    assert_eq!(world.store.find_partner(north()).as_deref(), Some(&partner(north())));
    assert_eq!(world.store.find_partner(numbered(7).id), None);
    assert_eq!(world.store.count_partners(), 2);
    let changed = Partner {
        status: PartnerStatus::Suspended,
        may_create_customers: false,
        name: "Żółw & Söhne".to_owned(),
        ..partner(south())
    };
    assert_eq!(world.store.put_partner(act(5), crate::samples::put_partner(changed.clone())).await?, changed);
    assert_eq!(world.store.find_partner(south()).as_deref(), Some(&changed));
    assert_eq!(world.store.find_partner(north()).as_deref(), Some(&partner(north())));
    Ok(())
}

async fn partners_that_come_together_are_all_found<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for round in 0..5 {
        let mut calls = JoinSet::new();
        for number in 1..=40 {
            let store = Arc::clone(&world.store);
            let changed = Partner { name: format!("Round {round}"), ..numbered(number) };
            calls.spawn(async move { store.put_partner(act(5), crate::samples::put_partner(changed)).await });
        }
        while let Some(outcome) = calls.join_next().await {
            let acknowledged = outcome??;
            let found = world.store.find_partner(acknowledged.id);
            assert_eq!(found.as_deref(), Some(&acknowledged), "round {round}");
        }
        for number in 1..=40 {
            let found = world.store.find_partner(numbered(number).id);
            assert_eq!(found.map(|it| it.name.clone()), Some(format!("Round {round}")));
        }
    }
    Ok(())
}

/// The longest that a write may take that nobody waits for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

async fn a_partner_is_found_although_nobody_waited_for_the_answer<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    // The first poll hands the write over; then the caller goes away, as at a closed connection.
    let mut call = Box::pin(world.store.put_partner(act(5), crate::samples::put_partner(numbered(7))));
    let first_poll = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    drop(call);
    let written = async {
        while world.store.find_partner(numbered(7).id).is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, written).await?;
    let found = world.store.find_partner(numbered(7).id);
    assert_eq!(found.as_deref(), Some(&numbered(7)), "{first_poll:?}");
    Ok(())
}

async fn partners_that_a_reset_removes_are_not_found<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let seed = Seed { partners: vec![numbered(3)], created_at: START, ..Seed::default() };
    world.store.reset(seed).await?;
    assert_eq!(world.store.find_partner(north()), None);
    assert_eq!(world.store.find_partner(numbered(3).id).as_deref(), Some(&numbered(3)));
    Ok(())
}
