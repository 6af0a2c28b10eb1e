//! The origin of a service: scheme, host and port, and nothing behind them.

use std::fmt;

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

    /// The URL of a path, which begins with `/` and may have a query.
    pub(crate) fn at(&self, path_and_query: &str) -> Option<Url> {
        let url = self.0.join(path_and_query).ok()?;
        self.holds(&url).then_some(url)
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

    #[test]
    fn what_leads_elsewhere_is_no_url_of_it() {
        let origin = Origin::parse("https://qualify.example").unwrap();
        assert_eq!(
            origin.at("/v1/customers?size=2").unwrap().as_str(),
            "https://qualify.example/v1/customers?size=2"
        );
        for hostile in ["//other.example/v1", "https://other.example/v1", "https://qualify.example:444/v1"] {
            assert_eq!(origin.at(hostile), None, "{hostile}");
        }
    }
}
