//! Calls that come together: one goes first, the other sees what it left (contract 2.5).

use std::sync::Arc;
use std::time::{Duration, Instant};

use qualify_domain::Refusal;
use qualify_domain::ports::{CustomerStore as _, QualificationStore as _, SandboxStore as _};
use qualify_vocabulary::{Decision, Qualification};
use tokio::task::JoinSet;

use super::Backend;
use crate::samples::{
    Tested, World, call, create_customer, customer, keyed_call, north, post, put, refusal, south,
};

const GCC: Qualification = Qualification::GovernmentCommunityCloud;

for_each_backend! {
    sixty_four_customers_share_the_five_units_of_a_code,
    sixty_four_calls_with_one_key_have_one_effect_and_one_outcome,
    twenty_puts_for_one_customer_take_one_unit,
    one_of_many_that_want_a_domain_gets_it,
    reads_see_what_was_acknowledged_before_them,
}

/// Rounds of the race for units; fewer where the disk is slow, and never none.
const ROUNDS_MAX: u32 = 50;
const ROUNDS_TIME_MAX: Duration = Duration::from_secs(4);

async fn sixty_four_customers_share_the_five_units_of_a_code<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(64).await?;
    let started = Instant::now();
    for round in 1..=ROUNDS_MAX {
        let code = format!("{:06}", 100_000 + round);
        world.issue(north(), &code, Some(5)).await?;
        let mut calls = JoinSet::new();
        for number in 1..=64 {
            let (store, code) = (Arc::clone(&world.store), code.clone());
            calls.spawn(async move {
                store.create_qualification(post(call(north(), 5), number, GCC, &code)).await
            });
        }
        let mut successes = 0;
        while let Some(outcome) = calls.join_next().await {
            match outcome? {
                Ok(_) => successes += 1,
                refused => assert!(matches!(refusal(refused)?, Refusal::ValidationCodeExhausted(_))),
            }
        }
        assert_eq!((successes, world.remaining(&code).await?), (5, Some(0)), "round {round}");
        if started.elapsed() > ROUNDS_TIME_MAX {
            break;
        }
        start_anew(&world, 64).await?;
    }
    Ok(())
}

/// Gives the next round customers without records.
async fn start_anew<B: Backend>(world: &World<B>, count: u32) -> Tested {
    let partners = vec![crate::samples::partner(north())];
    let customers = (1..=count).map(|number| qualify_domain::seed::SeedCustomer {
        partner: north(),
        customer: customer(number),
        qualifications: qualify_domain::qualification::QualificationSet::default(),
        account_status: None,
    });
    let seed = qualify_domain::seed::Seed {
        partners,
        customers: customers.collect(),
        created_at: crate::samples::START,
        ..Default::default()
    };
    Ok(world.store.reset(seed).await?)
}

async fn sixty_four_calls_with_one_key_have_one_effect_and_one_outcome<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(north(), "1111", Some(64)).await?;
    let mut calls = JoinSet::new();
    for seconds in 1..=64 {
        let store = Arc::clone(&world.store);
        calls.spawn(async move {
            store.create_qualification(post(keyed_call(north(), seconds, 7), 1, GCC, "1111")).await
        });
    }
    let (mut fresh, mut outcomes, mut presentations) = (0, Vec::new(), Vec::new());
    while let Some(answer) = calls.join_next().await {
        let answer = answer??;
        fresh += usize::from(answer.replayed.is_none());
        outcomes.push(answer.outcome);
        presentations.extend(answer.replayed);
    }
    assert_eq!((fresh, outcomes.len()), (1, 64));
    outcomes.dedup();
    presentations.dedup();
    assert_eq!((outcomes.len(), presentations.len()), (1, 1), "all alike");
    assert_eq!(world.remaining("1111").await?, Some(63));
    assert_eq!(world.effects().await?, (1, 0, 1));
    Ok(())
}

async fn twenty_puts_for_one_customer_take_one_unit<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.issue(north(), "1111", Some(20)).await?;
    let mut calls = JoinSet::new();
    for seconds in 1..=20 {
        let store = Arc::clone(&world.store);
        let command = put(call(north(), seconds), 1, GCC, "1111", Decision::NeedsPerson);
        calls.spawn(async move { store.set_qualification(command).await });
    }
    while let Some(answer) = calls.join_next().await {
        assert_eq!(answer??.outcome, GCC);
    }
    assert_eq!(world.remaining("1111").await?, Some(19));
    assert_eq!(world.effects().await?, (1, 0, 1));
    Ok(())
}

async fn one_of_many_that_want_a_domain_gets_it<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let mut calls = JoinSet::new();
    for number in 1..=32 {
        let store = Arc::clone(&world.store);
        let partner = if number % 2 == 0 { north() } else { south() };
        let wanted = qualify_domain::customer::Customer { domain: customer(99).domain, ..customer(number) };
        calls.spawn(async move { store.create_customer(create_customer(call(partner, 5), wanted)).await });
    }
    let mut winners = 0;
    while let Some(outcome) = calls.join_next().await {
        match outcome? {
            Ok(_) => winners += 1,
            refused => assert_eq!(refusal(refused)?, Refusal::DomainTaken(customer(99).domain)),
        }
    }
    assert_eq!(winners, 1);
    Ok(())
}

async fn reads_see_what_was_acknowledged_before_them<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(32).await?;
    let mut calls = JoinSet::new();
    for number in 1..=32 {
        let store = Arc::clone(&world.store);
        calls.spawn(async move {
            let command = post(call(north(), 5), number, Qualification::Education, "");
            let posted = store.create_qualification(command).await?;
            let read = store.get_qualifications(crate::samples::key(number)).await?;
            anyhow::Ok((posted.outcome, read))
        });
    }
    while let Some(outcome) = calls.join_next().await {
        let (posted, read) = outcome??;
        assert_eq!(read.views().collect::<Vec<_>>(), [posted]);
    }
    Ok(())
}
