//! The cookies of the pages: what they are called and where they go is decided here and nowhere else.
//!
//! With HTTPS, the secret ones have the prefix `__Host-`, by which a browser promises that this very host has set them.
//! Over plain HTTP, which is a sandbox's on loopback, browsers take no such name; there they have none.

use http::{HeaderMap, HeaderValue, header};
use qualify_server::random::random_text;

use crate::origin::Origin;

/// Characters of a secret: 32 bytes in base64url.
const SECRET_CHARS: usize = 43;
/// How long a choice is kept, in seconds: a year.
const CHOICE_SECONDS: u32 = 31_536_000;

/// A cookie that holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretCookie {
    /// Of a session.
    Session,
    /// Of a browser that was sent to an issuer.
    SignIn,
}

impl SecretCookie {
    fn name(self, origin: &Origin) -> &'static str {
        match (self, origin.is_https()) {
            (Self::Session, true) => "__Host-qualify-session",
            (Self::Session, false) => "qualify-session",
            (Self::SignIn, true) => "__Host-qualify-sign-in",
            (Self::SignIn, false) => "qualify-sign-in",
        }
    }

    /// A secret that nobody guesses.
    pub(crate) fn fresh() -> String {
        random_text()
    }

    /// The secret that a browser shows.
    pub(crate) fn find<'sent>(self, sent: &'sent HeaderMap, origin: &Origin) -> Option<&'sent str> {
        find(sent, self.name(origin)).filter(|secret| secret.len() == SECRET_CHARS)
    }

    /// The header that gives a browser this secret, until it is closed. It comes along from links of other sites, so that a
    /// link in a mail leads to its page, and never with their forms.
    pub(crate) fn set(self, secret: &str, origin: &Origin) -> HeaderValue {
        self.header(secret, "", origin)
    }

    /// The header that takes it away.
    pub(crate) fn clear(self, origin: &Origin) -> HeaderValue {
        self.header("", "; Max-Age=0", origin)
    }

    fn header(self, value: &str, age: &str, origin: &Origin) -> HeaderValue {
        let secure = if origin.is_https() { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", self.name(origin));
        HeaderValue::try_from(text).expect("base64url is made of header characters")
    }
}

/// What somebody chose for the pages, signed in or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The language.
    Language,
    /// Light or dark.
    Theme,
}

impl Choice {
    const fn name(self) -> &'static str {
        match self {
            Self::Language => "qualify-language",
            Self::Theme => "qualify-theme",
        }
    }

    /// What was chosen.
    pub(crate) fn find(self, sent: &HeaderMap) -> Option<&str> {
        find(sent, self.name())
    }

    /// The header that keeps a choice, which is one of ours; none takes it back.
    pub(crate) fn set(self, value: Option<&'static str>, origin: &Origin) -> HeaderValue {
        let secure = if origin.is_https() { "; Secure" } else { "" };
        let age = if value.is_some() { CHOICE_SECONDS } else { 0 };
        let value = value.unwrap_or_default();
        let text = format!(
            "{}={value}; Path=/dashboard; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
            self.name()
        );
        HeaderValue::try_from(text).expect("the names of choices are header characters")
    }
}

fn find<'sent>(sent: &'sent HeaderMap, name: &str) -> Option<&'sent str> {
    let cookies = sent.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_by_https_to_this_host_alone() {
        let secret = SecretCookie::fresh();
        let https = SecretCookie::Session.set(&secret, &Origin::of_test("https://qualify.example"));
        let https = https.to_str().unwrap();
        assert!(https.starts_with("__Host-qualify-session=") && https.ends_with("; Secure"), "{https}");
        assert!(https.contains("; Path=/; HttpOnly; SameSite=Lax") && !https.contains("Domain"), "{https}");
        let http = SecretCookie::Session.set(&secret, &Origin::of_test("http://127.0.0.1:7180"));
        assert!(http.to_str().unwrap().starts_with("qualify-session="), "{http:?}");
    }

    #[test]
    fn a_secret_of_another_length_is_none() {
        let origin = Origin::of_test("http://127.0.0.1:7180");
        let mut sent = HeaderMap::new();
        sent.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; qualify-session=short; qualify-theme=dark"),
        );
        assert_eq!(SecretCookie::Session.find(&sent, &origin), None);
        assert_eq!(Choice::Theme.find(&sent), Some("dark"));
    }
}
