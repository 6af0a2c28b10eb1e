//! Filters of the customer list: starts with, equals, without regard to case, no character with a meaning of its own.

use qualify_domain::customer::Customer;
use qualify_domain::ports::{
    Comparison, CustomerField, CustomerPosition, CustomerSeek, CustomerSelection, CustomerStore as _,
};
use qualify_vocabulary::{CustomerId, DomainName, DomainSearch, NameKey, PageSize};

use super::Backend;
use crate::samples::{Tested, World, customer, customer_id, named_customer, north};

for_each_backend! {
    names_are_filtered_by_their_beginning_or_as_a_whole,
    names_are_compared_folded_also_beyond_ascii,
    no_character_of_a_filter_has_a_meaning_of_its_own,
    the_last_character_of_all_is_a_character_like_any_other,
    domains_are_filtered,
    a_domain_beyond_the_keys_length_is_found,
    edge_03_a_domain_is_found_in_every_spelling,
    edge_04_names_are_found_in_every_casing_and_stand_in_one_order,
    associated_partners_are_filtered,
    associated_partners_are_compared_folded_also_beyond_ascii,
    an_empty_beginning_matches_every_customer_that_has_the_field,
    a_filtered_list_has_pages,
}

/// The customers that match.
async fn matching<B: Backend>(
    world: &World<B>,
    field: CustomerField,
    comparison: Comparison,
    value: &str,
) -> anyhow::Result<Vec<CustomerId>> {
    selected(world, CustomerSelection::Matching { field, comparison, value: NameKey::of(value) }).await
}

/// The customers whose domain matches.
async fn of_domain<B: Backend>(
    world: &World<B>,
    comparison: Comparison,
    value: &str,
) -> anyhow::Result<Vec<CustomerId>> {
    let domain = match comparison {
        StartsWith => DomainSearch::beginning(value),
        Equals => DomainSearch::whole(value),
    };
    selected(world, CustomerSelection::OfDomain { comparison, domain }).await
}

async fn selected<B: Backend>(
    world: &World<B>,
    selection: CustomerSelection,
) -> anyhow::Result<Vec<CustomerId>> {
    let slice = world.store.list_customers(north(), selection, CustomerSeek::First, PageSize::MAX).await?;
    Ok(slice.items.into_iter().map(|summary| summary.id).collect())
}

fn ids(numbers: &[u32]) -> Vec<CustomerId> {
    numbers.iter().copied().map(customer_id).collect()
}

async fn named<B: Backend>(names: &[&str]) -> anyhow::Result<World<B>> {
    let world = World::<B>::open().await?;
    for (number, name) in (1..).zip(names) {
        world.add(named_customer(number, name)).await?;
    }
    Ok(world)
}

use Comparison::{Equals, StartsWith};
use CustomerField::{AssociatedPartner, CompanyName};

async fn names_are_filtered_by_their_beginning_or_as_a_whole<B: Backend>() -> Tested {
    let world = named::<B>(&["Lake", "LAKESIDE", "Lakeview", "Blake", "Lak"]).await?;
    assert_eq!(matching(&world, CompanyName, StartsWith, "lake").await?, ids(&[1, 2, 3]));
    assert_eq!(matching(&world, CompanyName, Equals, " LAKE ").await?, ids(&[1]));
    assert_eq!(matching(&world, CompanyName, Equals, "lakes").await?, ids(&[]));
    assert_eq!(matching(&world, CompanyName, StartsWith, "lakez").await?, ids(&[]));
    Ok(())
}

async fn names_are_compared_folded_also_beyond_ascii<B: Backend>() -> Tested {
    let world = named::<B>(&["SZKOŁA Żółta", "szkoła zielona", "ÉCOLE", "E\u{301}cole B", "ΣΧΟΛΗ"]).await?;
    assert_eq!(matching(&world, CompanyName, StartsWith, "SZKOŁA").await?, ids(&[2, 1]));
    assert_eq!(matching(&world, CompanyName, StartsWith, "école").await?, ids(&[3, 4]));
    assert_eq!(matching(&world, CompanyName, Equals, "É\u{63}ole b").await?, ids(&[4]));
    assert_eq!(matching(&world, CompanyName, StartsWith, "σχολ").await?, ids(&[5]));
    Ok(())
}

