//! Cases of records that came from elsewhere: from a seed, a snapshot, a program before reviews.
//!
//! A record that waits for a person has an open case, which is opened in the same transaction. Where rows come from
//! elsewhere that may not be so, and somebody has to look at all customers: once, a few at a time, and from where the
//! last look ended, also after a restart.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, StoreError};
use qualify_domain::qualification::{EducationState, ExclusiveRecord};
use qualify_domain::review::ReviewRules;
use qualify_vocabulary::{CustomerId, PartnerId, Qualification, ReasonCode, Timestamp};
use rusqlite::{Connection, params};

use super::super::column::Columns;
use super::super::error::store_error;
use super::super::session::Session;
use super::super::{claimed_domains, decisions, qualifications, settings};
use super::opening::{OpeningFacts, open_request};

/// How far the walk has come: the last customer that was looked at, nothing at the end; missing before it begins. Behind
/// it [`PASSED_OVER`], if the walk has passed over a record.
const WALK_SETTING: &str = "store.reviews.walk";

/// What stands behind the place of a walk that has passed over a record which does not read back.
const PASSED_OVER: u8 = b'!';

/// The bytes of a customer's key.
const KEY_BYTES: usize = 32;

/// Customers that are looked at at a time.
const CUSTOMERS_MAX: usize = 1000;

/// Notes that rows came from elsewhere.
pub(in super::super) fn expect(session: &Session) -> Outcome<()> {
    settings::remove(session, WALK_SETTING)
}

/// Whether there may be a record that waits without a case.
pub(in super::super) fn is_expected(session: &Session) -> Outcome<bool> {
    Ok(settings::find(session, WALK_SETTING)?.is_none_or(|place| place.len() >= KEY_BYTES))
}

/// Has a walk that passed over something begin anew: it may be repaired by now. For the start of a process.
pub(in super::super) fn look_again(connection: &Connection) -> Outcome<()> {
    let sql = "DELETE FROM settings WHERE name = ?1 AND value = ?2";
    connection.execute(sql, params![WALK_SETTING, [PASSED_OVER]]).map(|_| ()).map_err(store_error)
}

/// Goes on with the walk, and opens at most so many cases; answers whether it has ended.
pub(super) fn open_some(
    session: &Session,
    rules: &ReviewRules,
    now: Timestamp,
    cases_max: usize,
) -> Outcome<bool> {
    let place = settings::find(session, WALK_SETTING)?.unwrap_or_default();
    // Before all keys stands the empty one.
    let mut has_passed_over = place.get(KEY_BYTES).is_some();
    let key = place.get(..KEY_BYTES).unwrap_or_default();
    let (partner, customer) = key.split_at_checked(KEY_BYTES / 2).unwrap_or_default();
    let customers = session.list(
        "SELECT c.partner_id, c.id, c.status IS 'InReview' AND c.due_at IS NULL AND c.has_ended = 0 AND NOT EXISTS
             (SELECT 1 FROM reviews r WHERE r.partner_id = c.partner_id AND r.customer_id = c.id
                  AND r.closed_at IS NULL AND r.kind = 'request' AND r.state <> 'received'
                  AND (r.state <> 'queued' OR r.sla_due_at < ?4)) AS lacks_case
         FROM customers c WHERE (c.partner_id, c.id) > (?1, ?2) ORDER BY c.partner_id, c.id LIMIT ?3",
        params![partner, customer, i64::try_from(CUSTOMERS_MAX).unwrap_or(i64::MAX), i64::MAX],
        |row| {
            let columns = Columns::new("customers", row);
            let key = CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("id")? };
            Ok((key, columns.get::<bool>("lacks_case")?))
        },
    )?;
    let mut walked = 0;
    let mut opened = 0;
    for (key, lacks_case) in &customers {
        if opened == cases_max {
            break;
        }
        walked += 1;
        if !lacks_case {
            continue;
        }
        match open_of(session, *key, rules, now) {
            Ok(is_opened) => opened += usize::from(is_opened),
            // The others do not wait for its repair.
            Err(error @ (StoreError::Corrupt { .. } | StoreError::Failed(_))) => {
                has_passed_over = true;
                tracing::error!(customer = %key.customer, %error, "a record that waits for a person has no case");
            }
            Err(error) => return Err(error),
        }
    }
    let has_ended = walked == customers.len() && walked < CUSTOMERS_MAX;
    let mut place = match customers[..walked].last() {
        _ if has_ended => Vec::new(),
        Some((CustomerKey { partner, customer }, _)) => {
            [*PartnerId::as_bytes(partner), *CustomerId::as_bytes(customer)].concat()
        }
        None => return Ok(false),
    };
    if has_passed_over {
        place.push(PASSED_OVER);
    }
    // Refusing is nothing that settings do.
    let _saved = settings::save(session, WALK_SETTING, &place)?;
    Ok(has_ended)
}

fn open_of(session: &Session, key: CustomerKey, rules: &ReviewRules, now: Timestamp) -> Outcome<bool> {
    let Ok((_, current)) = qualifications::get(session, key)? else { return Ok(false) };
    let Some(ExclusiveRecord::Education(record)) = &current.exclusive else { return Ok(false) };
    if record.state != (EducationState::InReview { due_at: None }) {
        return Ok(false);
    }
    let last = decisions::find_last(session, key, Qualification::Education, record.opened_at)?;
    let domain = claimed_domains::find_of(session, key)?;
    let facts = OpeningFacts {
        reason_code: last.map_or(ReasonCode::PolicyFixed, |decision| decision.sealed.record.reason_code),
        decision: None,
        domain: domain.as_deref(),
    };
    open_request(session, key, record, facts, rules, now)?;
    Ok(true)
}
