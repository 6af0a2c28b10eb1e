//! The audit trail as partners and operators read it (contract 1.19).

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditEntry, AuditOperation, AuditPosition, NO_PARTNER};
use qualify_domain::ports::{
    About, AuditSelection, CustomerStore as _, InstallationStore as _, OperatorStore as _,
    QualificationStore as _, TrailNote, TrailPlace, TrailStore as _,
};
use qualify_vocabulary::{AccountStatus, NameKey, PageSize, Qualification};

use super::Backend;
use crate::samples::{
    Tested, World, act, at, call, create_customer, customer, customer_id, delete_customer, key,
    named_customer, north, partner, post, refusal, south,
};

for_each_backend! {
    the_trail_is_newest_first_and_positions_are_unique,
    a_range_includes_its_beginning_and_excludes_its_end,
    one_customers_records_are_selected_also_after_its_end,
    records_are_selected_by_a_part_of_the_customers_name,
    a_trail_has_pages,
    a_search_reads_on_behind_many_records_that_do_not_match,
    trust_06_a_search_gives_short_pages_and_no_empty_one_that_promises_more,
    acts_of_operators_are_not_shown_to_partners,
    operators_see_all_partners_in_pages,
    every_record_reads_back_by_its_position,
    trust_12_an_act_without_a_partner_stands_in_nobodys_trail,
}

async fn trust_12_an_act_without_a_partner_stands_in_nobodys_trail<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let note = |about| TrailNote {
        operation: AuditOperation::Preview,
        about,
        details: vec![("Outcome".into(), "approve".to_owned())],
    };
    let before = select(&world, everything()).await?.len();
    for about in [About::NoPartner, About::Partner(north()), About::Customer(key(1))] {
        world.store.record_act(act(9), note(about)).await?;
    }
    let unknown = world.store.record_act(act(9), note(About::Customer(key(7)))).await;
    assert_eq!(refusal(unknown)?, Refusal::CustomerNotFound);
    let of = async |partner| world.store.list_operator_audit(Some(partner), None, size(2)).await;
    let nobodys = of(NO_PARTNER).await?.items;
    assert_eq!(nobodys.len(), 1);
    assert_eq!((nobodys[0].fact.partner, nobodys[0].fact.customer.clone()), (NO_PARTNER, None));
    let north = of(north()).await?.items;
    let named = north[0].fact.customer.as_ref().map(|customer| customer.name.as_str());
    assert!(named.is_some_and(|name| !name.is_empty()) && north[1].fact.customer.is_none(), "{north:?}");
    assert_eq!(select(&world, everything()).await?.len(), before, "no partner reads of it");
    Ok(())
}

fn everything() -> AuditSelection {
    AuditSelection {
        from: AuditPosition::from_ticks(0),
        until: AuditPosition::from_ticks(i64::MAX),
        customer: None,
        company_name_contains: None,
    }
}

fn size(items: u64) -> PageSize {
    PageSize::clamped(items).expect("the sizes of these tests are above 0")
}

async fn select<B: Backend>(world: &World<B>, selection: AuditSelection) -> anyhow::Result<Vec<AuditEntry>> {
    let page = world.store.list_audit(north(), selection, None, PageSize::MAX).await?;
    anyhow::ensure!(page.next.is_none(), "these trails fit on one page");
    Ok(page.items)
}

/// The customers that the records are about.
fn names(entries: &[AuditEntry]) -> Vec<&str> {
    entries
        .iter()
        .map(|entry| entry.fact.customer.as_ref().map_or("", |customer| customer.name.as_str()))
        .collect()
}

/// Customers created at the seconds of their numbers.
async fn staggered<B: Backend>(count: u32) -> anyhow::Result<World<B>> {
    let world = World::<B>::open().await?;
    for number in 1..=count {
        let command = create_customer(call(north(), number.into()), customer(number));
        world.store.create_customer(command).await?;
    }
    Ok(world)
}

