//! Deliveries: who is told of what, what becomes of attempts, and what is begun anew. Receivers and their tests are in
//! [`endpoints`](super::endpoints), the feed and what goes of it in [`events`](super::events).

use std::collections::BTreeMap;

use qualify_domain::Refusal;
use qualify_domain::event::EventKind;
use qualify_domain::ports::{
    AddEndpoint, Attempt, AttemptedDelivery, ChangeEndpoint, EndpointChoice, EventStore as _, EventsFrom,
    LeaseDeliveries, LeasedDelivery, Leases, QualificationStore as _, ReplayDeliveries, ReplaySelection,
    Retention, TestEndpoint, UnderWay, WebhookStore as _, Whose, WorkStore as _,
};
use qualify_domain::webhook::{
    AttemptOutcome, DeliveryState, DisabledBecause, EndpointForm, EndpointSettings, EventKinds, Jitter,
};
use qualify_vocabulary::{
    CorrelationId, EndpointId, LeaseId, PageSize, PartnerId, Qualification, SignedDuration,
};

use super::Backend;
use crate::samples::{START, Tested, World, act, at, bytes, call, correlation, north, post, refusal, south};

for_each_backend! {
    a_receiver_is_told_once_of_each_event_from_its_registration_on,
    a_receiver_with_much_to_be_told_stands_in_nobodys_way,
    what_is_claimed_is_free_again_after_a_restart,
    a_failed_attempt_is_made_again_when_it_is_due,
    a_receiver_that_is_gone_is_told_no_more_and_its_partner_is,
    what_was_given_up_can_be_begun_anew,
    a_replay_of_what_is_under_way_begins_its_schedule_anew,
    a_partner_with_many_receivers_leaves_room_for_others,
    what_was_under_way_to_a_disabled_receiver_is_given_up_after_a_restart,
    a_delivery_keeps_a_bounded_number_of_attempts,
}

pub(super) const LOOK: PageSize = PageSize::MAX;

pub(super) fn endpoint(number: u32) -> EndpointId {
    EndpointId::from(bytes(0xED, number))
}

pub(super) fn worker(number: u32) -> LeaseId {
    LeaseId::from(bytes(0xCA, number))
}

pub(super) fn settings(events: EventKinds) -> EndpointSettings {
    EndpointSettings {
        url: "https://HOOKS.partner.example/q".to_owned(),
        target: "https://hooks.partner.example/q".to_owned(),
        events,
        registered_names: vec!["test-created".to_owned(), "order-placed".to_owned()],
        description: None,
        has_own_signature_header: false,
    }
}

pub(crate) fn registration(partner: PartnerId, number: u32, seconds: i64) -> AddEndpoint {
    AddEndpoint {
        call: call(partner, seconds),
        id: endpoint(number),
        form: EndpointForm::Standard,
        settings: settings(EventKinds::ALL),
    }
}

pub(crate) fn claiming(seconds: i64, claim: LeaseId) -> LeaseDeliveries {
    LeaseDeliveries {
        now: at(seconds),
        whose: Whose::Everybody,
        lease: claim,
        until: at(seconds + 300),
        rows_max: 100,
        of_endpoint_max: 100,
        under_way: Vec::new(),
    }
}

pub(super) fn under_way(number: u32, deliveries: u16) -> UnderWay {
    UnderWay { endpoint: endpoint(number), partner: north(), deliveries }
}

pub(crate) fn replaying(selection: ReplaySelection, seconds: i64) -> ReplayDeliveries {
    ReplayDeliveries {
        act: act(seconds),
        partner: north(),
        endpoint: endpoint(1),
        selection,
        after: None,
        rows_max: 100,
        kept_since: START,
    }
}

pub(crate) fn attempted(
    claimed: &LeasedDelivery,
    claim: LeaseId,
    seconds: i64,
    outcome: AttemptOutcome,
) -> AttemptedDelivery {
    AttemptedDelivery {
        key: claimed.key(),
        lease: claim,
        attempt: Attempt { at: at(seconds), duration_ms: 3, outcome, detail: None },
        jitter: Jitter::NONE,
        correlation_id: correlation(seconds),
    }
}

impl<B: Backend> World<B> {
    /// Makes an event of north: a customer declares that the state owns it.
    pub(super) async fn declare(&self, customer: u32, seconds: i64) -> Tested {
        let declared = post(call(north(), seconds), customer, Qualification::StateOwnedEntity, "");
        self.store.create_qualification(declared).await?;
        Ok(())
    }

    pub(super) async fn spread(&self) -> Tested {
        while self.store.spread_events(3).await? > 0 {}
        Ok(())
    }

    /// Attempts everything that is due, which ends alike; answers how many deliveries it was.
    pub(super) async fn attempt_all(&self, seconds: i64, outcome: &AttemptOutcome) -> anyhow::Result<usize> {
        self.spread().await?;
        let claimed = self.store.lease_deliveries(claiming(seconds, worker(1))).await?;
        let attempts = claimed.iter().map(|it| attempted(it, worker(1), seconds, outcome.clone())).collect();
        self.store.save_attempts(attempts).await?;
        Ok(claimed.len())
    }

