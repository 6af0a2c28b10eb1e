//! Keys that change, and issuers that are down.

use std::io::Read as _;
use std::sync::Arc;

use serde_json::{Value, json};

use super::invalid;
use super::loopback_issuer::LoopbackIssuer;
use super::tokens::{entra_settings, later, now, signed, signer, v1_claims};
use qualify_sandbox::SandboxIssuer;
use qualify_server::auth::{AuthError, Authenticator};

/// A token of its own, so that nothing is found in the cache.
fn fresh_token(signer: &SandboxIssuer, number: i64) -> String {
    signed(signer, &v1_claims(json!({ "uti": number, "exp": later(1_000_000).as_second() })))
}

async fn start(keys: Value) -> (LoopbackIssuer, Authenticator) {
    let issuer = LoopbackIssuer::start(keys).await;
    let mut settings = entra_settings(&issuer.url);
    settings.issuers.truncate(1);
    let authenticator = Authenticator::new(settings, None).expect("the settings are good");
    (issuer, authenticator)
}

const UNKNOWN_KEY: AuthError = invalid("the token's key is not one of its issuer's");

#[tokio::test]
async fn a_new_key_is_looked_for_once_a_minute() {
    let (old, new) = (signer(0), signer(1));
    let (issuer, authenticator) = start(old.jwks()).await;
    authenticator.verify(&fresh_token(&old, 1), now()).await.unwrap();
    authenticator.verify(&fresh_token(&old, 2), later(5)).await.unwrap();
    assert_eq!(issuer.key_requests(), 1);

    issuer.publish(new.jwks());
    let token = fresh_token(&new, 3);
    for seconds in [10, 30, 59] {
        assert_eq!(authenticator.verify(&token, later(seconds)).await.unwrap_err(), UNKNOWN_KEY);
    }
    assert_eq!(issuer.key_requests(), 1);
    authenticator.verify(&token, later(60)).await.unwrap();
    assert_eq!(issuer.key_requests(), 2);
    // The withdrawn key is gone.
    assert_eq!(authenticator.verify(&fresh_token(&old, 4), later(61)).await.unwrap_err(), UNKNOWN_KEY);
    assert_eq!(issuer.key_requests(), 2);
}

