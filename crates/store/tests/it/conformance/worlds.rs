//! Worlds: a domain is one customer's in each, and no world sees another's.

use qualify_domain::Refusal;
use qualify_domain::customer::Customer;
use qualify_domain::ports::{
    CustomerStore as _, EventStore as _, EventsFrom, OperatorStore as _, PutPartner, QualificationStore as _,
    ReviewStore as _, TrailStore as _, WorkStore as _,
};
use qualify_vocabulary::{Decision, PageSize, PartnerId, Qualification, WorldId};

use super::Backend;
use crate::samples::{
    Tested, World, act, at, bytes, call, create_customer, customer, delete_customer, north, partner, post,
    put_partner, refusal, south,
};
use crate::worker::{Scripted, claim, decisions};

for_each_backend!(
    a_domain_is_one_customers_in_each_world,
    an_approval_holds_its_domain_in_its_own_world_alone,
    positions_and_numbers_are_each_partners_own,
);

/// A partner in a world of its own; north is in that of all.
fn east() -> PartnerId {
    PartnerId::from(bytes(0xA0, 3))
}

async fn apart<B: Backend>() -> anyhow::Result<World<B>> {
    let world = World::<B>::open().await?;
    let own = PutPartner { world: Some(WorldId::from(bytes(0xEE, 1))), ..put_partner(partner(east())) };
    world.store.put_partner(act(1), own).await?;
    // It is given once: what a partner's customers hold stays theirs.
    world.store.put_partner(act(1), put_partner(partner(east()))).await?;
    Ok(world)
}

async fn a_domain_is_one_customers_in_each_world<B: Backend>() -> Tested {
    let world = apart::<B>().await?;
    let store = &world.store;
    let domain = customer(1).domain;
    store.create_customer(create_customer(call(north(), 2), customer(1))).await?;
    assert!(store.is_domain_taken(north(), domain.clone()).await?);
    assert!(!store.is_domain_taken(east(), domain.clone()).await?);
    // The same customer once more, of another partner: everything about it is that partner's own.
    store.create_customer(create_customer(call(east(), 3), customer(1))).await?;
    let twin = Customer { domain: domain.clone(), ..customer(2) };
    let taken = refusal(store.create_customer(create_customer(call(east(), 4), twin)).await)?;
    assert_eq!(taken, Refusal::DomainTaken(domain.clone()));
    store.delete_customer(delete_customer(call(north(), 5), 1)).await?;
    assert!(!store.is_domain_taken(north(), domain.clone()).await?);
    assert!(store.is_domain_taken(east(), domain).await?);
    Ok(())
}

async fn an_approval_holds_its_domain_in_its_own_world_alone<B: Backend>() -> Tested {
    let world = apart::<B>().await?;
    for partner in [north(), east()] {
        world.store.create_customer(create_customer(call(partner, 2), customer(1))).await?;
        let mut request = post(call(partner, 3), 1, Qualification::Education, "");
        request.decision_due_at = Some(at(4));
        world.store.create_qualification(request).await?;
    }
    let due = claim(&*world.store, 5, 1, 9).await?.applicants;
    let approval =
        Scripted { approved_domain: Some("school.example"), ..Scripted::saying(Decision::Approve) };
    let saved = world.store.save_decisions(decisions(5, 1, &due, &approval)).await?;
    assert_eq!((due.len(), saved.decided), (2, 2), "neither is passed on for the sake of the other");
    let standing = world.store.list_standing_approvals(None, 1).await?;
    let rest = world.store.list_standing_approvals(standing.next, 9).await?;
    assert_eq!((standing.items.len(), rest.items.len(), rest.next), (1, 1, None));
    Ok(())
}

async fn positions_and_numbers_are_each_partners_own<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for (number, partner) in [(1, north()), (2, south()), (3, north()), (4, south())] {
        world.store.create_customer(create_customer(call(partner, 2), customer(number))).await?;
        let declared = post(call(partner, 3), number, Qualification::StateOwnedEntity, "");
        world.store.create_qualification(declared).await?;
    }
    let mut places = Vec::new();
    for partner in [north(), south()] {
        let trail = world.trail(partner).await?;
        places.push(trail.iter().map(|entry| entry.position).collect::<Vec<_>>());
        let feed = world.store.read_events(partner, EventsFrom::Oldest, PageSize::MAX).await?;
        assert_eq!(feed.events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2]);
        let found = world.store.find_audit(partner, trail[0].position).await?;
        assert_eq!(found.map(|entry| entry.fact.partner), Some(partner));
    }
    assert_eq!(places[0], places[1], "what happens at one moment has one place in each trail");
    Ok(())
}
