//! What goes: deliveries whose event goes, those that nobody attempts any more, and old tests.

use qualify_domain::ports::DeliveryKey;
use qualify_domain::webhook::DeliveryState;
use qualify_vocabulary::{PartnerId, SignedDuration, Timestamp};

use crate::rows::{Leftovers, Rows};
use crate::undone::Done;

/// How long a test's report is kept (contract 1.17).
pub(super) const TEST_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Takes away everything about an event that goes; answers how many deliveries there were.
pub(crate) async fn forget_event<R: Rows>(
    rows: &mut R,
    partner: PartnerId,
    event_sequence: i64,
) -> Done<usize> {
    let endpoints = rows.list_endpoints_of_event(partner, event_sequence).await?;
    for endpoint in &endpoints {
        rows.delete_delivery(DeliveryKey { partner, endpoint: *endpoint, event_sequence })?;
    }
    Ok(endpoints.len())
}

/// Does a bounded part of what is left to do; answers how many rows it was.
pub(crate) async fn purge<R: Rows>(rows: &mut R, now: Timestamp, rows_max: u16) -> Done<usize> {
    let oldest = now.checked_sub(TEST_LIFETIME).unwrap_or(Timestamp::MIN);
    let tests = rows.list_ended_tests(oldest, rows_max).await?;
    for test in &tests {
        rows.delete_test(test)?;
    }
    let mut done = tests.len();
    while done < usize::from(rows_max) {
        let Some(left) = rows.find_leftovers().await? else { break };
        // A receiver with nothing left is work, too.
        done += 1;
        done += if left.is_removed {
            remove_some(rows, left, rows_max).await?
        } else {
            give_up_some(rows, left, rows_max).await?
        };
    }
    Ok(done)
}

/// Removes deliveries of a receiver that was removed, and at last the receiver.
async fn remove_some<R: Rows>(rows: &mut R, left: Leftovers, rows_max: u16) -> Done<usize> {
    let keys = rows.list_some_deliveries(left.partner, left.endpoint, rows_max).await?;
    for event_sequence in &keys {
        rows.delete_delivery(left.delivery(*event_sequence))?;
    }
    if keys.len() < usize::from(rows_max) {
        rows.delete_endpoint(left.endpoint)?;
    }
    Ok(keys.len())
}

/// Gives up deliveries to a receiver that is disabled; they can be replayed.
async fn give_up_some<R: Rows>(rows: &mut R, left: Leftovers, rows_max: u16) -> Done<usize> {
    // It may have been switched on again before all were given up.
    let keys = if left.is_disabled {
        rows.list_waiting_deliveries(left.partner, left.endpoint, rows_max).await?
    } else {
        Vec::new()
    };
    for event_sequence in &keys {
        rows.settle_delivery(left.delivery(*event_sequence), DeliveryState::Failed)?;
    }
    if keys.len() < usize::from(rows_max) {
        rows.clear_leftovers(left.endpoint)?;
    }
    Ok(keys.len())
}
