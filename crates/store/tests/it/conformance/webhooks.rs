//! Receivers, deliveries and the partner's own feed of events.

use std::collections::BTreeMap;

use qualify_domain::Refusal;
use qualify_domain::event::EventKind;
use qualify_domain::ports::{
    AddEndpoint, Attempt, AttemptedDelivery, ChangeEndpoint, ClaimDeliveries, ClaimedDelivery,
    EndpointChoice, EventPosition, EventsFrom, ReplayDeliveries, ReplaySelection, Retention, Store,
    TestEndpoint, UnderWay,
};
use qualify_domain::seed::Seed;
use qualify_domain::webhook::{
    AttemptOutcome, DeliveryState, DisabledBecause, EndpointForm, EndpointSettings, EventKinds, Jitter,
};
use qualify_vocabulary::{
    ClaimId, CorrelationId, EndpointId, PageSize, PartnerId, Qualification, SignedDuration,
};

use super::Backend;
use crate::samples::{
    START, Tested, World, at, bytes, call, correlation, keyed_call, north, partner, post, reader_call,
    refusal, south,
};

for_each_backend! {
    a_receiver_is_told_once_of_each_event_from_its_registration_on,
    partners_see_their_own_receivers_alone,
    one_registration_and_twenty_receivers_are_the_most,
    a_registration_that_is_repeated_is_answered_alike,
    a_receiver_with_much_to_be_told_stands_in_nobodys_way,
    what_is_claimed_is_free_again_after_a_restart,
    a_failed_attempt_is_made_again_when_it_is_due,
    a_receiver_that_is_gone_is_told_no_more_and_its_partner_is,
    what_was_given_up_can_be_begun_anew,
    a_test_has_a_report_for_seven_days,
    a_report_outlives_its_registration,
    a_replay_of_what_is_under_way_begins_its_schedule_anew,
    a_partner_with_many_receivers_leaves_room_for_others,
    what_was_under_way_to_a_disabled_receiver_is_given_up_after_a_restart,
    a_delivery_keeps_a_bounded_number_of_attempts,
    an_event_stays_until_everybody_was_told,
    an_event_that_stays_holds_up_no_other,
    a_removed_receiver_goes_bit_by_bit,
    a_partners_events_are_read_without_a_gap,
    a_place_behind_which_something_is_missing_is_refused,
}

const LOOK: PageSize = PageSize::MAX;

fn endpoint(number: u32) -> EndpointId {
    EndpointId::from(bytes(0xED, number))
}

fn worker(number: u32) -> ClaimId {
    ClaimId::from(bytes(0xCA, number))
}

fn settings(events: EventKinds) -> EndpointSettings {
    EndpointSettings {
        url: "https://hooks.partner.example/q".to_owned(),
        events,
        description: None,
        has_own_signature_header: false,
    }
}

fn registration(partner: PartnerId, number: u32, seconds: i64) -> AddEndpoint {
    AddEndpoint {
        call: call(partner, seconds),
        id: endpoint(number),
        form: EndpointForm::Standard,
        settings: settings(EventKinds::ALL),
    }
}

fn claiming(seconds: i64, claim: ClaimId) -> ClaimDeliveries {
    ClaimDeliveries {
        now: at(seconds),
        claim,
        rows_max: 100,
        of_endpoint_max: 100,
        of_partner_max: 100,
        under_way: Vec::new(),
    }
}

fn under_way(number: u32, deliveries: u16) -> UnderWay {
    UnderWay { endpoint: endpoint(number), partner: north(), deliveries }
}

fn replaying(selection: ReplaySelection, seconds: i64) -> ReplayDeliveries {
    ReplayDeliveries {
        partner: north(),
        endpoint: endpoint(1),
        selection,
        after: None,
        rows_max: 100,
        kept_since: START,
        now: at(seconds),
    }
}

fn attempted(
    claimed: &ClaimedDelivery,
    claim: ClaimId,
    seconds: i64,
    outcome: AttemptOutcome,
) -> AttemptedDelivery {
    AttemptedDelivery {
        key: claimed.key(),
        claim,
        attempt: Attempt { at: at(seconds), duration_ms: 3, outcome, detail: None },
        jitter: Jitter::NONE,
        correlation_id: correlation(seconds),
    }
}

impl<B: Backend> World<B> {
    /// Makes an event of north: a customer declares that the state owns it.
    async fn declare(&self, customer: u32, seconds: i64) -> Tested {
        let declared = post(call(north(), seconds), customer, Qualification::StateOwnedEntity, "");
        self.store.create_qualification(declared).await?;
        Ok(())
    }

    async fn spread(&self) -> Tested {
        while self.store.spread_events(3).await? > 0 {}
        Ok(())
    }