    pub(super) async fn states(&self, number: u32) -> anyhow::Result<Vec<(DeliveryState, usize)>> {
        let listed = self.store.list_deliveries(north(), endpoint(number), None, None, LOOK).await?;
        Ok(listed.items.iter().map(|it| (it.state, it.attempts.len())).collect())
    }
}

pub(super) fn taken() -> AttemptOutcome {
    AttemptOutcome::Answered(204)
}

pub(super) fn broken() -> AttemptOutcome {
    AttemptOutcome::Answered(500)
}

pub(super) fn retention(events: SignedDuration) -> Retention {
    Retention { replays: events, events, decision_texts: events, rows_max: 100 }
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
    let claimed = world.store.lease_deliveries(claiming(20, worker(1))).await?;
    let told: Vec<_> = claimed.iter().map(|it| (it.endpoint.id, it.event.at)).collect();
    assert_eq!(told, [(endpoint(1), at(12)), (endpoint(1), at(13))]);
    assert_eq!(claimed[0].audit_operation.as_deref(), Some("update_customer_qualification"));
    assert!(world.store.lease_deliveries(claiming(20, worker(2))).await?.is_empty(), "both are claimed");
    assert_eq!(world.store.spread_events(3).await?, 0, "there is no other event");
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
    let claiming = |under_way| LeaseDeliveries {
        rows_max: 16,
        of_endpoint_max: 3,
        under_way,
        ..claiming(20, worker(1))
    };
    let counts = |claimed: &[LeasedDelivery]| {
        let mut counts = BTreeMap::new();
        for it in claimed {
            *counts.entry(it.endpoint.id).or_insert(0) += 1;
        }
        counts
    };
    let first = world.store.lease_deliveries(claiming(Vec::new())).await?;
    assert_eq!(counts(&first), BTreeMap::from([(endpoint(1), 3), (endpoint(2), 1)]));
    let full = world.store.lease_deliveries(claiming(vec![under_way(1, 3), under_way(2, 1)])).await?;
    assert!(
        full.is_empty(),
        "the first receiver has as many under way as it may, the second no more: {full:?}"
    );
    let next = world.store.lease_deliveries(claiming(vec![under_way(1, 1)])).await?;
    assert_eq!(counts(&next), BTreeMap::from([(endpoint(1), 2)]));
    Ok(())
}

async fn what_is_claimed_is_free_again_after_a_restart<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 10).await?;
    world.spread().await?;
    let lost = world.store.lease_deliveries(claiming(20, worker(1))).await?;
    assert_eq!(world.store.next_delivery_due().await?, None);
    assert_eq!(world.store.release_leases(Leases::Own).await?, 2);
    assert_eq!(world.store.next_delivery_due().await?, Some(at(10)));
    let again = world.store.lease_deliveries(claiming(21, worker(2))).await?;
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
    let one = LeaseDeliveries { rows_max: 1, ..claiming(20, worker(1)) };
    let claimed = world.store.lease_deliveries(one).await?;
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

async fn a_replay_of_what_is_under_way_begins_its_schedule_anew<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    for seconds in [10, 100, 1000, 10_000, 30_000, 60_000, 100_000] {
        assert_eq!(world.attempt_all(seconds, &broken()).await?, 1, "{seconds}");
    }
    // The last attempt is under way.
    let claimed = world.store.lease_deliveries(claiming(200_000, worker(1))).await?;
    let one = ReplaySelection::Event(claimed[0].event.id());
    assert_eq!(world.store.replay_deliveries(replaying(one, 200_000)).await?.deliveries, 1);
    let again = world.store.lease_deliveries(claiming(200_001, worker(2))).await?;
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
    let claiming = |under_way| LeaseDeliveries { rows_max: 8, under_way, ..claiming(20, worker(1)) };
    let first = world.store.lease_deliveries(claiming(Vec::new())).await?;
    let of = |partner| first.iter().filter(|it| it.endpoint.partner == partner).count();
    assert_eq!((of(north()), of(south())), (2, 1), "a third of what is left at each moment");
    let full = world.store.lease_deliveries(claiming(vec![under_way(1, 2)])).await?;
    assert!(full.is_empty(), "{full:?}");
    Ok(())
}

async fn what_was_under_way_to_a_disabled_receiver_is_given_up_after_a_restart<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.store.add_endpoint(registration(north(), 1, 1)).await?;
    world.declare(1, 10).await?;
    world.declare(2, 11).await?;
    world.spread().await?;
    let claimed = world.store.lease_deliveries(claiming(20, worker(1))).await?;
    let gone = attempted(&claimed[0], worker(1), 21, AttemptOutcome::Answered(410));
    world.store.save_attempts(vec![gone]).await?;
    let day = SignedDuration::from_hours(24);
    world.store.purge_expired(at(22), retention(day)).await?;
    world.store.release_leases(Leases::Own).await?;
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
