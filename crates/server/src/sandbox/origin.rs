//! Whose requests a sandbox takes. It gives a token to anybody who asks, so that a page of any site could use its powers
//! through the browser of whoever has one running: by a form that it sends here, by a script, or by a name of its own
//! that it lets point here (DNS rebinding). Programs send no `Origin`, and are not concerned.

use std::net::IpAddr;

use axum::extract::Request;
use http::{HeaderMap, HeaderValue, Uri, header};
use qualify_contract::errors::ErrorKind;

use crate::api::failure::Failure;
use crate::config::ServerSection;

/// The first segments below which no page but the sandbox's own may ask: what needs no token there, or one that anybody
/// gets, changes everything.
const OWN_PAGES_ONLY: [&str; 2] = ["sandbox", "operator"];

/// Where a sandbox listens, and what it is called.
#[derive(Debug)]
pub(super) struct Place {
    listen: IpAddr,
    is_tls: bool,
    public: Option<Origin<String>>,
    /// Further names, from the configuration.
    names: Vec<String>,
}

impl Place {
    pub(super) fn of(server: &ServerSection, public_url: &str) -> Self {
        Self {
            listen: server.listen.ip(),
            is_tls: server.is_tls(),
            public: Origin::parse(public_url.trim_end_matches('/')).map(Origin::into_owned),
            names: server.tls_names.clone(),
        }
    }

    /// Lets through what does not come from somebody else's page. `path` has our spelling.
    pub(super) fn check(&self, path: &str, request: &Request) -> Result<(), Failure> {
        self.check_parts(path, request.uri(), request.headers())
    }

    fn check_parts(&self, path: &str, target: &Uri, sent: &HeaderMap) -> Result<(), Failure> {
        // The authority of an absolute target is the host that was asked for (RFC 9112, 3.2.2).
        let in_target = target.authority().map(http::uri::Authority::as_str);
        let in_headers = || sent.get_all(header::HOST).iter().map(text_of);
        let hosts = || in_target.into_iter().chain(in_headers());
        let is_loopback = self.listen.is_loopback();
        if is_loopback && !hosts().all(|host| host_of(host).is_some_and(|(name, _)| self.is_own_name(name))) {
            return Err(refused(
                "The Host of the request is no name of this sandbox. Ask for it by localhost, by its address, or by \
                 its public_url; further names are those of server.tls_names.",
            ));
        }
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let is_for_own_pages = OWN_PAGES_ONLY.contains(&first);
        if !is_for_own_pages && !is_loopback {
            return Ok(());
        }
        let host = hosts().next().and_then(host_of);
        for origin in sent.get_all(header::ORIGIN) {
            let origin = Origin::parse(text_of(origin));
            let is_own = origin.as_ref().is_some_and(|origin| self.is_own_origin(origin, host));
            let is_near = || origin.as_ref().is_some_and(|origin| is_loopback_name(origin.name));
            if is_for_own_pages && !is_own {
                return Err(refused(
                    "The request comes from a page of another origin, and no page but the sandbox's own may use \
                     /sandbox and /operator. Ask from a program, which sends no Origin.",
                ));
            }
            if !is_own && !is_near() {
                return Err(refused(
                    "The request comes from a page that is not of this machine. Serve the page from localhost, or \
                     ask from a program, which sends no Origin.",
                ));
            }
        }
        Ok(())
    }

    fn is_own_name(&self, name: &str) -> bool {
        let is_listed = || {
            self.names.iter().any(|known| {
                is_same(known, name) || address(known).is_some_and(|known| address(name) == Some(known))
            })
        };
        is_loopback_name(name)
            || address(name) == Some(self.listen)
            || self.public.as_ref().is_some_and(|public| is_same(&public.name, name))
            || is_listed()
    }

    /// Whether the page is ours: of the public URL, or of the very name and port that were asked for now. A name that
    /// is not ours cannot be it, even where the request went to the same one: that is how rebinding looks.
    fn is_own_origin(&self, origin: &Origin<&str>, host: Option<(&str, Option<u16>)>) -> bool {
        if self.public.as_ref().is_some_and(|public| public.is_same(origin)) {
            return true;
        }
        let Some((name, port)) = host else { return false };
        let asked = Origin { is_https: self.is_tls, name, port };
        // An address is no name, and cannot be made to point elsewhere.
        (self.is_own_name(origin.name) || address(origin.name).is_some()) && asked.is_same(origin)
    }
}

