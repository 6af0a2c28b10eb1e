//! What only a server between processes can do: refuse, go away, be newer, and let two of them meet.

mod outbox;
mod round_trips;
mod servers;

use std::sync::Arc;
use std::time::Duration;

use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{
    Changes as _, CustomerStore as _, EventStore as _, EventsFrom, InstallationStore as _,
    ObservationStore as _, OperatorStore as _, QualificationStore as _, SandboxStore as _, StoreError,
    TrailStore as _,
};
use qualify_domain::seed::Seed;
use qualify_store::{DatabaseLocation, SCHEMA_VERSION, Store};
use qualify_vocabulary::{PageSize, Qualification};
use tokio::task::JoinSet;

use crate::conformance::Backend as _;
use crate::conformance::postgres::Postgres;
use crate::samples::{
    START, Tested, World, act, call, create_customer, customer, key, keyed_call, north, partner, post,
    put_partner, south,
};

/// The longest that any of these waits for another process to see something.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn reason(opened: anyhow::Result<Store>) -> anyhow::Result<String> {
    match opened {
        Ok(_) => anyhow::bail!("it opens"),
        Err(error) => match error.downcast::<StoreError>()? {
            StoreError::Unavailable { reason, .. } => Ok(reason.to_owned()),
            other => anyhow::bail!("it is no matter of the installation: {other:?}"),
        },
    }
}

pub(super) fn open(url: &str) -> anyhow::Result<Store> {
    Ok(Store::open(&DatabaseLocation::parse(url)?)?)
}

#[test]
fn what_is_wrong_with_a_database_is_said_with_what_to_do() -> Tested {
    let place = Postgres::empty()?;
    let url = place.url();
    let nobody = url.replace("user=qualify", "user=nobody_of_this_name");
    assert!(reason(open(&nobody))?.contains("the user or the password"), "{nobody}");
    let (before, after) = url.split_once('?').unwrap_or_default();
    let elsewhere = format!("{before}_gone?{after}");
    assert!(reason(open(&elsewhere))?.contains("there is no such database"));
    assert!(reason(open("postgres://qualify@127.0.0.1:1/qualify"))?.contains("does not answer"));
    place.execute("CREATE ROLE poor LOGIN").or_else(|_| place.execute("SELECT 1"))?;
    let poor = url.replace("user=qualify", "user=poor");
    assert!(reason(open(&poor))?.contains("lacks a right"));
    Ok(())
}

#[test]
fn a_schema_of_a_newer_program_is_left_alone_unless_it_serves_this_one_too() -> Tested {
    let place = Postgres::fresh()?;
    let wait = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ready = || wait.block_on(place.store().check_ready());
    let newer = |serves_from: u32| {
        place.execute(&format!("UPDATE schema_version SET version = 99, serves_from = {serves_from}"))
    };
    newer(SCHEMA_VERSION)?;
    ready()?;
    // One that has to start again meanwhile may do so, and changes nothing.
    place.open()?;
    place.execute("SELECT 1 / (version = 99)::int FROM schema_version")?;
    newer(SCHEMA_VERSION + 1)?;
    assert!(reason(place.open())?.contains("newer version of this program"));
    let said = ready().map_err(anyhow::Error::from);
    assert!(said.is_err_and(|said| format!("{said:#}").contains("newer version of this program")));
    // As one left it that said nothing of others.
    place.execute("ALTER TABLE schema_version DROP COLUMN serves_from")?;
    assert!(ready().is_err(), "one that was open is ready no more");
    assert!(reason(place.open())?.contains("newer version of this program"));
    place.execute("UPDATE schema_version SET version = 12")?;
    let said = ready().map_err(anyhow::Error::from);
    assert!(said.is_err_and(|said| format!("{said:#}").contains("qualify db migrate")));
    Ok(())
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was() -> Tested {
    let place = Postgres::empty()?;
    place.execute("CREATE TABLE grants (other TEXT)")?;
    assert!(place.open().is_err());
    place.execute("DROP TABLE grants")?;
    place.open()?;
    Ok(())
}

/// Makes of a database what a program of the first kept schema left.
const FIRST_KEPT: &str = "DROP INDEX IF EXISTS customers_without_record;
    ALTER TABLE schema_version DROP COLUMN IF EXISTS serves_from; UPDATE schema_version SET version = 12";

#[test]
fn a_database_of_the_first_kept_schema_is_brought_to_this_one() -> Tested {
    let place = Postgres::fresh()?;
    let has_index = "SELECT 1 / count(*) FROM pg_indexes WHERE indexname = 'customers_without_record'";
    place.execute(FIRST_KEPT)?;
    assert!(place.execute(has_index).is_err());
    place.open()?;
    place.execute(has_index)?;
    // Programs of that one may go on.
    place.execute("SELECT 1 / (serves_from = 12)::int FROM schema_version")?;
    place.execute("UPDATE schema_version SET version = 12")?;
    place.open()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_processes_that_start_together_bring_one_with_rows_to_this_schema() -> Tested {
    let (place, _, _) = two_processes().await?;
    for number in 1..=3 {
        place.store().create_customer(create_customer(call(north(), 1), customer(number))).await?;
        place.execute(FIRST_KEPT)?;
        let opened = tokio::task::block_in_place(|| -> Vec<_> {
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..5).map(|_| scope.spawn(|| place.open())).collect();
                threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
            })
        });
        for store in opened {
            let store = store.map_err(|_| anyhow::anyhow!("a start panicked"))??;
            store.check_ready().await?;
            assert_eq!(store.get_customer(key(number)).await?, customer(number));
        }
    }
    place.execute("SELECT 1 / (count(*) = 1)::int FROM schema_version")
}

