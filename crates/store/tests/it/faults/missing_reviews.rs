//! Records that came from elsewhere without a case, and the walk that finds them.

use qualify_domain::ports::{Store, StoredReview};
use qualify_domain::qualification::{EducationRecord, EducationState, ExclusiveRecord, QualificationSet};
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_store::{SqliteOptions, SqliteStore};
use qualify_vocabulary::PageSize;
use rusqlite::Connection;

use super::Place;
use crate::conformance::reviews::advancing;
use crate::samples::{START, Tested, customer, document, key, north, partner};

/// More than two looks of a thousand.
const CUSTOMERS: u32 = 2500;
/// The number of every waiting customer is a multiple of it: so a look of a thousand finds more than it may open.
const EVERY: u32 = 50;

fn seed() -> Seed {
    seed_waiting(EVERY)
}

fn seed_waiting(every: u32) -> Seed {
    let record = EducationRecord {
        opened_at: START,
        segment: None,
        website: None,
        state: EducationState::InReview { due_at: None },
    };
    let customers = (1..=CUSTOMERS).map(|number| {
        let waits = number.is_multiple_of(every);
        let exclusive = waits.then(|| ExclusiveRecord::Education(record.clone()));
        SeedCustomer {
            partner: north(),
            customer: customer(number),
            qualifications: QualificationSet { exclusive, ..QualificationSet::default() },
            account_status: None,
        }
    });
    Seed {
        partners: vec![partner(north())],
        customers: customers.collect(),
        created_at: START,
        ..Seed::default()
    }
}

/// Looks until there is nothing left to do; answers how often.
async fn walk(store: &SqliteStore) -> anyhow::Result<u32> {
    let mut looks = 0;
    while store.advance_reviews(advancing(1)).await? > 0 {
        looks += 1;
    }
    Ok(looks)
}

fn count_cases(connection: &Connection) -> anyhow::Result<u32> {
    Ok(connection.query_row("SELECT count(*) FROM reviews", [], |row| row.get(0))?)
}

async fn case_of(store: &SqliteStore, number: u32) -> anyhow::Result<Vec<StoredReview>> {
    Ok(store.list_customer_reviews(key(number), None, PageSize::MAX).await?.items)
}

#[tokio::test]
async fn every_record_of_a_seed_that_waits_gets_one_case() -> Tested {
    let place = Place::new()?;
    let store = place.open(SqliteOptions::default())?;
    store.seed_if_empty(seed()).await?;
    let connection = place.connect()?;
    for _ in 0..2 {
        assert_eq!(count_cases(&connection)?, 0);
        assert_eq!(walk(&store).await?, 3, "sixteen cases at a time; the last look has nothing else to do");
        assert_eq!(count_cases(&connection)?, CUSTOMERS / EVERY);
        for number in [EVERY, CUSTOMERS] {
            let cases = case_of(&store, number).await?;
            assert_eq!(cases.len(), 1);
            assert_eq!(cases[0].review.state.name(), "queued");
        }
        assert_eq!(walk(&store).await?, 0, "nobody looks twice");
        store.reset(seed()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_walk_goes_on_after_a_restart_and_ends_once() -> Tested {
    let place = Place::new()?;
    let store = place.open(SqliteOptions::default())?;
    store.seed_if_empty(seed_waiting(100)).await?;
    store.advance_reviews(advancing(1)).await?;
    drop(store);
    assert_eq!(count_cases(&place.connect()?)?, 10, "those among a thousand customers");
    let store = place.open(SqliteOptions::default())?;
    assert_eq!(walk(&store).await?, 1, "from there on");
    assert_eq!(count_cases(&place.connect()?)?, CUSTOMERS / 100);
    drop(store);
    let store = place.open(SqliteOptions::default())?;
    assert_eq!(walk(&store).await?, 0, "it has ended, also for the next process");
    Ok(())
}

#[tokio::test]
async fn a_record_that_does_not_read_back_keeps_no_other_from_its_case() -> Tested {
    let place = Place::new()?;
    let store = place.open(SqliteOptions::default())?;
    store.seed_if_empty(seed()).await?;
    let broken = "UPDATE customers SET segment = 'no segment' WHERE id = ?1";
    place.connect()?.execute(broken, [customer(EVERY).id.as_bytes()])?;
    walk(&store).await?;
    assert_eq!(count_cases(&place.connect()?)?, CUSTOMERS / EVERY - 1);
    // Repaired, it gets its case with the next start.
    place.connect()?.execute("UPDATE customers SET segment = NULL", [])?;
    drop(store);
    let store = place.open(SqliteOptions::default())?;
    walk(&store).await?;
    assert_eq!(count_cases(&place.connect()?)?, CUSTOMERS / EVERY);
    drop(store);
    let store = place.open(SqliteOptions::default())?;
    assert_eq!(walk(&store).await?, 0, "nothing was passed over this time");
    Ok(())
}

#[tokio::test]
async fn a_case_to_which_its_partner_came_before_the_walk_begins_with_it() -> Tested {
    let place = Place::new()?;
    let store = place.open(SqliteOptions::default())?;
    store.seed_if_empty(seed()).await?;
    let case = case_of(&store, EVERY).await?.remove(0).review.subject.id;
    store.add_document(advancing(1).act, key(EVERY), document(case, 1)).await?;
    walk(&store).await?;
    let cases = case_of(&store, EVERY).await?;
    assert_eq!((cases.len(), cases[0].documents.len()), (1, 1));
    assert!(cases[0].review.sla.running_since.is_some(), "its time runs");
    Ok(())
}

#[tokio::test]
async fn a_restored_snapshot_is_walked_too() -> Tested {
    let place = Place::new()?;
    let store = place.open(SqliteOptions::default())?;
    store.seed_if_empty(seed()).await?;
    let name = qualify_domain::snapshot::SnapshotName::parse("before").expect("a good name");
    store.take_snapshot(name.clone(), Vec::new()).await?;
    walk(&store).await?;
    store.restore_snapshot(name, ("clock", vec![1]), || ()).await?;
    let connection = place.connect()?;
    assert_eq!(count_cases(&connection)?, 0, "it was taken before the walk");
    walk(&store).await?;
    assert_eq!(count_cases(&connection)?, CUSTOMERS / EVERY);
    Ok(())
}
