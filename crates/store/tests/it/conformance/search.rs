//! Customers as people look for them: by beginnings of words, by records, page by page.

use qualify_domain::customer::Customer;
use qualify_domain::customer::{BillingUpdate, EtagPrecondition};
use qualify_domain::ports::{
    CustomerSearch, CustomerStore as _, EndRelationship, FoundCustomers, QualificationStore as _,
    SandboxStore as _, UpdateBilling,
};
use qualify_domain::qualification::QualificationSet;
use qualify_domain::seed::{Seed, SeedCustomer};
use qualify_vocabulary::{
    CustomerId, Decision, DomainName, PageSize, PartnerId, Qualification, SearchWords, VettingReason,
    VettingStatus,
};

use VettingStatus::{Approved, Denied, InReview};

use super::Backend;
use crate::samples::{
    START, Tested, World, at, billing_input, call, create_customer, customer, customer_id, delete_customer,
    named_customer, north, partner, post, put, south,
};
use crate::worker::{Scripted, round};

for_each_backend! {
    dashboard_02_customers_are_found_by_beginnings_and_nobody_elses_are,
    dashboard_02_every_page_goes_on_behind_the_one_before_and_shows_nobody_twice,
    dashboard_02_a_new_name_is_found_and_the_old_one_no_more,
    dashboard_02_who_has_gone_is_not_found,
    dashboard_02_records_are_filtered_alone_and_beside_words,
    dashboard_02_hostile_texts_find_what_they_say_and_nothing_else,
    dashboard_02_seeded_customers_are_found,
}

fn looking_for(text: &str) -> CustomerSearch {
    CustomerSearch { words: SearchWords::parse(text), ..CustomerSearch::default() }
}

/// Everything that is found, in pages of a size.
async fn pages<B: Backend>(
    world: &World<B>,
    partner: PartnerId,
    search: &CustomerSearch,
    size: u64,
) -> anyhow::Result<Vec<CustomerId>> {
    let size = PageSize::clamped(size).expect("it is not 0");
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let FoundCustomers { items, next } =
            world.store.search_customers(partner, search.clone(), after, size).await?;
        anyhow::ensure!(items.len() <= usize::from(size.items()));
        found.extend(items.into_iter().map(|item| item.customer.id));
        let Some(next) = next else { return Ok(found) };
        // A place is sealed into a token and comes back.
        after = Some(serde_json::from_str(&serde_json::to_string(&next)?)?);
    }
}

async fn found<B: Backend>(world: &World<B>, text: &str) -> anyhow::Result<Vec<CustomerId>> {
    let mut found = pages(world, north(), &looking_for(text), 500).await?;
    found.sort_unstable();
    Ok(found)
}

fn ids(numbers: &[u32]) -> Vec<CustomerId> {
    numbers.iter().copied().map(customer_id).collect()
}

fn with_domain(number: u32, name: &str, domain: &str) -> Customer {
    Customer { domain: DomainName::parse(domain).expect("it is good"), ..named_customer(number, name) }
}

async fn dashboard_02_customers_are_found_by_beginnings_and_nobody_elses_are<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.add(with_domain(1, "Lakeside School", "lakeside.k12.wa.us")).await?;
    world.add(with_domain(2, "SZKOŁA Zielona nad Jeziorem", "zielona.edu.pl")).await?;
    world.add(with_domain(3, "St. Mary's", "mary.onmicrosoft.com")).await?;
    let theirs = create_customer(call(south(), 1), with_domain(4, "Lakeside Books", "lakeside.example"));
    world.store.create_customer(theirs).await?;
    let id = customer_id(1).to_string();
    for (text, numbers) in [
        ("lake", vec![1]),
        ("SCHOOL", vec![1]),
        ("sch lake", vec![1]),
        ("sch zie", vec![]),
        ("szkoła", vec![2]),
        ("jez ziel", vec![2]),
        ("mary's", vec![3]),
        ("k12.wa", vec![1]),
        ("zielona.edu.pl", vec![2]),
        ("c0", vec![1, 2, 3]),
        (id.as_str(), vec![1]),
        ("akeside", vec![]),
        ("books", vec![]),
    ] {
        assert_eq!(found(&world, text).await?, ids(&numbers), "{text}");
    }
    assert_eq!(pages(&world, south(), &looking_for("lake"), 9).await?, ids(&[4]));
    Ok(())
}

