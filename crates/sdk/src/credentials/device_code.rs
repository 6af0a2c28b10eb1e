//! A user who types a code into a page (RFC 8628).

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::application::Application;
use super::grant::{self, Granted, user_scope};
use super::kept::KeptSignIn;
use super::refusal::{self, sign_in_error, wants_user, with_advice};
use super::secret_store::SecretStore;
use super::source::TokenSource;
use super::token::AccessToken;
use crate::cloud::Service;
use crate::error::{Error, Result};

/// How long is waited between two looks, unless the authority says otherwise.
const INTERVAL: Duration = Duration::from_secs(5);
/// The shortest wait that an authority may ask for, and the longest that is kept to.
const INTERVALS: [Duration; 2] = [Duration::from_secs(1), Duration::from_mins(1)];
/// The longest that a code is waited for.
const GOOD_FOR_MAX: Duration = Duration::from_hours(1);

/// What the user is shown.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DevicePrompt {
    /// Where the code is typed.
    pub verification_uri: String,
    /// The same page with the code filled in, for a link or a QR code, if the authority has one.
    pub verification_uri_complete: Option<String>,
    /// The code.
    pub user_code: String,
    /// A sentence with both, in the authority's words.
    pub message: String,
    /// How long the code is good.
    pub good_for: Duration,
}

impl fmt::Debug for DevicePrompt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DevicePrompt")
            .field("verification_uri", &self.verification_uri)
            .finish_non_exhaustive()
    }
}

pub(super) struct DeviceCode {
    kept: KeptSignIn,
    prompt: Box<dyn Fn(&DevicePrompt) + Send + Sync>,
}

#[derive(Deserialize)]
struct Started {
    device_code: String,
    user_code: String,
    #[serde(default)]
    verification_uri: Option<String>,
    /// As version 1.0 calls it.
    #[serde(default)]
    verification_url: Option<String>,
    #[serde(default)]
    verification_uri_complete: Option<String>,
    expires_in: u64,
    #[serde(default)]
    interval: Option<u64>,
    #[serde(default)]
    message: Option<String>,
}

impl DeviceCode {
    pub(super) fn new(
        application: Application,
        store: impl SecretStore + 'static,
        prompt: impl Fn(&DevicePrompt) + Send + Sync + 'static,
    ) -> Self {
        Self { kept: KeptSignIn::new(application, store), prompt: Box::new(prompt) }
    }

    async fn ask_user(&self, http: &reqwest::Client, service: &Service) -> Result<AccessToken> {
        self.kept.check_room().await?;
        let application = self.kept.application();
        let scope = user_scope(service);
        let started: Started =
            grant::ask(http, service, application, "devicecode", &[("scope", scope.as_str())]).await?;
        let page = started.verification_uri.or(started.verification_url).ok_or_else(|| {
            sign_in_error(format!("the sign-in at {} named no page for the code", service.authority), None)
        })?;
        let good_for = Duration::from_secs(started.expires_in).min(GOOD_FOR_MAX);
        let message = started
            .message
            .unwrap_or_else(|| format!("To sign in, open {page} and enter the code {}.", started.user_code));
        (self.prompt)(&DevicePrompt {
            verification_uri: page,
            verification_uri_complete: started.verification_uri_complete,
            user_code: started.user_code,
            message,
            good_for,
        });
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", started.device_code.as_str()),
        ];
        let interval = started.interval.map_or(INTERVAL, Duration::from_secs);
        let granted = poll(good_for, interval, || grant::token(http, service, application, &form)).await?;
        self.kept.keep_new(granted).await
    }
}

