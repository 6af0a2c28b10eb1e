//! The way to the service: its name, its certificate, its clock.

use std::time::Duration;

use qualify_server::clock::Clock;
use qualify_vocabulary::{SignedDuration, Timestamp};
use reqwest::tls::TlsInfo;
use reqwest::{Response, Url};

use super::Check;
use crate::client;
use crate::exit::Failure;
use crate::session::Place;
use crate::unreached::Obstacle;

pub(super) const NAME: &str = "name";
pub(super) const TLS: &str = "tls";
pub(super) const CLOCK: &str = "clock";

/// How long the service has to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// By how much clocks may differ until tokens are refused (contract 5.2).
const SKEW_MAX: SignedDuration = SignedDuration::from_mins(5);
/// By how much they differ without anybody noticing.
const SKEW_USUAL: SignedDuration = SignedDuration::from_mins(1);

pub(super) async fn look(place: &Place) -> Vec<Check> {
    let Ok(url) = Url::parse(&place.url) else {
        let next = "name a URL such as https://qualify.example with --url or in the context";
        return vec![Check::fault(NAME, format!("{} is no URL", place.url), next)];
    };
    let name = look_up(&url).await;
    if name.outcome == super::Outcome::Fault {
        return vec![
            name,
            Check::skipped(TLS, "the host was not found"),
            Check::skipped(CLOCK, "the host was not found"),
        ];
    }
    match ask(place, &url).await {
        Ok(answer) => vec![name, tls(&url, &answer), clock(&answer)],
        Err(check) => vec![name, check, Check::skipped(CLOCK, "the service did not answer")],
    }
}

async fn look_up(url: &Url) -> Check {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    if host.parse::<std::net::IpAddr>().is_ok() {
        return Check::good(NAME, format!("{host} is an address; there is no name to look up"));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    match tokio::net::lookup_host((host, port)).await {
        Ok(found) => {
            let mut addresses: Vec<String> = found.map(|address| address.ip().to_string()).collect();
            addresses.dedup();
            Check::good(NAME, format!("{host} is {}", addresses.join(", ")))
        }
        Err(error) => Check::fault(
            NAME,
            format!("{host} is not found: {error}"),
            "look at the spelling of the URL, at the network, and at the DNS of this machine",
        ),
    }
}

/// Any answer will do: what is looked at is how it came.
async fn ask(place: &Place, url: &Url) -> Result<Response, Check> {
    let client = probe(place).map_err(|failure| {
        Check::fault(TLS, format!("{failure:?}"), "name the file of the CA with --ca or QUALIFY_CA")
    })?;
    client.get(url.clone()).send().await.map_err(|error| {
        let cause = client::root_cause(&error);
        match Obstacle::of(&cause) {
            Some(Obstacle { found, next }) => {
                Check::fault(TLS, format!("{found} ({}): {cause}", place.url), *next)
            }
            None => Check::fault(
                TLS,
                format!("{} does not answer: {cause}", place.url),
                "look whether the service runs, and at the network, its firewall and its proxy",
            ),
        }
    })
}

fn probe(place: &Place) -> Result<reqwest::Client, Failure> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .tls_info(true);
    if !place.is_production() {
        builder = builder.no_proxy();
    }
    if let Some(file) = &place.ca {
        builder = builder.tls_certs_only(client::certificates(file)?);
    }
    builder.build().map_err(|error| Failure::Failed(client::causes(&error)))
}

fn tls(url: &Url, answer: &Response) -> Check {
    if url.scheme() != "https" {
        return Check::skipped(TLS, "plain HTTP, which stays on this machine");
    }
    let certificate = answer.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate);
    let issuer = certificate.and_then(|der| {
        let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
        Some((certificate.issuer().to_string(), certificate.validity().not_after.timestamp()))
    });
    let Some((issuer, ends_at)) = issuer else {
        return Check::good(TLS, "the certificate is trusted");
    };
    let ends_at = Timestamp::from_second(ends_at).unwrap_or(Timestamp::MAX);
    let left = ends_at.duration_since(Clock::real().now());
    let found = format!("the certificate is trusted; it is from {issuer}, and good until {ends_at}");
    if left < SignedDuration::from_hours(24 * 7) {
        return Check::warning(TLS, found, "whoever runs the service has to renew it within days");
    }
    Check::good(TLS, found)
}

fn clock(answer: &Response) -> Check {
    let date = answer.headers().get(reqwest::header::DATE).and_then(|date| date.to_str().ok());
    let Some(date) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Check::skipped(CLOCK, "the service does not say what time it is");
    };
    let Ok(theirs) = Timestamp::try_from(date) else {
        return Check::skipped(CLOCK, "the service does not say what time it is");
    };
    skew(Clock::real().now().duration_since(theirs))
}

fn skew(ahead: SignedDuration) -> Check {
    let side = if ahead.is_negative() { "behind" } else { "ahead of" };
    let found = format!("this machine's clock is {} s {side} the service's", ahead.as_secs().unsigned_abs());
    let next = "set this machine's clock by a time server: tokens that seem to end too early, or to begin too late, are refused";
    if ahead.abs() > SKEW_MAX {
        Check::fault(CLOCK, found, next)
    } else if ahead.abs() > SKEW_USUAL {
        Check::warning(CLOCK, found, next)
    } else {
        Check::good(CLOCK, "this machine's clock and the service's agree")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn clocks_may_differ_by_five_minutes() {
        for (seconds, outcome) in [
            (0, Outcome::Good),
            (-60, Outcome::Good),
            (61, Outcome::Warning),
            (-300, Outcome::Warning),
            (301, Outcome::Fault),
            (-90_000, Outcome::Fault),
        ] {
            assert_eq!(skew(SignedDuration::from_secs(seconds)).outcome, outcome, "{seconds}");
        }
    }
}
