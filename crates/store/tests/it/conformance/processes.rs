//! Two processes on one store, which take turns: leases are one's until it gives them up or they are over, and everything
//! else is everybody's at once and in one order.

use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::ports::{
    EventStore as _, EventsFrom, Leases, OperatorStore as _, QualificationStore as _, WebhookStore as _,
    WorkStore as _,
};
use qualify_domain::webhook::AttemptOutcome;
use qualify_vocabulary::{Decision, PageSize, Qualification};

use super::Backend;
use super::webhooks::{attempted, claiming, registration};
use crate::samples::{Tested, World, act, at, call, key, north, partner, post, put_partner, south};
use crate::worker::{Scripted, claim, decisions, lease_id};

for_each_backend!(
    a_record_that_one_process_has_leased_is_nobody_elses_and_another_does_not_free_it,
    a_delivery_that_one_process_has_leased_is_due_again_for_others_when_the_lease_is_over,
    a_partner_that_one_process_suspends_is_suspended_for_the_other,
    events_of_two_processes_are_one_feed_in_order_and_without_a_gap,
    what_one_process_has_answered_the_other_replays_and_reads,
);

async fn a_record_that_one_process_has_leased_is_nobody_elses_and_another_does_not_free_it<B: Backend>()
-> Tested {
    let world = World::<B>::with_customers(2).await?;
    let other = world.backend.beside(2);
    for number in 1..=2 {
        let mut request = post(call(north(), 5), number, Qualification::Education, "");
        request.decision_due_at = Some(at(6));
        world.store.create_qualification(request).await?;
    }
    let first = claim(&*world.store, 10, 1, 1).await?.applicants;
    let second = claim(&*other, 10, 2, 9).await?.applicants;
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first[0].key, second[0].key);
    assert_eq!(other.release_leases(Leases::Own).await?, 1, "its own alone");
    assert_eq!(claim(&*other, 10, 3, 9).await?.applicants.len(), 1);
    let approval = Scripted::saying(Decision::Approve);
    assert_eq!(other.save_decisions(decisions(11, 2, &second, &approval)).await?.lost, 1, "it gave it up");
    assert_eq!(world.store.save_decisions(decisions(11, 1, &first, &approval)).await?.decided, 1);
    Ok(())
}

async fn a_delivery_that_one_process_has_leased_is_due_again_for_others_when_the_lease_is_over<B: Backend>()
-> Tested {
    let world = World::<B>::with_customers(1).await?;
    let other = world.backend.beside(2);
    world.store.add_endpoint(registration(north(), 1, 2)).await?;
    world.declare(1, 3).await?;
    assert_eq!(other.spread_events(9).await?, 1);
    let leased = world.store.lease_deliveries(claiming(10, lease_id(1))).await?;
    assert_eq!(leased.len(), 1);
    assert!(other.lease_deliveries(claiming(10, lease_id(2))).await?.is_empty());
    // The lease of `claiming` lasts for 300 seconds. Who has it is asked by nobody's clock.
    assert_eq!(world.store.release_leases(Leases::Over(at(9999))).await?, 0);
    assert_eq!(other.release_leases(Leases::Own).await?, 0);
    assert_eq!(other.release_leases(Leases::Over(at(309))).await?, 0);
    assert_eq!(other.release_leases(Leases::Over(at(310))).await?, 1);
    let again = other.lease_deliveries(claiming(311, lease_id(2))).await?;
    assert_eq!(again.len(), 1);
    let taken = AttemptOutcome::Answered(200);
    let late = attempted(&leased[0], lease_id(1), 312, taken.clone());
    world.store.save_attempts(vec![late]).await?;
    assert!(other.lease_deliveries(claiming(313, lease_id(3))).await?.is_empty(), "it is the other's still");
    other.save_attempts(vec![attempted(&again[0], lease_id(2), 314, taken)]).await?;
    assert!(other.next_delivery_due().await?.is_none());
    Ok(())
}

async fn a_partner_that_one_process_suspends_is_suspended_for_the_other<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let other = world.backend.beside(2);
    let suspended = Partner { status: PartnerStatus::Suspended, ..partner(south()) };
    world.store.put_partner(act(3), put_partner(suspended)).await?;
    let seen = async {
        while other.find_partner(south()).is_none_or(|it| it.status == PartnerStatus::Active) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(1), seen).await?;
    assert_eq!(other.find_partner(north()).map(|it| it.status), Some(PartnerStatus::Active));
    Ok(())
}

async fn events_of_two_processes_are_one_feed_in_order_and_without_a_gap<B: Backend>() -> Tested {
    const ROUNDS: u32 = 12;
    let world = World::<B>::with_customers(ROUNDS).await?;
    let other = world.backend.beside(2);
    let mut read = Vec::new();
    let mut from = EventsFrom::Oldest;
    for number in 1..=ROUNDS {
        let store = if number % 2 == 0 { &other } else { &world.store };
        let declared = post(call(north(), 5), number, Qualification::StateOwnedEntity, "");
        store.create_qualification(declared).await?;
        if number % 3 == 0 {
            let page = other.read_events(north(), from, PageSize::MAX).await?;
            read.extend(page.events.iter().map(|event| (event.sequence, event.customer)));
            from = EventsFrom::Behind(page.next);
        }
    }
    let expected: Vec<_> =
        (1..=ROUNDS).map(|number| (i64::from(number), Some(key(number).customer))).collect();
    assert_eq!(read, expected);
    assert!(world.store.read_events(south(), EventsFrom::Oldest, PageSize::MAX).await?.events.is_empty());
    Ok(())
}

async fn what_one_process_has_answered_the_other_replays_and_reads<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let other = world.backend.beside(2);
    let repeated = || {
        let call = crate::samples::keyed_call(north(), 5, 7);
        post(call, 1, Qualification::StateOwnedEntity, "")
    };
    let first = world.store.create_qualification(repeated()).await?;
    let second = other.create_qualification(repeated()).await?;
    assert_eq!((first.outcome, first.replayed), (second.outcome, None));
    assert!(second.replayed.is_some());
    assert!(other.get_qualifications(key(1)).await?.state_owned.is_some());
    assert_eq!(world.trail(north()).await?.len(), 2, "one creation, one request");
    Ok(())
}
