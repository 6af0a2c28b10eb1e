//! What every answer says about itself to whatever stands between us and the caller: caches keep none of it but what never changes, browsers
//! take it for nothing but what it is called, and ask for our own name by HTTPS only.
//!
//! It is said of all answers, here and nowhere else: which of them hold a secret or a person's data is then nobody's
//! question, and a new route is right without knowing.

use std::net::IpAddr;

use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Request, header};

use crate::config::Config;

/// Headers that are added here, at most.
pub(super) const HEADERS: usize = 3;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// A year, for this name alone: what stands below it is not ours to speak for.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whether the answer may demand HTTPS for the name that was asked for (RFC 6797): where the operator's own certificate
/// stands for it. A certificate of our own CA stands for nobody, and a loopback name is everybody's, on every port.
pub(super) fn demands_https<B>(config: &Config, request: &Request<B>) -> bool {
    let has_own_certificate = config.server.tls_cert_file.is_some() && !config.sandbox.enabled;
    has_own_certificate && asked_name(request).is_some_and(|name| is_public_name(&name))
}

/// Marks an answer that is the same for everybody and always: a file whose name holds the hash of what is in it.
#[derive(Debug, Clone, Copy)]
pub struct NeverChanges;

/// Adds the headers to an answer.
pub(super) fn protect(answer: &mut HeaderMap, never_changes: bool, demands_https: bool) {
    answer.insert(header::CACHE_CONTROL, if never_changes { IMMUTABLE } else { NO_STORE });
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    if demands_https {
        answer.insert(header::STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
}

/// The name that was asked for: in the target, else in the `Host`.
fn asked_name<B>(request: &Request<B>) -> Option<String> {
    if let Some(name) = request.uri().host() {
        return Some(name.to_owned());
    }
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let authority: Authority = host.parse().ok()?;
    Some(authority.host().to_owned())
}

/// A name that is no address and does not stay on this machine (RFC 6761, 6.3).
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    !name.is_empty() && !is_address && name != "localhost" && !name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demands(config: &Config, target: &str, host: Option<&str>) -> bool {
        let mut request = Request::builder().uri(target);
        if let Some(host) = host {
            request = request.header(header::HOST, host);
        }
        demands_https(config, &request.body(()).unwrap())
    }

    #[test]
    fn trust_09_https_is_demanded_for_names_with_a_certificate_of_the_operators_own() {
        let mut config = Config::default();
        assert!(!demands(&config, "/", Some("qualify.example")), "plain HTTP");
        config.server.tls_cert_file = Some("cert.pem".into());
        for (target, host, expected) in [
            ("/", Some("qualify.example"), true),
            ("/", Some("Qualify.Example.:8443"), true),
            ("https://qualify.example/", Some("localhost"), true),
            ("/", Some("localhost"), false),
            ("/", Some("LOCALHOST.:7180"), false),
            ("/", Some("qualify.localhost"), false),
            ("https://localhost/", Some("qualify.example"), false),
            ("/", Some("127.0.0.1:7180"), false),
            ("/", Some("[::1]:7180"), false),
            ("/", Some("203.0.113.7"), false),
            ("/", Some(""), false),
            ("/", None, false),
        ] {
            assert_eq!(demands(&config, target, host), expected, "{target} {host:?}");
        }
        config.sandbox.enabled = true;
        assert!(!demands(&config, "/", Some("qualify.example")), "a sandbox comes and goes");
    }
}
