//! What this service is called: by which names it is asked, and what an address of its own begins with (contract
//! 9.4.3).

use std::borrow::Cow;
use std::net::IpAddr;

use qualify_server::config::ServerSection;

/// The names of this service, and where it is.
#[derive(Debug, Clone)]
pub struct OwnNames {
    listen: IpAddr,
    is_tls: bool,
    /// Without a slash at its end.
    public_url: String,
    /// What somebody has configured to be the public URL: a proxy may stand there, and end TLS.
    public: Option<Origin<String>>,
    /// Further names, from the configuration.
    further: Vec<String>,
}

impl OwnNames {
    /// The names by the configuration; `public_url` is where the service is, also if it is not configured.
    pub fn of(server: &ServerSection, public_url: &str) -> Self {
        let configured = server.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        Self {
            listen: server.listen.ip(),
            is_tls: server.is_tls(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            public: configured.and_then(Origin::parse).map(Origin::into_owned),
            further: server.tls_names.clone(),
        }
    }

    /// Where the service is, as far as it knows: without a slash at its end.
    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Whether only this machine reaches the service.
    pub(crate) const fn is_of_this_machine(&self) -> bool {
        self.listen.is_loopback()
    }

    /// Whether the name, without a port, is one of ours: of this machine, of where we listen, of the public URL, or
    /// configured.
    pub(crate) fn is_own_name(&self, name: &str) -> bool {
        let is_listed = || {
            self.further.iter().any(|known| {
                is_same(known, name) || address(known).is_some_and(|known| address(name) == Some(known))
            })
        };
        is_loopback_name(name) || self.is_listening_at(name) || self.is_public_name(name) || is_listed()
    }

    /// What the addresses begin with that somebody can use who asked for this host and port; nothing, if that is no
    /// name of ours.
    pub(crate) fn origin_of(&self, host: &str) -> Option<Cow<'_, str>> {
        let (name, port) = host_of(host).filter(|(name, _)| self.is_own_name(name))?;
        if self.is_public_name(name) {
            return Some(Cow::Borrowed(&self.public_url));
        }
        let scheme = if self.is_tls { "https" } else { "http" };
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        Some(Cow::Owned(format!("{scheme}://{}{port}", name.to_ascii_lowercase())))
    }

    /// Whether this is what an address of ours begins with: a name of ours and any port.
    pub(crate) fn is_origin(&self, url: &str) -> bool {
        Origin::parse(url).is_some_and(|origin| self.is_own_name(origin.name))
    }

    /// Whether a page of this origin is ours: of the public URL, or of the very name and port that were asked for now.
    /// A name that is not ours cannot be it, even where the request went to the same one: that is how rebinding looks.
    pub(crate) fn is_own_page(&self, origin: &Origin<&str>, asked: Option<(&str, Option<u16>)>) -> bool {
        let public = Origin::parse(&self.public_url);
        if public.is_some_and(|public| public.is_same(origin)) {
            return true;
        }
        let Some((name, port)) = asked else { return false };
        let asked = Origin { is_https: self.is_tls, name, port };
        // An address is no name, and cannot be made to point elsewhere.
        (self.is_own_name(origin.name) || address(origin.name).is_some()) && asked.is_same(origin)
    }

    fn is_public_name(&self, name: &str) -> bool {
        self.public.as_ref().is_some_and(|public| is_same(&public.name, name))
    }

    /// Who listens at every address of the machine is there by each of them.
    fn is_listening_at(&self, name: &str) -> bool {
        address(name).is_some_and(|address| address == self.listen || self.listen.is_unspecified())
    }
}

/// Where a page is from, or an address begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin<T> {
    is_https: bool,
    pub(crate) name: T,
    port: Option<u16>,
}

