//! Paths and queries as clients really write them (contract 1.3), before any route is looked at.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use qualify_vocabulary::{from_hexadecimal, parse_guid};

/// The literal segments of our routes whose spelling is not all lower case.
const MIXED_CASE_SEGMENTS: [&str; 2] = ["validationStatus", "validationEvents"];

/// The literal segments of our routes in lower case.
const LOWER_CASE_SEGMENTS: &[&str] = &[
    ".well-known",
    "accept",
    "account-status",
    "activity",
    "address",
    "addresses",
    "advance",
    "alike",
    "all",
    "appeal",
    "approve",
    "ask",
    "audit",
    "auditactivity",
    "auditrecords",
    "authorize",
    "billing",
    "cases",
    "certificate.cer",
    "check",
    "checkdomainavailability",
    "checkup",
    "choices",
    "claim",
    "claim-next",
    "clock",
    "codes",
    "common",
    "company",
    "confirm",
    "countryvalidationrules",
    "customers",
    "dashboard",
    "datasets",
    "decide",
    "decision",
    "decisions",
    "delete",
    "deliveries",
    "device",
    "devicecode",
    "directory-roles",
    "disagree",
    "discovery",
    "docs",
    "documents",
    "domains",
    "edit",
    "education",
    "end",
    "end-others",
    "escalate",
    "events",
    "export",
    "faults",
    "figures",
    "generatetoken",
    "health",
    "healthz",
    "instance",
    "keys",
    "legalbusiness",
    "logout",
    "metrics",
    "new",
    "nonprofit",
    "notes",
    "oauth2",
    "offercategories",
    "offers",
    "openapi.json",
    "openid-configuration",
    "operator",
    "organization",
    "organizations",
    "outcomes",
    "partner",
    "partners",
    "preview",
    "profiles",
    "qualification",
    "qualifications",
    "readyz",
    "registration",
    "release",
    "remove",
    "renew",
    "replay",
    "reply",
    "requests",
    "reset",
    "restore",
    "reviews",
    "revoke",
    "rotate-secret",
    "sandbox",
    "script",
    "seed",
    "sessions",
    "settle",
    "sign-in",
    "sign-out",
    "signed-in",
    "snapshots",
    "start",
    "static",
    "take-back",
    "test",
    "token",
    "userrealm",
    "users",
    "v1",
    "v2.0",
    "v3",
    "validations",
    "vetting",
    "webhooks",
    "withdraw",
];

/// The version of the wire, and another spelling of it (contract 9.2.9).
const VERSION: &str = "v1";
const LONG_VERSION: &str = "v1.0";

/// The first segments behind which a version stands.
const BEFORE_VERSION: [&str; 4] = ["webhooks", "auditactivity", "partner", "operator"];

/// The one spelling of a path. All of these are one path, and answer alike: percent-encoded letters, digits, `-`, `.`,
/// `_`, `~`, and the letters themselves; either case of the digits behind `%`; `.` and `..` and what they lead to
/// (RFC 3986 6.2.2); either case of our literal segments; several slashes for one, and one at the end; `v1.0` for `v1`.
pub fn canonical_path(path: &str) -> Cow<'_, str> {
    if is_canonical(path) {
        return Cow::Borrowed(path);
    }
    let mut canonical = String::with_capacity(path.len());
    let mut first = "";
    for (index, segment) in segments(path).iter().filter(|segment| !segment.is_empty()).enumerate() {
        let has_version = index == 0 || (index == 1 && BEFORE_VERSION.contains(&first));
        let segment = match canonical_segment(segment) {
            segment if has_version && segment.eq_ignore_ascii_case(LONG_VERSION) => VERSION,
            segment => segment,
        };
        canonical.push('/');
        let begin = canonical.len();
        canonical.push_str(segment);
        if index == 0 {
            first =
                BEFORE_VERSION.into_iter().find(|known| *known == &canonical[begin..]).unwrap_or_default();
        }
    }
    if canonical.is_empty() {
        canonical.push('/');
    }
    Cow::Owned(canonical)
}

