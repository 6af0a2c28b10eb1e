//! Whom a client asks as, and how it gets tokens for that.
//!
//! To add a way to sign in: a file here with a type that is a [`TokenSource`], and a function of [`Credentials`].

mod command;
mod device_code;
mod grant;
mod refresh_token;
mod secret_store;
mod token;
mod tokens;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::cloud::Service;
use crate::error::Result;
use command::Command;
use device_code::DeviceCode;
pub use device_code::DevicePrompt;
use grant::{ClientSecret, Password};
use refresh_token::RefreshToken;
pub use secret_store::{FileSecretStore, MemorySecretStore, SecretStore};
pub(crate) use token::AccessToken;
pub use token::Secret;
pub(crate) use tokens::Tokens;

/// Gets tokens.
trait TokenSource: Send + Sync {
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

/// Whom a client asks as. `Debug` names the way, never the secret.
///
/// The calls of contract 1.1 want a signed-in user with a second factor: [`Credentials::refresh_token`] or
/// [`Credentials::device_code`]. An application alone ([`Credentials::client_secret`]) is refused by most.
#[derive(Clone)]
pub struct Credentials(Arc<dyn TokenSource>);

/// The application that signs in, and where it is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The partner's tenant: its GUID or one of its domains.
    pub tenant: String,
    /// The application's id.
    pub id: String,
    /// The application's secret, unless it is a public one.
    pub secret: Option<Secret>,
}

impl Application {
    /// An application with a secret.
    pub fn new(tenant: impl Into<String>, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { tenant: tenant.into(), id: id.into(), secret: Some(secret.into()) }
    }

    /// An application without one, such as a program on people's machines.
    pub fn public(tenant: impl Into<String>, id: impl Into<String>) -> Self {
        Self { tenant: tenant.into(), id: id.into(), secret: None }
    }
}

impl Credentials {
    /// The application as itself (`client_credentials`). Most calls want a user beside it.
    pub fn client_secret(application: Application) -> Self {
        Self(Arc::new(ClientSecret(application)))
    }

    /// A user who once consented, by the refresh token of then (Secure Application Model). A new one that the authority
    /// gives is kept in the store before it is used; several processes may share a store.
    pub fn refresh_token(application: Application, store: impl SecretStore + 'static) -> Self {
        Self(Arc::new(RefreshToken::new(application, store)))
    }

    /// A user who types a code into a page, on this or another machine. The prompt shows it. The refresh token that comes
    /// with it is kept in the store, so that nobody is asked twice.
    pub fn device_code(
        application: Application,
        store: impl SecretStore + 'static,
        prompt: impl Fn(&DevicePrompt) + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(DeviceCode::new(application, store, prompt)))
    }

    /// A user by name and password. For sandboxes: Microsoft's service refuses tokens without a second factor.
    pub fn password(application: Application, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self(Arc::new(Password { application, user: user.into(), password: password.into() }))
    }

    /// A token that somebody else got. It is used until it is refused.
    pub fn static_token(token: impl Into<Secret>) -> Self {
        Self(Arc::new(token::StaticToken(token.into())))
    }

    /// The output of a program: a token alone, or JSON with `accessToken` or `access_token` and when it ends
    /// (`expires_on` in seconds since 1970, or `expires_in`), as the command lines of clouds print it.
    pub fn command(program: impl AsRef<Path>, arguments: impl IntoIterator<Item = String>) -> Self {
        Self(Arc::new(Command::new(program.as_ref(), arguments)))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({})", self.0.name())
    }
}
