//! Whose requests `/sandbox` takes. Its powers need no token, so that a page of any site could use them through the
//! browser of whoever has a sandbox running: by a form that it sends here, or by a name of its own that it lets point
//! here (DNS rebinding). Programs send no `Origin`, and are not concerned.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::uri::{Authority, Scheme, Uri};
use http::{HeaderMap, HeaderValue, header};
use qualify_contract::errors::ErrorKind;

use super::sandbox_of;
use crate::api::failure::Failure;
use crate::app::App;

/// Lets through what does not come from somebody else's page.
pub(super) async fn guard(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let place = Place {
        is_loopback: app.config.server.listen.ip().is_loopback(),
        is_tls: app.config.server.is_tls(),
        public_url: sandbox_of(&app)?.issuer.public_url(),
        names: &app.config.server.tls_names,
    };
    place.check(request.headers())?;
    Ok(next.run(request).await)
}

/// Where a sandbox listens, and what it is called.
struct Place<'a> {
    is_loopback: bool,
    is_tls: bool,
    public_url: &'a str,
    /// Further names, from the configuration.
    names: &'a [String],
}

impl Place<'_> {
    fn check(&self, sent: &HeaderMap) -> Result<(), Failure> {
        let hosts: Vec<&HeaderValue> = sent.get_all(header::HOST).iter().collect();
        if self.is_loopback && !hosts.iter().all(|host| self.is_own_host(host)) {
            return Err(refused(
                "The Host of the request is no name of this sandbox. Ask for it by localhost, by its address, or by \
                 its public_url; further names are those of server.tls_names.",
            ));
        }
        let host = hosts.first().and_then(|host| authority(host));
        if !sent.get_all(header::ORIGIN).iter().all(|origin| self.is_own_origin(origin, host.as_ref())) {
            return Err(refused(
                "The request comes from a page of another origin, and no page but the sandbox's own may use \
                 /sandbox. Ask from a program, which sends no Origin.",
            ));
        }
        Ok(())
    }

    fn is_own_host(&self, host: &HeaderValue) -> bool {
        authority(host).is_some_and(|host| self.is_own_name(host.host()))
    }

    fn is_own_name(&self, name: &str) -> bool {
        let is_loopback = address(name).is_some_and(|address| address.is_loopback());
        let public: Option<Uri> = self.public_url.parse().ok();
        let is_public = public.as_ref().and_then(Uri::host).is_some_and(|host| is_same(host, name));
        let is_listed = self.names.iter().any(|known| {
            is_same(known, name) || address(known).is_some_and(|known| address(name) == Some(known))
        });
        is_loopback || is_same("localhost", name) || is_public || is_listed
    }

    /// Whether the page is ours: of the public URL, or of the very name and port that were asked for now. A name that
    /// is not ours cannot be it, even where the request went to the same one: that is how rebinding looks.
    fn is_own_origin(&self, origin: &HeaderValue, host: Option<&Authority>) -> bool {
        let Some(origin) = origin.to_str().ok().and_then(|text| text.parse::<Uri>().ok()) else {
            return false;
        };
        if self.public_url.parse::<Uri>().is_ok_and(|public| is_same_origin(&public, &origin)) {
            return true;
        }
        let (Some(scheme), Some(from), Some(host)) = (origin.scheme(), origin.authority(), host) else {
            return false;
        };
        let own = if self.is_tls { Scheme::HTTPS } else { Scheme::HTTP };
        // An address is no name, and cannot be made to point elsewhere.
        let is_own = self.is_own_name(from.host()) || address(from.host()).is_some();
        let is_same_place =
            is_same(from.host(), host.host()) && port(scheme, from.port_u16()) == port(&own, host.port_u16());
        *scheme == own && is_own && is_same_place
    }
}

fn refused(text: &'static str) -> Failure {
    Failure::new(ErrorKind::AccessDenied, text)
}

/// The host of a request, and its port; nothing that could be read in two ways.
fn authority(host: &HeaderValue) -> Option<Authority> {
    let authority: Authority = host.to_str().ok()?.parse().ok()?;
    (!authority.as_str().contains('@')).then_some(authority)
}

