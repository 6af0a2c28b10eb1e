//! A file from its publisher or from a mirror: over HTTPS alone, from known hosts alone, of a bounded length, in a bounded
//! time.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use qualify_server::datasets::FileFault;
use qualify_vocabulary::{Date, Timestamp, counted, day_of};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, LAST_MODIFIED, LOCATION};
use reqwest::{Certificate, Client, Response, StatusCode, Url};

use crate::client;
use crate::exit::Failure;

/// A server that says nothing for so long has gone.
const SILENCE: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Most times that we are sent on.
const REDIRECTS_MAX: usize = 5;

/// Why a file did not come.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody answered.
    Unreachable(String),
    /// What came is not taken.
    Refused(String),
}

impl Fault {
    pub(crate) fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Unreachable(text) | Self::Refused(text) => text,
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(format!("it cannot be kept: {error}"))
    }
}

impl From<FileFault> for Fault {
    fn from(fault: FileFault) -> Self {
        Self::Refused(fault.to_string())
    }
}

/// Where a file is, and what of an answer is borne.
#[derive(Debug)]
pub(crate) struct Wanted<'hosts> {
    pub(crate) url: Url,
    /// Hosts beside that of the URL to which its server may send us on.
    pub(crate) other_hosts: &'hosts [&'hosts str],
    pub(crate) bytes_max: u64,
    /// The length, where its publisher tells it beside the file.
    pub(crate) bytes: Option<u64>,
    /// The most that all of it may take.
    pub(crate) timeout: Duration,
}

/// What came.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) bytes: u64,
    /// The day on which its server says that it was changed.
    pub(crate) changed_on: Option<Date>,
}

/// A client that trusts these certificates beside the system's, and asks the proxies of the usual variables.
pub(crate) fn new_client(trusted: Vec<Certificate>, is_on_this_machine: bool) -> Result<Client, Failure> {
    let mut builder = Client::builder()
        .https_only(true)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(SILENCE)
        .user_agent(concat!("Qualify/", env!("CARGO_PKG_VERSION")))
        .tls_certs_merge(trusted);
    if is_on_this_machine {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| {
        Failure::Failed(format!("the HTTP client cannot be set up: {}", client::causes(&error)))
    })
}

/// Brings a file into a new one.
pub(crate) async fn to_file(client: &Client, wanted: &Wanted<'_>, target: &Path) -> Result<Came, Fault> {
    let mut file = File::create_new(target)?;
    let came = within(wanted, async {
        let response = answered(client, wanted).await?;
        let changed_on = changed_on(response.headers());
        let bytes = body(response, wanted, |part| file.write_all(part)).await?;
        Ok(Came { bytes, changed_on })
    })
    .await?;
    file.sync_all()?;
    Ok(came)
}

/// Brings something short.
pub(crate) async fn to_memory(client: &Client, wanted: &Wanted<'_>) -> Result<Vec<u8>, Fault> {
    within(wanted, async {
        let response = answered(client, wanted).await?;
        let mut bytes = Vec::new();
        body(response, wanted, |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })
        .await?;
        Ok(bytes)
    })
    .await
}

async fn within<T>(wanted: &Wanted<'_>, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let seconds = wanted.timeout.as_secs();
    tokio::time::timeout(wanted.timeout, work).await.unwrap_or_else(|_| {
        Err(Fault::Refused(format!("it had not come whole after {seconds} s (--timeout)")))
    })
}

/// The answer that holds the file, wherever we were sent for it.
async fn answered(client: &Client, wanted: &Wanted<'_>) -> Result<Response, Fault> {
    let mut url = wanted.url.clone();
    for _ in 0..=REDIRECTS_MAX {
        let response = client.get(url.clone()).send().await.map_err(|error| unanswered(&url, &error))?;
        if !response.status().is_redirection() {
            return checked(response, wanted);
        }
        let location = text_of(response.headers(), &LOCATION).unwrap_or_default();
        let next = url.join(location);
        let next = next.map_err(|_| Fault::refused(format!("{url} sends on to what is no URL")))?;
        url = followed(wanted, &url, next)?;
    }
    Err(Fault::Refused(format!("its server sends on more than {REDIRECTS_MAX} times")))
}