async fn no_character_of_a_filter_has_a_meaning_of_its_own<B: Backend>() -> Tested {
    let world = named::<B>(&["a%b", "a_b", "axb", "a*b", "a?b", "a'b", "a\\b", "a[b"]).await?;
    for (number, value) in (1..).zip(["a%", "a_", "ax", "a*", "a?", "a'", "a\\", "a["]) {
        assert_eq!(matching(&world, CompanyName, StartsWith, value).await?, ids(&[number]), "{value}");
        let whole = format!("{value}b");
        assert_eq!(matching(&world, CompanyName, Equals, &whole).await?, ids(&[number]), "{whole}");
    }
    assert_eq!(matching(&world, CompanyName, StartsWith, "%").await?, ids(&[]));
    Ok(())
}

async fn the_last_character_of_all_is_a_character_like_any_other<B: Backend>() -> Tested {
    let last = char::MAX;
    let names = [format!("a{last}"), format!("a{last}{last}b"), format!("{last}"), "b".to_owned()];
    let world = named::<B>(&names.each_ref().map(String::as_str)).await?;
    assert_eq!(matching(&world, CompanyName, StartsWith, "a").await?, ids(&[1, 2]));
    let beginning = format!("a{last}");
    assert_eq!(matching(&world, CompanyName, StartsWith, &beginning).await?, ids(&[1, 2]));
    assert_eq!(matching(&world, CompanyName, Equals, &beginning).await?, ids(&[1]));
    assert_eq!(matching(&world, CompanyName, StartsWith, &last.to_string()).await?, ids(&[3]));
    // The character before the surrogates is followed by the one behind them.
    assert_eq!(matching(&world, CompanyName, StartsWith, "\u{D7FF}").await?, ids(&[]));
    Ok(())
}

async fn domains_are_filtered<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(12).await?;
    let found = of_domain(&world, StartsWith, "SCHOOL1").await?;
    assert_eq!(found, ids(&[1, 10, 11, 12]));
    assert_eq!(of_domain(&world, Equals, "School1.example").await?, ids(&[1]));
    assert_eq!(of_domain(&world, Equals, "school1").await?, ids(&[]));
    Ok(())
}

async fn a_domain_beyond_the_keys_length_is_found<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(1).await?;
    let label = "l".repeat(60);
    let long = DomainName::parse(&format!("{label}.{label}.{label}.example"))?;
    world.add(Customer { domain: long.clone(), ..customer(2) }).await?;
    assert_eq!(of_domain(&world, Equals, long.as_str()).await?, ids(&[2]));
    assert_eq!(of_domain(&world, StartsWith, long.as_str()).await?, ids(&[2]));
    Ok(())
}

async fn edge_03_a_domain_is_found_in_every_spelling<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let domains = [
        "szkoła.example",
        "XN--SZKOA-N7A.Pl",
        "szkola.example",
        "ｓｃｈｏｏｌ.example",
        "straße.de",
        "strasse.de",
    ];
    for (number, domain) in (1..).zip(domains) {
        world.add(Customer { domain: DomainName::parse(domain)?, ..customer(number) }).await?;
    }
    for (comparison, value, found) in [
        (Equals, "szkoła.example", &[1][..]),
        (Equals, "SZKOŁA.EXAMPLE", &[1]),
        (Equals, "xn--szkoa-n7a.example", &[1]),
        (Equals, "szkoła.example.", &[1]),
        (Equals, "ｓｚｋｏła．example", &[1]),
        (Equals, "szkoła.pl", &[2]),
        (Equals, "School.example", &[4]),
        (Equals, "straße.de", &[5]),
        (Equals, "STRASSE.de", &[6]),
        (Equals, "szkoła", &[]),
        (Equals, "no domain", &[]),
        (StartsWith, "szko", &[1, 2, 3]),
        (StartsWith, "SZKOŁ", &[1, 2]),
        (StartsWith, "szko\u{142}a.e", &[1]),
        (StartsWith, "xn--", &[1, 2, 5]),
        (StartsWith, "XN--szkoa-n7", &[1, 2]),
        (StartsWith, "xn--szkoa-n7a.p", &[2]),
        (StartsWith, "ｓｃｈｏ", &[4]),
        (StartsWith, "stra\u{df}", &[5]),
        (StartsWith, "", &[1, 2, 3, 4, 5, 6]),
    ] {
        assert_eq!(of_domain(&world, comparison, value).await?, ids(found), "{comparison:?} {value}");
    }
    Ok(())
}

