//! Secrets out of what is shown: tokens, passwords and client secrets wholly, validation codes and the codes that a
//! device shows but for their last two characters.
//!
//! Texts are scanned, not parsed: a body that is cut, or that no parser would take, must not show its secrets either.

use std::collections::BTreeMap;

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use crate::issuer::device_codes::is_user_code;

/// What stands in the place of a secret.
const SECRET: &str = "***";

/// The longest text that is taken for a validation code; longer ones are an issuer's codes, and secret.
const CODE_CHARS_MAX: usize = 10;

/// How a value is hidden, by the name that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Wholly,
    Code,
}

impl Hidden {
    /// Names are compared without case and separators: `client_secret`, `clientSecret` and `Client-Secret` are one.
    fn by_name(name: &str) -> Option<Self> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "continuationtoken" => None,
            "code" | "validationcode" | "validationid" | "usercode" => Some(Self::Code),
            "assertion" | "clientassertion" | "idtokenhint" | "devicecode" | "codeverifier" | "cookie"
            | "setcookie" | "authorization" | "proxyauthorization" | "apikey" | "xapikey" => {
                Some(Self::Wholly)
            }
            other => {
                ["password", "secret", "token"].iter().any(|end| other.ends_with(end)).then_some(Self::Wholly)
            }
        }
    }

    fn mask(self, value: &str) -> String {
        let length = value.chars().count();
        match self {
            _ if value.is_empty() => String::new(),
            Self::Code if (3..=CODE_CHARS_MAX).contains(&length) => {
                let end: String = value.chars().skip(length - 2).collect();
                format!("****{end}")
            }
            Self::Code | Self::Wholly => SECRET.to_owned(),
        }
    }
}

/// Name and value pairs as in a query or a form.
pub(super) fn pairs(text: &str) -> String {
    let masked = text.split('&').map(|pair| {
        let Some((name, value)) = pair.split_once('=') else { return pair.to_owned() };
        let decoded = percent_decode_str(name).decode_utf8_lossy();
        match Hidden::by_name(&decoded) {
            Some(hidden) => format!("{name}={}", hidden.mask(value)),
            None => pair.to_owned(),
        }
    });
    masked.collect::<Vec<_>>().join("&")
}

/// A path with its query, or an address with either.
pub(super) fn target(text: &str) -> String {
    let Some(at) = text.find(['?', '#']) else { return text.to_owned() };
    let (path, rest) = text.split_at(at + 1);
    let rest: Vec<String> = rest.split('#').map(pairs).collect();
    format!("{path}{}", rest.join("#"))
}

/// Headers, several of one name in one line.
pub(super) fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::<String, String>::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = match name.as_str() {
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, _)) => format!("{scheme} {SECRET}"),
                None => SECRET.to_owned(),
            },
            "location" | "content-location" | "referer" => target(&value),
            other => match Hidden::by_name(other.strip_prefix("ms-").unwrap_or(other)) {
                Some(hidden) => hidden.mask(&value),
                None => value.into_owned(),
            },
        };
        let line = shown.entry(name.to_string()).or_default();
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&value);
    }
    shown
}

/// A body, by its first character JSON, a page or a form.
pub(super) fn body(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let masked = match text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().next() {
        Some('{' | '[' | '"' | '/') => json(&text),
        // Looked through as a form as well: what begins like a page need not be one.
        Some('<') => pairs(&page(&text)),
        _ => pairs(&text),
    };
    without_user_codes(&without_tokens(&masked))
}

/// A page without the values of those of its fields that hold secrets.
fn page(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<input ") {
        let end = rest[at..].find('>').map_or(rest.len(), |length| at + length + 1);
        shown.push_str(&rest[..at]);
        shown.push_str(&field(&rest[at..end]));
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

/// The tag of a field; its quotes and brackets are escaped in what it holds.
fn field(tag: &str) -> String {
    let attribute = |beginning: &str| {
        let start = tag.find(beginning)? + beginning.len();
        let end = tag[start..].find('"').map_or(tag.len(), |length| start + length);
        Some(start..end)
    };
    let hidden = attribute(" name=\"").and_then(|name| Hidden::by_name(&tag[name]));
    let (Some(hidden), Some(value)) = (hidden, attribute(" value=\"")) else { return tag.to_owned() };
    let masked = hidden.mask(&tag[value.clone()]);
    format!("{}{masked}{}", &tag[..value.start], &tag[value.end..])
}

/// The same without the codes that devices show, which stand in sentences and addresses, too.
fn without_user_codes(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_user_code(word) {
            shown.push_str(&Hidden::Code.mask(word));
            shown.push_str(&piece[word.len()..]);
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

/// How every JSON web token begins: `{"` in base64.
const TOKEN_BEGINNING: &str = "eyJ";

/// The same without tokens that stand under no name of ours, or under none.
fn without_tokens(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(TOKEN_BEGINNING) {
        let (before, candidate) = rest.split_at(at);
        let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let end = candidate.find(|c| !is_inside(c)).unwrap_or(candidate.len());
        let (candidate, behind) = candidate.split_at(end);
        shown.push_str(before);
        shown.push_str(if candidate.contains('.') { SECRET } else { candidate });
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

fn json(text: &str) -> String {
    let mut scanner = Scanner { rest: text, shown: String::with_capacity(text.len()) };
    while !scanner.rest.is_empty() {
        scanner.step();
    }
    scanner.shown
}

/// Reads JSON text from its beginning, and writes what may be shown.
struct Scanner<'text> {
    rest: &'text str,
    shown: String,
}

impl<'text> Scanner<'text> {
    fn pass(&mut self, bytes: usize) -> &'text str {
        let (passed, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        passed
    }

    fn copy(&mut self, bytes: usize) {
        let passed = self.pass(bytes);
        self.shown.push_str(passed);
    }

    fn step(&mut self) {
        if self.rest.starts_with('"') {
            let string = self.pass(string_bytes(self.rest));
            self.shown.push_str(string);
            self.copy_blanks();
            if self.rest.starts_with(':') {
                self.copy(1);
                self.copy_blanks();
                if let Some(hidden) = Hidden::by_name(&unquoted(string)) {
                    self.hide(hidden, string);
                }
            }
        } else if self.rest.starts_with("//") {
            self.copy(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.copy(self.rest.find("*/").map_or(self.rest.len(), |at| at + 2));
        } else {
            let plain = self.rest.find(['"', '/']).unwrap_or(self.rest.len()).max(1);
            self.copy(plain);
        }
    }

    fn copy_blanks(&mut self) {
        self.copy(self.rest.len() - self.rest.trim_start().len());
    }

    /// Hides the value that follows. Objects and lists are looked through instead.
    fn hide(&mut self, hidden: Hidden, name: &str) {
        if self.rest.starts_with('"') {
            let value = self.pass(string_bytes(self.rest));
            let masked = hidden.mask(&unquoted(value));
            self.shown.extend(["\"", &masked, "\""]);
        } else if self.rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let is_end = |c: char| matches!(c, ',' | '}' | ']') || c.is_whitespace();
            let value = self.pass(self.rest.find(is_end).unwrap_or(self.rest.len()));
            // A number called `code` is an error's.
            if unquoted(name) == "code" {
                self.shown.push_str(value);
            } else {
                self.shown.extend(["\"", &hidden.mask(value), "\""]);
            }
        }
    }
}

/// The length of the string at the beginning, with its quotes as far as they are there.
fn string_bytes(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn unquoted(string: &str) -> String {
    let inside = string.strip_prefix('"').unwrap_or(string);
    inside.strip_suffix('"').unwrap_or(inside).to_owned()
}

#[cfg(test)]
mod tests;
