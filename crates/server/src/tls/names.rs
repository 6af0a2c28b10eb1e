//! For which names our own authority makes the certificate.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::setting::is_name;
use crate::config::ServerSection;

/// This machine, the host of the public URL, the listening addresses, and what the operator adds; each once.
pub(super) fn of(server: &ServerSection) -> Vec<String> {
    let listening =
        [Some(server.listen), server.admin_listen].into_iter().flatten().map(|address| address.ip());
    let addresses = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()].into_iter().chain(listening);
    let addresses = addresses.filter(|address| !address.is_unspecified()).map(|address| address.to_string());
    let candidates = std::iter::once("localhost".to_owned())
        .chain(addresses)
        .chain(server.public_url.as_deref().and_then(host_of))
        .chain(server.tls_names.iter().cloned());
    let mut names: Vec<String> = Vec::new();
    // A dot at the end of a name is not for certificates (RFC 5280, 4.2.1.6).
    for name in candidates.map(|name| name.trim_end_matches('.').to_ascii_lowercase()) {
        if is_name(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn host_of(url: &str) -> Option<String> {
    let url: http::Uri = url.parse().ok()?;
    Some(url.host()?.trim_matches(['[', ']']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_the_public_host_and_the_operators_names_are_there_once() {
        let server = ServerSection {
            listen: "192.0.2.7:443".parse().unwrap(),
            admin_listen: Some("0.0.0.0:7181".parse().unwrap()),
            tls_names: vec!["Qualify.Local".to_owned(), "10.0.0.9".to_owned(), "localhost.".to_owned()],
            public_url: Some("https://[2001:db8::5]:7180".to_owned()),
            ..ServerSection::default()
        };
        assert_eq!(
            of(&server),
            ["localhost", "127.0.0.1", "::1", "192.0.2.7", "2001:db8::5", "qualify.local", "10.0.0.9"]
        );
        let server =
            ServerSection { public_url: Some("https://our.example/".to_owned()), ..ServerSection::default() };
        assert_eq!(of(&server)[3..], ["our.example"]);
    }

    #[test]
    fn names_are_told_from_other_texts() {
        for name in ["localhost", "qualify.example", "10.0.0.9", "::1", "a_b.example"] {
            assert!(is_name(name), "{name}");
        }
        for text in ["", "https://qualify.example", "qualify.example:443", "a b", "[::1]", "*.example"] {
            assert!(!is_name(text), "{text}");
        }
    }
}
