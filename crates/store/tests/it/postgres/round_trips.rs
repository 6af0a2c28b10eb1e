//! What requests wait for, counted: a write for its looks together and for its commit, a read for one answer.

use std::future::Future;

use qualify_domain::ports::{CustomerStore as _, ObservationStore as _, QualificationStore as _, StoreError};
use qualify_store::Store;
use qualify_vocabulary::Qualification;

use super::two_processes;
use crate::conformance::Backend as _;
use crate::conformance::postgres::Postgres;
use crate::samples::{Tested, World, call, create_customer, customer, key, keyed_call, north, post};

fn round_trips(store: &Store) -> u64 {
    let numbers = store.numbers().of_engine;
    numbers.iter().find(|number| number.name == "round_trips").map_or(0, |number| number.value)
}

/// How often an operation waits for the database.
async fn counted<T>(store: &Store, asked: impl Future<Output = T>) -> (T, u64) {
    let before = round_trips(store);
    let answer = asked.await;
    (answer, round_trips(store) - before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_waits_twice_whatever_it_looks_at() -> Tested {
    let world = World::<Postgres>::with_customers(2).await?;
    let store = world.backend.store();
    let declared = || post(keyed_call(north(), 5, 1), 1, Qualification::StateOwnedEntity, "");
    let (created, waits) = counted(&store, store.create_qualification(declared())).await;
    assert_eq!((created?.replayed, waits), (None, 2), "a request");
    let (again, waits) = counted(&store, store.create_qualification(declared())).await;
    assert!(again?.replayed.is_some() && waits == 2, "a repetition: {waits}");
    let code = post(keyed_call(north(), 6, 2), 2, Qualification::GovernmentCommunityCloud, "");
    let (unknown, waits) = counted(&store, store.create_qualification(code)).await;
    assert!(matches!(unknown, Err(StoreError::Refused(_))), "{unknown:?}");
    assert!(waits <= 3, "one that is refused leaves a record as well: {waits}");
    let (made, waits) =
        counted(&store, store.create_customer(create_customer(keyed_call(north(), 7, 3), customer(9)))).await;
    made?;
    assert_eq!(waits, 2, "a customer");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_waits_once() -> Tested {
    let world = World::<Postgres>::with_customers(2).await?;
    let store = world.backend.store();
    let (answer, waits) = counted(&store, store.get_qualifications(key(1))).await;
    answer?;
    assert_eq!(waits, 1, "records");
    let (answer, waits) = counted(&store, store.get_customer(key(1))).await;
    answer?;
    assert_eq!(waits, 1, "a customer");
    let (answer, waits) = counted(&store, store.find_account_status(key(1))).await;
    answer?;
    assert_eq!(waits, 1, "an account status");
    Ok(())
}

/// A transaction that waits in a circle with another one is ended by the server, and run again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_meets_a_deadlock_is_run_again() -> Tested {
    let (place, store, _) = two_processes().await?;
    store.create_customer(create_customer(call(north(), 1), customer(1))).await?;
    let request = post(keyed_call(north(), 5, 7), 1, Qualification::StateOwnedEntity, "");
    let name = request.call.replay.as_ref().map(|replay| hex(replay.key.as_bytes())).unwrap_or_default();
    let (held, holds) = std::sync::mpsc::channel();
    let url = place.url().to_owned();
    // It takes the two locks in the other order, and has more patience than the server has with the other one.
    let other = std::thread::spawn(move || {
        qualify_throwaway::on(&url, |client| async move {
            let first = format!(
                "SET deadlock_timeout = '60s'; BEGIN;
                 SELECT pg_advisory_xact_lock(hashtextextended('qualify.replay {name}', 0))"
            );
            client.batch_execute(&first).await?;
            let _ = held.send(());
            let waits = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
            while !client.query_one(waits, &[]).await?.get::<_, bool>(0) {}
            client.batch_execute("SELECT 1 FROM customers FOR UPDATE; COMMIT").await
        })
    });
    holds.recv()?;
    let before = run_again(&store);
    assert!(store.create_qualification(request).await?.replayed.is_none());
    assert!(run_again(&store) > before, "it met the other one");
    other.join().map_err(|_| anyhow::anyhow!("the other one panicked"))??;
    Ok(())
}

fn run_again(store: &Store) -> u64 {
    let numbers = store.numbers().of_engine;
    numbers.iter().find(|number| number.name == "transactions_run_again").map_or(0, |number| number.value)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes everything");
        text
    })
}
