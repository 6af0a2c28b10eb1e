//! Searches go along an index, whatever is looked for, and sort nothing; so a page costs the same however many customers
//! there are.

use qualify_vocabulary::{NameKey, Timestamp};
use rusqlite::Connection;

use super::*;
use crate::sqlite::engine::migrate::migrate;

fn partner() -> PartnerId {
    PartnerId::from([1; 16])
}

/// How SQLite would go about a query.
fn plan(connection: &Connection, query: Query) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", query.sql)).unwrap();
    let steps = statement.query_map(params_from_iter(query.parameters), |row| row.get("detail")).unwrap();
    steps.collect::<Result<_, _>>().unwrap()
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    connection
}

#[test]
fn dashboard_02_words_are_a_range_of_their_index() {
    let connection = database();
    let place = SearchPlace::Word { word: "lakeside".to_owned(), id: CustomerId::from([2; 16]) };
    for after in [None, Some(&place)] {
        let steps = plan(&connection, Query::by_word(partner(), "lake", after));
        assert_eq!(steps.len(), 1, "{steps:?}");
        assert!(
            steps[0].starts_with("SEARCH customer_words USING PRIMARY KEY (partner_id=? AND "),
            "{steps:?}"
        );
    }
}

#[test]
fn dashboard_02_records_are_ranges_of_an_index_and_nothing_is_sorted() {
    let connection = database();
    let id = CustomerId::from([2; 16]);
    let name = SearchPlace::Name(CustomerPosition { name_key: NameKey::of("lake"), id });
    let record = SearchPlace::Record { at: Timestamp::UNIX_EPOCH, id };
    let qualifications = Qualification::ALL.into_iter().map(Some).chain([None]);
    for qualification in qualifications {
        for status in VettingStatus::ALL.into_iter().map(Some).chain([None]) {
            for after in [None, Some(&name), Some(&record)] {
                let search = CustomerSearch { words: None, qualification, status };
                let order = Order::of(&search);
                let steps = plan(&connection, Query::in_order(partner(), &search, order, after));
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{search:?}: {steps:?}");
                let reads: Vec<_> = steps.iter().filter(|step| step.contains(" c ")).collect();
                let are_ranges = reads.iter().all(|step| {
                    step.starts_with("SEARCH c USING INDEX customers_") && step.contains(order.column)
                });
                assert!(!reads.is_empty() && are_ranges, "{search:?}: {steps:?}");
            }
        }
    }
}

#[test]
fn dashboard_02_the_rarest_beginning_leads_and_goes_on_leading() {
    let connection = database();
    for number in 0..20_u8 {
        for word in ["school", if number == 7 { "lakeside" } else { "pond" }] {
            connection
                .execute(
                    "INSERT INTO customer_words VALUES (?1, ?2, ?3)",
                    rusqlite::params![partner().as_bytes(), word, [number; 16]],
                )
                .unwrap();
        }
    }
    let session = Session::new(connection);
    for (text, expected) in
        [("school lake", "lake"), ("lak sch", "lak"), ("sch nobody", "nobody"), ("s", "s")]
    {
        let words = SearchWords::parse(text).unwrap();
        assert_eq!(Leading::of(&session, partner(), &words, None).unwrap().leading, expected, "{text}");
    }
    let after = SearchPlace::Word { word: "school".to_owned(), id: CustomerId::from([3; 16]) };
    let words = SearchWords::parse("sch lake").unwrap();
    let leading = Leading::of(&session, partner(), &words, Some(&after)).unwrap();
    assert_eq!(leading.leading, "sch");
    assert!(leading.may_have(CustomerId::from([7; 16])) && !leading.may_have(CustomerId::from([8; 16])));
}