/// The segments with plain letters, those that `.` and `..` take away left out (RFC 3986 5.2.4). Empty ones are
/// segments until then.
fn segments(path: &str) -> Vec<Cow<'_, str>> {
    let mut segments = Vec::new();
    for segment in path.strip_prefix('/').unwrap_or(path).split('/').map(with_plain_letters) {
        match segment.as_ref() {
            "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    segments
}

/// The usual case, decided without copying.
fn is_canonical(path: &str) -> bool {
    if is_plain(path) {
        return true;
    }
    if path.len() > 1 && (path.ends_with('/') || path.contains("//")) {
        return false;
    }
    path.split('/').all(|segment| {
        let is_plain = !segment.contains('%') && !matches!(segment, "." | ".." | LONG_VERSION);
        is_plain && canonical_segment(segment) == segment
    })
}

/// What nearly every request has, seen in one pass over its bytes: nothing but segments that have no other spelling. `false` says
/// nothing yet.
fn is_plain(path: &str) -> bool {
    let mut segments = path.as_bytes().split(|&byte| byte == b'/');
    segments.next().is_some_and(<[u8]>::is_empty)
        && segments.all(|segment| {
            !segment.is_empty()
                && segment.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
                && !MIXED_CASE_SEGMENTS.iter().any(|mixed| segment.eq_ignore_ascii_case(mixed.as_bytes()))
        })
}

fn canonical_segment(segment: &str) -> &str {
    let is_spelled_so = |literal: &&&str| literal.eq_ignore_ascii_case(segment);
    if let Some(literal) = MIXED_CASE_SEGMENTS.iter().find(is_spelled_so) {
        return literal;
    }
    if segment.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return LOWER_CASE_SEGMENTS.iter().find(is_spelled_so).copied().unwrap_or(segment);
    }
    segment
}

/// The segment with unreserved characters as they are, and the digits of the others in upper case (RFC 3986 6.2.2.1,
/// 6.2.2.2). A segment with a `%` that encodes nothing stays as it is.
fn with_plain_letters(segment: &str) -> Cow<'_, str> {
    let Some((begin, encoded)) = segment.split_once('%') else { return Cow::Borrowed(segment) };
    let mut plain = String::with_capacity(segment.len());
    plain.push_str(begin);
    for part in encoded.split('%') {
        let Some((digits, rest)) = part.split_at_checked(2) else { return Cow::Borrowed(segment) };
        let Some(byte) = encoded_byte(digits) else { return Cow::Borrowed(segment) };
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            plain.push(char::from(byte));
        } else {
            plain.extend(["%", &digits.to_ascii_uppercase()]);
        }
        plain.push_str(rest);
    }
    Cow::Owned(plain)
}

fn encoded_byte(digits: &str) -> Option<u8> {
    from_hexadecimal(digits).map(u8::from_be_bytes)
}

/// Whether letters stand where a customer's id would: that is a part of the API of Partner Center that Qualify does not
/// serve (contract 9.2.2), and no id that somebody mistyped.
pub(crate) fn is_word_for_customer(segment: &str) -> bool {
    !segment.is_empty()
        && segment.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parse_guid(segment).is_none()
}

/// Whether such letters stand in a canonical path.
pub(crate) fn has_word_for_customer(path: &str) -> bool {
    let behind =
        ["/v1/customers/", "/partner/v1/customers/"].iter().find_map(|start| path.strip_prefix(start));
    behind.is_some_and(|rest| is_word_for_customer(rest.split('/').next().unwrap_or_default()))
}

/// The values of a query: names in any case, the first of several counts, blank is absent (contract 1.3 rules 4 to 6).
#[derive(Debug, Clone, Copy)]
pub struct QueryValues<'query>(&'query str);

impl<'query> QueryValues<'query> {
    /// The values of a query as it was sent, without its mark.
    pub const fn new(query: &'query str) -> Self {
        Self(query)
    }

    /// The decoded names, as they were sent.
    pub(crate) fn names(&self) -> impl Iterator<Item = Cow<'query, str>> {
        let pairs = self.0.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| decode(pair.split('=').next().unwrap_or_default()))
    }

    /// The decoded value of a name.
    pub fn find(&self, name: &str) -> Option<Cow<'query, str>> {
        self.find_member("", name)
    }

    /// The decoded value of a name that stands behind a prefix.
    pub(crate) fn find_member(&self, prefix: &str, name: &str) -> Option<Cow<'query, str>> {
        let is_it = |sent: &str| {
            let parts = sent.split_at_checked(prefix.len());
            parts.is_some_and(|(start, rest)| {
                start.eq_ignore_ascii_case(prefix) && rest.eq_ignore_ascii_case(name)
            })
        };
        let first = self.0.split('&').find_map(|pair| {
            let (pair_name, value) = pair.split_once('=').unwrap_or((pair, ""));
            is_it(&decode(pair_name)).then_some(value)
        })?;
        let value = decode(first);
        (!value.trim().is_empty()).then_some(value)
    }
}

/// `+` and `%20` are blanks; what is no valid text reads with replacement characters and is refused where it is used.
fn decode(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        let with_blanks = text.replace('+', " ");
        return Cow::Owned(percent_decode_str(&with_blanks).decode_utf8_lossy().into_owned());
    }
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests;