    /// Attempts everything that is due, which ends alike; answers how many deliveries it was.
    async fn attempt_all(&self, seconds: i64, outcome: &AttemptOutcome) -> anyhow::Result<usize> {
        self.spread().await?;
        let claimed = self.store.claim_deliveries(claiming(seconds, worker(1))).await?;
        let attempts = claimed.iter().map(|it| attempted(it, worker(1), seconds, outcome.clone())).collect();
        self.store.save_attempts(attempts).await?;
        Ok(claimed.len())
    }

    async fn states(&self, number: u32) -> anyhow::Result<Vec<(DeliveryState, usize)>> {
        let listed = self.store.list_deliveries(north(), endpoint(number), None, None, LOOK).await?;
        Ok(listed.items.iter().map(|it| (it.state, it.attempts.len())).collect())
    }
}

fn taken() -> AttemptOutcome {
    AttemptOutcome::Answered(204)
}

fn broken() -> AttemptOutcome {
    AttemptOutcome::Answered(500)
}

async fn a_receiver_is_told_once_of_each_event_from_its_registration_on<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.declare(1, 10).await?;
    world.store.add_endpoint(registration(north(), 1, 11)).await?;
    let mut approvals = registration(north(), 2, 11);
    approvals.settings = settings([EventKind::QualificationDenied].into_iter().collect());
    world.store.add_endpoint(approvals).await?;
    world.store.add_endpoint(registration(south(), 3, 11)).await?;
    world.declare(2, 12).await?;
    world.declare(3, 13).await?;
    world.spread().await?;
    let claimed = world.store.claim_deliveries(claiming(20, worker(1))).await?;
    let told: Vec<_> = claimed.iter().map(|it| (it.endpoint.id, it.event.at)).collect();
    assert_eq!(told, [(endpoint(1), at(12)), (endpoint(1), at(13))]);
    assert_eq!(claimed[0].audit_operation.as_deref(), Some("update_customer_qualification"));
    assert!(world.store.claim_deliveries(claiming(20, worker(2))).await?.is_empty(), "both are claimed");
    assert_eq!(world.store.spread_events(3).await?, 0, "there is no other event");
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

async fn a_receiver_with_much_to_be_told_stands_in_nobodys_way<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(9).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    for customer in 1..=8 {
        world.declare(customer, 10).await?;
    }
    world.store.add_endpoint(registration(north(), 2, 11)).await?;
    world.declare(9, 12).await?;
    world.spread().await?;
    let claiming =
        |under_way| ClaimDeliveries { rows_max: 4, of_endpoint_max: 3, under_way, ..claiming(20, worker(1)) };
    let counts = |claimed: &[ClaimedDelivery]| {
        let mut counts = BTreeMap::new();
        for it in claimed {
            *counts.entry(it.endpoint.id).or_insert(0) += 1;
        }
        counts
    };
    let first = world.store.claim_deliveries(claiming(Vec::new())).await?;
    assert_eq!(counts(&first), BTreeMap::from([(endpoint(1), 3), (endpoint(2), 1)]));
    let full = world.store.claim_deliveries(claiming(vec![under_way(1, 3), under_way(2, 1)])).await?;
    assert!(
        full.is_empty(),
        "the first receiver has as many under way as it may, the second no more: {full:?}"
    );
    let next = world.store.claim_deliveries(claiming(vec![under_way(1, 1)])).await?;
    assert_eq!(counts(&next), BTreeMap::from([(endpoint(1), 2)]));
    Ok(())
}

async fn what_is_claimed_is_free_again_after_a_restart<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 10).await?;
    world.spread().await?;
    let lost = world.store.claim_deliveries(claiming(20, worker(1))).await?;
    assert_eq!(world.store.next_delivery_due().await?, None);
    assert_eq!(world.store.release_deliveries().await?, 2);
    assert_eq!(world.store.next_delivery_due().await?, Some(at(10)));
    let again = world.store.claim_deliveries(claiming(21, worker(2))).await?;
    assert_eq!(again, lost, "with the same ids");
    let late = lost.iter().map(|it| attempted(it, worker(1), 22, broken())).collect();
    world.store.save_attempts(late).await?;
    assert_eq!(
        world.states(1).await?,
        [(DeliveryState::Pending, 0); 2],
        "the claim of before counts no more"
    );
    let attempts = again.iter().map(|it| attempted(it, worker(2), 23, taken())).collect();
    world.store.save_attempts(attempts).await?;
    assert_eq!(world.states(1).await?, [(DeliveryState::Delivered, 1); 2]);
    Ok(())
}

