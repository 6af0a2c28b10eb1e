//! What every way to sign in does.

use futures_util::future::BoxFuture;

use super::token::AccessToken;
use crate::cloud::Service;
use crate::error::Result;

/// Gets tokens.
pub(super) trait TokenSource: Send + Sync {
    /// What it is called in errors and logs.
    fn name(&self) -> &'static str;

    /// A new token.
    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>>;

    /// Whether another fetch may bring a token that is taken, when one was refused.
    fn can_renew(&self) -> bool {
        true
    }
}
