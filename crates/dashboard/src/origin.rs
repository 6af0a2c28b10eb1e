//! What an address of this service begins with, as the browser that asks sees it, and whether a form comes from there.

use http::{HeaderMap, header};
use qualify_server::App;

/// Scheme, name and port, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin(String);

impl Origin {
    /// Where a browser asks. A sandbox has many names, and has looked at the one that was asked for; any other service is
    /// where its configuration says.
    pub(crate) fn of(app: &App, sent: &HeaderMap) -> Self {
        let server = &app.config.server;
        let scheme = if server.is_tls() { "https" } else { "http" };
        let asked = sent.get(header::HOST).and_then(|host| host.to_str().ok());
        let public = server.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        match (public, asked) {
            (Some(public), asked)
                if asked.is_none_or(|asked| is_at(public, asked) || !app.config.sandbox.enabled) =>
            {
                Self(public.to_owned())
            }
            (_, Some(asked)) => Self(format!("{scheme}://{asked}")),
            (_, None) => Self(format!("{scheme}://{}", server.listen)),
        }
    }

    /// Its text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether everything goes by HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether a form may come from the page that sent these headers: one of this very origin. Without an `Origin` it comes
    /// from no browser of these years, and the form's token says enough.
    pub(crate) fn is_own(&self, sent: &HeaderMap) -> bool {
        let is_here = |value: &http::HeaderValue| value.to_str().is_ok_and(|origin| origin == self.0);
        let is_same_site = |value: &http::HeaderValue| value.as_bytes() == b"same-origin";
        sent.get_all(header::ORIGIN).iter().all(is_here)
            && sent.get_all("sec-fetch-site").iter().all(is_same_site)
    }

    #[cfg(test)]
    pub(crate) fn of_test(text: &str) -> Self {
        Self(text.to_owned())
    }
}

fn is_at(url: &str, host: &str) -> bool {
    url.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_form_comes_from_this_very_origin() {
        let origin = Origin::of_test("http://127.0.0.1:7180");
        for (name, value, is_own) in [
            ("origin", "http://127.0.0.1:7180", true),
            ("origin", "http://127.0.0.1:7181", false),
            ("origin", "https://127.0.0.1:7180", false),
            ("origin", "http://evil.example", false),
            ("origin", "null", false),
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("x-other", "1", true),
        ] {
            let mut sent = HeaderMap::new();
            sent.insert(http::HeaderName::from_static(name), HeaderValue::from_static(value));
            assert_eq!(origin.is_own(&sent), is_own, "{name}: {value}");
        }
    }
}