async fn a_failed_attempt_is_made_again_when_it_is_due<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    let fault = AttemptOutcome::Unanswered("no answer in time".into());
    assert_eq!(world.attempt_all(20, &fault).await?, 1);
    assert_eq!(world.store.next_delivery_due().await?, Some(at(25)));
    assert_eq!(world.attempt_all(24, &taken()).await?, 0, "not yet");
    assert_eq!(world.attempt_all(25, &taken()).await?, 1);
    assert_eq!(world.store.next_delivery_due().await?, None);
    let listed = world.store.list_deliveries(north(), endpoint(1), None, None, LOOK).await?;
    let outcomes: Vec<_> = listed.items[0].attempts.iter().map(|it| it.outcome.clone()).collect();
    assert_eq!(outcomes, [fault, taken()]);
    let found = world.store.find_endpoint(north(), EndpointChoice::Id(endpoint(1))).await?;
    assert_eq!(found.map(|it| it.health.failures), Some(0), "it took the last one");
    Ok(())
}

async fn a_receiver_that_is_gone_is_told_no_more_and_its_partner_is<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 11).await?;
    world.spread().await?;
    let one = ClaimDeliveries { rows_max: 1, ..claiming(20, worker(1)) };
    let claimed = world.store.claim_deliveries(one).await?;
    let gone = attempted(&claimed[0], worker(1), 21, AttemptOutcome::Answered(410));
    world.store.save_attempts(vec![gone]).await?;
    let found = world.store.find_endpoint(north(), EndpointChoice::Id(endpoint(1))).await?;
    let found = found.ok_or_else(|| anyhow::anyhow!("it is still there"))?;
    assert_eq!(found.health.disabled, Some((at(21), DisabledBecause::Gone)));
    assert_eq!(world.attempt_all(30, &taken()).await?, 0, "nothing that waited, and nothing new");
    let page = world.store.read_events(north(), EventsFrom::Oldest, LOOK).await?;
    let last = page.events.last().ok_or_else(|| anyhow::anyhow!("there are events"))?;
    assert_eq!(last.kind, EventKind::EndpointDisabled);
    assert!(last.data.contains(r#""disabledBecause":"gone""#), "{}", last.data);
    world.store.purge_expired(at(31), retention(SignedDuration::from_hours(1))).await?;
    assert_eq!(world.states(1).await?, [(DeliveryState::Failed, 0), (DeliveryState::Failed, 1)]);
    let change = ChangeEndpoint {
        call: call(north(), 32),
        choice: EndpointChoice::Id(endpoint(1)),
        settings: settings(EventKinds::ALL),
        is_disabled: false,
    };
    world.store.change_endpoint(change).await?;
    world.declare(3, 33).await?;
    assert_eq!(world.attempt_all(34, &taken()).await?, 1, "told again");
    Ok(())
}

async fn what_was_given_up_can_be_begun_anew<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    let store = &world.store;
    world.declare(4, 2).await?;
    store.add_endpoint(registration(north(), 1, 3)).await?;
    for customer in 1..=3 {
        world.declare(customer, 10).await?;
    }
    assert_eq!(world.attempt_all(11, &taken()).await?, 3);
    let replay = |selection, after| ReplayDeliveries { after, rows_max: 2, ..replaying(selection, 50) };
    let listed = store.list_deliveries(north(), endpoint(1), None, None, LOOK).await?;
    let one = ReplaySelection::Event(listed.items[0].event.id());
    assert_eq!(store.replay_deliveries(replay(one, None)).await?.deliveries, 1);
    assert_eq!(world.attempt_all(51, &taken()).await?, 1);
    assert_eq!(world.states(1).await?[0], (DeliveryState::Delivered, 2));
    let unknown = ReplaySelection::Event(format!("evt_{}", "0".repeat(32)));
    assert_eq!(refusal(store.replay_deliveries(replay(unknown, None)).await)?, Refusal::DeliveryNotFound);

    let all = || ReplaySelection::Between(START, at(40));
    let first = store.replay_deliveries(replay(all(), None)).await?;
    assert_eq!(first.deliveries, 2, "one of before the registration among them");
    let rest = store.replay_deliveries(replay(all(), first.next)).await?;
    assert_eq!(rest.deliveries, 2);
    assert_eq!(store.replay_deliveries(replay(all(), rest.next)).await?.next, None);
    for seconds in [60, 100, 1000, 10_000, 30_000, 60_000, 100_000] {
        assert_eq!(world.attempt_all(seconds, &broken()).await?, 4, "{seconds}");
    }
    assert_eq!(world.attempt_all(200_000, &broken()).await?, 4);
    assert!(world.states(1).await?.iter().all(|(state, _)| *state == DeliveryState::Failed));
    let failed = || ReplaySelection::FailedSince(at(10));
    let first = store.replay_deliveries(replay(failed(), None)).await?;
    let rest = store.replay_deliveries(replay(failed(), first.next)).await?;
    assert_eq!(first.deliveries + rest.deliveries, 3, "all but the one of before");
    assert_eq!(world.attempt_all(200_001, &taken()).await?, 3);
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

async fn a_replay_of_what_is_under_way_begins_its_schedule_anew<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    for seconds in [10, 100, 1000, 10_000, 30_000, 60_000, 100_000] {
        assert_eq!(world.attempt_all(seconds, &broken()).await?, 1, "{seconds}");
    }
    // The last attempt is under way.
    let claimed = world.store.claim_deliveries(claiming(200_000, worker(1))).await?;
    let one = ReplaySelection::Event(claimed[0].event.id());
    assert_eq!(world.store.replay_deliveries(replaying(one, 200_000)).await?.deliveries, 1);
    let again = world.store.claim_deliveries(claiming(200_001, worker(2))).await?;
    assert!(again.is_empty(), "it is not sent twice at once");
    let failed = attempted(&claimed[0], worker(1), 200_002, broken());
    world.store.save_attempts(vec![failed]).await?;
    assert_eq!(world.states(1).await?, [(DeliveryState::Pending, 8)], "it goes on");
    assert_eq!(world.attempt_all(200_010, &taken()).await?, 1);
    Ok(())
}