#[tokio::test]
async fn requests_at_the_same_time_share_one_load() {
    let key = signer(0);
    let (issuer, authenticator) = start(key.jwks()).await;
    let tokens = [1, 2, 3].map(|number| fresh_token(&key, number));
    let [first, second, third] = &tokens;
    let results = tokio::join!(
        authenticator.verify(first, now()),
        authenticator.verify(second, now()),
        authenticator.verify(third, now()),
    );
    assert!(results.0.is_ok() && results.1.is_ok() && results.2.is_ok());
    assert_eq!(issuer.key_requests(), 1);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_use_up_the_load() {
    let key = signer(0);
    let (issuer, authenticator) = start(key.jwks()).await;
    let (first, second) = (fresh_token(&key, 1), fresh_token(&key, 2));
    {
        let mut hung_up = std::pin::pin!(authenticator.verify(&first, now()));
        // Polled once, so that the load begins, and then dropped.
        std::future::poll_fn(|context| {
            assert!(hung_up.as_mut().poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
    }
    authenticator.verify(&second, now()).await.unwrap();
    assert_eq!(issuer.key_requests(), 1);
}

#[tokio::test]
async fn known_keys_serve_while_the_issuer_is_down() {
    let (key, unknown) = (signer(0), signer(1));
    let (issuer, authenticator) = start(key.jwks()).await;
    authenticator.verify(&fresh_token(&key, 1), now()).await.unwrap();
    issuer.set_down(true);
    authenticator.verify(&fresh_token(&key, 2), later(3600)).await.unwrap();
    let error = authenticator.verify(&fresh_token(&unknown, 3), later(3600)).await.unwrap_err();
    assert_eq!(error, UNKNOWN_KEY);
    authenticator.verify(&fresh_token(&key, 4), later(3700)).await.unwrap();
}

#[tokio::test]
async fn without_any_key_the_issuer_counts_as_unavailable() {
    let key = signer(0);
    let (issuer, authenticator) = start(key.jwks()).await;
    issuer.set_down(true);
    let token = fresh_token(&key, 1);
    assert_eq!(authenticator.verify(&token, now()).await.unwrap_err(), AuthError::IssuerUnavailable);
    issuer.set_down(false);
    // Not asked again at once, but soon.
    assert_eq!(authenticator.verify(&token, later(4)).await.unwrap_err(), AuthError::IssuerUnavailable);
    authenticator.verify(&token, later(5)).await.unwrap();
}

/// The warnings that were written since the last time.
fn warnings_of(log: &mut std::fs::File) -> Vec<String> {
    let mut text = String::new();
    log.read_to_string(&mut text).expect("a log is text");
    text.lines().filter(|line| line.contains("WARN")).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_log_speaks_of_known_keys_only_where_some_are() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(Arc::new(log.reopen().unwrap()));
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let mut log = log.reopen().unwrap();
    let (key, unknown) = (signer(0), signer(1));
    let (issuer, authenticator) = start(key.jwks()).await;
    for (is_down, token, seconds, said, unsaid) in [
        (
            true,
            fresh_token(&key, 1),
            0,
            "none are known, so its tokens are answered with 503",
            "known so far",
        ),
        (
            true,
            fresh_token(&key, 2),
            5,
            "none are known, so its tokens are answered with 503",
            "known so far",
        ),
        (false, fresh_token(&key, 3), 10, "", ""),
        (true, fresh_token(&unknown, 4), 70, "those known so far stay in use", "none are known"),
    ] {
        issuer.set_down(is_down);
        let _ = authenticator.verify(&token, later(seconds)).await;
        let warnings = warnings_of(&mut log);
        assert_eq!(warnings.len(), usize::from(is_down), "{seconds}: {warnings:?}");
        for line in warnings {
            assert!(line.contains(said) && !line.contains(unsaid), "{seconds}: {line}");
        }
    }
}

#[tokio::test]
async fn keys_of_a_day_ago_are_renewed_beside_the_request() {
    let (old, new) = (signer(0), signer(1));
    let (issuer, authenticator) = start(old.jwks()).await;
    authenticator.verify(&fresh_token(&old, 1), now()).await.unwrap();
    issuer.publish(new.jwks());
    let day = 24 * 3600;
    authenticator.verify(&fresh_token(&old, 2), later(day - 1)).await.unwrap();
    // This request is served by the old keys, and begins the load for which the next one waits.
    authenticator.verify(&fresh_token(&old, 3), later(day)).await.unwrap();
    authenticator.verify(&fresh_token(&new, 4), later(day)).await.unwrap();
    assert_eq!(issuer.key_requests(), 2);
}

#[tokio::test]
async fn answers_that_are_no_keys_leave_the_known_ones_in_place() {
    let (key, unknown) = (signer(0), signer(1));
    let (issuer, authenticator) = start(key.jwks()).await;
    authenticator.verify(&fresh_token(&key, 1), now()).await.unwrap();
    for (minute, answer) in [(1, json!({ "keys": [] })), (2, json!("x")), (3, json!({ "keys": "x" }))] {
        issuer.publish(answer);
        let _ = authenticator.verify(&fresh_token(&unknown, minute), later(minute * 60)).await;
        authenticator.verify(&fresh_token(&key, 100 + minute), later(minute * 60)).await.unwrap();
    }
    assert_eq!(issuer.key_requests(), 4);
}

#[tokio::test]
async fn large_answers_redirects_and_missing_pages_are_not_followed() {
    let key = signer(0);
    let issuer = LoopbackIssuer::start(key.jwks()).await;
    for (page, is_ok) in [("keys", true), ("large", false), ("moved", false), ("gone", false)] {
        let mut settings = entra_settings(&issuer.url);
        settings.issuers.truncate(1);
        settings.issuers[0].discovery_url = None;
        settings.issuers[0].jwks_url = Some(format!("{}/{page}", issuer.url));
        let authenticator = Authenticator::new(settings, None).unwrap();
        let result = authenticator.verify(&fresh_token(&key, 1), now()).await;
        assert_eq!(result.is_ok(), is_ok, "{page}");
    }
    assert_eq!(issuer.key_requests(), 1);
}
