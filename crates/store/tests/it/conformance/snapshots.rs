//! Named snapshots: the whole state, put aside and put back.

use qualify_domain::audit::AuditPosition;
use qualify_domain::partner::PartnerStatus;
use qualify_domain::ports::{
    CustomerSeek, CustomerSelection, CustomerStore as _, InstallationStore as _, OperatorStore as _,
    QualificationStore as _, SandboxStore as _, WebhookStore as _,
};
use qualify_domain::snapshot::{SnapshotKey, SnapshotName};
use qualify_vocabulary::{Decision, PageSize, Qualification};

use super::Backend;
use super::webhooks::{claiming, registration};
use crate::samples::{
    Tested, World, act, at, call, create_customer, customer, delete_customer, key, keyed_call, north,
    partner, post, put_partner, south,
};
use crate::worker::{claim, decide_due, lease_id};

for_each_backend! {
    a_restore_brings_everything_back,
    a_restore_keeps_the_settings_and_the_one_given,
    a_restored_partner_is_the_one_of_the_snapshot_at_once,
    after_a_restore_the_trail_goes_on_where_the_snapshot_ended,
    a_record_that_was_due_at_a_later_time_is_decided_again,
    a_stored_answer_of_the_snapshot_is_given_again_and_a_later_one_is_not,
    a_snapshot_taken_again_stands_for_the_new_state,
    snapshots_are_listed_by_name_and_deleted_by_name,
    what_is_not_there_is_neither_restored_nor_deleted,
    nobody_has_a_lease_in_a_state_that_was_put_back,
}

const CLOCK: &str = "clock";

fn name(text: &str) -> SnapshotKey {
    SnapshotKey::of_everybody(SnapshotName::parse(text).expect("the names of the tests are good"))
}

async fn restore<B: Backend>(world: &World<B>, text: &str) -> Tested {
    assert!(world.store.restore_snapshot(name(text), (CLOCK, vec![7]), || ()).await?, "it is there");
    Ok(())
}

async fn nobody_has_a_lease_in_a_state_that_was_put_back<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let other = world.backend.beside(2);
    for number in 1..=2 {
        let mut request = post(call(north(), 5), number, Qualification::Education, "");
        request.decision_due_at = Some(at(6));
        world.store.create_qualification(request).await?;
    }
    world.store.add_endpoint(registration(north(), 1, 2)).await?;
    world.declare(3, 3).await?;
    world.store.spread_events(99).await?;
    assert_eq!(claim(&*other, 10, 1, 1).await?.applicants.len(), 1);
    assert_eq!(claim(&*world.store, 10, 2, 1).await?.applicants.len(), 1);
    let leased = other.lease_deliveries(claiming(10, lease_id(3))).await?.len();
    assert!(leased > 0);
    world.store.take_snapshot(name("leased"), Vec::new()).await?;
    restore(&world, "leased").await?;
    assert_eq!(claim(&*world.store, 11, 4, 9).await?.applicants.len(), 2, "whosever they were");
    assert_eq!(world.store.lease_deliveries(claiming(11, lease_id(5))).await?.len(), leased);
    Ok(())
}

async fn customers<B: Backend>(world: &World<B>) -> anyhow::Result<usize> {
    let all = CustomerSelection::All;
    Ok(world.store.list_customers(north(), all, CustomerSeek::First, PageSize::MAX).await?.items.len())
}

async fn a_restore_brings_everything_back<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(5).await?;
    let store = &world.store;
    world.issue(north(), "4815", Some(2)).await?;
    let gcc = Qualification::GovernmentCommunityCloud;
    store.create_qualification(post(call(north(), 5), 1, gcc, "4815")).await?;
    store.create_qualification(post(call(north(), 6), 2, Qualification::Education, "")).await?;
    let before = (world.trail(north()).await?, world.views(1).await?, world.views(2).await?);
    let events = world.backend.count_events()?;
    let taken = store.take_snapshot(name("start"), b"notes".to_vec()).await?;
    assert_eq!((taken.customers, taken.notes.as_slice()), (5, &b"notes"[..]));

    store.create_qualification(post(call(north(), 7), 3, gcc, "4815")).await?;
    store.delete_customer(delete_customer(call(north(), 8), 2)).await?;
    world.add(customer(6)).await?;
    world.issue(north(), "9999", None).await?;
    restore(&world, "start").await?;

    assert_eq!(customers(&world).await?, 5);
    assert_eq!((world.trail(north()).await?, world.views(1).await?, world.views(2).await?), before);
    assert_eq!(world.views(3).await?, []);
    assert_eq!(world.backend.count_events()?, events);
    assert_eq!(world.remaining("4815").await?, Some(1));
    assert!(world.code(north(), "9999").await.is_err());
    assert_eq!(store.get_customer(key(2)).await?, customer(2));
    assert!(!store.is_domain_taken(north(), customer(6).domain).await?);
    world.add(customer(6)).await?;
    Ok(())
}

