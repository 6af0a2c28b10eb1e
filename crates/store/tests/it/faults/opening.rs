//! Opening: one service at a time, no newer schema, nothing that is not a database of ours.

use qualify_domain::ports::{CustomerStore as _, InstallationStore as _, StoreError};
use qualify_store::{DatabaseLocation, SCHEMA_VERSION, Store};

use super::{Place, add, seed};
use crate::samples::{Tested, customer, key};

fn file_in(place: &Place, name: &str) -> DatabaseLocation {
    DatabaseLocation::SqliteFile(place.0.path().join(name))
}

fn open(location: &DatabaseLocation) -> Result<Store, StoreError> {
    Store::open(location)
}

#[tokio::test]
async fn a_second_service_is_kept_off_the_file_until_the_first_ends() -> Tested {
    let place = Place::new()?;
    let first = place.open()?;
    let second = place.open();
    assert!(
        matches!(&second, Err(StoreError::Unavailable { reason, .. }) if reason.contains("another qualify")),
        "{second:?}"
    );
    seed(&first).await?;
    add(&first, 1).await?;
    drop(first);
    let second = place.open()?;
    assert_eq!(second.get_customer(key(1)).await?, customer(1));
    Ok(())
}

#[tokio::test]
async fn databases_of_one_folder_do_not_keep_each_other_off() -> Tested {
    let place = Place::new()?;
    let first = open(&file_in(&place, "qualify.db"))?;
    let second = open(&file_in(&place, "qualify.sqlite"))?;
    first.check_ready().await?;
    Ok(second.check_ready().await?)
}

#[tokio::test]
async fn a_database_whose_name_looks_like_a_lock_keeps_its_data() -> Tested {
    let place = Place::new()?;
    let location = file_in(&place, "data.lock");
    let store = open(&location)?;
    seed(&store).await?;
    add(&store, 1).await?;
    drop(store);
    let store = open(&location)?;
    assert_eq!(store.get_customer(key(1)).await?, customer(1));
    Ok(())
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_and_left_as_it_is() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    add(&store, 1).await?;
    drop(store);
    place.connect()?.pragma_update(None, "user_version", SCHEMA_VERSION + 1)?;
    for _ in 0..2 {
        let refused = place.open();
        assert!(
            matches!(&refused, Err(StoreError::Unavailable { reason, .. }) if reason.contains("newer version")),
            "{refused:?}"
        );
    }
    place.connect()?.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    let store = place.open()?;
    assert_eq!(store.get_customer(key(1)).await?, customer(1));
    Ok(())
}

#[tokio::test]
async fn a_store_whose_schema_changes_under_it_is_not_ready() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    store.check_ready().await?;
    place.connect()?.pragma_update(None, "user_version", SCHEMA_VERSION + 1)?;
    let ready = store.check_ready().await;
    assert!(matches!(ready, Err(StoreError::Unavailable { .. })), "{ready:?}");
    Ok(())
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() -> Tested {
    let place = Place::new()?;
    let path = place.0.path().join("notes.txt");
    let text = "These are my notes, and not a database. ".repeat(100);
    std::fs::write(&path, &text)?;
    let refused = open(&file_in(&place, "notes.txt"));
    assert!(
        matches!(&refused, Err(StoreError::Unavailable { reason, .. }) if reason.contains("not a database")),
        "{refused:?}"
    );
    assert_eq!(std::fs::read_to_string(&path)?, text);
    Ok(())
}

#[test]
fn a_place_that_cannot_be_made_is_refused() -> Tested {
    let place = Place::new()?;
    std::fs::write(place.0.path().join("file"), "")?;
    let refused = open(&file_in(&place, "file/qualify.db"));
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_backup_of_a_database_in_use_can_be_made_from_outside() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    add(&store, 1).await?;
    let target = place.0.path().join("copy.db");
    Store::copy_file(store.file(), &target)?;
    let copy = open(&DatabaseLocation::SqliteFile(target.clone()))?;
    assert_eq!(copy.get_customer(key(1)).await?, customer(1));
    let again = Store::copy_file(store.file(), &target);
    assert!(matches!(again, Err(StoreError::Unavailable { .. })), "{again:?}");
    let nowhere = Store::copy_file(&place.0.path().join("nowhere.db"), &place.0.path().join("x.db"));
    assert!(matches!(nowhere, Err(StoreError::Unavailable { .. })), "{nowhere:?}");
    Ok(())
}

#[tokio::test]
async fn a_backup_that_was_interrupted_stands_in_nobodys_way() -> Tested {
    let place = Place::new()?;
    let store = place.open()?;
    seed(&store).await?;
    std::fs::write(place.0.path().join("copy.db.partial"), "half of it")?;
    store.back_up(&place.0.path().join("copy.db")).await?;
    assert!(!place.0.path().join("copy.db.partial").exists());
    let unwritable = place.0.path().join("no/such/folder/copy.db");
    let refused = store.back_up(&unwritable).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    Ok(())
}
