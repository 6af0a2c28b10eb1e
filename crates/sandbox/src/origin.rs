//! Whose requests a sandbox takes. It gives a token to anybody who asks, so that a page of any site could use its powers
//! through the browser of whoever has one running: by a form that it sends here, by a script, or by a name of its own
//! that it lets point here (DNS rebinding). Programs send no `Origin`, and are not concerned.

use axum::extract::Request;
use http::{HeaderMap, HeaderValue, Uri, header};
use qualify_contract::errors::ErrorKind;
use qualify_wire::errors::ApiError;

use super::own_names::{Origin, OwnNames, host_of, is_loopback_name};

/// The first segments below which no page but the sandbox's own may ask: what needs no token there, or one that anybody
/// gets, changes everything.
const OWN_PAGES_ONLY: [&str; 3] = ["sandbox", "operator", "dashboard"];

/// Lets through what does not come from somebody else's page. `path` has our spelling.
pub(super) fn check(names: &OwnNames, path: &str, request: &Request) -> Result<(), ApiError> {
    check_parts(names, path, request.uri(), request.headers())
}

/// The hosts that a request asks for. The authority of an absolute target is the one that counts (RFC 9112, 3.2.2).
pub(super) fn hosts<'a>(target: &'a Uri, sent: &'a HeaderMap) -> impl Iterator<Item = &'a str> {
    let in_target = target.authority().map(http::uri::Authority::as_str);
    in_target.into_iter().chain(sent.get_all(header::HOST).iter().map(text_of))
}

fn check_parts(names: &OwnNames, path: &str, target: &Uri, sent: &HeaderMap) -> Result<(), ApiError> {
    let is_own_host = |host: &str| host_of(host).is_some_and(|(name, _)| names.is_own_name(name));
    if names.is_of_this_machine() && !hosts(target, sent).all(is_own_host) {
        return Err(refused(
            "The Host of the request is no name of this sandbox. Ask for it by localhost, by its address, or by its \
             public_url; further names are those of server.tls_names.",
        ));
    }
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let is_for_own_pages = OWN_PAGES_ONLY.contains(&first);
    if !is_for_own_pages && !names.is_of_this_machine() {
        return Ok(());
    }
    let asked = hosts(target, sent).next().and_then(host_of);
    for origin in sent.get_all(header::ORIGIN) {
        let origin = Origin::parse(text_of(origin));
        let is_own = origin.as_ref().is_some_and(|origin| names.is_own_page(origin, asked));
        let is_near = || origin.as_ref().is_some_and(|origin| is_loopback_name(origin.name));
        if is_for_own_pages && !is_own {
            return Err(refused(
                "The request comes from a page of another origin, and no page but the sandbox's own may use /sandbox, \
                 /operator and /dashboard. Ask from a program, which sends no Origin.",
            ));
        }
        if !is_own && !is_near() {
            return Err(refused(
                "The request comes from a page that is not of this machine. Serve the page from localhost, or ask from \
                 a program, which sends no Origin.",
            ));
        }
    }
    Ok(())
}

fn refused(text: &'static str) -> ApiError {
    ApiError::new(ErrorKind::AccessDenied, text)
}

/// What is no text is no name either.
fn text_of(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use qualify_server::config::ServerSection;

    /// The path that a page may ask for only if it is the sandbox's own.
    const POWERS: &str = "/sandbox/reset";

    fn is_taken(names: &OwnNames, path: &str, (host, origin): (&str, Option<&str>)) -> bool {
        let mut sent = HeaderMap::new();
        sent.insert(header::HOST, HeaderValue::try_from(host).unwrap());
        if let Some(origin) = origin {
            sent.insert(header::ORIGIN, HeaderValue::try_from(origin).unwrap());
        }
        check_parts(names, path, &Uri::from_static("/x"), &sent).is_ok()
    }

    fn place(listen: &str, public_url: &str, names: &[&str]) -> OwnNames {
        let server = ServerSection {
            listen: listen.parse().unwrap(),
            public_url: Some(public_url.to_owned()),
            tls_names: names.iter().map(|&name| name.to_owned()).collect(),
            ..ServerSection::default()
        };
        OwnNames::of(&server, public_url)
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
        assert!(
            check_parts(&place, POWERS, &Uri::from_static("/"), &nothing).is_ok(),
            "HTTP/1.0 has no Host"
        );
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
            assert_eq!(check_parts(&place, "/v1", &target, &sent).is_ok(), is_own, "{target} {host}");
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