async fn a_restore_keeps_the_settings_and_the_one_given<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.save_setting("keys", vec![1]).await?;
    world.store.save_setting(CLOCK, vec![1]).await?;
    world.store.take_snapshot(name("start"), Vec::new()).await?;
    world.store.save_setting("keys", vec![2]).await?;
    restore(&world, "start").await?;
    assert_eq!(world.store.load_setting("keys").await?, Some(vec![2]));
    assert_eq!(world.store.load_setting(CLOCK).await?, Some(vec![7]));
    Ok(())
}

async fn a_restored_partner_is_the_one_of_the_snapshot_at_once<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.take_snapshot(name("start"), Vec::new()).await?;
    let mut suspended = put_partner(partner(south()));
    suspended.status = Some(PartnerStatus::Suspended);
    world.store.put_partner(act(3), suspended).await?;
    restore(&world, "start").await?;
    let status = world.store.find_partner(south()).map(|partner| partner.status);
    assert_eq!(status, Some(PartnerStatus::Active));
    Ok(())
}

async fn after_a_restore_the_trail_goes_on_where_the_snapshot_ended<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.create_customer(create_customer(call(north(), 10), customer(1))).await?;
    world.store.take_snapshot(name("start"), Vec::new()).await?;
    world.store.create_customer(create_customer(call(north(), 1_000_000), customer(2))).await?;
    restore(&world, "start").await?;
    // The clock has gone back, and stands.
    world.store.create_customer(create_customer(call(north(), 10), customer(3))).await?;
    let trail = world.trail(north()).await?;
    assert_eq!(trail.len(), 2);
    assert_eq!(trail[1].position, AuditPosition::at(at(10)));
    assert_eq!(trail[0].position, AuditPosition::next_after(trail[1].position, at(10)));
    Ok(())
}

async fn a_record_that_was_due_at_a_later_time_is_decided_again<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let mut command = post(call(north(), 5), 1, Qualification::Education, "");
    command.decision_due_at = Some(at(100));
    world.store.create_qualification(command).await?;
    world.store.take_snapshot(name("in-review"), Vec::new()).await?;
    for _ in 0..2 {
        assert_eq!(decide_due(&*world.store, 99, Decision::Approve, 10).await?, 0);
        assert_eq!(decide_due(&*world.store, 100, Decision::Approve, 10).await?, 1);
        restore(&world, "in-review").await?;
    }
    Ok(())
}

async fn a_stored_answer_of_the_snapshot_is_given_again_and_a_later_one_is_not<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let ask = |number: u8| {
        let command =
            post(keyed_call(north(), 5, number), number.into(), Qualification::StateOwnedEntity, "");
        world.store.create_qualification(command)
    };
    ask(1).await?;
    world.store.take_snapshot(name("start"), Vec::new()).await?;
    ask(2).await?;
    restore(&world, "start").await?;
    assert!(ask(1).await?.replayed.is_some());
    assert!(ask(2).await?.replayed.is_none());
    Ok(())
}

async fn a_snapshot_taken_again_stands_for_the_new_state<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    world.store.take_snapshot(name("one"), Vec::new()).await?;
    world.add(customer(2)).await?;
    assert_eq!(world.store.take_snapshot(name("one"), Vec::new()).await?.customers, 2);
    world.add(customer(3)).await?;
    restore(&world, "one").await?;
    assert_eq!(customers(&world).await?, 2);
    assert_eq!(world.store.list_snapshots(None).await?.len(), 1);
    Ok(())
}

async fn snapshots_are_listed_by_name_and_deleted_by_name<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    let store = &world.store;
    assert_eq!(store.list_snapshots(None).await?, []);
    for text in ["b", "a", "0-c"] {
        store.take_snapshot(name(text), text.as_bytes().to_vec()).await?;
    }
    let listed = store.list_snapshots(None).await?;
    let seen: Vec<_> =
        listed.iter().map(|it| (it.name.as_str(), it.notes.as_slice(), it.customers)).collect();
    assert_eq!(seen, [("0-c", &b"0-c"[..], 3), ("a", &b"a"[..], 3), ("b", &b"b"[..], 3)]);
    assert!(listed.iter().all(|it| it.bytes > 0));
    assert!(store.delete_snapshot(name("a")).await?);
    assert_eq!(store.list_snapshots(None).await?.len(), 2);
    Ok(())
}

async fn what_is_not_there_is_neither_restored_nor_deleted<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    assert!(!world.store.restore_snapshot(name("gone"), (CLOCK, vec![7]), || ()).await?);
    assert!(!world.store.delete_snapshot(name("gone")).await?);
    assert_eq!(world.store.load_setting(CLOCK).await?, None);
    assert_eq!(customers(&world).await?, 1);
    Ok(())
}