async fn the_trail_is_newest_first_and_positions_are_unique<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(5).await?;
    let entries = select(&world, everything()).await?;
    let expected = ["School 00005", "School 00004", "School 00003", "School 00002", "School 00001"];
    assert_eq!(names(&entries), expected, "although all carry one moment");
    assert!(entries.is_sorted_by(|newer, older| newer.position > older.position));
    assert_eq!(entries[4].position, AuditPosition::at(at(1)));
    let again = world.store.get_customer(key(1)).await?;
    world.store.delete_customer(delete_customer(call(north(), 0), 1)).await?;
    let entries = select(&world, everything()).await?;
    assert_eq!(entries[0].fact.at, at(0), "a clock that goes back does not change the order");
    assert_eq!(entries[0].fact.customer.as_ref().map(|it| it.id), Some(again.id));
    Ok(())
}

async fn a_range_includes_its_beginning_and_excludes_its_end<B: Backend>() -> Tested {
    let world = staggered::<B>(5).await?;
    let range = |from, until| AuditSelection {
        from: AuditPosition::at(at(from)),
        until: AuditPosition::at(at(until)),
        ..everything()
    };
    let entries = select(&world, range(2, 4)).await?;
    assert_eq!(names(&entries), ["School 00003", "School 00002"]);
    assert_eq!(select(&world, range(4, 4)).await?, []);
    assert_eq!(select(&world, range(4, 2)).await?, []);
    assert_eq!(select(&world, range(6, 99)).await?, []);
    Ok(())
}

async fn one_customers_records_are_selected_also_after_its_end<B: Backend>() -> Tested {
    let world = staggered::<B>(3).await?;
    let education = post(call(north(), 7), 2, Qualification::Education, "");
    world.store.create_qualification(education).await?;
    world.store.delete_customer(delete_customer(call(north(), 9), 2)).await?;
    let selection = AuditSelection { customer: Some(customer_id(2)), ..everything() };
    let operations: Vec<_> =
        select(&world, selection).await?.iter().map(|entry| entry.fact.operation).collect();
    let expected = [
        AuditOperation::DeleteCustomer,
        AuditOperation::UpdateCustomerQualification,
        AuditOperation::AddCustomer,
    ];
    assert_eq!(operations, expected);
    let nobody = AuditSelection { customer: Some(customer_id(99)), ..everything() };
    assert_eq!(select(&world, nobody).await?, []);
    Ok(())
}

async fn records_are_selected_by_a_part_of_the_customers_name<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for (number, name) in (1..).zip(["Lakeside School", "Szkoła ŻÓŁTA", "100% College", "Blake"]) {
        world.add(named_customer(number, name)).await?;
    }
    let table = [
        ("LAKE", vec!["Blake", "Lakeside School"]),
        ("żółta", vec!["Szkoła ŻÓŁTA"]),
        ("0%", vec!["100% College"]),
        ("_", vec![]),
        ("", vec!["Blake", "100% College", "Szkoła ŻÓŁTA", "Lakeside School"]),
    ];
    for (part, expected) in table {
        let selection = AuditSelection { company_name_contains: Some(NameKey::of(part)), ..everything() };
        assert_eq!(names(&select(&world, selection).await?), expected, "{part}");
    }
    Ok(())
}

async fn a_trail_has_pages<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(7).await?;
    let all = select(&world, everything()).await?;
    for items in [1, 2, 3, 7, 8] {
        let mut walked = Vec::new();
        let mut after = None;
        loop {
            let page = world.store.list_audit(north(), everything(), after, size(items)).await?;
            after = page.next;
            // Records that are written meanwhile are newer than every page that follows.
            world.store.save_setting("unrelated", vec![1]).await?;
            walked.extend(page.items);
            if after.is_none() {
                break;
            }
        }
        assert_eq!(walked, all, "pages of {items}");
    }
    Ok(())
}

