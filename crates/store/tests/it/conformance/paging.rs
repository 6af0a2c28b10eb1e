//! Pages of customers: by name, then id, by position and not by number (contract 1.14 rule 6).

use qualify_domain::customer::{Customer, CustomerSummary};
use qualify_domain::ports::{CustomerPosition, CustomerSeek, CustomerSelection, CustomerStore as _};
use qualify_vocabulary::{CustomerId, NameKey, PageSize};

use super::Backend;
use crate::samples::{Tested, World, call, customer, customer_id, delete_customer, named_customer, north};

for_each_backend! {
    pages_follow_each_other_without_gap_or_overlap,
    the_order_is_by_folded_name_and_then_by_id,
    customers_of_one_name_are_paged_by_their_ids,
    what_comes_and_goes_between_two_pages_moves_nobody_else,
    names_beyond_the_keys_length_are_paged_by_their_beginning_and_then_by_id,
    a_position_whose_customer_is_gone_still_works,
    reading_backwards_gives_the_pages_that_reading_forwards_gave,
}

fn size(items: u64) -> PageSize {
    PageSize::clamped(items).expect("the sizes of these tests are above 0")
}

fn position(summary: &CustomerSummary) -> CustomerPosition {
    CustomerPosition { name_key: NameKey::of(&summary.company_name), id: summary.id }
}

async fn page<B: Backend>(
    world: &World<B>,
    after: Option<&CustomerSummary>,
    items: u64,
) -> anyhow::Result<(Vec<CustomerSummary>, bool)> {
    let after = after.map(position);
    let slice = world
        .store
        .list_customers(
            north(),
            CustomerSelection::All,
            after.map_or(CustomerSeek::First, CustomerSeek::After),
            size(items),
        )
        .await?;
    Ok((slice.items, slice.has_more))
}

/// The ids of all customers, read in pages.
async fn walk<B: Backend>(world: &World<B>, items: u64) -> anyhow::Result<Vec<CustomerId>> {
    let mut ids = Vec::new();
    let mut last = None;
    loop {
        let (page, has_more) = page(world, last.as_ref(), items).await?;
        anyhow::ensure!(!page.is_empty() || !has_more, "an empty page promises more");
        anyhow::ensure!(page.len() == usize::try_from(items)? || !has_more, "a page in between is full");
        ids.extend(page.iter().map(|summary| summary.id));
        last = page.into_iter().last().or(last);
        if !has_more {
            return Ok(ids);
        }
    }
}

async fn pages_follow_each_other_without_gap_or_overlap<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(10).await?;
    let all: Vec<_> = (1..=10).map(customer_id).collect();
    for items in [1, 3, 5, 9, 10, 11, 500] {
        assert_eq!(walk(&world, items).await?, all, "pages of {items}");
    }
    let (first, has_more) = page(&world, None, 10).await?;
    assert!(!has_more, "a full last page promises nothing");
    assert_eq!(first[0].domain, customer(1).domain);
    Ok(())
}

async fn the_order_is_by_folded_name_and_then_by_id<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let names = ["beta", "ALPHA", "Żółw", "alpha 2", "éclair", "zebra", "_under", "Ａlpha 3"];
    for (number, name) in (1..).zip(names) {
        world.add(named_customer(number, name)).await?;
    }
    let (page, _) = page(&world, None, 500).await?;
    let listed: Vec<_> = page.iter().map(|summary| summary.company_name.as_str()).collect();
    let mut expected = names;
    expected.sort_by_key(|name| NameKey::of(name));
    assert_eq!(listed, expected);
    Ok(())
}

async fn customers_of_one_name_are_paged_by_their_ids<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    for number in (1..=7).rev() {
        let name = if number % 2 == 0 { "Same School" } else { "SAME school" };
        world.add(named_customer(number, name)).await?;
    }
    let all: Vec<_> = (1..=7).map(customer_id).collect();
    for items in [1, 2, 3, 7] {
        assert_eq!(walk(&world, items).await?, all, "pages of {items}");
    }
    Ok(())
}

async fn what_comes_and_goes_between_two_pages_moves_nobody_else<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(9).await?;
    let (first, _) = page(&world, None, 3).await?;
    for number in [2, 4] {
        world.store.delete_customer(delete_customer(call(north(), 5), number)).await?;
    }
    world.add(named_customer(20, "School 00000 before all")).await?;
    world.add(named_customer(21, "School 00005 between")).await?;
    let (second, _) = page(&world, first.last(), 3).await?;
    let (third, has_more) = page(&world, second.last(), 3).await?;
    let ids = |page: &[CustomerSummary]| page.iter().map(|summary| summary.id).collect::<Vec<_>>();
    assert_eq!(ids(&first), [1, 2, 3].map(customer_id));
    assert_eq!(ids(&second), [5, 21, 6].map(customer_id));
    assert_eq!((ids(&third), has_more), ([7, 8, 9].map(customer_id).to_vec(), false));
    Ok(())
}

async fn names_beyond_the_keys_length_are_paged_by_their_beginning_and_then_by_id<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    // The ends differ against the order of the ids; four-byte characters make the key its largest.
    let beginning = "\u{1F393}".repeat(128);
    for number in 1..=5 {
        world.add(named_customer(number, &format!("{beginning}{}", 9 - number))).await?;
    }
    let all: Vec<_> = (1..=5).map(customer_id).collect();
    for items in [1, 2, 5] {
        assert_eq!(walk(&world, items).await?, all, "pages of {items}");
    }
    Ok(())
}

async fn a_position_whose_customer_is_gone_still_works<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(4).await?;
    let (first, _) = page(&world, None, 2).await?;
    for number in [1, 2] {
        world.store.delete_customer(delete_customer(call(north(), 5), number)).await?;
    }
    let (rest, has_more) = page(&world, first.last(), 2).await?;
    let ids: Vec<_> = rest.iter().map(|summary| summary.id).collect();
    assert_eq!((ids, has_more), ([3, 4].map(customer_id).to_vec(), false));
    let ended = Customer {
        relationship: qualify_domain::customer::Relationship::Ended,
        ..named_customer(9, "School 00009")
    };
    world.add(ended).await?;
    assert_eq!(walk(&world, 1).await?, [3, 4].map(customer_id), "a customer of the past is not listed");
    Ok(())
}

async fn reading_backwards_gives_the_pages_that_reading_forwards_gave<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(7).await?;
    let read = async |seek| -> anyhow::Result<(Vec<CustomerSummary>, bool)> {
        let all = CustomerSelection::All;
        let slice = world.store.list_customers(north(), all, seek, size(3)).await?;
        Ok((slice.items, slice.has_more))
    };
    let ids = |page: &[CustomerSummary]| page.iter().map(|summary| summary.id).collect::<Vec<_>>();
    let (last, has_more) = read(CustomerSeek::Last).await?;
    assert_eq!((ids(&last), has_more), ((5..=7).map(customer_id).collect(), false));
    let (before, has_more) = read(CustomerSeek::Before(position(&last[0]))).await?;
    assert_eq!((ids(&before), has_more), ((2..=4).map(customer_id).collect(), true));
    let (first, has_more) = read(CustomerSeek::Before(position(&before[0]))).await?;
    assert_eq!((ids(&first), has_more), (vec![customer_id(1)], true));
    Ok(())
}