async fn edge_04_names_are_found_in_every_casing_and_stand_in_one_order<B: Backend>() -> Tested {
    let names = [
        "Straßenschule",
        "STRASSENBAHN",
        "strassenrand",
        "ΣΧΟΛΗΣ",
        "σχολής",
        "İstanbul",
        "istanbul",
        "ISTANBUL B",
    ];
    let world = named::<B>(&names).await?;
    for (comparison, value, found) in [
        (Equals, "STRASSENSCHULE", &[1][..]),
        (Equals, "straßenbahn", &[2]),
        (StartsWith, "STRAß", &[2, 3, 1]),
        (Equals, "σχολησ", &[4]),
        (Equals, "ΣΧΟΛΉΣ", &[5]),
        (Equals, "istanbul", &[6, 7]),
        (Equals, "İSTANBUL", &[6, 7]),
        (StartsWith, "İst", &[6, 7, 8]),
        (StartsWith, "ｓｔｒ", &[2, 3, 1]),
    ] {
        assert_eq!(
            matching(&world, CompanyName, comparison, value).await?,
            ids(found),
            "{comparison:?} {value}"
        );
    }
    Ok(())
}

async fn associated_partners_are_filtered<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(12).await?;
    world.add(Customer { associated_partner_id: None, ..customer(13) }).await?;
    assert_eq!(matching(&world, AssociatedPartner, StartsWith, "mpn-1").await?, ids(&[1, 10, 11, 12]));
    assert_eq!(matching(&world, AssociatedPartner, Equals, "mpn-1").await?, ids(&[1]));
    Ok(())
}

async fn associated_partners_are_compared_folded_also_beyond_ascii<B: Backend>() -> Tested {
    let world = World::<B>::open().await?;
    let reseller = |text: &str| Some(text.to_owned());
    world.add(Customer { associated_partner_id: reseller("ŻÓŁW Reseller"), ..customer(1) }).await?;
    assert_eq!(matching(&world, AssociatedPartner, Equals, "żółw RESELLER").await?, ids(&[1]));
    assert_eq!(matching(&world, AssociatedPartner, StartsWith, "ŻÓŁ").await?, ids(&[1]));
    Ok(())
}

async fn an_empty_beginning_matches_every_customer_that_has_the_field<B: Backend>() -> Tested {
    let world = World::<B>::with_customers(2).await?;
    world.add(Customer { associated_partner_id: None, ..customer(3) }).await?;
    assert_eq!(matching(&world, CompanyName, StartsWith, "").await?, ids(&[1, 2, 3]));
    assert_eq!(matching(&world, AssociatedPartner, StartsWith, "").await?, ids(&[1, 2]));
    assert_eq!(matching(&world, CompanyName, Equals, "").await?, ids(&[]));
    Ok(())
}

async fn a_filtered_list_has_pages<B: Backend>() -> Tested {
    let world = named::<B>(&["Lake 1", "Lake 2", "Hill", "Lake 3", "Lakes"]).await?;
    let value = NameKey::of("lake ");
    let selection = CustomerSelection::Matching {
        field: CompanyName,
        comparison: StartsWith,
        // The key loses its blank at the end, like every name.
        value: value.clone(),
    };
    let two = PageSize::clamped(2).unwrap_or(PageSize::MAX);
    let first = world.store.list_customers(north(), selection.clone(), CustomerSeek::First, two).await?;
    assert!(first.has_more);
    let last = &first.items[1];
    let after = CustomerPosition { name_key: NameKey::of(&last.company_name), id: last.id };
    let second = world.store.list_customers(north(), selection, CustomerSeek::After(after), two).await?;
    let listed: Vec<_> = second.items.iter().map(|summary| summary.id).collect();
    assert_eq!((listed, second.has_more), (ids(&[4, 5]), false));
    assert_eq!(value, NameKey::of("lake"));
    Ok(())
}