async fn a_partner_with_many_receivers_leaves_room_for_others<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    for number in 1..=10 {
        world.store.add_endpoint(registration(north(), number, 1)).await?;
    }
    world.store.add_endpoint(registration(south(), 11, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 11).await?;
    let test = TestEndpoint {
        call: call(south(), 12),
        choice: EndpointChoice::Id(endpoint(11)),
        fresh_report: CorrelationId::from(bytes(0xDF, 1)),
    };
    world.store.test_endpoint(test).await?;
    world.spread().await?;
    let claiming =
        |under_way| ClaimDeliveries { rows_max: 8, of_partner_max: 4, under_way, ..claiming(20, worker(1)) };
    let first = world.store.claim_deliveries(claiming(Vec::new())).await?;
    let of = |partner| first.iter().filter(|it| it.endpoint.partner == partner).count();
    assert_eq!((of(north()), of(south())), (4, 1));
    let full = world.store.claim_deliveries(claiming(vec![under_way(1, 4)])).await?;
    assert!(full.is_empty(), "{full:?}");
    Ok(())
}

async fn what_was_under_way_to_a_disabled_receiver_is_given_up_after_a_restart<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 11).await?;
    world.spread().await?;
    let claimed = world.store.claim_deliveries(claiming(20, worker(1))).await?;
    let gone = attempted(&claimed[0], worker(1), 21, AttemptOutcome::Answered(410));
    world.store.save_attempts(vec![gone]).await?;
    let day = SignedDuration::from_hours(24);
    world.store.purge_expired(at(22), retention(day)).await?;
    world.store.release_deliveries().await?;
    world.store.purge_expired(at(23), retention(day)).await?;
    assert_eq!(world.states(1).await?, [(DeliveryState::Failed, 0), (DeliveryState::Failed, 1)]);
    Ok(())
}

async fn a_delivery_keeps_a_bounded_number_of_attempts<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    assert_eq!(world.attempt_all(20, &taken()).await?, 1);
    let listed = world.store.list_deliveries(north(), endpoint(1), None, None, LOOK).await?;
    let id = listed.items[0].event.id();
    for seconds in 30..70 {
        world.store.replay_deliveries(replaying(ReplaySelection::Event(id.clone()), seconds)).await?;
        assert_eq!(world.attempt_all(seconds, &taken()).await?, 1);
    }
    let listed = world.store.list_deliveries(north(), endpoint(1), None, None, LOOK).await?;
    let attempts = &listed.items[0].attempts;
    assert_eq!((attempts.len(), attempts.last().map(|it| it.at)), (32, Some(at(69))), "the latest");
    let too_old = ReplayDeliveries { kept_since: at(11), ..replaying(ReplaySelection::Event(id), 80) };
    assert_eq!(refusal(world.store.replay_deliveries(too_old).await)?, Refusal::DeliveryNotFound);
    let range = ReplaySelection::Between(START, at(80));
    let too_old = ReplayDeliveries { kept_since: at(11), ..replaying(range, 80) };
    assert_eq!(
        world.store.replay_deliveries(too_old).await?.deliveries,
        0,
        "what is about to go is not told again"
    );
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
    let one = ClaimDeliveries { rows_max: 7, ..claiming(20, worker(1)) };
    let claimed = world.store.claim_deliveries(one).await?;
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

fn retention(events: SignedDuration) -> Retention {
    Retention { replays: events, events, decision_texts: events, rows_max: 100 }
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
