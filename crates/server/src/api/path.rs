//! Paths and queries as clients really write them (contract 1.3), before any route is looked at.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The literal segments of our routes whose spelling is not all lower case.
const MIXED_CASE_SEGMENTS: [&str; 2] = ["validationStatus", "validationEvents"];

/// The literal segments of our routes in lower case.
const LOWER_CASE_SEGMENTS: [&str; 87] = [
    ".well-known",
    "accept",
    "account-status",
    "address",
    "addresses",
    "advance",
    "all",
    "appeal",
    "approve",
    "ask",
    "audit",
    "auditactivity",
    "auditrecords",
    "authorize",
    "billing",
    "certificate.cer",
    "checkdomainavailability",
    "claim",
    "clock",
    "codes",
    "common",
    "company",
    "confirm",
    "countryvalidationrules",
    "customers",
    "datasets",
    "decide",
    "decision",
    "decisions",
    "deliveries",
    "device",
    "devicecode",
    "directory-roles",
    "disagree",
    "discovery",
    "documents",
    "domains",
    "education",
    "escalate",
    "events",
    "faults",
    "generatetoken",
    "healthz",
    "instance",
    "keys",
    "legalbusiness",
    "logout",
    "metrics",
    "nonprofit",
    "notes",
    "oauth2",
    "openapi.json",
    "openid-configuration",
    "operator",
    "organization",
    "organizations",
    "partner",
    "partners",
    "preview",
    "profiles",
    "qualification",
    "qualifications",
    "readyz",
    "registration",
    "release",
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
    "snapshots",
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

/// The path with one slash between segments, none at the end, and every literal segment in our spelling.
pub(crate) fn canonical_path(path: &str) -> Cow<'_, str> {
    if is_canonical(path) {
        return Cow::Borrowed(path);
    }
    let mut canonical = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        canonical.push('/');
        canonical.push_str(canonical_segment(segment));
    }
    if canonical.is_empty() {
        canonical.push('/');
    }
    Cow::Owned(canonical)
}

/// The usual case, decided without copying: lower-case segments pass as they are.
fn is_canonical(path: &str) -> bool {
    if path.len() > 1 && (path.ends_with('/') || path.contains("//")) {
        return false;
    }
    path.split('/').all(|segment| canonical_segment(segment) == segment)
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

/// The values of a query: names in any case, the first of several counts, blank is absent (contract 1.3 rules 4 to 6).
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryValues<'query>(&'query str);

impl<'query> QueryValues<'query> {
    pub(crate) const fn new(query: &'query str) -> Self {
        Self(query)
    }

    /// The decoded value of a name.
    pub(crate) fn find(&self, name: &str) -> Option<Cow<'query, str>> {
        let first = self.0.split('&').find_map(|pair| {
            let (pair_name, value) = pair.split_once('=').unwrap_or((pair, ""));
            decode(pair_name).eq_ignore_ascii_case(name).then_some(value)
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
mod tests {
    use super::*;

    #[test]
    fn trust_13_every_literal_segment_of_the_table_has_its_spelling_here() {
        let segments = qualify_contract::endpoints::all().flat_map(|row| row.path.split('/'));
        for segment in segments.filter(|segment| !segment.is_empty() && !segment.starts_with('{')) {
            let known = MIXED_CASE_SEGMENTS.iter().chain(&LOWER_CASE_SEGMENTS);
            assert!(known.into_iter().any(|known| *known == segment), "{segment}");
        }
    }

    #[test]
    fn segments_get_our_spelling_and_slashes_collapse() {
        let table = [
            ("/V1/Customers/8D2B/Qualification", "/v1/customers/8D2B/qualification"),
            ("//v1//customers/", "/v1/customers"),
            ("/v1/customers/x/VALIDATIONSTATUS", "/v1/customers/x/validationStatus"),
            ("/v1/customers/x/validationstatus", "/v1/customers/x/validationStatus"),
            ("/v1/customers/ALL/validations", "/v1/customers/all/validations"),
            ("/v1/domains/Lakeside.OnMicrosoft.com", "/v1/domains/Lakeside.OnMicrosoft.com"),
            ("/", "/"),
            ("//", "/"),
        ];
        for (path, expected) in table {
            assert_eq!(canonical_path(path), expected, "{path}");
        }
        assert!(matches!(canonical_path("/v1/customers/x/qualification"), Cow::Borrowed(_)));
    }

    #[test]
    fn query_names_have_no_case_and_the_first_value_counts() {
        let query = QueryValues::new("CODE=1&code=2&size=&x=%20&filter=a+b%20c&%63ity=Oslo");
        assert_eq!(query.find("code").as_deref(), Some("1"));
        assert_eq!(query.find("size"), None);
        assert_eq!(query.find("x"), None);
        assert_eq!(query.find("filter").as_deref(), Some("a b c"));
        assert_eq!(query.find("city").as_deref(), Some("Oslo"));
        assert_eq!(query.find("absent"), None);
    }
}
