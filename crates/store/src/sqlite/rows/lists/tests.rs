//! Every kind of list in steps of one row, beside the same list made in memory.

use std::time::Instant;

use qualify_domain::ports::{Comparison, CustomerField};
use qualify_vocabulary::{DomainName, DomainSearch};

use super::*;
use crate::rows::CustomerRows as _;
use crate::sqlite::engine::list_readers::Watch;
use crate::sqlite::engine::migrate::migrate;
use crate::sqlite::engine::open::open_writer;
use crate::sqlite::engine::options::SqliteOptions;
use crate::sqlite::engine::run::HOLDER;
use crate::sqlite::rows::SqliteRows;

/// More than are few in tests.
const CUSTOMERS: u32 = 60;

const FIELDS: [CustomerField; 2] = [CustomerField::CompanyName, CustomerField::AssociatedPartner];

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sample {
    name_key: String,
    id: CustomerId,
    domain: String,
    reseller: Option<String>,
}

fn partner() -> PartnerId {
    PartnerId::from([1; 16])
}

/// Names, domains and resellers in three different orders, some of them alike.
fn samples() -> Vec<Sample> {
    let mut samples: Vec<_> = (0..CUSTOMERS)
        .map(|number| {
            let scattered = number * 37 % CUSTOMERS;
            let mut id = [0; 16];
            id[15] = u8::try_from(number * 23 % CUSTOMERS).expect("a small number");
            Sample {
                name_key: format!("school {:02}", scattered / 2),
                id: CustomerId::from(id),
                domain: match number % 10 {
                    0 => format!("rare{number:02}.example"),
                    5 => format!("rar\u{e9}{number:02}.example"),
                    _ => format!("often{number:02}.example"),
                },
                reseller: (number % 3 != 0).then(|| format!("mpn-{}", if number % 20 == 1 { 1 } else { 22 })),
            }
        })
        .collect();
    samples.sort();
    samples
}

/// A store with the samples, and as many customers of the same names who have ended.
fn session(folder: &std::path::Path) -> Session {
    let mut connection = open_writer(&folder.join("qualify.db"), SqliteOptions::default()).unwrap();
    migrate(&mut connection).unwrap();
    connection
        .execute("INSERT INTO partners VALUES (?1, 'P', 0, 0, 1, zeroblob(16), 0, 0)", [partner().as_bytes()])
        .unwrap();
    for has_ended in [false, true] {
        for sample in samples() {
            let mut id = *sample.id.as_bytes();
            id[0] = u8::from(has_ended);
            let domain = format!("{}{}", sample.domain, if has_ended { ".ended" } else { "" });
            let partner = partner();
            let name = DomainName::parse(&domain).unwrap();
            let ascii = name.is_international().then(|| name.key());
            let row = (partner.as_bytes(), id, &sample.name_key, &domain, has_ended, &sample.reseller, ascii);
            connection
                .execute(
                    "INSERT INTO customers (partner_id, id, name_key, company_name, domain, has_ended,
                        created_at, reseller_key, domain_key, domain_ascii)
                     VALUES (?1, ?2, ?3, ?3, ?4, ?5, 0, ?6, ?4, ?7)",
                    row,
                )
                .unwrap();
        }
    }
    Session::new(connection)
}

fn selections() -> Vec<CustomerSelection> {
    let values = [
        "",
        "school",
        "school 0",
        "school 07",
        "often",
        "rare",
        "rare10.example",
        "mpn-",
        "mpn-1",
        "x",
        "xn--rar",
    ];
    let mut selections = vec![CustomerSelection::All];
    for field in FIELDS {
        for comparison in [Comparison::StartsWith, Comparison::Equals] {
            for value in values {
                let value = NameKey::of(value);
                selections.push(CustomerSelection::Matching { field, comparison, value });
            }
        }
    }
    for value in values {
        let (comparison, domain) = (Comparison::StartsWith, DomainSearch::beginning(value));
        selections.push(CustomerSelection::OfDomain { comparison, domain });
        let (comparison, domain) = (Comparison::Equals, DomainSearch::whole(value));
        selections.push(CustomerSelection::OfDomain { comparison, domain });
    }
    selections
}

fn is_selected(sample: &Sample, selection: &CustomerSelection) -> bool {
    let name = DomainName::parse(&sample.domain).unwrap();
    let (text, comparison, value) = match selection {
        CustomerSelection::All => return true,
        CustomerSelection::Matching { field, comparison, value } => {
            let text = match field {
                CustomerField::CompanyName => Some(&*sample.name_key),
                CustomerField::AssociatedPartner => sample.reseller.as_deref(),
            };
            (text, comparison, value.as_str())
        }
        CustomerSelection::OfDomain { comparison, domain: DomainSearch::Letters(value) } => {
            (Some(&*sample.domain), comparison, &**value)
        }
        CustomerSelection::OfDomain { comparison, domain: DomainSearch::ALabels(value) } => {
            (Some(name.key()), comparison, &**value)
        }
    };
    text.is_some_and(|text| match comparison {
        Comparison::StartsWith => text.starts_with(value),
        Comparison::Equals => text == value,
    })
}

