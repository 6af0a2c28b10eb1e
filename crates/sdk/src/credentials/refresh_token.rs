//! A user who once consented, by the refresh token of then.

use futures_util::future::BoxFuture;

use super::application::Application;
use super::kept::KeptSignIn;
use super::refusal::sign_in_error;
use super::secret_store::SecretStore;
use super::source::TokenSource;
use super::token::AccessToken;
use crate::cloud::Service;
use crate::error::Result;

pub(super) struct RefreshToken(KeptSignIn);

impl RefreshToken {
    pub(super) fn new(application: Application, store: impl SecretStore + 'static) -> Self {
        Self(KeptSignIn::new(application, store))
    }
}

impl TokenSource for RefreshToken {
    fn name(&self) -> &'static str {
        "a user's refresh token"
    }

    fn fetch<'a>(
        &'a self,
        http: &'a reqwest::Client,
        service: &'a Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            self.0.redeem(http, service).await?.ok_or_else(|| {
                sign_in_error(format!("no sign-in is kept in {}; sign in first", self.0.describe()), None)
            })
        })
    }
}
