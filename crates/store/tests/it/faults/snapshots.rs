//! Snapshots over restarts, after crashes, and of a size that shows in the time that they take.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::ensure;
use qualify_domain::Refusal;
use qualify_domain::ports::{
    CustomerSeek, CustomerSelection, CustomerStore as _, InstallationStore as _, OperatorStore as _,
    SandboxStore as _, StoreError,
};
use qualify_domain::qualification::QualificationSet;
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_store::Store;
use qualify_vocabulary::PageSize;
use rusqlite::Connection;

use super::{Place, add, seed};
use crate::samples::{START, Tested, customer, key, north, partner};

fn name(text: &str) -> SnapshotKey {
    SnapshotKey::of_everybody(SnapshotName::parse(text).expect("the names of the tests are good"))
}

fn folder(place: &Place) -> std::path::PathBuf {
    place.0.path().join("qualify.db.snapshots")
}

async fn count(store: &Store) -> anyhow::Result<usize> {
    let all = CustomerSelection::All;
    Ok(store.list_customers(north(), all, CustomerSeek::First, PageSize::MAX).await?.items.len())
}

#[tokio::test]
async fn a_snapshot_survives_a_restart_and_what_a_crash_left_half_written_does_not() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    add(&store, 1).await?;
    store.take_snapshot(name("start"), Vec::new()).await?;
    add(&store, 2).await?;
    drop(store);
    fs::write(folder(&place).join(".partial-x"), "half a copy")?;
    let store = place.open()?;
    assert_eq!(fs::read_dir(folder(&place))?.count(), 1);
    assert!(store.restore_snapshot(name("start"), ("clock", vec![1]), || ()).await?);
    assert_eq!(count(&store).await?, 1);
    drop(store);
    place.check_integrity()
}

#[tokio::test]
async fn a_restore_that_fails_in_the_middle_changes_nothing() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    for number in 1..=3 {
        add(&store, number).await?;
    }
    store.take_snapshot(name("broken"), Vec::new()).await?;
    // The customers go in, the details of one of them belong to nobody.
    let broken = Connection::open(folder(&place).join("broken.db"))?;
    broken.execute_batch(
        "PRAGMA foreign_keys = OFF;
         UPDATE customer_details SET customer_id = x'00' WHERE rowid = (SELECT max(rowid) FROM customer_details)",
    )?;
    drop(broken);
    add(&store, 4).await?;
    let failed = store.restore_snapshot(name("broken"), ("clock", vec![1]), || ()).await;
    assert!(matches!(failed, Err(StoreError::Failed(_))), "{failed:?}");
    assert_eq!(count(&store).await?, 4);
    assert_eq!(store.get_customer(key(4)).await?, customer(4));
    assert_eq!(store.load_setting("clock").await?, None);
    add(&store, 5).await?;
    drop(store);
    place.check_integrity()
}

#[tokio::test]
async fn a_snapshot_of_a_schema_that_is_not_taken_over_says_so_and_changes_nothing() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    store.take_snapshot(name("old"), Vec::new()).await?;
    add(&store, 1).await?;
    for version in [0, 1, 11, 999] {
        Connection::open(folder(&place).join("old.db"))?.pragma_update(None, "user_version", version)?;
        let refused = store.restore_snapshot(name("old"), ("clock", vec![1]), || ()).await;
        let is_told = matches!(refused, Err(StoreError::Refused(Refusal::SnapshotOfOtherSchema)));
        assert!(is_told, "{version}: {refused:?}");
        assert_eq!(count(&store).await?, 1, "{version}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_snapshot_is_not_listed_and_not_restored() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    store.take_snapshot(name("good"), Vec::new()).await?;
    fs::write(folder(&place).join("bad.db"), "no database, but long enough to be looked at ".repeat(100))?;
    fs::write(folder(&place).join("readme.txt"), "nothing")?;
    let listed: Vec<_> = store.list_snapshots(None).await?.into_iter().map(|it| it.name).collect();
    assert_eq!(listed, [name("good").name]);
    let failed = store.restore_snapshot(name("bad"), ("clock", vec![1]), || ()).await;
    assert!(failed.is_err(), "{failed:?}");
    assert!(store.find_partner(north()).is_some());
    assert!(store.delete_snapshot(name("bad")).await?);
    Ok(())
}

#[tokio::test]
async fn a_snapshot_holds_no_setting_and_is_for_its_owner_alone() -> Tested {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    store.save_setting("keys", b"the signing key".to_vec()).await?;
    store.take_snapshot(name("start"), Vec::new()).await?;
    let file = folder(&place).join("start.db");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file)?;
    assert!(!bytes.windows(15).any(|window| window == b"the signing key"));
    Ok(())
}

#[tokio::test]
async fn the_log_does_not_grow_with_every_restore() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    store.seed_if_empty(seed_of(1000)).await?;
    store.take_snapshot(name("start"), Vec::new()).await?;
    let mut largest = Vec::new();
    for _ in 0..8 {
        store.restore_snapshot(name("start"), ("clock", vec![1]), || ()).await?;
        largest.push(fs::metadata(place.0.path().join("qualify.db-wal"))?.len());
    }
    assert!(largest[7] <= 2 * largest[1], "{largest:?}");
    Ok(())
}

fn seed_of(customers: u32) -> Seed {
    let customers = (1..=customers).map(|number| SeedCustomer {
        partner: north(),
        customer: customer(number),
        qualifications: QualificationSet::default(),
        account_status: None,
    });
    Seed {
        partners: vec![partner(north())],
        customers: customers.collect(),
        created_at: START,
        ..Seed::default()
    }
}

/// Ten times what the release program may take (`cargo xtask bench --only snapshots`): this is a debug build on a busy
/// machine.
const LIMIT: Duration = Duration::from_secs(3);

#[tokio::test]
async fn ten_thousand_customers_are_taken_and_restored_in_time() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    store.seed_if_empty(seed_of(10_000)).await?;
    let started = Instant::now();
    let taken = store.take_snapshot(name("large"), Vec::new()).await?;
    let take = started.elapsed();
    assert_eq!(taken.customers, 10_000);
    add(&store, 10_001).await?;
    let started = Instant::now();
    store.restore_snapshot(name("large"), ("clock", vec![1]), || ()).await?;
    let restore = started.elapsed();
    println!("10000 customers, {} bytes: taken in {take:?}, restored in {restore:?}", taken.bytes);
    ensure!(take < LIMIT && restore < LIMIT, "{take:?} and {restore:?}");
    assert_eq!(store.get_customer(key(10_000)).await?, customer(10_000));
    assert!(store.get_customer(key(10_001)).await.is_err());
    drop(store);
    place.check_integrity()
}
