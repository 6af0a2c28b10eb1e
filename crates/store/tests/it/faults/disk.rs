//! A full disk, a locked database, and operations that fail in company.

use std::time::Duration;

use anyhow::{bail, ensure};
use qualify_domain::Refusal;
use qualify_domain::ports::{
    CustomerSeek, CustomerSelection, CustomerStore as _, InstallationStore as _, ObservationStore as _,
    SandboxStore as _, StoreError, TrailStore as _,
};
use qualify_domain::seed::Seed;
use qualify_domain::validation_code::ValidationCode;
use qualify_store::{SqliteOptions, Store};
use qualify_vocabulary::PageSize;
use tokio::task::JoinSet;

use super::{Place, add, hand_over, seed};
use crate::samples::{Tested, at, code_id, customer, key, north, partner, refusal};

/// Room for some tens of customers beside the schema.
const PAGES_MAX: u32 = 115;

/// A database that has no room for another customer, with the number of those that it holds.
async fn filled(place: &Place) -> anyhow::Result<(Store, u32)> {
    let store = place.open_with(SqliteOptions { pages_max: Some(PAGES_MAX), ..SqliteOptions::default() })?;
    seed(&store).await?;
    for number in 1..10_000 {
        match add(&store, number).await {
            Ok(()) => {}
            Err(StoreError::Unavailable { reason, .. }) => {
                ensure!(reason.contains("disk is full"), "{reason}");
                ensure!(number > 10, "there was no room to begin with");
                return Ok((store, number - 1));
            }
            Err(other) => bail!("customer {number}: {other:?}"),
        }
    }
    bail!("the disk never became full");
}

/// Everything acknowledged is there with its audit record, and nothing else.
async fn holds_exactly(store: &Store, numbers: &[u32]) -> Tested {
    let listed = store
        .list_customers(north(), CustomerSelection::All, CustomerSeek::First, PageSize::MAX)
        .await?
        .items;
    let expected: Vec<_> = numbers.iter().map(|number| customer(*number).id).collect();
    let ids: Vec<_> = listed.iter().map(|summary| summary.id).collect();
    ensure!(ids == expected, "{ids:?}, not {expected:?}");
    for number in numbers {
        ensure!(store.get_customer(key(*number)).await? == customer(*number), "customer {number}");
    }
    let trail = store.list_operator_audit(None, None, PageSize::MAX).await?;
    ensure!(trail.items.len() == numbers.len(), "{} audit records", trail.items.len());
    Ok(())
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_loses_nothing() -> Tested {
    let place = Place::new()?;
    let (store, count) = filled(&place).await?;
    for _ in 0..3 {
        let again = add(&store, count + 1).await;
        assert!(matches!(again, Err(StoreError::Unavailable { .. })), "{again:?}");
    }
    let acknowledged: Vec<_> = (1..=count).collect();
    holds_exactly(&store, &acknowledged).await?;
    assert!(!store.is_domain_taken(north(), customer(count + 1).domain).await?, "nothing is half there");
    drop(store);
    place.check_integrity()
}

#[tokio::test]
async fn a_full_disk_works_again_when_there_is_space() -> Tested {
    let place = Place::new()?;
    let (store, count) = filled(&place).await?;
    drop(store);
    let store = place.open()?;
    add(&store, count + 1).await?;
    let acknowledged: Vec<_> = (1..=count + 1).collect();
    holds_exactly(&store, &acknowledged).await?;
    drop(store);
    place.check_integrity()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_come_together_on_a_full_disk_are_all_answered_and_none_is_lost() -> Tested {
    let place = Place::new()?;
    let options = SqliteOptions { pages_max: Some(PAGES_MAX), ..SqliteOptions::default() };
    let store = std::sync::Arc::new(place.open_with(options)?);
    seed(&store).await?;
    let mut acknowledged = vec![1];
    add(&store, 1).await?;
    let mut calls = JoinSet::new();
    for number in 2..=400 {
        let store = std::sync::Arc::clone(&store);
        calls.spawn(async move { (number, add(&store, number).await) });
    }
    while let Some(outcome) = calls.join_next().await {
        match outcome? {
            (number, Ok(())) => acknowledged.push(number),
            (_, Err(StoreError::Unavailable { .. })) => {}
            (number, Err(other)) => bail!("customer {number}: {other:?}"),
        }
    }
    acknowledged.sort_unstable();
    // How many fitted is chance: what makes the disk full takes its whole transaction with it.
    assert!(acknowledged.len() < 400, "the disk never became full");
    holds_exactly(&store, &acknowledged).await?;
    drop(store);
    place.check_integrity()
}

#[tokio::test]
async fn a_locked_database_answers_after_its_time_and_works_when_it_is_free() -> Tested {
    let place = Place::new()?;
    let busy_timeout = Duration::from_millis(50);
    let store = place.open_with(SqliteOptions { busy_timeout, ..SqliteOptions::default() })?;
    seed(&store).await?;
    add(&store, 1).await?;
    let other = place.connect()?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    let refused = add(&store, 2).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    holds_exactly(&store, &[1]).await?;
    store.check_ready().await?;
    other.execute_batch("ROLLBACK")?;
    add(&store, 2).await?;
    holds_exactly(&store, &[1, 2]).await
}

#[tokio::test]
async fn an_operation_that_fails_takes_nothing_from_its_neighbours() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    // It empties the store before it finds that its seed holds one code twice.
    let code = (north(), ValidationCode::issue(code_id("1111"), "County".to_owned(), None, at(1)));
    let partners = vec![partner(north())];
    let broken = Seed { partners, codes: vec![code.clone(), code], ..Seed::default() };
    // While another process holds the database, the operations gather for one transaction.
    let other = place.connect()?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    let mut first = Box::pin(add(&store, 1));
    let mut failing = Box::pin(store.reset(broken));
    let mut refused = Box::pin(add(&store, 1));
    let mut last = Box::pin(add(&store, 2));
    hand_over(&mut first);
    hand_over(&mut failing);
    hand_over(&mut refused);
    hand_over(&mut last);
    let groups = store.numbers().commits;
    other.execute_batch("ROLLBACK")?;
    let (first, failing, refused, last) = tokio::join!(first, failing, refused, last);
    first?;
    last?;
    assert!(matches!(failing, Err(StoreError::Failed(_))), "{failing:?}");
    assert_eq!(refusal(refused)?, Refusal::DomainTaken(customer(1).domain));
    assert!(store.numbers().commits - groups <= 2, "the three that waited share a transaction");
    holds_exactly(&store, &[1, 2]).await
}

#[tokio::test]
async fn closing_the_store_finishes_what_was_handed_over() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    let other = place.connect()?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    for number in 1..=20 {
        // The caller goes away at once; its write stands all the same.
        hand_over(&mut Box::pin(add(&store, number)));
    }
    other.execute_batch("ROLLBACK")?;
    drop(store);
    let store = place.open()?;
    let all: Vec<_> = (1..=20).collect();
    holds_exactly(&store, &all).await
}