/// Where a redirect may lead: to the same host, or to one that the list names beside it.
fn followed(wanted: &Wanted<'_>, from: &Url, next: Url) -> Result<Url, Fault> {
    let host = next.host_str().unwrap_or_default();
    if next.scheme() != "https" {
        return Err(Fault::Refused(format!("{from} sends on to {next}, which is not HTTPS")));
    }
    let is_own = next.host() == wanted.url.host() && next.port() == wanted.url.port();
    let is_named = next.port().is_none() && wanted.other_hosts.contains(&host);
    if is_own || is_named {
        return Ok(next);
    }
    Err(Fault::Refused(format!("{from} sends on to another host, {host}, from which this list is not taken")))
}

fn checked(response: Response, wanted: &Wanted<'_>) -> Result<Response, Fault> {
    if response.status() != StatusCode::OK {
        return Err(Fault::Refused(format!("{} answers {}", response.url(), response.status())));
    }
    let headers = response.headers();
    if text_of(headers, &CONTENT_TYPE).is_some_and(|kind| kind.trim_start().starts_with("text/html")) {
        return Err(Fault::Refused(format!("{} answers with a web page", response.url())));
    }
    if text_of(headers, &CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return Err(Fault::Refused(format!("{} answers in a coding that was not asked for", response.url())));
    }
    let (url, bytes_max) = (response.url(), wanted.bytes_max);
    match (response.content_length(), wanted.bytes) {
        (Some(length), _) if length > bytes_max => Err(Fault::Refused(format!(
            "{url} announces {}, and at most {bytes_max} bytes are taken",
            counted(length, "byte")
        ))),
        (Some(length), Some(bytes)) if length != bytes => Err(Fault::Refused(format!(
            "{url} announces {}, and its publisher speaks of {bytes}",
            counted(length, "byte")
        ))),
        _ => Ok(response),
    }
}

/// Gives the parts of a body on; its length comes out.
async fn body(
    mut response: Response,
    wanted: &Wanted<'_>,
    mut keep: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<u64, Fault> {
    let announced = response.content_length();
    let mut bytes = 0;
    loop {
        match response.chunk().await {
            Ok(Some(part)) => {
                bytes += part.len() as u64;
                if bytes > wanted.bytes_max {
                    let (url, bytes_max) = (response.url(), wanted.bytes_max);
                    return Err(Fault::Refused(format!(
                        "{url} goes on behind {bytes_max} bytes, which is the most that is taken"
                    )));
                }
                keep(&part)?;
            }
            Ok(None) => break,
            Err(error) => {
                let came = match announced {
                    Some(length) => format!("{bytes} of {}", counted(length, "byte")),
                    None => counted(bytes, "byte"),
                };
                return Err(Fault::Refused(format!(
                    "{} breaks off behind {came}: {}",
                    response.url(),
                    client::root_cause(&error)
                )));
            }
        }
    }
    match wanted.bytes {
        Some(expected) if expected != bytes => Err(Fault::Refused(format!(
            "{} has {}, and its publisher speaks of {expected}",
            response.url(),
            counted(bytes, "byte")
        ))),
        _ if bytes == 0 => Err(Fault::Refused(format!("{} is empty", response.url()))),
        _ => Ok(bytes),
    }
}

fn unanswered(url: &Url, error: &reqwest::Error) -> Fault {
    let cause = client::root_cause(error);
    let hint = if cause.contains("certificate") || cause.contains("UnknownIssuer") {
        "; if its certificate is from a CA of your own, name that with --ca"
    } else {
        "; look at the network and at the proxy (HTTPS_PROXY, NO_PROXY)"
    };
    Fault::Unreachable(format!("{url} does not answer: {cause}{hint}"))
}

fn text_of<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn changed_on(headers: &HeaderMap) -> Option<Date> {
    let time = httpdate::parse_http_date(text_of(headers, &LAST_MODIFIED)?).ok()?;
    Timestamp::try_from(time).ok().map(day_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_to_known_hosts_alone() {
        let url = |text: &str| Url::parse(text).unwrap();
        let wanted = Wanted {
            url: url("https://lists.example/a"),
            other_hosts: &["files.example"],
            bytes_max: 1,
            bytes: None,
            timeout: SILENCE,
        };
        for (next, is_followed) in [
            ("https://lists.example/b", true),
            ("https://files.example/b", true),
            ("https://files.example:8443/b", false),
            ("https://lists.example:8443/b", false),
            ("http://lists.example/b", false),
            ("https://lists.example.evil.example/b", false),
            ("https://lists.example@evil.example/b", false),
            ("file:///etc/passwd", false),
        ] {
            let found = followed(&wanted, &wanted.url, url(next));
            assert_eq!(found.is_ok(), is_followed, "{next}: {found:?}");
        }
    }
}
