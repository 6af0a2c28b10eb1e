//! `qualify listen`: a partner's events, printed or sent on, for those whom the service cannot send anything.
//!
//! Events come in their order and without a gap. One that its receiver does not take is tried again; after that the
//! command ends if it keeps its place in a file, so that nothing is lost, and goes on if it does not.

mod secret;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use qualify_contract::standard_webhooks::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER};
use qualify_contract::webhooks::{EventFeed, EventView};
use qualify_server::clock::Clock;
use reqwest::{Client, Url};

use self::secret::ListenSecret;
use super::partner::{self, Partner};
use crate::args::ListenArgs;
use crate::exit::Failure;
use crate::runtime::StopSignals;
use crate::{client, output, runtime, table};

const EVENTS: [&str; 3] = ["partner", "v1", "events"];
/// How long one call waits for events, in seconds.
const WAIT_SECONDS: u32 = 20;
/// Events of one call.
const PAGE_ITEMS: u64 = 20;
/// The waits between attempts to send an event on.
const WAITS: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
/// How long to wait when the service does not answer, or somebody else waits in all places.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn run(args: &ListenArgs) -> Result<(), Failure> {
    runtime::start_small()?.block_on(async {
        let mut signals = StopSignals::install()?;
        tokio::select! {
            ended = listen(args) => ended,
            () = signals.next() => Ok(()),
        }
    })
}

async fn listen(args: &ListenArgs) -> Result<(), Failure> {
    let forwarder =
        args.forward_to.as_deref().map(|url| Forwarder::to(url, secret::of(args)?)).transpose()?;
    let partner = Partner::at(&args.partner)?;
    let mut place = first_place(args)?;
    match &forwarder {
        Some(forwarder) => output::note(&format!(
            "events are sent on to {}, signed with {}; Ctrl-C ends it",
            forwarder.url, forwarder.secret
        )),
        None => output::note("waiting for events; Ctrl-C ends it"),
    }
    let mut left = args.count.unwrap_or(u64::MAX);
    while left > 0 {
        // No more than are passed on: the place that is kept is behind the whole page.
        let page = read(&partner, place.as_deref(), left.min(PAGE_ITEMS)).await?;
        for event in page.items.iter().filter(|event| is_wanted(event, &args.events)) {
            pass_on(event, forwarder.as_ref(), args.cursor_file.is_some()).await?;
            left -= 1;
        }
        if let Some(file) = &args.cursor_file {
            keep_place(file, &page.cursor)?;
        }
        place = Some(page.cursor);
    }
    Ok(())
}

fn is_wanted(event: &EventView, types: &[String]) -> bool {
    types.is_empty() || types.contains(&event.kind)
}

/// Where to begin: where the file says, at the oldest event, or with the next one.
fn first_place(args: &ListenArgs) -> Result<Option<String>, Failure> {
    let latest = Some("latest".to_owned());
    let Some(file) = &args.cursor_file else {
        return Ok(if args.from_start { None } else { latest });
    };
    match fs::read_to_string(file) {
        Ok(place) => Ok(Some(place.trim().to_owned()).filter(|place| !place.is_empty())),
        // The first run takes everything that is kept.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong_file(file, &error)),
    }
}

/// Writes the place beside the old one and then over it: a crash leaves one or the other.
fn keep_place(file: &Path, place: &str) -> Result<(), Failure> {
    let mut fresh = file.as_os_str().to_owned();
    fresh.push(".partial");
    fs::write(&fresh, format!("{place}\n"))
        .and_then(|()| fs::rename(&fresh, file))
        .map_err(|error| wrong_file(file, &error))
}

fn wrong_file(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!(
        "--cursor-file: {}: {error}; name a file that can be read and written",
        file.display()
    ))
}

/// The events behind a place, as soon as there are some. A service that is away is waited for, once it has answered.
async fn read(partner: &Partner, place: Option<&str>, limit: u64) -> Result<EventFeed, Failure> {
    loop {
        let call = partner::get(&EVENTS, "the events are not shown")
            .with_query("after", place.map(str::to_owned))
            .with_query("limit", Some(limit.to_string()))
            .with_query("waitSeconds", Some(WAIT_SECONDS.to_string()))
            .with_hint(" With --cursor-file, remove the file to begin anew.");
        match partner.send(call).await {
            Ok(page) => {
                return serde_json::from_value(page).map_err(|error| {
                    Failure::Failed(format!(
                        "the service's events cannot be read: {error}; update this program"
                    ))
                });
            }
            // Others wait in all places.
            Err(Failure::Throttled(_)) => tokio::time::sleep(PAUSE).await,
            Err(Failure::Unreachable(text)) if place.is_some_and(|place| place != "latest") => {
                output::note(&format!("{text}; trying again"));
                tokio::time::sleep(PAUSE).await;
            }
            Err(failure) => return Err(failure),
        }
    }
}

async fn pass_on(event: &EventView, forwarder: Option<&Forwarder>, must_arrive: bool) -> Result<(), Failure> {
    let body = serde_json::to_string(event).expect("an event is made of texts");
    let Some(forwarder) = forwarder else {
        return Ok(output::data(&format!("{body}\n"))?);
    };
    let EventView { id, kind, timestamp: at, .. } = event;
    let ended = forwarder.bring(id, &body).await;
    let said = match &ended {
        Ok(said) | Err(said) => said,
    };
    output::data(&format!("{}\n", table::printable(&format!("{at}  {kind}  {id}  {said}"))))?;
    match ended {
        Err(said) if must_arrive => Err(Failure::Failed(format!(
            "{} did not take {id} ({said}); the place in --cursor-file stays in front of it. Mend the receiver, and \
             start again",
            forwarder.url
        ))),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Sends events on.
struct Forwarder {
    client: Client,
    url: Url,
    secret: ListenSecret,
}

impl Forwarder {
    fn to(url: &str, secret: ListenSecret) -> Result<Self, Failure> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| {
            Failure::WrongSettings(
                "--forward-to is no URL; write one like http://127.0.0.1:3000/hooks".to_owned(),
            )
        })?;
        Ok(Self { client: client::new(None)?, url, secret })
    }

    /// Sends an event on until it is taken, a few times at most; says how it ended.
    async fn bring(&self, id: &str, body: &str) -> Result<String, String> {
        let mut waits = WAITS.into_iter();
        loop {
            let ended = self.send(id, body).await;
            match (&ended, waits.next()) {
                (Err(_), Some(wait)) => tokio::time::sleep(wait).await,
                (Ok(_), _) | (Err(_), None) => return ended,
            }
        }
    }

    async fn send(&self, id: &str, body: &str) -> Result<String, String> {
        let seconds = Clock::real().now().as_second();
        let started = Instant::now();
        let request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header(ID_HEADER, id)
            .header(TIMESTAMP_HEADER, seconds)
            .header(SIGNATURE_HEADER, self.secret.value.sign(id, seconds, body.as_bytes()))
            .body(body.to_owned());
        match request.send().await {
            Ok(answer) => {
                let said = format!("{} in {} ms", answer.status().as_u16(), started.elapsed().as_millis());
                if answer.status().is_success() { Ok(said) } else { Err(said) }
            }
            Err(error) => Err(client::root_cause(&error)),
        }
    }
}
