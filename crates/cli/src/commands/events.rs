//! `qualify events`: the partner's events as they happen.

use futures_util::StreamExt as _;
use qualify_contract::webhooks::EventView;
use qualify_sdk::EventsAfter;
use serde_json::Value;

use crate::args::{EventsAction, EventsArgs};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::output;
use crate::session::{self, Session};
use crate::shown::Row;

pub(crate) fn run(args: &EventsArgs) -> Result<(), Failure> {
    let ended = session::run(async {
        let session = Session::open(&args.client, Side::Partner)?;
        let EventsAction::Tail { from_start, events, count } = &args.action;
        let after = if *from_start { EventsAfter::Oldest } else { EventsAfter::Latest };
        tail(&session, after, events, count.unwrap_or(usize::MAX)).await
    });
    match ended {
        // Ctrl-C is how it ends.
        Err(Failure::Interrupted(_)) => Ok(()),
        ended => ended,
    }
}

async fn tail(session: &Session, after: EventsAfter, kinds: &[String], count: usize) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let mut followed = std::pin::pin!(session.client.events().follow(after));
    let mut listing = session.listing::<EventView>()?;
    output::note("waiting for events; Ctrl-C ends it");
    let mut shown = 0;
    while let Some(next) = followed.next().await {
        let (event, _) = next?;
        if !kinds.is_empty() && !kinds.contains(&event.kind) {
            continue;
        }
        listing.push(&event)?;
        listing.flush()?;
        shown += 1;
        if shown == count {
            break;
        }
    }
    listing.finish()
}

impl Row for EventView {
    const TITLES: &'static [&'static str] = &["AT", "TYPE", "CUSTOMER", "ID"];
    const WIDTHS: &'static [usize] = &[27, 24, 36, 36];

    fn cells(&self) -> Vec<String> {
        let customer = self.data.get("customerId").and_then(Value::as_str).unwrap_or("-");
        vec![self.timestamp.clone(), self.kind.clone(), customer.to_owned(), self.id.clone()]
    }
}
