//! The origin of a service: scheme, host and port, and nothing behind them.

use std::fmt;

use http::Uri;
use reqwest::Url;

/// An origin of `http` or `https`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Origin(Url);

impl Origin {
    /// Reads `scheme://host[:port][/]`. Plain `http` is good for this machine only: a token goes over it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text.trim()).map_err(|error| error.to_string())?;
        let is_loopback = match url.host_str() {
            None => return Err("it names no host".to_owned()),
            Some(host) => {
                host == "localhost"
                    || host.ends_with(".localhost")
                    || host
                        .trim_matches(['[', ']'])
                        .parse::<std::net::IpAddr>()
                        .is_ok_and(|ip| ip.is_loopback())
            }
        };
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            "http" => return Err("tokens would travel unencrypted; use https".to_owned()),
            _ => return Err("its scheme is neither https nor http".to_owned()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a user or a password has no place in it".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(
                "the API is at the root of its host; leave out what stands behind host and port".to_owned()
            );
        }
        Ok(Self(url))
    }

    /// Whether this text names the same origin.
    pub(crate) fn is(&self, text: &str) -> bool {
        Self::parse(text).is_ok_and(|other| other == *self)
    }

    /// Whether this URL is of the same origin.
    pub(crate) fn holds(&self, url: &Url) -> bool {
        self.0.scheme() == url.scheme()
            && self.0.host() == url.host()
            && self.0.port_or_known_default() == url.port_or_known_default()
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host as URLs have it: an address of six by four digits in brackets.
    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Host and port, as the header `Host` has them.
    pub(crate) fn authority(&self) -> String {
        match self.0.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// A path, which begins with `/` and may have a query, as it is asked for.
    pub(crate) fn target(&self, path_and_query: &str) -> Option<Uri> {
        if is_settled(path_and_query) {
            return path_and_query.parse().ok();
        }
        target_of(&self.at(path_and_query)?)
    }

    /// Where a text beside a target leads, if it is of the same origin.
    pub(crate) fn beside(&self, target: &Uri, location: &str) -> Option<Uri> {
        let url = self.at(&target.to_string())?.join(location).ok()?;
        if self.holds(&url) { target_of(&url) } else { None }
    }

    /// The URL of a path, which begins with `/` and may have a query.
    pub(crate) fn at(&self, path_and_query: &str) -> Option<Url> {
        let url = self.0.join(path_and_query).ok()?;
        self.holds(&url).then_some(url)
    }
}

/// Whether a URL would have the path and the query just so. Nearly all are of this kind, and nothing has to be parsed then.
fn is_settled(path_and_query: &str) -> bool {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    path.starts_with('/')
        && !path.contains("//")
        && !path.contains("/.")
        && path.bytes().all(|byte| is_letter(byte) || byte == b'/')
        && query.bytes().all(|byte| is_letter(byte) || matches!(byte, b'=' | b'&' | b'%'))
}

fn target_of(url: &Url) -> Option<Uri> {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()).parse().ok(),
        None => url.path().parse().ok(),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for (text, shown) in [
            ("https://qualify.example", "https://qualify.example"),
            ("https://Qualify.example:443/", "https://qualify.example"),
            ("http://127.0.0.1:7180", "http://127.0.0.1:7180"),
            ("http://[::1]:7180/", "http://[::1]:7180"),
            ("http://localhost:7180", "http://localhost:7180"),
        ] {
            assert_eq!(Origin::parse(text).unwrap().to_string(), shown);
        }
        for text in [
            "",
            "qualify.example",
            "ftp://qualify.example",
            "http://qualify.example",
            "https://ana@qualify.example",
            "https://qualify.example/v1",
            "https://qualify.example/?a=b",
        ] {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_target_is_what_a_url_would_have(target in "/[a-z0-9._~%/ :@\\\\é-]{0,12}(\\?[a-z=&%'#\" ]{0,8})?") {
            let origin = Origin::parse("http://127.0.0.1:7180").unwrap();
            let of_url = origin.at(&target).and_then(|url| target_of(&url));
            proptest::prop_assert_eq!(origin.target(&target), of_url);
        }
    }

    #[test]
    fn the_parts_of_an_origin_are_those_of_headers_and_names() {
        for (text, host, authority) in [
            ("https://qualify.example:443", "qualify.example", "qualify.example"),
            ("https://qualify.example:8443", "qualify.example", "qualify.example:8443"),
            ("http://[::1]:7180", "[::1]", "[::1]:7180"),
            ("http://127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!((origin.host(), origin.authority().as_str()), (host, authority));
            assert_eq!(origin.is_encrypted(), text.starts_with("https"));
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_url_of_it() {
        let origin = Origin::parse("https://qualify.example").unwrap();
        assert_eq!(
            origin.at("/v1/customers?size=2").unwrap().as_str(),
            "https://qualify.example/v1/customers?size=2"
        );
        for hostile in ["//other.example/v1", "https://other.example/v1", "https://qualify.example:444/v1"] {
            assert_eq!(origin.at(hostile), None, "{hostile}");
            assert_eq!(origin.target(hostile), None, "{hostile}");
        }
    }
}
