//! Receivers of webhooks as their partner manages them, and tests of them.

use qualify_domain::Refusal;
use qualify_domain::event::EventKind;
use qualify_domain::ports::{
    AddEndpoint, ChangeEndpoint, EndpointChoice, ReplayDeliveries, ReplaySelection, Retention, TestEndpoint,
    WebhookStore as _, WorkStore as _,
};
use qualify_domain::webhook::{DeliveryState, EndpointForm, EventKinds};
use qualify_vocabulary::{CorrelationId, SignedDuration};

use super::Backend;
use super::webhooks::{LOOK, endpoint, registration, replaying, retention, settings, taken};
use crate::samples::{
    START, Tested, World, at, bytes, call, correlation, keyed_call, north, reader_call, refusal, south,
};

for_each_backend! {
    one_registration_and_twenty_receivers_are_the_most,
    partners_see_their_own_receivers_alone,
    a_registration_that_is_repeated_is_answered_alike,
    a_test_has_a_report_for_seven_days,
    a_report_outlives_its_registration,
    a_removed_receiver_goes_bit_by_bit,
}

async fn one_registration_and_twenty_receivers_are_the_most<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for number in 1..=20 {
        world.store.add_endpoint(registration(north(), number, 1)).await?;
    }
    let one_more = world.store.add_endpoint(registration(north(), 21, 1)).await;
    assert_eq!(refusal(one_more)?, Refusal::TooManyWebhooks(20));
    let in_microsofts =
        |number| AddEndpoint { form: EndpointForm::PartnerCenter, ..registration(north(), number, 1) };
    world.store.add_endpoint(in_microsofts(22)).await?;
    assert_eq!(refusal(world.store.add_endpoint(in_microsofts(23)).await)?, Refusal::WebhookExists);
    let meant = world.store.find_endpoint(north(), EndpointChoice::Registration).await?;
    assert_eq!(meant.map(|it| it.id), Some(endpoint(22)));
    world.store.remove_endpoint(call(north(), 2), EndpointChoice::Id(endpoint(1))).await?;
    world.store.add_endpoint(registration(north(), 21, 3)).await?;
    assert_eq!(world.store.list_endpoints(north()).await?.len(), 21);
    Ok(())
}

async fn partners_see_their_own_receivers_alone<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store.add_endpoint(registration(north(), 1, 1)).await?;
    let meant = EndpointChoice::Id(endpoint(1));
    assert!(store.find_endpoint(north(), meant).await?.is_some());
    assert_eq!(store.find_endpoint(south(), meant).await?, None);
    assert!(store.list_endpoints(south()).await?.is_empty());
    let change = ChangeEndpoint {
        call: call(south(), 2),
        choice: meant,
        settings: settings(EventKinds::ALL),
        is_disabled: true,
    };
    assert_eq!(refusal(store.change_endpoint(change).await)?, Refusal::WebhookNotFound);
    assert_eq!(refusal(store.remove_endpoint(call(south(), 2), meant).await)?, Refusal::WebhookNotFound);
    assert_eq!(refusal(store.rotate_secret(call(south(), 2), meant).await)?, Refusal::WebhookNotFound);
    let listed = store.list_deliveries(south(), endpoint(1), None, None, LOOK).await;
    assert_eq!(refusal(listed)?, Refusal::WebhookNotFound);
    let selection = ReplaySelection::FailedSince(START);
    let replay = ReplayDeliveries { partner: south(), ..replaying(selection, 3) };
    assert_eq!(refusal(store.replay_deliveries(replay).await)?, Refusal::WebhookNotFound);
    let mut by_reader = registration(north(), 2, 3);
    by_reader.call = reader_call(north(), 3);
    assert_eq!(refusal(store.add_endpoint(by_reader).await)?, Refusal::RoleNotSufficient);
    Ok(())
}

async fn a_registration_that_is_repeated_is_answered_alike<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let keyed = |seconds| AddEndpoint {
        call: keyed_call(north(), seconds, 7),
        id: endpoint(u32::try_from(seconds).unwrap_or_default()),
        form: EndpointForm::PartnerCenter,
        ..registration(north(), 1, seconds)
    };
    let first = world.store.add_endpoint(keyed(5)).await?;
    let second = world.store.add_endpoint(keyed(6)).await?;
    assert!(first.replayed.is_none() && second.replayed.is_some());
    assert_eq!(first.outcome, second.outcome);
    let test = |seconds| TestEndpoint {
        call: keyed_call(north(), seconds, 8),
        choice: EndpointChoice::Registration,
        fresh_report: CorrelationId::from(bytes(0xDF, 1)),
    };
    let first = world.store.test_endpoint(test(7)).await?;
    let second = world.store.test_endpoint(test(8)).await?;
    assert_eq!((first.outcome, second.outcome), (correlation(7), correlation(7)));
    assert!(second.replayed.is_some());
    assert_eq!(world.backend.count_events()?, 1);
    Ok(())
}

