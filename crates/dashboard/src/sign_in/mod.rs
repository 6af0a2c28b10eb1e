//! Signing in: by OpenID Connect, with an authorization code and PKCE. [`pages`] offers it, [`start`] sends the browser to the
//! issuer, [`finish`] takes it back and begins a session, [`kept`] keeps what somebody wrote whose session ended meanwhile.
//!
//! What the issuer gives is an access token that the API would take, and it is verified as there: who somebody is, by which
//! role, is decided in one place.

pub(crate) mod finish;
pub(crate) mod kept;
mod kept_labels;
pub(crate) mod pages;
mod provider;
pub(crate) mod start;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) use self::provider::Providers;

/// Where whoever has not signed in is led to, with the way back.
pub(crate) fn address_for(back_to: &str) -> String {
    format!("/dashboard/sign-in?back={}", encoded(back_to))
}

/// A path of ours that a browser may be led to: nothing else that somebody wrote into a link.
pub(crate) fn own_path(text: &str) -> &str {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_ours = text == "/dashboard" || text.starts_with("/dashboard/") || text.starts_with("/dashboard?");
    if is_plain && is_ours && text.len() <= 2048 { text } else { "/dashboard" }
}

/// A value of a query.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A query, or a form.
pub(crate) fn encoded_pairs(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_stays_on_the_dashboard() {
        for path in ["/dashboard", "/dashboard/customers?q=a&b=%20c", "/dashboard?x"] {
            assert_eq!(own_path(path), path);
        }
        for path in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/dashboard/",
            "/dashboardx",
            "/v1/customers",
            "/dashboard/\r\nSet-Cookie: a=b",
            "/dashboard/ x",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(path), "/dashboard", "{path}");
        }
    }
}
