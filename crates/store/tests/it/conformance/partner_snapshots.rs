//! Snapshots of one partner: put aside and put back, while others work on.

use qualify_domain::ports::{
    CustomerSeek, CustomerSelection, CustomerStore as _, InstallationStore as _, OperatorStore as _,
    QualificationStore as _, SandboxStore as _, WebhookStore as _,
};
use qualify_domain::seed::Seed;
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_vocabulary::{Decision, PageSize, PartnerId, Qualification};

use super::Backend;
use super::webhooks::{attempted, claiming, registration, taken};
use crate::samples::{
    START, Tested, World, at, call, create_customer, customer, customer_id, key, keyed_call, north, partner,
    post, south,
};
use crate::worker::{claim, decide_due, lease_id};

for_each_backend! {
    a_partner_comes_back_as_it_was_and_nobody_else_is_touched,
    what_others_wait_for_is_told_and_what_comes_back_is_not_told_again,
    what_waited_when_it_was_taken_is_told_after_each_restore,
    a_partners_leases_end_and_those_of_others_stay,
    names_are_each_partners_own_and_go_with_it,
}

const CLOCK: &str = "clock";

fn of(partner: PartnerId, text: &str) -> SnapshotKey {
    SnapshotKey::of_partner(partner, SnapshotName::parse(text).expect("the names of the tests are good"))
}

async fn restore<B: Backend>(world: &World<B>, partner: PartnerId, text: &str) -> Tested {
    let restored = world.store.restore_snapshot(of(partner, text), (CLOCK, vec![7]), || ()).await?;
    assert!(restored, "it is there");
    Ok(())
}

/// Customers 1 to 5 of north, and 11 to 15 of south.
async fn both<B: Backend>() -> anyhow::Result<World<B>> {
    let world = World::<B>::with_customers(5).await?;
    for number in 11..=15 {
        world.store.create_customer(create_customer(call(south(), 1), customer(number))).await?;
    }
    Ok(world)
}

async fn declare<B: Backend>(world: &World<B>, partner: PartnerId, number: u32, seconds: i64) -> Tested {
    let declared = post(call(partner, seconds), number, Qualification::StateOwnedEntity, "");
    world.store.create_qualification(declared).await?;
    Ok(())
}

/// Tells everybody of everything that is due; answers who was told, and by which of its events.
async fn told<B: Backend>(world: &World<B>, seconds: i64) -> anyhow::Result<Vec<(PartnerId, i64)>> {
    world.spread().await?;
    let claimed = world.store.lease_deliveries(claiming(seconds, lease_id(77))).await?;
    let mut told: Vec<_> = claimed.iter().map(|it| (it.endpoint.partner, it.key().event_sequence)).collect();
    told.sort_unstable();
    let attempts = claimed.iter().map(|it| attempted(it, lease_id(77), seconds, taken())).collect();
    world.store.save_attempts(attempts).await?;
    Ok(told)
}

/// What a partner sees of itself: how many customers, what was done, what its code has left.
async fn seen<B: Backend>(world: &World<B>, partner: PartnerId) -> anyhow::Result<String> {
    let (all, size) = (CustomerSelection::All, PageSize::MAX);
    let customers = world.store.list_customers(partner, all, CustomerSeek::First, size).await?.items;
    let code = world.code(partner, "4815").await?;
    Ok(format!("{customers:?} {:?} {code:?}", world.trail(partner).await?))
}

async fn a_partner_comes_back_as_it_was_and_nobody_else_is_touched<B: Backend>() -> Tested {
    let world = both::<B>().await?;
    let store = &world.store;
    let gcc = Qualification::GovernmentCommunityCloud;
    for (partner, number) in [(north(), 1), (south(), 11)] {
        world.issue(partner, "4815", Some(3)).await?;
        store.create_qualification(post(call(partner, 5), number, gcc, "4815")).await?;
    }
    let before = (seen(&world, north()).await?, world.views(1).await?);
    let taken = store.take_snapshot(of(north(), "start"), b"notes".to_vec()).await?;
    assert_eq!((taken.customers, taken.notes.as_slice()), (5, &b"notes"[..]), "the partner's alone");

    let mut later = post(call(north(), 6), 2, Qualification::Education, "");
    later.decision_due_at = Some(at(7));
    store.create_qualification(later).await?;
    assert_eq!(decide_due(&**store, 7, Decision::Approve, 10).await?, 1);
    let ask_again = || post(keyed_call(north(), 8, 1), 3, gcc, "4815");
    store.create_qualification(ask_again()).await?;
    store.create_qualification(post(call(south(), 9), 12, gcc, "4815")).await?;
    declare(&world, south(), 13, 9).await?;
    let of_south = seen(&world, south()).await?;

    for _ in 0..2 {
        restore(&world, north(), "start").await?;
        assert_eq!((seen(&world, north()).await?, world.views(1).await?), before);
        assert_eq!((world.views(2).await?, world.views(3).await?), (vec![], vec![]));
        assert_eq!(seen(&world, south()).await?, of_south, "nobody else is touched");
        assert_eq!(store.load_setting(CLOCK).await?, Some(vec![7]));
        world.check_chains().await?;
        assert!(store.create_qualification(ask_again()).await?.replayed.is_none(), "it was not asked yet");
    }
    Ok(())
}