#[test]
fn a_standby_or_a_database_that_is_set_to_read_only_is_refused_with_a_sentence() -> Tested {
    let place = Postgres::empty()?;
    let read_only = format!("{}&options=-c%20default_transaction_read_only%3Don", place.url());
    assert!(reason(open(&read_only))?.contains("takes no writes"));
    Ok(())
}

/// The server's clock is one for all; what it shows is changed here instead of the machine's.
#[test]
fn a_process_whose_clock_is_minutes_away_is_not_ready_and_the_others_are() -> Tested {
    let place = Postgres::fresh()?;
    let wait = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let skew_of = |store: &Store| {
        let numbers = store.numbers().of_engine;
        numbers.iter().find(|it| it.name == "clock_skew_milliseconds").map_or(0, |it| it.value)
    };
    for shift in ["+ interval '5 minutes'", "- interval '5 minutes'"] {
        place.execute(&format!(
            "CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
             AS 'SELECT pg_catalog.clock_timestamp() {}'",
            shift.replace('\'', "''")
        ))?;
        let away = open(&format!("{}&options=-c%20search_path%3Dpublic,pg_catalog", place.url()))?;
        let said = wait.block_on(away.check_ready()).map_err(anyhow::Error::from);
        assert!(said.is_err_and(|said| format!("{said:#}").contains("20 seconds apart")), "{shift}");
        assert!((280_000..=300_001).contains(&skew_of(&away)), "{shift}: {}", skew_of(&away));
        wait.block_on(place.store().check_ready())?;
        assert!(skew_of(&place.store()) < 20_000);
    }
    Ok(())
}

#[test]
fn five_processes_that_start_together_make_one_schema() -> Tested {
    for _ in 0..3 {
        let place = Postgres::empty()?;
        let opened: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..5).map(|_| scope.spawn(|| place.open())).collect();
            threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
        });
        for store in opened {
            store.map_err(|_| anyhow::anyhow!("a start panicked"))??;
        }
    }
    Ok(())
}

