//! What ties a form to the browser that got it, so that no other site can send it.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use super::page::PageFault;
use crate::random::random_text;

/// Keeps the seals of forms apart from others.
const PURPOSE: &str = "form";
/// Characters of the cookie: 32 bytes in base64url.
const COOKIE_CHARS: usize = 43;

/// Seals texts with a key that nobody else has.
pub trait Seals {
    /// The seal of these texts; the purpose keeps one kind from passing for another.
    fn seal(&self, purpose: &str, texts: &[&str]) -> String;

    /// Whether a seal is the one of these texts, in constant time.
    fn is_seal(&self, purpose: &str, texts: &[&str], seal: &str) -> bool;
}

/// What ties forms to a browser: a cookie that it has, or is given.
#[derive(Debug)]
pub struct FormGuard {
    name: &'static str,
    cookie: String,
    is_new: bool,
}

impl FormGuard {
    /// The browser's own cookie of this name, or a new one.
    pub fn of(name: &'static str, headers: &HeaderMap) -> Self {
        match cookie_of(name, headers) {
            Some(cookie) => Self { name, cookie: cookie.to_owned(), is_new: false },
            None => Self { name, cookie: random_text(), is_new: true },
        }
    }

    /// The token of a form about this subject.
    pub fn token(&self, key: &dyn Seals, subject: &str) -> String {
        key.seal(PURPOSE, &[&self.cookie, subject])
    }

    /// Gives the browser its cookie, for pages below this origin.
    ///
    /// # Errors
    /// The cookie's name is none.
    pub fn set_cookie(&self, response: &mut Response, origin: &str) -> Result<(), PageFault> {
        if !self.is_new {
            return Ok(());
        }
        let secure = if origin.starts_with("https://") { "; Secure" } else { "" };
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secure}", self.name, self.cookie);
        let cookie = HeaderValue::try_from(cookie).map_err(|_| PageFault::Header("cookie"))?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
        Ok(())
    }
}

/// Whether a sent form is one that the browser with this cookie got from us.
pub fn is_own_form(
    name: &'static str,
    headers: &HeaderMap,
    key: &dyn Seals,
    (subject, token): (&str, &str),
) -> bool {
    cookie_of(name, headers).is_some_and(|cookie| key.is_seal(PURPOSE, &[cookie, subject], token))
}

fn cookie_of<'a>(name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, value)| *known == name && value.len() == COOKIE_CHARS)
        .map(|(_, value)| value)
}