/// Where a page is from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin<T> {
    is_https: bool,
    name: T,
    port: Option<u16>,
}

impl<'a> Origin<&'a str> {
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let is_https = scheme.eq_ignore_ascii_case("https");
        let (name, port) = host_of(host).filter(|_| is_https || scheme.eq_ignore_ascii_case("http"))?;
        Some(Self { is_https, name, port })
    }

    fn into_owned(self) -> Origin<String> {
        Origin { is_https: self.is_https, name: self.name.to_owned(), port: self.port }
    }
}

impl<T: AsRef<str>> Origin<T> {
    fn is_same<U: AsRef<str>>(&self, other: &Origin<U>) -> bool {
        self.is_https == other.is_https
            && is_same(self.name.as_ref(), other.name.as_ref())
            && self.port() == other.port()
    }

    /// The port, or the usual one.
    fn port(&self) -> u16 {
        self.port.unwrap_or(if self.is_https { 443 } else { 80 })
    }
}

fn refused(text: &'static str) -> Failure {
    Failure::new(ErrorKind::AccessDenied, text)
}

/// What is no text is no name either.
fn text_of(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or_default()
}

/// A host, and its port; nothing that could be read in two ways.
fn host_of(text: &str) -> Option<(&str, Option<u16>)> {
    let end = match text.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => text.find(':').unwrap_or(text.len()),
    };
    let (name, rest) = text.split_at(end);
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let is_name = !name.is_empty() && name.bytes().all(is_letter);
    let is_address = name.starts_with('[') && address(name).is_some();
    if !is_name && !is_address {
        return None;
    }
    match rest {
        "" | ":" => Some((name, None)),
        _ => Some((name, Some(rest.strip_prefix(':')?.parse().ok()?))),
    }
}