async fn two_processes() -> anyhow::Result<(Postgres, Arc<Store>, Arc<Store>)> {
    let place = Postgres::fresh()?;
    let first = place.store();
    let partners = vec![partner(north()), partner(south())];
    first.seed_if_empty(Seed { partners, created_at: START, ..Seed::default() }).await?;
    let second = Arc::new(place.open()?);
    Ok((place, first, second))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_were_cut_cost_nobody_an_answer() -> Tested {
    let (place, store, _) = two_processes().await?;
    store.create_customer(create_customer(call(north(), 1), customer(1))).await?;
    for number in 2..=5 {
        place.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )?;
        assert_eq!(store.get_customer(key(1)).await?, customer(1));
        place.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )?;
        store.create_customer(create_customer(call(north(), i64::from(number)), customer(number))).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_one_trail_and_one_feed_at_one_moment() -> Tested {
    const EACH: u32 = 20;
    let (_place, first, second) = two_processes().await?;
    let mut calls = JoinSet::new();
    for number in 1..=2 * EACH {
        let store = Arc::clone(if number % 2 == 0 { &first } else { &second });
        calls.spawn(async move {
            store.create_customer(create_customer(call(north(), 5), customer(number))).await?;
            let declared = post(call(north(), 5), number, Qualification::StateOwnedEntity, "");
            store.create_qualification(declared).await
        });
    }
    while let Some(outcome) = calls.join_next().await {
        outcome??;
    }
    let trail = first.list_operator_audit(Some(north()), None, PageSize::MAX).await?.items;
    let mut places: Vec<_> = trail.iter().map(|entry| entry.position).collect();
    places.dedup();
    assert_eq!(places.len(), 4 * EACH as usize);
    // Who reads waits for what its own process has written; what another one wrote is there a moment later, in its place.
    let all = i64::from(PageSize::MAX.items().min(u16::try_from(2 * EACH)?));
    for store in [&first, &second] {
        let read = async {
            loop {
                let events = store.read_events(north(), EventsFrom::Oldest, PageSize::MAX).await?.events;
                let numbers: Vec<i64> = events.iter().map(|event| event.sequence).collect();
                let length = i64::try_from(numbers.len())?;
                assert_eq!(numbers, (1..=length).collect::<Vec<_>>(), "there is no gap");
                if length == all {
                    return anyhow::Ok(());
                }
            }
        };
        tokio::time::timeout(PATIENCE, read).await??;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_at_two_processes_has_one_effect() -> Tested {
    let (_place, first, second) = two_processes().await?;
    first.create_customer(create_customer(call(north(), 1), customer(1))).await?;
    let mut calls = JoinSet::new();
    for number in 0..16 {
        let store = Arc::clone(if number % 2 == 0 { &first } else { &second });
        calls.spawn(async move {
            let declared = post(keyed_call(north(), 5, 7), 1, Qualification::StateOwnedEntity, "");
            store.create_qualification(declared).await
        });
    }
    let mut fresh = 0;
    while let Some(outcome) = calls.join_next().await {
        fresh += usize::from(outcome??.replayed.is_none());
    }
    assert_eq!(fresh, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_does_the_other_hears() -> Tested {
    let (_place, first, second) = two_processes().await?;
    let mut listener = second.changes();
    listener.mark_seen();
    first.create_customer(create_customer(call(north(), 1), customer(1))).await?;
    let declared = post(call(north(), 5), 1, Qualification::StateOwnedEntity, "");
    first.create_qualification(declared).await?;
    assert!(tokio::time::timeout(PATIENCE, listener.changed()).await?);
    assert_eq!(second.read_events(north(), EventsFrom::Oldest, PageSize::MAX).await?.events.len(), 1);
    let suspended = Partner { status: PartnerStatus::Suspended, ..partner(south()) };
    first.put_partner(act(3), put_partner(suspended)).await?;
    let seen = async {
        while second.find_partner(south()).is_none_or(|it| it.status == PartnerStatus::Active) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, seen).await?;
    Ok(())
}

/// A caller that goes in the middle of a read, at whichever place, costs nobody who comes after it anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_stops_waiting_leaves_no_transaction_behind() -> Tested {
    let world = World::<Postgres>::with_customers(1).await?;
    let store = world.backend.store();
    for round in 0..64 {
        let mut read = Box::pin(store.get_qualifications(key(1)));
        for _ in 0..round % 8 {
            let is_answered = std::future::poll_fn(|context| {
                std::task::Poll::Ready(read.as_mut().poll(context).is_ready())
            });
            if is_answered.await {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    let mut writes = JoinSet::new();
    for number in 2..=40 {
        let store = Arc::clone(&store);
        writes.spawn(async move {
            store.create_customer(create_customer(call(north(), i64::from(number)), customer(number))).await
        });
    }
    while let Some(written) = writes.join_next().await {
        written??;
    }
    let left = "SELECT 1 / (NOT EXISTS (SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'))::int";
    world.backend.execute(left)
}
