//! How much waits where, as whoever looks after the service is told.

use qualify_domain::ports::{QualificationStore as _, QueueLengths, WebhookStore as _, WorkStore as _};
use qualify_domain::webhook::AttemptOutcome;
use qualify_vocabulary::Qualification;

use super::Backend;
use super::webhooks::registration;
use crate::samples::{Tested, World, at, call, north, post};

for_each_backend! {
    dashboard_04_what_waits_is_counted_where_it_waits,
}

async fn dashboard_04_what_waits_is_counted_where_it_waits<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.spread().await?;
    let store = &world.store;
    assert_eq!(store.count_queues().await?, QueueLengths::default());
    store.add_endpoint(registration(north(), 1, 2)).await?;
    world.ask_person(1, 5).await?;
    world.ask_person(2, 6).await?;
    let queues = store.count_queues().await?;
    assert_eq!((queues.open_cases, queues.oldest_case), (2, Some(at(5))));
    store.create_qualification(post(call(north(), 7), 3, Qualification::StateOwnedEntity, "")).await?;
    let queues = store.count_queues().await?;
    assert!(queues.new_events > 0 && queues.pending_deliveries == 0, "{queues:?}");
    world.spread().await?;
    let spread = store.count_queues().await?;
    assert_eq!(spread.new_events, 0);
    assert!((1..=queues.new_events).contains(&spread.pending_deliveries), "{spread:?}");
    assert!(spread.first_delivery_due.is_some(), "{spread:?}");
    world.attempt_all(8, &AttemptOutcome::Answered(200)).await?;
    let brought = store.count_queues().await?;
    assert_eq!((brought.pending_deliveries, brought.failed_deliveries), (0, 0));
    assert_eq!((brought.waiting_drafts, brought.disabled_receivers), (0, 0));
    Ok(())
}