async fn dashboard_02_every_page_goes_on_behind_the_one_before_and_shows_nobody_twice<B: Backend>() -> Tested
{
    let world = World::<B>::open().await?;
    let names = [
        "Lake Lakeside Lakeview",
        "Lakeside School",
        "School of Lakes",
        "Lake",
        "Lake",
        "Pond",
        "lakes lake",
    ];
    for (number, name) in (1..).zip(names) {
        world.add(with_domain(number, name, &format!("lake{number}.example"))).await?;
    }
    for (text, count) in [("lake", 7), ("l", 7), ("lake s", 2), ("lake lakes", 4), ("", 7), ("pond", 1)] {
        let all = pages(&world, north(), &looking_for(text), 500).await?;
        for size in 1..=4 {
            assert_eq!(pages(&world, north(), &looking_for(text), size).await?, all, "{text} by {size}");
        }
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((once.len(), all.len()), (count, count), "{text}");
    }
    let by_name: Vec<_> = pages(&world, north(), &CustomerSearch::default(), 2).await?;
    assert_eq!(by_name, ids(&[4, 5, 1, 7, 2, 6, 3]), "without words it is by name");
    Ok(())
}

async fn dashboard_02_a_new_name_is_found_and_the_old_one_no_more<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.add(named_customer(1, "Lakeside School Lakeside")).await?;
    let update =
        BillingUpdate { precondition: EtagPrecondition::Any, profile: billing_input("Riverbend School") };
    world
        .store
        .update_billing(UpdateBilling { call: call(north(), 2), customer: customer_id(1), update })
        .await?;
    for (text, numbers) in
        [("lakeside", vec![]), ("river", vec![1]), ("school", vec![1]), ("school1.ex", vec![1])]
    {
        assert_eq!(found(&world, text).await?, ids(&numbers), "{text}");
    }
    Ok(())
}

async fn dashboard_02_who_has_gone_is_not_found<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(3).await?;
    world.store.delete_customer(delete_customer(call(north(), 2), 1)).await?;
    world
        .store
        .end_relationship(EndRelationship { call: call(north(), 2), customer: customer_id(2) })
        .await?;
    for text in ["school", "", "c0", "00001"] {
        let numbers: &[u32] = if text == "00001" { &[] } else { &[3] };
        assert_eq!(found(&world, text).await?, ids(numbers), "{text}");
    }
    // Its words are free for whoever comes.
    world.add(customer(1)).await?;
    assert_eq!(found(&world, "00001").await?, ids(&[1]));
    Ok(())
}

