//! What is seen of a store as a whole: that events came, and how much was done.

use std::time::Duration;

use qualify_domain::ports::{
    Changes as _, CustomerStore as _, EventStore as _, EventsFrom, InstallationStore as _,
    ObservationStore as _,
};
use qualify_vocabulary::PageSize;

use super::Backend;
use crate::samples::{Tested, World, key, north};

for_each_backend!(
    a_commit_that_brings_events_wakes_whoever_listens_and_what_it_tells_of_can_be_read,
    what_came_before_a_look_wakes_nobody,
    numbers_grow_with_what_is_written_and_not_with_what_is_read,
);

/// The longest that any of these waits.
const PATIENCE: Duration = Duration::from_secs(20);

async fn a_commit_that_brings_events_wakes_whoever_listens_and_what_it_tells_of_can_be_read<B: Backend>()
-> Tested {
    let world = World::<B>::with_customers(2).await?;
    let other = world.backend.beside(2);
    let mut listeners = [world.store.changes(), other.changes()];
    for (number, seen) in [(1, 1), (2, 2)] {
        for listener in &mut listeners {
            listener.mark_seen();
        }
        world.declare(number, 3).await?;
        for listener in &mut listeners {
            assert!(tokio::time::timeout(PATIENCE, listener.changed()).await?, "the store is open");
            let page = other.read_events(north(), EventsFrom::Oldest, PageSize::MAX).await?;
            assert_eq!(page.events.len(), seen);
        }
    }
    Ok(())
}

async fn what_came_before_a_look_wakes_nobody<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let mut listener = world.store.changes();
    world.declare(1, 3).await?;
    listener.mark_seen();
    let mut told = Box::pin(listener.changed());
    tokio::select! {
        biased;
        _ = &mut told => anyhow::bail!("it was seen"),
        () = std::future::ready(()) => {}
    }
    world.declare(2, 4).await?;
    assert!(tokio::time::timeout(PATIENCE, told).await?);
    Ok(())
}

async fn numbers_grow_with_what_is_written_and_not_with_what_is_read<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let before = world.store.numbers();
    for _ in 0..3 {
        world.store.get_customer(key(1)).await?;
    }
    let read = world.store.numbers();
    assert_eq!((read.commits, read.operations), (before.commits, before.operations));
    for value in 0..3 {
        world.store.save_setting("store.number", vec![value]).await?;
    }
    let written = world.store.numbers();
    assert_eq!(written.operations - before.operations, 3);
    assert!((1..=3).contains(&(written.commits - before.commits)), "{before:?}, {written:?}");
    let names: Vec<_> = written.of_engine.iter().map(|number| number.name).collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    let is_plain = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    assert!(names.iter().all(is_plain), "{names:?}");
    Ok(())
}
