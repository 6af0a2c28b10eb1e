//! What a question about one customer or one receiver costs does not grow with the other rows of its partner.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use qualify_domain::audit::AuditPosition;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::Leases;
use qualify_domain::webhook::DeliveryState;
use qualify_vocabulary::{CustomerId, EndpointId, PageSize, PartnerId, Qualification, Timestamp};
use rusqlite::Connection;

use super::{SqliteRows, audit_lists};
use crate::rows::{DecisionRows, DeliveryRows, QualificationRows, Read};
use crate::sqlite::engine::migrate::migrate;
use crate::sqlite::engine::run::HOLDER;
use crate::sqlite::engine::session::Session;

/// Rows of others in the small store and in the large one.
const ROWS: [u32; 2] = [500, 5_000];

/// Steps by which an answer may differ between the two, for the depth of a tree.
const STEPS_SPARE: u64 = 100;

type Ask = fn(&mut SqliteRows<'_>);

const QUESTIONS: [(&str, Ask); 10] = [
    ("end the texts of a customer's decisions", |rows| {
        rows.end_decision_texts(key(), Qualification::Education, Timestamp::UNIX_EPOCH).unwrap();
    }),
    ("erase the texts of a customer's decisions", |rows| rows.erase_decision_texts(key()).unwrap()),
    ("the last decision of a customer", |rows| {
        now(rows.find_last_decision(key(), Qualification::Education, Timestamp::UNIX_EPOCH));
    }),
    ("the decisions of a customer", |rows| {
        now(rows.list_decisions(key(), None, PageSize::MAX, true));
        now(rows.list_decisions(key(), None, PageSize::MAX, false));
    }),
    ("the trail of a customer", |rows| {
        let range = (AuditPosition::from_ticks(0), AuditPosition::from_ticks(i64::MAX));
        let customer = Some(key().customer);
        audit_lists::look(rows.session(), key().partner, customer, range, |_| Ok(true)).unwrap();
    }),
    ("deliveries that failed", |rows| {
        now(rows.list_deliveries(
            PartnerId::NIL,
            EndpointId::NIL,
            Some(DeliveryState::Failed),
            i64::MAX,
            100,
        ));
    }),
    ("deliveries that are pending", |rows| {
        now(rows.list_deliveries(
            PartnerId::NIL,
            EndpointId::NIL,
            Some(DeliveryState::Pending),
            i64::MAX,
            100,
        ));
    }),
    ("receivers of deliveries that are leased", |rows| {
        for which in LEASES {
            now(rows.list_leased_endpoints(which));
        }
    }),
    ("the end of leases on deliveries", |rows| {
        for which in LEASES {
            now(rows.release_deliveries(which));
        }
    }),
    ("the end of leases on records", |rows| {
        for which in LEASES {
            now(rows.release_record_leases(which));
        }
    }),
];

const LEASES: [Leases; 3] = [Leases::Own, Leases::Over(Timestamp::UNIX_EPOCH), Leases::All];

fn key() -> CustomerKey {
    CustomerKey { partner: PartnerId::NIL, customer: CustomerId::NIL }
}

fn now<T>(read: impl Read<T>) {
    let Poll::Ready(answer) = std::pin::pin!(read).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("a read of an embedded store is ready")
    };
    answer.unwrap();
}

/// A store with rows of one partner, none of them the customer's.
fn store_with(rows: u32, steps: &Arc<AtomicU64>) -> Session {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA foreign_keys = OFF;
             CREATE TEMP TABLE numbers AS WITH RECURSIVE numbers(n) AS
                 (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows}) SELECT n FROM numbers;
             INSERT INTO decisions
             SELECT zeroblob(16), n, randomblob(16), randomblob(16), 'Education', 0, 1, 'Approve', 'r', 'r', 'r', '[]',
                 'a', NULL, zeroblob(160), zeroblob(32), zeroblob(32), 0
             FROM numbers;
             INSERT INTO audit_records
             SELECT zeroblob(16), n, randomblob(16), 'c', 'u', NULL, 'a', 'o', 's', NULL, NULL, '{{}}', zeroblob(16), 0
             FROM numbers;
             INSERT INTO deliveries
             SELECT zeroblob(16), n, zeroblob(16), randomblob(16), 'delivered', 1, 1, NULL, NULL, NULL, NULL
             FROM numbers;"
        ))
        .unwrap();
    let steps = Arc::clone(steps);
    let count = move || {
        steps.fetch_add(1, Ordering::Relaxed);
        false
    };
    connection.progress_handler(1, Some(count)).unwrap();
    Session::new(connection)
}

#[test]
fn what_one_customer_or_receiver_costs_does_not_grow_with_the_partner() {
    let steps = Arc::new(AtomicU64::new(0));
    let mut stores = ROWS.map(|rows| store_with(rows, &steps));
    for (name, ask) in QUESTIONS {
        let [small, large] = stores.each_mut().map(|session| {
            steps.store(0, Ordering::Relaxed);
            ask(&mut SqliteRows::of(session, HOLDER));
            steps.load(Ordering::Relaxed)
        });
        assert!(small > 0, "{name}: nothing was asked");
        assert!(large <= small + STEPS_SPARE, "{name}: {small} steps became {large}");
    }
}