async fn what_others_wait_for_is_told_and_what_comes_back_is_not_told_again<B: Backend>() -> Tested {
    let world = both::<B>().await?;
    world.store.add_endpoint(registration(north(), 1, 2)).await?;
    world.store.add_endpoint(registration(south(), 2, 2)).await?;
    for number in 1..=3 {
        declare(&world, north(), number, 3).await?;
    }
    declare(&world, south(), 11, 3).await?;
    assert_eq!(told(&world, 4).await?.len(), 4);
    world.store.take_snapshot(of(north(), "start"), Vec::new()).await?;
    declare(&world, north(), 4, 5).await?;
    assert_eq!(told(&world, 6).await?, [(north(), 4)]);
    // Nobody has made deliveries of these when the partner comes back.
    declare(&world, south(), 12, 7).await?;
    declare(&world, north(), 5, 7).await?;
    restore(&world, north(), "start").await?;
    assert_eq!(told(&world, 8).await?, [(south(), 2)]);
    // The numbers go on where the snapshot ended.
    declare(&world, north(), 5, 9).await?;
    declare(&world, south(), 13, 9).await?;
    assert_eq!(told(&world, 10).await?, [(north(), 4), (south(), 3)]);
    Ok(())
}

async fn what_waited_when_it_was_taken_is_told_after_each_restore<B: Backend>() -> Tested {
    let world = both::<B>().await?;
    world.store.add_endpoint(registration(north(), 1, 2)).await?;
    declare(&world, north(), 1, 3).await?;
    world.spread().await?;
    // Of the first a delivery waits, and of the second there is none yet.
    declare(&world, north(), 2, 3).await?;
    world.store.take_snapshot(of(north(), "waiting"), Vec::new()).await?;
    assert_eq!(told(&world, 4).await?.len(), 2);
    for _ in 0..2 {
        assert_eq!(told(&world, 4).await?, []);
        restore(&world, north(), "waiting").await?;
        assert_eq!(told(&world, 4).await?, [(north(), 1), (north(), 2)]);
    }
    Ok(())
}

async fn a_partners_leases_end_and_those_of_others_stay<B: Backend>() -> Tested {
    let world = both::<B>().await?;
    for (partner, number) in [(north(), 1), (south(), 11)] {
        let mut request = post(call(partner, 5), number, Qualification::Education, "");
        request.decision_due_at = Some(at(6));
        world.store.create_qualification(request).await?;
    }
    assert_eq!(claim(&*world.store, 10, 1, 9).await?.applicants.len(), 2);
    world.store.take_snapshot(of(north(), "leased"), Vec::new()).await?;
    restore(&world, north(), "leased").await?;
    let claimed = claim(&*world.store, 11, 2, 9).await?.applicants;
    assert_eq!(claimed.iter().map(|it| it.key).collect::<Vec<_>>(), [key(1)]);
    Ok(())
}

async fn names_are_each_partners_own_and_go_with_it<B: Backend>() -> Tested {
    let world = both::<B>().await?;
    let store = &world.store;
    let everybody =
        SnapshotKey::of_everybody(SnapshotName::parse("start").ok_or_else(|| anyhow::anyhow!("it is good"))?);
    store.take_snapshot(everybody.clone(), Vec::new()).await?;
    for partner in [north(), south()] {
        store.take_snapshot(of(partner, "start"), partner.as_bytes().to_vec()).await?;
    }
    for partner in [north(), south()] {
        let listed = store.list_snapshots(Some(partner)).await?;
        assert_eq!((listed.len(), listed[0].notes.as_slice()), (1, &partner.as_bytes()[..]));
    }
    assert!(!store.restore_snapshot(of(north(), "gone"), (CLOCK, vec![7]), || ()).await?);
    assert!(store.delete_snapshot(of(north(), "start")).await?);
    assert!(!store.delete_snapshot(of(north(), "start")).await?);
    assert_eq!(store.list_snapshots(Some(south())).await?.len(), 1);
    store.replace_partner(south(), None).await?;
    assert_eq!(store.list_snapshots(Some(south())).await?, []);
    store.restore_snapshot(everybody.clone(), (CLOCK, vec![7]), || ()).await?;
    assert_eq!(store.list_snapshots(Some(south())).await?, [], "the partner came back without them");
    store.take_snapshot(of(north(), "start"), Vec::new()).await?;
    store.reset(Seed { partners: vec![partner(south())], created_at: START, ..Seed::default() }).await?;
    assert_eq!(store.list_snapshots(Some(north())).await?, []);
    assert_eq!(store.list_snapshots(None).await?.len(), 1, "those of everybody stay");
    assert!(store.find_partner(north()).is_none());
    assert!(store.get_customer(key(1)).await.is_err(), "{}", customer_id(1));
    Ok(())
}
