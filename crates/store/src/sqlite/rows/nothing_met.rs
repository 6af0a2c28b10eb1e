//! A write for one row that is not there raises: it must not pass in silence.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::DeliveryKey;
use qualify_domain::webhook::{DeliveryState, Health};
use qualify_vocabulary::{CustomerId, EndpointId, LeaseId, PartnerId, ReviewId, Timestamp};
use rusqlite::Connection;

use super::SqliteRows;
use crate::rows::{
    CustomerRows, DeliveryRows, EndpointRows, EventRows, QualificationRows, Queued, ReviewRows, SettingRows,
};
use crate::sqlite::engine::migrate::migrate;
use crate::sqlite::engine::run::HOLDER;
use crate::sqlite::engine::session::Session;

type Write = fn(&mut SqliteRows<'_>) -> Queued;

const KEY: CustomerKey = CustomerKey { partner: PartnerId::NIL, customer: CustomerId::NIL };
const DELIVERY: DeliveryKey =
    DeliveryKey { partner: PartnerId::NIL, endpoint: EndpointId::NIL, event_sequence: 1 };
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// What is written for one row, which whoever writes it has seen.
const WRITES: [(&str, Write); 21] = [
    ("restart_delivery", |rows| rows.restart_delivery(DELIVERY, NOW)),
    ("delete_delivery", |rows| rows.delete_delivery(DELIVERY)),
    ("settle_delivery", |rows| rows.settle_delivery(DELIVERY, DeliveryState::Failed)),
    ("lease_delivery", |rows| rows.lease_delivery(DELIVERY, lease(), NOW)),
    ("clear_due", |rows| rows.clear_due(KEY)),
    ("postpone", |rows| rows.postpone(KEY, NOW)),
    ("lease_record", |rows| rows.lease_record(KEY, lease(), NOW)),
    ("remove_record", |rows| rows.remove_record(KEY)),
    ("delete_customer", |rows| rows.delete_customer(KEY)),
    ("end_relationship", |rows| rows.end_relationship(KEY)),
    ("remove_setting", |rows| rows.remove_setting("nothing")),
    ("mark_endpoint_removed", |rows| rows.mark_endpoint_removed(EndpointId::NIL, NOW)),
    ("save_endpoint_health", |rows| rows.save_endpoint_health(EndpointId::NIL, &Health::default())),
    ("clear_leftovers", |rows| rows.clear_leftovers(EndpointId::NIL)),
    ("delete_endpoint", |rows| rows.delete_endpoint(EndpointId::NIL)),
    ("queue_endpoint", |rows| rows.queue_endpoint(EndpointId::NIL)),
    ("put_endpoint_off", |rows| rows.put_endpoint_off(EndpointId::NIL, NOW)),
    ("put_review_off", |rows| rows.put_review_off(review(), NOW)),
    ("keep_review_texts", |rows| rows.keep_review_texts(review(), NOW)),
    ("mark_review_erased", |rows| rows.mark_review_erased(review(), NOW)),
    ("delete_event", |rows| rows.delete_event(PartnerId::NIL, 1)),
];

fn lease() -> LeaseId {
    LeaseId::from([1; 16])
}

fn review() -> ReviewId {
    ReviewId::from([1; 16])
}

#[test]
fn a_write_for_one_row_that_is_not_there_raises() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let mut session = Session::new(connection);
    let mut rows = SqliteRows::of(&mut session, HOLDER);
    for (name, write) in WRITES {
        assert!(write(&mut rows).is_err(), "{name} passes in silence");
    }
}
