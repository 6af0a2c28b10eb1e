//! What a browser may do with a page: nothing but what the page itself brings along (Content Security Policy).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};

use super::style::STYLE;

/// The policy of some pages, as far as it is the same for all of them.
#[derive(Debug, Clone)]
pub struct PagePolicy {
    fixed: String,
}

impl PagePolicy {
    /// The policy of pages with the usual style that run these scripts, and no others.
    pub fn new(scripts: &[&str]) -> Self {
        Self::with_style(STYLE, scripts)
    }

    /// The same for pages that look otherwise.
    pub fn with_style(style: &str, scripts: &[&str]) -> Self {
        let sources: Vec<_> = scripts.iter().map(|script| hash_source(script)).collect();
        let scripts = if sources.is_empty() { "'none'".to_owned() } else { sources.join(" ") };
        Self {
            fixed: format!(
                "default-src 'none'; style-src {}; script-src {scripts}; base-uri 'none'; frame-ancestors 'none'; \
                 form-action 'self'",
                hash_source(style)
            ),
        }
    }

    /// The header of a page whose forms may end at these addresses besides; none, if one of them cannot stand in one.
    pub(super) fn header(&self, form_targets: &[&str]) -> Option<HeaderValue> {
        let mut policy = self.fixed.clone();
        for target in form_targets {
            // Browsers hold the policy against what a form is redirected to as well.
            policy.push(' ');
            policy.push_str(&address_source(target));
        }
        HeaderValue::try_from(policy).ok()
    }
}

/// The policy of a page that loads its style and its scripts from this very service, each marked with the nonce of this one
/// answer, and asks nobody else for anything.
pub fn nonce_policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    HeaderValue::try_from(policy).expect("a nonce is base64url")
}

fn hash_source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// An address, as far as a policy names it.
fn address_source(address: &str) -> String {
    let (scheme, rest) = address.split_once(':').unwrap_or((address, ""));
    match rest.strip_prefix("//") {
        Some(rest) if matches!(scheme, "http" | "https") => {
            format!("{scheme}://{}", rest.split(['/', '?']).next().unwrap_or_default())
        }
        Some(_) | None => format!("{scheme}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_names_the_origin_alone() {
        assert_eq!(address_source("http://localhost:49152/a?b"), "http://localhost:49152");
        assert_eq!(address_source("https://app.example"), "https://app.example");
        assert_eq!(address_source("msapp://auth/x"), "msapp:");
    }

    #[test]
    fn a_policy_lets_nothing_run_that_it_does_not_name() {
        let none = PagePolicy::new(&[]).header(&[]).unwrap();
        assert!(none.to_str().unwrap().contains("script-src 'none'; "), "{none:?}");
        let one = PagePolicy::new(&["x();"]).header(&["https://app.example/back"]).unwrap();
        let one = one.to_str().unwrap();
        assert!(one.contains("script-src 'sha256-") && one.ends_with("'self' https://app.example"), "{one}");
        assert!(!one.contains("unsafe"), "{one}");
    }
}
