//! What was folded by another rule is found after the upgrade, and a domain that two had is one.

use qualify_vocabulary::{CustomerId, DomainName, DomainSearch};

use super::*;
use crate::samples::{create_customer, customer, refusal};

/// Customers as a program of schema 8 left them: a domain twice in two spellings, names with keys that are not folded in
/// full.
const ROWS: &str = "
    INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended, created_at, reseller_key) VALUES
        (x'a0000000000000000000000000000001', x'c0000000000000000000000000000011', 'straße', 'Straße', 'szkoła.example',
         0, 5, 'maß'),
        (x'a0000000000000000000000000000001', x'c0000000000000000000000000000012', 'σχολης', 'ΣΧΟΛΗΣ',
         'xn--szkoa-n7a.example', 0, 4, NULL);
    INSERT INTO customer_details (partner_id, customer_id, commerce_id, registration_number, associated_partner_id,
        billing_profile_id, billing_profile, created_at, revision)
    SELECT partner_id, id, id, NULL, CASE WHEN reseller_key IS NOT NULL THEN 'MAẞ' END, id,
        (SELECT billing_profile FROM customer_details LIMIT 1), created_at, 0
    FROM customers WHERE id >= x'c0000000000000000000000000000011';
    INSERT INTO domain_claims (domain, partner_id, customer_id, created_at)
    SELECT domain, partner_id, id, created_at FROM customers WHERE id >= x'c0000000000000000000000000000011';";

async fn found(store: &SqliteStore, selection: CustomerSelection) -> anyhow::Result<Vec<CustomerId>> {
    let listed = store.list_customers(north(), selection, CustomerSeek::First, PageSize::MAX).await?;
    Ok(listed.items.into_iter().map(|summary| summary.id).collect())
}

#[tokio::test]
async fn edge_03_what_was_folded_otherwise_is_found_after_the_upgrade() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("qualify.db");
    write_schema(8, &file)?;
    Connection::open(&file)?.execute_batch(ROWS)?;
    let store = SqliteStore::open(&DatabaseLocation::SqliteFile(file), SqliteOptions::default())?;
    let [first, second] = [0x11, 0x12].map(|last| {
        let mut id = *customer_id(1).as_bytes();
        id[15] = last;
        CustomerId::from(id)
    });
    let named = |field, value: &str| CustomerSelection::Matching {
        field,
        comparison: Comparison::Equals,
        value: NameKey::of(value),
    };
    assert_eq!(found(&store, named(CustomerField::CompanyName, "STRASSE")).await?, [first]);
    assert_eq!(found(&store, named(CustomerField::CompanyName, "σχολησ")).await?, [second]);
    assert_eq!(found(&store, named(CustomerField::AssociatedPartner, "mass")).await?, [first]);
    let domain = |comparison, domain| CustomerSelection::OfDomain { comparison, domain };
    let whole = domain(Comparison::Equals, DomainSearch::whole("SZKOŁA.example"));
    assert_eq!(found(&store, whole).await?, [first, second]);
    let beginning = domain(Comparison::StartsWith, DomainSearch::beginning("xn--szk"));
    assert_eq!(found(&store, beginning).await?, [first, second]);
    Ok(())
}

#[tokio::test]
async fn edge_03_a_domain_that_two_had_stays_with_the_first() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("qualify.db");
    write_schema(8, &file)?;
    Connection::open(&file)?.execute_batch(ROWS)?;
    let store = SqliteStore::open(&DatabaseLocation::SqliteFile(file.clone()), SqliteOptions::default())?;
    let name = DomainName::parse("szkoła.example")?;
    assert!(store.is_domain_taken(name.clone()).await?);
    let twin = qualify_domain::customer::Customer { domain: name.clone(), ..customer(3) };
    let created = store.create_customer(create_customer(call(north(), 9), twin)).await;
    assert_eq!(refusal(created)?, qualify_domain::Refusal::DomainTaken(name.clone()));
    // Made later, though its spelling stands before the other's.
    store.delete_customer(delete_customer(call(north(), 9), 0x11)).await?;
    assert!(store.is_domain_taken(name.clone()).await?, "it is the other's");
    store.delete_customer(delete_customer(call(north(), 9), 0x12)).await?;
    assert!(!store.is_domain_taken(name).await?);
    Ok(())
}
