//! Where a browser may be sent: to what an application has registered, and nowhere else (RFC 9700, 4.1).

/// The longest redirect URI.
const URI_BYTES_MAX: usize = 2048;
/// Schemes that run code or read files where they are opened.
const DANGEROUS_SCHEMES: [&str; 7] =
    ["javascript", "data", "vbscript", "file", "blob", "about", "view-source"];

/// Whether this URI is one of those that an application has registered. A loopback host stands for each of its ports and paths
/// (RFC 8252, 7.3); everything else is compared byte by byte.
pub(crate) fn is_registered(registered: &[String], uri: &str) -> bool {
    if !is_plain(uri) {
        return false;
    }
    let host = loopback_host(uri);
    registered.iter().any(|known| known == uri || (host.is_some() && loopback_host(known) == host))
}

/// Whether a URI can be registered at all.
pub(crate) fn may_be_registered(uri: &str) -> bool {
    if !is_plain(uri) {
        return false;
    }
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    match scheme {
        "https" => rest.strip_prefix("//").is_some_and(|rest| {
            let authority = rest.split(['/', '?']).next().unwrap_or_default();
            !authority.is_empty() && !authority.contains('@')
        }),
        "http" => loopback_host(uri).is_some(),
        _ => is_own_scheme(scheme) && !rest.is_empty(),
    }
}

/// Nothing that a browser would read in another way than we do: no blanks, controls, quotes or backslashes, no
/// fragment, and no more characters of a policy than a URI needs.
fn is_plain(uri: &str) -> bool {
    let is_usable = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>\\^`{|};,'".contains(&byte);
    !uri.is_empty() && uri.len() <= URI_BYTES_MAX && uri.bytes().all(is_usable)
}

fn is_own_scheme(scheme: &str) -> bool {
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'.' | b'-')
        });
    is_scheme && !DANGEROUS_SCHEMES.contains(&scheme)
}

/// The host of `http://HOST[:PORT][/...]`, if that is this very machine.
fn loopback_host(uri: &str) -> Option<&str> {
    let rest = uri.strip_prefix("http://")?;
    let authority = rest.split(['/', '?']).next()?;
    let host = ["localhost", "127.0.0.1", "[::1]"].into_iter().find(|host| {
        authority.strip_prefix(host).is_some_and(|port| match port.strip_prefix(':') {
            Some(digits) => {
                digits.bytes().all(|byte| byte.is_ascii_digit())
                    && digits.parse::<u16>().is_ok_and(|port| port != 0)
            }
            None => port.is_empty(),
        })
    })?;
    Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uris(uris: &[&str]) -> Vec<String> {
        uris.iter().map(|&uri| uri.to_owned()).collect()
    }

    #[test]
    fn a_loopback_host_stands_for_its_ports_and_paths_and_others_for_themselves() {
        let registered =
            uris(&["http://localhost", "http://127.0.0.1", "https://app.example/back", "msapp://auth"]);
        for uri in [
            "http://localhost",
            "http://localhost/",
            "http://localhost:49152",
            "http://localhost:1/a/b?c=d",
            "http://127.0.0.1:8400/",
            "https://app.example/back",
            "msapp://auth",
        ] {
            assert!(is_registered(&registered, uri), "{uri}");
        }
        for uri in HOSTILE {
            assert!(!is_registered(&registered, uri), "{uri:?}");
        }
    }

    const HOSTILE: [&str; 36] = [
        "",
        "http://evil.example",
        "http://localhost.evil.example",
        "http://localhost:80.evil.example",
        "http://localhost@evil.example",
        "http://localhost:80@evil.example/",
        "http://evil.example@localhost/",
        "http://user:password@localhost/",
        "http://localhost:",
        "http://localhost:0",
        "http://localhost:99999",
        "http://localhost:+80",
        "http://localhost:8a",
        "http://localhost\\@evil.example",
        "http:\\\\localhost",
        "http://localhost#fragment",
        "http://localhost/#",
        "http://localhost/\r\nSet-Cookie: a=b",
        "http://localhost/ a",
        "http://localhost/\t",
        "http://LOCALHOST.evil.example",
        "https://localhost",
        "https://localhost:443/",
        "http://[::1]:80",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.2",
        "http://2130706433",
        "//evil.example",
        "/relative",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://app.example/back/",
        "https://app.example/back?x=1",
        "https://app.example/back/../evil",
        "https://app.example.evil.example/back",
        "http://app.example/back",
    ];

    #[test]
    fn what_could_not_be_sent_to_safely_is_not_registered() {
        for uri in
            ["https://app.example/back", "https://app.example:8443/", "http://localhost", "msapp://auth"]
        {
            assert!(may_be_registered(uri), "{uri}");
        }
        for uri in [
            "",
            "http://app.example",
            "https://",
            "https:app.example",
            "https://user@app.example",
            "https://app.example/#x",
            "https://app.example/;script-src *",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "app",
            "1app:x",
        ] {
            assert!(!may_be_registered(uri), "{uri}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_passes_has_a_host_of_this_machine(tail in "\\PC{0,40}") {
            let uri = format!("http://localhost{tail}");
            if is_registered(&uris(&["http://localhost"]), &uri) {
                let parsed: http::Uri = uri.parse().expect("what passes is a URI");
                proptest::prop_assert_eq!(parsed.host(), Some("localhost"));
            }
        }
    }
}