impl<'a> Origin<&'a str> {
    /// Reads scheme, name and port; nothing with more.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
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

/// A host, and its port; nothing that could be read in two ways.
pub(crate) fn host_of(text: &str) -> Option<(&str, Option<u16>)> {
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

/// Whether the name means this machine wherever it is looked up.
pub(crate) fn is_loopback_name(name: &str) -> bool {
    address(name).is_some_and(|address| address.is_loopback()) || is_same("localhost", name)
}

fn is_same(one: &str, other: &str) -> bool {
    let without_dot = |name: &str| name.strip_suffix('.').unwrap_or(name).len();
    one[..without_dot(one)].eq_ignore_ascii_case(&other[..without_dot(other)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use qualify_server::config::TlsMode;

    fn names(change: impl FnOnce(&mut ServerSection)) -> OwnNames {
        let mut server =
            ServerSection { listen: "127.0.0.1:7180".parse().unwrap(), ..ServerSection::default() };
        change(&mut server);
        let url = server.public_url.clone().unwrap_or_else(|| "http://127.0.0.1:7180".to_owned());
        OwnNames::of(&server, &url)
    }

    #[test]
    fn edge_09_addresses_begin_with_the_host_that_was_asked_for_if_that_is_a_name_of_ours() {
        let plain = names(|_| {});
        let with_tls = names(|server| {
            server.tls = TlsMode::SelfSigned;
            server.tls_names = vec!["login.microsoftonline.com".to_owned(), "10.0.0.9".to_owned()];
        });
        let behind_a_proxy = names(|server| {
            server.listen = "0.0.0.0:7180".parse().unwrap();
            server.public_url = Some("https://qualify.example:8443/".to_owned());
        });
        let table: [(&OwnNames, &str, Option<&str>); 20] = [
            (&plain, "localhost:7180", Some("http://localhost:7180")),
            (&plain, "LOCALHOST:7180", Some("http://localhost:7180")),
            (&plain, "127.0.0.1:9", Some("http://127.0.0.1:9")),
            (&plain, "127.0.0.1", Some("http://127.0.0.1")),
            (&plain, "[::1]:7180", Some("http://[::1]:7180")),
            (&plain, "qualify.example", None),
            (&plain, "10.0.0.9", None),
            (&plain, "localhost@evil.example", None),
            (&plain, "localhost/x", None),
            (&plain, "", None),
            (&with_tls, "localhost:7180", Some("https://localhost:7180")),
            (&with_tls, "Login.MicrosoftOnline.com", Some("https://login.microsoftonline.com")),
            (&with_tls, "login.microsoftonline.com:444", Some("https://login.microsoftonline.com:444")),
            (&with_tls, "10.0.0.9:1", Some("https://10.0.0.9:1")),
            (&with_tls, "login.windows.net", None),
            (&behind_a_proxy, "qualify.example", Some("https://qualify.example:8443")),
            (&behind_a_proxy, "QUALIFY.example:7180", Some("https://qualify.example:8443")),
            (&behind_a_proxy, "localhost:7180", Some("http://localhost:7180")),
            (&behind_a_proxy, "10.0.0.7:7180", Some("http://10.0.0.7:7180")),
            (&behind_a_proxy, "qualify", None),
        ];
        for (names, host, origin) in table {
            assert_eq!(names.origin_of(host).as_deref(), origin, "{host}");
            if let Some(origin) = origin {
                assert!(names.is_origin(origin), "what is given out is known again: {origin}");
            }
        }
    }

    #[test]
    fn edge_09_an_origin_is_ours_by_its_form() {
        let names = names(|server| server.public_url = Some("https://qualify.example".to_owned()));
        for url in [
            "http://localhost:1",
            "https://127.0.0.1:65535",
            "https://[::1]",
            "HTTPS://Qualify.Example:9",
            "http://qualify.example",
        ] {
            assert!(names.is_origin(url), "{url}");
        }
        for url in [
            "localhost",
            "ftp://localhost",
            "https://evil.example",
            "https://localhost.evil.example",
            "https://localhost@evil.example",
            "https://localhost/",
            "https://localhost/x",
            "https://localhost:70000",
            "https://",
            "",
        ] {
            assert!(!names.is_origin(url), "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn edge_09_every_origin_that_is_given_out_is_known_again(host in "[a-zA-Z0-9.:@/\\[\\]-]{0,20}|\\PC{0,20}") {
            let names = names(|server| server.listen = "0.0.0.0:1".parse().unwrap());
            if let Some(origin) = names.origin_of(&host) {
                proptest::prop_assert!(names.is_origin(&origin), "{}", origin);
            }
        }
    }
}