fn address(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('.').eq_ignore_ascii_case(other.trim_end_matches('.'))
}

fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    let of = |uri: &Uri| {
        let scheme = uri.scheme()?;
        Some((scheme.clone(), uri.host()?.to_ascii_lowercase(), port(scheme, uri.port_u16())))
    };
    of(one).is_some() && of(one) == of(other)
}

/// The port, or the usual one.
fn port(scheme: &Scheme, port: Option<u16>) -> Option<u16> {
    port.or_else(|| if *scheme == Scheme::HTTPS { Some(443) } else { Some(80) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(place: &Place<'_>, host: &str, origin: Option<&str>) -> bool {
        let mut sent = HeaderMap::new();
        sent.insert(header::HOST, HeaderValue::try_from(host).unwrap());
        if let Some(origin) = origin {
            sent.insert(header::ORIGIN, HeaderValue::try_from(origin).unwrap());
        }
        place.check(&sent).is_ok()
    }

    fn place<'a>(is_loopback: bool, public_url: &'a str, names: &'a [String]) -> Place<'a> {
        Place { is_loopback, is_tls: false, public_url, names }
    }

    #[test]
    fn a_sandbox_of_this_machine_is_asked_for_by_its_own_names() {
        let names = ["box.test".to_owned(), "10.0.0.7".to_owned()];
        let place = place(true, "https://sandbox.example", &names);
        for host in [
            "127.0.0.1:7180",
            "127.9.9.9",
            "[::1]:7180",
            "localhost",
            "LocalHost.:7180",
            "sandbox.example",
            "box.test:1",
            "10.0.0.7:7180",
        ] {
            assert!(is_taken(&place, host, None), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:7180",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "evil@localhost",
            "10.0.0.8",
            "sandbox.example.evil.example",
            "",
        ] {
            assert!(!is_taken(&place, host, None), "{host}");
        }
        assert!(place.check(&HeaderMap::new()).is_ok(), "HTTP/1.0 has no Host");
    }

    #[test]
    fn a_page_of_another_origin_is_refused() {
        let place = place(true, "http://127.0.0.1:7180", &[]);
        for (host, origin, is_own) in [
            ("127.0.0.1:7180", "http://127.0.0.1:7180", true),
            ("localhost:7180", "http://localhost:7180", true),
            ("localhost:7180", "http://127.0.0.1:7180", true),
            ("127.0.0.1:7180", "http://localhost:7180", false),
            ("127.0.0.1:7180", "https://127.0.0.1:7180", false),
            ("127.0.0.1:7180", "http://127.0.0.1:3000", false),
            ("127.0.0.1:7180", "http://127.0.0.1", false),
            ("127.0.0.1:7180", "http://evil.example", false),
            ("127.0.0.1:7180", "http://evil.example:7180", false),
            ("127.0.0.1:7180", "null", false),
            ("127.0.0.1:7180", "", false),
            ("127.0.0.1:7180", "file://", false),
        ] {
            assert_eq!(is_taken(&place, host, Some(origin)), is_own, "{origin} at {host}");
        }
    }

    #[test]
    fn beyond_this_machine_a_rebound_name_is_refused_and_an_address_is_not() {
        let place = place(false, "https://sandbox.example", &[]);
        for (host, origin, is_own) in [
            ("sandbox.example", "https://sandbox.example", true),
            ("sandbox.example", "https://sandbox.example:443", true),
            ("10.0.0.7:7180", "http://10.0.0.7:7180", true),
            ("evil.example:7180", "http://evil.example:7180", false),
            ("10.0.0.7:7180", "http://10.0.0.8:7180", false),
            ("sandbox.example", "http://sandbox.example:8080", false),
        ] {
            assert_eq!(is_taken(&place, host, Some(origin)), is_own, "{origin} at {host}");
        }
        assert!(is_taken(&place, "any.example", None), "programs reach it by any name");
    }
}