async fn a_search_reads_on_behind_many_records_that_do_not_match<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.add(named_customer(1, "Needle One")).await?;
    world.add(named_customer(2, "Needle Two")).await?;
    // More than the store looks at in one round, and none of them shown.
    let mut noise = tokio::task::JoinSet::new();
    for _ in 0..1005 {
        let store = std::sync::Arc::clone(&world.store);
        noise.spawn(async move { store.set_account_status(act(5), key(1), AccountStatus::Allowed).await });
    }
    while let Some(outcome) = noise.join_next().await {
        outcome??;
    }
    world.add(named_customer(3, "Needle Three")).await?;
    let selection = AuditSelection { company_name_contains: Some(NameKey::of("needle")), ..everything() };
    let first = world.store.list_audit(north(), selection.clone(), None, size(2)).await?;
    assert_eq!(names(&first.items), ["Needle Three", "Needle Two"]);
    assert!(first.next.is_some());
    let second = world.store.list_audit(north(), selection, first.next, size(2)).await?;
    assert_eq!((names(&second.items), second.next), (vec!["Needle One"], None));
    Ok(())
}

async fn trust_06_a_search_gives_short_pages_and_no_empty_one_that_promises_more<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.store.create_customer(create_customer(call(north(), 1), named_customer(1, "Needle One"))).await?;
    // More than is looked at for a page, twice.
    world.backend.bury(north(), at(10), 25_000)?;
    world.store.create_customer(create_customer(call(north(), 20), named_customer(2, "Needle Two"))).await?;
    let selection = AuditSelection { company_name_contains: Some(NameKey::of("needle")), ..everything() };
    let first = world.store.list_audit(north(), selection.clone(), None, size(5)).await?;
    assert_eq!(names(&first.items), ["Needle Two"]);
    let next = first.next.ok_or_else(|| anyhow::anyhow!("it looked at everything for one page"))?;
    let fact = world
        .store
        .list_operator_audit(Some(north()), Some(TrailPlace { position: next, partner: north() }), size(1))
        .await?;
    assert_ne!(names(&fact.items), ["Needle One"], "the token stands where it stopped looking");
    let (mut after, mut found) = (Some(next), Vec::new());
    while let Some(place) = after {
        let page = world.store.list_audit(north(), selection.clone(), Some(place), size(5)).await?;
        assert!(!page.items.is_empty() || page.next.is_none(), "an empty page promises more");
        found.extend(page.items);
        after = page.next;
    }
    assert_eq!(names(&found), ["Needle One"]);
    Ok(())
}

async fn acts_of_operators_are_not_shown_to_partners<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let store = &world.store;
    store.put_partner(act(2), crate::samples::put_partner(partner(north()))).await?;
    world.issue(north(), "1111", None).await?;
    store.set_account_status(act(3), key(1), AccountStatus::Allowed).await?;
    store.set_directory_roles(act(4), key(1), crate::samples::ana(), Vec::new()).await?;
    assert_eq!(world.trail(north()).await?.len(), 5);
    let shown = select(&world, everything()).await?;
    assert_eq!(names(&shown), ["School 00001"], "its creation alone");
    for entry in world.trail(north()).await? {
        let found = store.find_audit(north(), entry.position).await?;
        assert_eq!(found.is_some(), entry.fact.operation.is_shown_to_partner());
    }
    Ok(())
}

async fn operators_see_all_partners_in_pages<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    let store = &world.store;
    store.create_customer(create_customer(call(south(), 5), customer(3))).await?;
    world.add(customer(4)).await?;
    let all = store.list_operator_audit(None, None, PageSize::MAX).await?;
    // By time; of one moment, by the partner.
    let expected = ["School 00003", "School 00004", "School 00002", "School 00001"];
    assert_eq!((names(&all.items), all.has_more), (expected.to_vec(), false));
    let first = store.list_operator_audit(None, None, size(3)).await?;
    assert_eq!((&first.items[..], first.has_more), (&all.items[..3], true));
    let after = first.items.last().map(TrailPlace::of);
    let second = store.list_operator_audit(None, after, size(3)).await?;
    assert_eq!((&second.items[..], second.has_more), (&all.items[3..], false));
    assert_eq!(names(&world.trail(south()).await?), ["School 00003"]);
    Ok(())
}

async fn every_record_reads_back_by_its_position<B: Backend>() -> Tested {
    let world = staggered::<B>(3).await?;
    for entry in select(&world, everything()).await? {
        let found = world.store.find_audit(north(), entry.position).await?;
        assert_eq!(found, Some(entry));
    }
    let nowhere = AuditPosition::from_ticks(17);
    assert_eq!(world.store.find_audit(north(), nowhere).await?, None);
    Ok(())
}
