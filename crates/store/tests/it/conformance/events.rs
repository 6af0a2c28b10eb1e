//! The feed of a partner's events, and which events go.

use qualify_domain::Refusal;
use qualify_domain::ports::{
    CustomerStore as _, EndpointChoice, EventPosition, EventStore as _, EventsFrom, LeaseDeliveries,
    QualificationStore as _, Retention, SandboxStore as _, WebhookStore as _, WorkStore as _,
};
use qualify_domain::seed::Seed;
use qualify_vocabulary::{PageSize, Qualification, SignedDuration};

use super::Backend;
use super::webhooks::{LOOK, attempted, claiming, endpoint, registration, retention, taken, worker};
use crate::samples::{
    START, Tested, World, at, call, create_customer, customer, north, partner, post, refusal, south,
};

for_each_backend! {
    an_event_stays_until_everybody_was_told,
    an_event_that_stays_holds_up_no_other,
    a_partners_events_are_read_without_a_gap,
    a_place_behind_which_something_is_missing_is_refused,
    events_behind_a_partner_that_was_replaced_are_told,
}

async fn an_event_stays_until_everybody_was_told<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 11).await?;
    world.declare(3, 12).await?;
    let year = 365 * 24 * 3600;
    let purge = async || world.store.purge_expired(at(year), retention(SignedDuration::from_secs(60))).await;
    purge().await?;
    assert_eq!(world.backend.count_events()?, 3, "nobody has looked at them");
    world.spread().await?;
    purge().await?;
    assert_eq!(world.backend.count_events()?, 3, "the receiver waits for them");
    assert_eq!(world.attempt_all(year, &taken()).await?, 3);
    purge().await?;
    assert_eq!(world.backend.count_events()?, 1, "the newest stays");
    assert_eq!(world.states(1).await?.len(), 1);
    Ok(())
}

async fn an_event_that_stays_holds_up_no_other<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(9).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    let start = world.store.read_events(north(), EventsFrom::Newest, LOOK).await?.next;
    world.declare(1, 10).await?;
    let behind_first = world.store.read_events(north(), EventsFrom::Behind(start), LOOK).await?.next;
    world.spread().await?;
    world.store.remove_endpoint(call(north(), 11), EndpointChoice::Id(endpoint(1))).await?;
    world.store.add_endpoint(registration(north(), 2, 11)).await?;
    for customer in 2..=9 {
        world.declare(customer, 12).await?;
    }
    world.spread().await?;
    let one = LeaseDeliveries { of_endpoint_max: 7, ..claiming(20, worker(1)) };
    let claimed = world.store.lease_deliveries(one).await?;
    let told = claimed.iter().map(|it| attempted(it, worker(1), 21, taken())).collect();
    world.store.save_attempts(told).await?;
    // Of the eight, seven were told of; which stays, and so does the one of before, whose receiver is on its way out.
    let year = 365 * 24 * 3600;
    let small = Retention { rows_max: 3, ..retention(SignedDuration::from_secs(60)) };
    for _ in 0..9 {
        world.store.purge_expired(at(year), small).await?;
    }
    assert!(world.backend.count_events()? <= 2, "{} events are left", world.backend.count_events()?);
    let missed = world.store.read_events(north(), EventsFrom::Behind(behind_first), LOOK).await;
    assert_eq!(refusal(missed)?, Refusal::EventsNotKept, "a gap is not passed over");
    let oldest = world.store.read_events(north(), EventsFrom::Oldest, LOOK).await?;
    world.store.read_events(north(), EventsFrom::Behind(oldest.next), LOOK).await?;
    Ok(())
}

async fn a_partners_events_are_read_without_a_gap<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(5).await?;
    let store = &world.store;
    let newest = store.read_events(north(), EventsFrom::Newest, LOOK).await?;
    assert_eq!(newest.next, EventPosition::beginning());
    for customer in 1..=5 {
        world.declare(customer, i64::from(customer)).await?;
    }
    let size = PageSize::clamped(2).ok_or_else(|| anyhow::anyhow!("two are a page"))?;
    let (mut from, mut read) = (EventsFrom::Behind(newest.next), Vec::new());
    loop {
        let page = store.read_events(north(), from, size).await?;
        read.extend(page.events.iter().map(|event| event.at));
        from = EventsFrom::Behind(page.next);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(read, [at(1), at(2), at(3), at(4), at(5)]);
    let at_the_end = store.read_events(north(), from.clone(), size).await?;
    assert!(at_the_end.events.is_empty() && !at_the_end.has_more);
    assert_eq!(EventsFrom::Behind(at_the_end.next.clone()), from, "the place stays where it is");
    assert_eq!(store.read_events(north(), EventsFrom::Newest, size).await?.next, at_the_end.next);
    assert!(store.read_events(south(), EventsFrom::Oldest, size).await?.events.is_empty());
    let foreign = store.read_events(south(), from, size).await;
    assert_eq!(refusal(foreign)?, Refusal::EventsNotKept);
    Ok(())
}

async fn a_place_behind_which_something_is_missing_is_refused<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    let store = &world.store;
    let size = PageSize::clamped(1).ok_or_else(|| anyhow::anyhow!("one is a page"))?;
    let beginning = EventsFrom::Behind(EventPosition::beginning());
    let mut places = Vec::new();
    let mut from = beginning.clone();
    for customer in 1..=3 {
        world.declare(customer, i64::from(customer)).await?;
        from = EventsFrom::Behind(store.read_events(north(), from, size).await?.next);
        places.push(from.clone());
    }
    world.spread().await?;
    store.purge_expired(at(1000), retention(SignedDuration::from_secs(998))).await?;
    for missed in [&beginning, &places[0]] {
        let answer = store.read_events(north(), missed.clone(), LOOK).await;
        match missed {
            // The first event alone is older than what is kept.
            EventsFrom::Behind(place) if place.sequence == 0 => {
                assert_eq!(refusal(answer)?, Refusal::EventsNotKept);
            }
            _ => assert_eq!(answer?.events.len(), 2, "nothing behind it is missing"),
        }
    }
    assert_eq!(store.read_events(north(), EventsFrom::Oldest, LOOK).await?.events.len(), 2);
    store.reset(Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() }).await?;
    for place in places {
        assert_eq!(refusal(store.read_events(north(), place, LOOK).await)?, Refusal::EventsNotKept);
    }
    assert!(store.read_events(north(), beginning, LOOK).await?.events.is_empty());
    Ok(())
}

async fn events_behind_a_partner_that_was_replaced_are_told<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    for number in [11, 12] {
        world.store.create_customer(create_customer(call(south(), 1), customer(number))).await?;
    }
    let declare = |number: u32, seconds: i64| {
        let declared = post(call(south(), seconds), number, Qualification::StateOwnedEntity, "");
        world.store.create_qualification(declared)
    };
    world.store.add_endpoint(registration(south(), 2, 2)).await?;
    declare(11, 3).await?;
    for number in 1..=4 {
        world.declare(number, 3).await?;
    }
    assert_eq!(world.attempt_all(4, &taken()).await?, 1);
    let anew = Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() };
    assert!(world.store.replace_partner(north(), Some(anew)).await?);
    declare(12, 5).await?;
    assert_eq!(world.attempt_all(6, &taken()).await?, 1, "it has the number of one that is gone");
    Ok(())
}
