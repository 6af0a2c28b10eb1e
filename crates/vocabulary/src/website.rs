//! An organisation's website, as an applicant gives it (contract 9.1.8).

use crate::{DomainName, ParseError, is_ignorable};

/// Longest website, in characters (contract 1.8).
const WEBSITE_CHARS_MAX: usize = 2048;

/// A host with an optional port and path, or the `http` or `https` URL of it. It is kept as it was sent, without blanks
/// around it; what the host is worth is for vetting to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

impl Website {
    /// Reads a website: no user name in it, no other scheme, nothing that does not show.
    ///
    /// ```
    /// use qualify_vocabulary::Website;
    /// assert_eq!(Website::parse(" school.example/about ").unwrap().as_str(), "school.example/about");
    /// assert!(Website::parse("https://school.example@elsewhere.example").is_err());
    /// ```
    ///
    /// # Errors
    /// The text breaks the rule.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let is_readable =
            !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\' || is_ignorable(c));
        if is_readable && text.chars().count() <= WEBSITE_CHARS_MAX && is_website(text) {
            return Ok(Self(text.to_owned()));
        }
        Err(ParseError::new(
            "a website",
            "a host such as school.example, or its http or https URL, is expected",
        ))
    }

    /// The website as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Website> for String {
    fn from(website: Website) -> Self {
        website.0
    }
}

fn is_website(text: &str) -> bool {
    let rest = match text.split_once("://") {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            rest
        }
        // Further on, it belongs to a path.
        Some((before, _)) if !before.contains(['/', '?', '#']) => return false,
        Some(_) | None => text,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    };
    port.is_none_or(is_port) && is_host(host)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// A name of one or more labels, or an address. Vetting says that the last two belong to nobody.
fn is_host(text: &str) -> bool {
    let is_address = || {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        inner.is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok())
            || text.parse::<std::net::Ipv4Addr>().is_ok()
    };
    // A label more makes a name of a single label one of two.
    DomainName::parse(text).is_ok()
        || is_address()
        || (!text.contains('.') && !text.is_empty() && DomainName::parse(&format!("{text}.example")).is_ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_host_or_its_url_is_a_website() {
        for text in [
            "school.example",
            "school.example.",
            "School.Example:8080",
            "school.example/about?x=1#y",
            "school.example?next=https://other.example",
            "http://school.example",
            "HTTPS://WWW.School.Example:443/about?x=1#y",
            "https://szkoła.pl/dzieci",
            "  https://school.example  ",
            "https://192.0.2.1/",
            "https://[2001:db8::1]:443/",
            "intranet",
        ] {
            assert!(Website::parse(text).is_ok(), "{text:?}");
        }
        for text in [
            "",
            " ",
            "https://",
            "https:///about",
            "//school.example",
            "ftp://school.example",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:it@school.example",
            "it@school.example",
            "https://school.example@elsewhere.example/",
            "https://user:secret@school.example",
            "school example",
            "school.example/a b",
            "school.example:port",
            "school.example:70000",
            "school..example",
            "-school.example",
            "https://school.example\\@elsewhere.example",
            "sch\u{200b}ool.example",
            "school.example/\u{202e}",
            "a.example, b.example",
        ] {
            assert!(Website::parse(text).is_err(), "{text:?}");
        }
        assert!(Website::parse(&format!("school.example/{}", "x".repeat(2048))).is_err());
    }

    proptest! {
        #[test]
        fn whoever_is_named_before_an_at_sign_makes_it_none(
            user in "[a-z:.]{1,12}",
            host in "[a-z]{1,8}\\.example",
            scheme in "(https?://)?",
        ) {
            let text = format!("{scheme}{user}@{host}");
            prop_assert!(Website::parse(&text).is_err(), "{}", text);
            let of_host = format!("{scheme}{host}");
            prop_assert!(Website::parse(&of_host).is_ok(), "{}", of_host);
        }
    }
}