fn address(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_loopback_name(name: &str) -> bool {
    address(name).is_some_and(|address| address.is_loopback()) || is_same("localhost", name)
}

fn is_same(one: &str, other: &str) -> bool {
    let without_dot = |name: &str| name.strip_suffix('.').unwrap_or(name).len();
    one[..without_dot(one)].eq_ignore_ascii_case(&other[..without_dot(other)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path that a page may ask for only if it is the sandbox's own.
    const POWERS: &str = "/sandbox/reset";

    fn is_taken(place: &Place, path: &str, (host, origin): (&str, Option<&str>)) -> bool {
        let mut sent = HeaderMap::new();
        sent.insert(header::HOST, HeaderValue::try_from(host).unwrap());
        if let Some(origin) = origin {
            sent.insert(header::ORIGIN, HeaderValue::try_from(origin).unwrap());
        }
        place.check_parts(path, &Uri::from_static("/x"), &sent).is_ok()
    }

    fn place(listen: &str, public_url: &str, names: &[&str]) -> Place {
        let server = ServerSection {
            listen: listen.parse().unwrap(),
            tls_names: names.iter().map(|&name| name.to_owned()).collect(),
            ..ServerSection::default()
        };
        Place::of(&server, public_url)
    }

    const HERE: &str = "127.0.0.1:7180";

    #[test]
    fn a_sandbox_of_this_machine_is_asked_for_by_its_own_names() {
        let place = place(HERE, "https://sandbox.example/", &["box.test", "10.0.0.7"]);
        for host in [
            "127.0.0.1:7180",
            "127.9.9.9",
            "[::1]:7180",
            "localhost",
            "localhost:",
            "LocalHost.:7180",
            "sandbox.example",
            "box.test:1",
            "10.0.0.7:7180",
        ] {
            assert!(is_taken(&place, "/v1/customers", (host, None)), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:7180",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "evil@localhost",
            "localhost:7180:1",
            "localhost:x",
            "localhost..",
            "local host",
            "[::1",
            "[localhost]",
            "10.0.0.8",
            "sandbox.example.evil.example",
            "",
        ] {
            for path in [POWERS, "/v1/customers", "/operator/v1/audit", "/common/oauth2/token", "/healthz"] {
                assert!(!is_taken(&place, path, (host, None)), "{host} {path}");
            }
        }
        let nothing = HeaderMap::new();
        assert!(place.check_parts(POWERS, &Uri::from_static("/"), &nothing).is_ok(), "HTTP/1.0 has no Host");
    }

    #[test]
    fn the_authority_of_an_absolute_target_counts_as_host() {
        let place = place(HERE, "http://127.0.0.1:7180", &[]);
        for (target, host, is_own) in [
            ("http://127.0.0.1:7180/x", "127.0.0.1:7180", true),
            ("http://evil.example/x", "127.0.0.1:7180", false),
            ("http://127.0.0.1:7180/x", "evil.example", false),
            ("http://evil@127.0.0.1:7180/x", "127.0.0.1:7180", false),
        ] {
            let sent = [(header::HOST, HeaderValue::from_static(host))].into_iter().collect();
            let target: Uri = target.parse().unwrap();
            assert_eq!(place.check_parts("/v1", &target, &sent).is_ok(), is_own, "{target} {host}");
        }
    }

    #[test]
    fn a_page_of_another_origin_is_refused() {
        let place = place(HERE, "http://127.0.0.1:7180", &[]);
        for (host, origin, is_own, is_near) in [
            ("127.0.0.1:7180", "http://127.0.0.1:7180", true, true),
            ("localhost:7180", "http://localhost:7180", true, true),
            ("localhost:7180", "http://127.0.0.1:7180", true, true),
            ("127.0.0.1:7180", "http://localhost:7180", false, true),
            ("127.0.0.1:7180", "https://127.0.0.1:7180", false, true),
            ("127.0.0.1:7180", "http://127.0.0.1:3000", false, true),
            ("127.0.0.1:7180", "http://127.0.0.1", false, true),
            ("127.0.0.1:7180", "https://localhost", false, true),
            ("127.0.0.1:7180", "http://[::1]:3000", false, true),
            ("127.0.0.1:7180", "http://evil.example", false, false),
            ("127.0.0.1:7180", "http://evil.example:7180", false, false),
            ("127.0.0.1:7180", "http://localhost.evil.example", false, false),
            ("127.0.0.1:7180", "http://localhost/x", false, false),
            ("127.0.0.1:7180", "null", false, false),
            ("127.0.0.1:7180", "", false, false),
            ("127.0.0.1:7180", "file://", false, false),
            ("127.0.0.1:7180", "ftp://localhost", false, false),
        ] {
            for path in [POWERS, "/operator/v1/audit"] {
                assert_eq!(is_taken(&place, path, (host, Some(origin))), is_own, "{origin} at {host}{path}");
            }
            for path in
                ["/v1/customers", "/partner/v1/reviews", "/common/oauth2/token", "/device", "/healthz"]
            {
                assert_eq!(is_taken(&place, path, (host, Some(origin))), is_near, "{origin} at {host}{path}");
            }
        }
    }

    #[test]
    fn beyond_this_machine_a_rebound_name_is_refused_and_an_address_is_not() {
        let place = place("0.0.0.0:7180", "https://sandbox.example", &[]);
        for (host, origin, is_own) in [
            ("sandbox.example", "https://sandbox.example", true),
            ("sandbox.example", "https://sandbox.example:443", true),
            ("10.0.0.7:7180", "http://10.0.0.7:7180", true),
            ("evil.example:7180", "http://evil.example:7180", false),
            ("10.0.0.7:7180", "http://10.0.0.8:7180", false),
            ("sandbox.example", "http://sandbox.example:8080", false),
        ] {
            assert_eq!(is_taken(&place, POWERS, (host, Some(origin))), is_own, "{origin} at {host}");
            assert!(is_taken(&place, "/v1/customers", (host, Some(origin))), "{origin} at {host}");
        }
        assert!(is_taken(&place, POWERS, ("any.example", None)), "programs reach it by any name");
    }
}