async fn a_test_has_a_report_for_seven_days<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    let test = |seconds| TestEndpoint {
        call: call(north(), seconds),
        choice: EndpointChoice::Registration,
        fresh_report: CorrelationId::from(bytes(0xDF, 1)),
    };
    assert_eq!(refusal(store.test_endpoint(test(1)).await)?, Refusal::WebhookNotFound);
    let kinds = [EventKind::CodeLow].into_iter().collect();
    let mut registered = registration(north(), 1, 2);
    registered.form = EndpointForm::PartnerCenter;
    registered.settings = settings(kinds);
    store.add_endpoint(registered).await?;
    assert_eq!(refusal(store.test_endpoint(test(3)).await)?, Refusal::NotRegisteredForTests);
    let change = ChangeEndpoint {
        call: call(north(), 4),
        choice: EndpointChoice::Registration,
        settings: settings([EventKind::TestCreated].into_iter().collect()),
        is_disabled: false,
    };
    store.change_endpoint(change).await?;
    let report = store.test_endpoint(test(5)).await?.outcome;
    assert_eq!(report, correlation(5));
    let find = async |seconds| store.find_test(north(), report, at(seconds)).await;
    assert_eq!(find(5).await?.map(|it| it.state), Some(DeliveryState::Pending));
    assert_eq!(store.find_test(south(), report, at(5)).await?, None);
    assert_eq!(world.attempt_all(6, &taken()).await?, 1);
    let found = find(6).await?.ok_or_else(|| anyhow::anyhow!("there is a report"))?;
    assert_eq!((found.state, found.attempts.len()), (DeliveryState::Delivered, 1));
    let again = store.test_endpoint(test(5)).await?.outcome;
    assert_eq!(again, CorrelationId::from(bytes(0xDF, 1)), "the id was that of a report already");
    let week = 7 * 24 * 3600;
    assert!(find(5 + week).await?.is_some());
    assert_eq!(find(6 + week).await?, None);
    Ok(())
}

async fn a_report_outlives_its_registration<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let store = &world.store;
    store
        .add_endpoint(AddEndpoint { form: EndpointForm::PartnerCenter, ..registration(north(), 1, 1) })
        .await?;
    let test = TestEndpoint {
        call: call(north(), 2),
        choice: EndpointChoice::Registration,
        fresh_report: CorrelationId::from(bytes(0xDF, 1)),
    };
    let report = store.test_endpoint(test).await?.outcome;
    assert_eq!(world.attempt_all(3, &taken()).await?, 1);
    store.remove_endpoint(call(north(), 4), EndpointChoice::Registration).await?;
    let day = SignedDuration::from_hours(24);
    store.purge_expired(at(5), retention(day)).await?;
    store
        .add_endpoint(AddEndpoint { form: EndpointForm::PartnerCenter, ..registration(north(), 1, 6) })
        .await?;
    let found = store.find_test(north(), report, at(7)).await?;
    let found = found.ok_or_else(|| anyhow::anyhow!("the report is kept"))?;
    assert_eq!((found.state, found.attempts.len()), (DeliveryState::Delivered, 1));
    let later = 8 * 24 * 3600;
    store.purge_expired(at(later), retention(day)).await?;
    assert_eq!(store.find_test(north(), report, at(8)).await?, None, "its time was over, and it is gone");
    Ok(())
}

async fn a_removed_receiver_goes_bit_by_bit<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    for customer in 1..=3 {
        world.declare(customer, 10).await?;
    }
    world.spread().await?;
    world.store.remove_endpoint(call(north(), 11), EndpointChoice::Id(endpoint(1))).await?;
    assert_eq!(world.attempt_all(20, &taken()).await?, 0);
    let small = Retention { rows_max: 2, ..retention(SignedDuration::from_hours(24)) };
    let mut rounds = Vec::new();
    for _ in 0..3 {
        rounds.push(world.store.purge_expired(at(21), small).await?);
    }
    assert_eq!(rounds, [3, 2, 0], "the receiver itself is counted, too");
    world.store.add_endpoint(registration(north(), 1, 30)).await?;
    assert!(world.states(1).await?.is_empty(), "the id is free, and nothing is left behind it");
    Ok(())
}