/// Reads a page in steps of one row; answers how many steps it took.
fn read_page(session: &Session, mut list: CustomerList) -> (Slice<CustomerSummary>, u32) {
    let watch = Watch::new();
    let time = StepTime::until(Instant::now(), &watch);
    for steps in 1..10_000 {
        if let Some(page) = list.step(session, &time).unwrap() {
            return (page, steps);
        }
    }
    panic!("a list does not end");
}

fn ids(page: &Slice<CustomerSummary>) -> Vec<CustomerId> {
    page.items.iter().map(|item| item.id).collect()
}

fn place(summary: &CustomerSummary) -> CustomerPosition {
    CustomerPosition { name_key: NameKey::of(&summary.company_name), id: summary.id }
}

#[test]
fn trust_06_lists_in_steps_of_one_row_are_whole_and_in_order_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(folder.path());
    for selection in selections() {
        let expected: Vec<_> = samples()
            .iter()
            .filter(|sample| is_selected(sample, &selection))
            .map(|sample| sample.id)
            .collect();
        for size in [1, 7, 500] {
            let size = PageSize::clamped(size).expect("above 0");
            let list = |seek| CustomerList::new(partner(), selection.clone(), seek, size);
            let (mut walked, mut seek) = (Vec::new(), CustomerSeek::First);
            loop {
                let (page, _) = read_page(&session, list(seek));
                walked.extend(ids(&page));
                if !page.has_more {
                    break;
                }
                seek = CustomerSeek::After(page.items.last().map(place).expect("a page with more has items"));
            }
            assert_eq!(walked, expected, "{selection:?} by {}", size.items());
            let (mut walked, mut seek) = (Vec::new(), CustomerSeek::Last);
            loop {
                let (page, _) = read_page(&session, list(seek));
                let Some(first) = page.items.first() else { break };
                seek = CustomerSeek::Before(place(first));
                walked.splice(0..0, ids(&page));
            }
            assert_eq!(walked, expected, "{selection:?} backwards by {}", size.items());
        }
    }
}

#[test]
fn trust_06_a_step_reads_no_more_than_its_time_allows() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(folder.path());
    let list = CustomerList::new(partner(), CustomerSelection::All, CustomerSeek::First, PageSize::MAX);
    let (page, steps) = read_page(&session, list);
    assert_eq!((page.items.len(), steps), (60, 61), "one row a step, and one that finds the end");
}

#[test]
fn trust_06_what_changes_while_it_is_gathered_makes_nobody_else_appear_twice_or_vanish() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(folder.path());
    let selection = CustomerSelection::OfDomain {
        comparison: Comparison::StartsWith,
        domain: DomainSearch::beginning("rare"),
    };
    let expected: Vec<_> = samples().into_iter().filter(|sample| is_selected(sample, &selection)).collect();
    let mut list = CustomerList::new(partner(), selection, CustomerSeek::First, PageSize::MAX);
    let watch = Watch::new();
    let time = StepTime::until(Instant::now(), &watch);
    for _ in 0..expected.len() - 1 {
        assert_eq!(list.step(&session, &time).unwrap(), None, "it gathers");
    }
    let (renamed, removed) = (expected[1].id, expected[2].id);
    session
        .execute(
            "UPDATE customers SET name_key = 'zoo', company_name = 'Zoo' WHERE id = ?1",
            [renamed.as_bytes()],
        )
        .unwrap();
    let key = qualify_domain::customer::CustomerKey { partner: partner(), customer: removed };
    session
        .execute(
            "INSERT INTO tenant_domains SELECT zeroblob(16), domain_key, partner_id, id, 0
             FROM customers",
            [],
        )
        .unwrap();
    SqliteRows::of(&mut session, HOLDER).delete_customer(key).unwrap();
    let (page, _) = read_page(&session, list);
    let mut left: Vec<_> = expected.iter().map(|sample| sample.id).collect();
    left.retain(|id| *id != renamed && *id != removed);
    left.push(renamed);
    assert_eq!(ids(&page), left);
}

#[test]
fn trust_06_every_list_of_customers_is_a_range_of_an_index_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(folder.path());
    let position = CustomerPosition { name_key: NameKey::of("school 10"), id: samples()[0].id };
    let seeks = [
        CustomerSeek::First,
        CustomerSeek::Last,
        CustomerSeek::After(position.clone()),
        CustomerSeek::Before(position),
    ];
    for selection in selections() {
        for seek in &seeks {
            let list = CustomerList::new(partner(), selection.clone(), seek.clone(), PageSize::MAX);
            let query = Query::new(partner(), &list.range, &list.matching, list.is_forwards);
            let sql = format!("EXPLAIN QUERY PLAN {}", query.sql);
            let plan = session
                .list(&sql, params_from_iter(query.parameters), |row| {
                    Ok(row.get::<_, String>("detail").unwrap())
                })
                .unwrap();
            assert_eq!(plan.len(), 1, "{plan:?}");
            assert!(plan[0].starts_with("SEARCH customers USING INDEX customers_by_"), "{plan:?}");
            let edges = [("name_key>", &list.range.lower), ("name_key<", &list.range.upper)];
            for (bound, edge) in edges {
                let is_bound =
                    plan[0].contains(bound) || plan[0].contains(&bound.replace("name_key", "(name_key,id)"));
                assert_eq!(is_bound, *edge != Edge::Open, "{} {plan:?}", query.sql);
            }
        }
    }
}
