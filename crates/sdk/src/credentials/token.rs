//! Secrets and tokens, which nothing shows.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::header::HeaderValue;
use tokio::time::Instant;

use super::source::TokenSource;
use crate::cloud::Service;
use crate::error::Result;
use crate::transport;

/// A secret text. Neither `Debug` nor anything else shows it unless it is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// How long before its end a token is no longer used (contract 5.4).
const USED_UNTIL_BEFORE_END: Duration = Duration::from_mins(1);

/// A token for the service.
#[derive(Debug, Clone)]
pub(crate) struct AccessToken {
    text: Secret,
    /// When it is no longer used; never if nothing is known about it.
    renewed_at: Option<Instant>,
    /// The value of its header, once a request had it.
    bearer: OnceLock<HeaderValue>,
}

impl AccessToken {
    /// A token that is good for this long from now on.
    pub(crate) fn good_for(text: impl Into<Secret>, life: Option<Duration>) -> Self {
        // A token of a short life is used for half of it.
        let used = life.map(|life| life.saturating_sub(USED_UNTIL_BEFORE_END.min(life / 2)));
        let renewed_at = used.and_then(|used| Instant::now().checked_add(used));
        Self { text: text.into(), renewed_at, bearer: OnceLock::new() }
    }

    pub(crate) fn reveal(&self) -> &str {
        self.text.reveal()
    }

    /// The value of the header `Authorization`, made once.
    pub(crate) fn bearer(&self) -> Result<HeaderValue> {
        if let Some(bearer) = self.bearer.get() {
            return Ok(bearer.clone());
        }
        let bearer = transport::bearer(self.reveal())?;
        Ok(self.bearer.get_or_init(|| bearer).clone())
    }

    pub(crate) fn is_good(&self) -> bool {
        self.renewed_at.is_none_or(|at| Instant::now() < at)
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A token that somebody else got.
pub(super) struct StaticToken(pub(super) Secret);

impl TokenSource for StaticToken {
    fn name(&self) -> &'static str {
        "a token that was given"
    }

    fn fetch<'a>(
        &'a self,
        _http: &'a reqwest::Client,
        _service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async { Ok(AccessToken::good_for(self.0.clone(), None)) })
    }

    fn can_renew(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show() {
        let token = AccessToken::good_for("s3cret", Some(Duration::from_hours(1)));
        assert!(!format!("{token:?}").contains("s3cret"));
        assert!(token.is_good());
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_used_until_a_minute_before_its_end() {
        for (life, used) in [(3_600, 3_540), (120, 60), (60, 30), (2, 1)] {
            let token = AccessToken::good_for("t", Some(Duration::from_secs(life)));
            tokio::time::advance(Duration::from_millis(used * 1_000 - 1)).await;
            assert!(token.is_good(), "{life}");
            tokio::time::advance(Duration::from_millis(1)).await;
            assert!(!token.is_good(), "{life}");
        }
    }

    #[test]
    fn a_token_at_its_end_is_not_used() {
        assert!(!AccessToken::good_for("t", Some(Duration::ZERO)).is_good());
        assert!(AccessToken::good_for("t", Some(Duration::from_mins(1))).is_good());
        assert!(AccessToken::good_for("t", None).is_good());
    }
}