async fn dashboard_02_records_are_filtered_alone_and_beside_words<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(8).await?;
    world.issue(north(), "1111", None).await?;
    let store = &world.store;
    let without = CustomerSearch { qualification: Some(Qualification::None), ..CustomerSearch::default() };
    for size in [1, 3] {
        let found = pages(&world, north(), &without, size).await?;
        assert_eq!(found, ids(&[8, 7, 6, 5, 4, 3, 2, 1]), "the newest come first, by {size}");
    }
    let education = Qualification::Education;
    for number in [1, 2] {
        store.create_qualification(post(call(north(), 5), number, education, "")).await?;
    }
    for number in [3, 5] {
        store.set_qualification(put(call(north(), 5), number, education, "", Decision::Approve)).await?;
    }
    let mut due = post(call(north(), 5), 4, education, "");
    due.decision_due_at = Some(at(6));
    store.create_qualification(due).await?;
    let denying = Scripted::saying(Decision::Deny(VettingReason::NotAcademicDomain));
    round(&**store, 6, &denying, 9).await?;
    let gcc = Qualification::GovernmentCommunityCloud;
    store.create_qualification(post(call(north(), 5), 6, gcc, "1111")).await?;
    for number in [5, 7] {
        let declared = post(call(north(), 6), number, Qualification::StateOwnedEntity, "");
        store.create_qualification(declared).await?;
    }
    for (qualification, status, numbers) in [
        (None, None, vec![1, 2, 3, 4, 5, 6, 7, 8]),
        (Some(education), None, vec![1, 2, 3, 4, 5]),
        (Some(education), Some(InReview), vec![1, 2]),
        (Some(education), Some(Denied), vec![4]),
        (None, Some(Approved), vec![3, 5, 6]),
        (Some(gcc), None, vec![6]),
        (Some(gcc), Some(Denied), vec![]),
        (Some(Qualification::StateOwnedEntity), None, vec![5, 7]),
        (Some(Qualification::StateOwnedEntity), Some(Approved), vec![5]),
        (Some(Qualification::None), None, vec![8]),
        (Some(Qualification::None), Some(Approved), vec![]),
        (Some(Qualification::Nonprofit), None, vec![]),
    ] {
        for words in [None, SearchWords::parse("sch"), SearchWords::parse("000 school")] {
            let search = CustomerSearch { words, qualification, status };
            for size in [1, 2, 500] {
                let mut found = pages(&world, north(), &search, size).await?;
                found.sort_unstable();
                assert_eq!(found, ids(&numbers), "{search:?} by {size}");
            }
        }
    }
    // Without words the newest record comes first, and of one moment the last id.
    let newest = CustomerSearch { qualification: Some(gcc), ..CustomerSearch::default() };
    store.create_qualification(post(call(north(), 7), 8, gcc, "1111")).await?;
    for size in [1, 2] {
        assert_eq!(pages(&world, north(), &newest, size).await?, ids(&[8, 6]), "by {size}");
    }
    let found = store.search_customers(north(), looking_for("00005"), None, PageSize::MAX).await?;
    let records = &found.items[0].records;
    assert!(records.is_education_approved() && records.state_owned.is_some());
    Ok(())
}

async fn dashboard_02_hostile_texts_find_what_they_say_and_nothing_else<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    world.add(named_customer(1, "100% _School_ 'Quoted'")).await?;
    world.add(named_customer(2, &format!("{} end", "x".repeat(90)))).await?;
    let long = "x".repeat(10_000);
    let many = "s ".repeat(5_000);
    for (text, numbers) in [
        ("%", vec![1, 2]),
        ("1%", vec![1]),
        ("_sch", vec![1, 2]),
        ("'", vec![1, 2]),
        ("' OR 1=1", vec![]),
        ("\u{10FFFF}", vec![1, 2]),
        ("\u{202e}loohcs", vec![]),
        ("end", vec![2]),
        (long.as_str(), vec![2]),
        (many.as_str(), vec![1, 2]),
    ] {
        assert_eq!(found(&world, text).await?, ids(&numbers), "{text:.20}");
    }
    Ok(())
}

async fn dashboard_02_seeded_customers_are_found<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world
        .store
        .reset(Seed { partners: vec![partner(north())], created_at: START, ..Seed::default() })
        .await?;
    assert_eq!(found(&world, "school").await?, ids(&[]), "a reset forgets words, too");
    let seeded = SeedCustomer {
        partner: north(),
        customer: named_customer(1, "Lakeside School"),
        qualifications: QualificationSet::default(),
        account_status: None,
    };
    let seed = Seed {
        partners: vec![partner(north())],
        customers: vec![seeded],
        created_at: at(1),
        ..Seed::default()
    };
    world.store.reset(seed).await?;
    assert_eq!(found(&world, "lake").await?, ids(&[1]));
    Ok(())
}