/// Looks whether the user has answered, until an answer is there or the code is over.
async fn poll<L: Future<Output = Result<Granted>>>(
    good_for: Duration,
    interval: Duration,
    look: impl Fn() -> L,
) -> Result<Granted> {
    let [shortest, longest] = INTERVALS;
    let mut interval = interval.clamp(shortest, longest);
    let looking = async {
        loop {
            tokio::time::sleep(interval).await;
            let error = match look().await {
                Ok(granted) => return Ok(granted),
                Err(error) => error,
            };
            match refusal::code_of(&error) {
                Some("authorization_pending") => {}
                Some("slow_down") => interval = (interval + INTERVAL).min(longest),
                Some("expired_token" | "code_expired") => return Err(over(Some(error))),
                Some("access_denied" | "authorization_declined") => {
                    return Err(with_advice(error, "the sign-in was declined on the page; sign in again"));
                }
                Some("bad_verification_code" | "invalid_grant") => {
                    return Err(with_advice(error, "the code is of no use any more; sign in again"));
                }
                // A look that got no answer says nothing about the next one (RFC 8628 3.5).
                _ if error.is_retryable() => {
                    tracing::debug!(%error, "a look for the user's answer was not answered");
                    interval = (interval * 2).min(longest);
                }
                _ => return Err(error),
            }
        }
    };
    tokio::time::timeout(good_for, looking).await.unwrap_or_else(|_| Err(over(None)))
}

fn over(said: Option<Error>) -> Error {
    let said =
        said.unwrap_or_else(|| sign_in_error("the code was not entered in time", Some("expired_token")));
    with_advice(said, "the code is over; sign in again, and enter the new one in time")
}

impl TokenSource for DeviceCode {
    fn name(&self) -> &'static str {
        "a user with a device code"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            match self.kept.redeem(http, service).await {
                Ok(Some(token)) => Ok(token),
                Ok(None) => self.ask_user(http, service).await,
                Err(error) if wants_user(&error) => self.ask_user(http, service).await,
                Err(error) => Err(error),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use tokio::time::Instant;

    use super::*;
    use crate::credentials::refusal::passing_error;

    /// Looks at a script of words, and gives the seconds at which was looked.
    async fn looked(interval: u64, words: &[&str]) -> (Result<Granted>, Vec<u64>) {
        let begun = Instant::now();
        let (seconds, left) = (RefCell::new(Vec::new()), RefCell::new(words.iter()));
        let result = poll(Duration::from_secs(100), Duration::from_secs(interval), || {
            seconds.borrow_mut().push(begun.elapsed().as_secs());
            let answer = match left.borrow_mut().next() {
                Some(&"granted") => {
                    serde_json::from_str(r#"{"access_token":"t"}"#).map_err(|_| sign_in_error("", None))
                }
                Some(&"lost") => Err(passing_error("not answered", None, None)),
                Some(word) => Err(sign_in_error("said", Some(word))),
                None => Err(sign_in_error("said", Some("authorization_pending"))),
            };
            std::future::ready(answer)
        })
        .await;
        (result, seconds.into_inner())
    }

    #[tokio::test(start_paused = true)]
    async fn the_user_is_waited_for_as_often_as_the_authority_wants() {
        const PENDING: &str = "authorization_pending";
        for (interval, words, expected) in [
            (5, &["granted"][..], &[5][..]),
            (5, &[PENDING, PENDING, "granted"], &[5, 10, 15]),
            (5, &["slow_down", PENDING, "slow_down", "granted"], &[5, 15, 25, 40]),
            // No answer: twice as long from then on.
            (5, &["lost", PENDING, "lost", "granted"], &[5, 15, 25, 45]),
            (0, &[PENDING, "granted"], &[1, 2]),
        ] {
            let (result, seconds) = looked(interval, words).await;
            assert!(result.is_ok(), "{words:?}");
            assert_eq!(seconds, expected, "{words:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_ends_with_the_code_or_with_a_last_word() {
        let (result, seconds) = looked(30, &[]).await;
        let error = result.err().unwrap();
        assert_eq!((refusal::code_of(&error), seconds), (Some("expired_token"), vec![30, 60, 90]));
        assert!(error.to_string().contains("sign in again"), "{error}");
        for word in [
            "access_denied",
            "authorization_declined",
            "expired_token",
            "bad_verification_code",
            "invalid_client",
        ] {
            let (result, seconds) = looked(5, &["authorization_pending", word]).await;
            let error = result.err().unwrap();
            assert_eq!((refusal::code_of(&error), seconds), (Some(word), vec![5, 10]));
        }
    }
}
