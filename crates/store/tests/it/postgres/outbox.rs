//! Numbers of events, which are given behind the commit of their change.

use qualify_domain::ports::{
    CustomerStore as _, EventStore as _, EventsFrom, QualificationStore as _, WebhookStore as _,
};
use qualify_vocabulary::{PageSize, Qualification};

use super::two_processes;
use crate::conformance::webhooks::registration;
use crate::samples::{Tested, call, create_customer, customer, north, post, south};

/// As a process leaves events that goes between their commits and their numbers.
const WITHOUT_NUMBERS: &str = "UPDATE events SET sequence = NULL, is_spread = false";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_partners_events_get_their_numbers_at_once_and_are_spread_with_them_where_nobody_is_told()
-> Tested {
    let (place, first, second) = two_processes().await?;
    for (partner, number) in [(north(), 1), (north(), 2), (south(), 3), (south(), 4)] {
        first.create_customer(create_customer(call(partner, 1), customer(number))).await?;
        let declared = post(call(partner, 5), number, Qualification::StateOwnedEntity, "");
        first.create_qualification(declared).await?;
        // Whoever reads waits for the numbers: none is given any more behind this.
        first.read_events(partner, EventsFrom::Oldest, PageSize::MAX).await?;
    }
    place.execute(WITHOUT_NUMBERS)?;
    assert_eq!(second.spread_events(10).await?, 0, "nobody is to be told");
    // One transaction has written them last, the one that numbered them.
    place.execute(
        "SELECT 1 / (count(*) = 4 AND max(sequence) = 2 AND bool_and(is_spread)
             AND count(DISTINCT xmin::text) = 1)::int FROM events",
    )?;
    second.add_endpoint(registration(south(), 1, 6)).await?;
    place.execute(WITHOUT_NUMBERS)?;
    assert_eq!(second.spread_events(10).await?, 4, "somebody may be");
    place.execute(
        "SELECT 1 / (count(*) = 4 AND max(sequence) = 2 AND bool_and(is_spread))::int FROM events",
    )?;
    Ok(())
}
