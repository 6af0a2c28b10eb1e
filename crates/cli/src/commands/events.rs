//! `qualify events`: the partner's events as they happen.

use futures_util::StreamExt as _;
use qualify_contract::webhooks::EventView;
use qualify_sdk::EventsAfter;
use serde_json::Value;

use crate::args::{EventsAction, EventsArgs};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::session::Session;
use crate::shown::Row;
use crate::{output, runtime};

pub(crate) fn run(args: &EventsArgs) -> Result<(), Failure> {
    runtime::start_small()?.block_on(async {
        let mut signals = runtime::StopSignals::install()?;
        let session = Session::open(&args.client, Side::Partner)?;
        let EventsAction::Tail { from_start, events, count } = &args.action;
        let after = if *from_start { EventsAfter::Oldest } else { EventsAfter::Latest };
        tail(&session, after, events, count.unwrap_or(usize::MAX), &mut signals).await
    })
}

/// Each event goes out as it comes. Ctrl-C is how it ends, with whatever the form wants behind the last one.
async fn tail(
    session: &Session,
    after: EventsAfter,
    kinds: &[String],
    count: usize,
    signals: &mut StopSignals,
) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let mut followed = std::pin::pin!(session.client.events().follow(after));
    let mut listing = session.listing::<EventView>()?;
    output::note("waiting for events; Ctrl-C ends it");
    let mut shown = 0;
    loop {
        let next = tokio::select! {
            next = followed.next() => next,
            () = signals.next() => break,
        };
        let Some(next) = next else { break };
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
