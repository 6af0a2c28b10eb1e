//! Whom a client asks as, and how it gets tokens for that.
//!
//! To add a way to sign in: a file here with a type that is a [`TokenSource`], and a function of [`Credentials`].

mod application;
mod browser;
mod certificate;
mod chance;
mod command;
mod device_code;
mod file_store;
mod grant;
mod kept;
mod keyring_store;
mod loopback;
mod refresh_token;
mod refusal;
mod sandbox;
mod secret_store;
mod source;
#[cfg(feature = "keyring")]
mod system_keyring;
mod token;
mod tokens;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use application::Application;
use browser::Browser;
pub use browser::BrowserPrompt;
pub use certificate::ClientCertificate;
use command::Command;
use device_code::DeviceCode;
pub use device_code::DevicePrompt;
pub use file_store::FileSecretStore;
use grant::{ApplicationAlone, Password};
pub use keyring_store::{Keyring, KeyringProblem, KeyringSecretStore};
use refresh_token::RefreshToken;
use sandbox::Sandbox;
pub use sandbox::SandboxUser;
pub use secret_store::{MemorySecretStore, Reservation, SecretStore};
use source::TokenSource;
#[cfg(feature = "keyring")]
pub use system_keyring::SystemKeyring;
pub use token::Secret;
pub(crate) use tokens::Tokens;

/// Whom a client asks as, and how it gets tokens for that. `Debug` names the way, never the secret.
///
/// Most calls want a user with a second factor beside the application, so that it is known who decided. Which way is for
/// whom:
///
/// | You write | Take |
/// |---|---|
/// | a program for people at their machines | [`Credentials::browser`] |
/// | one that runs where there is no browser, such as over SSH | [`Credentials::device_code`] |
/// | a service that acts for a user who consented once | [`Credentials::refresh_token`] |
/// | a service that only reads | [`Credentials::client_certificate`], or [`Credentials::client_secret`] |
/// | a script beside another tool that signs in | [`Credentials::command`] |
/// | a test against a sandbox | [`Credentials::sandbox`], or [`Credentials::password`] |
///
/// A token is got when the first call needs one, shared by all calls of a client, and got anew a minute before its end, or
/// once when the service refuses it.
#[derive(Clone)]
pub struct Credentials(Arc<dyn TokenSource>);

impl Credentials {
    /// The application as itself (`client_credentials`), by its secret. Most calls want a user beside it, and refuse it.
    ///
    /// ```no_run
    /// use qualify_sdk::{Application, Client, Cloud, Credentials};
    ///
    /// # fn main() -> qualify_sdk::Result<()> {
    /// let application = Application::new("contoso.example", "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", "its secret");
    /// let client = Client::new(&Cloud::Global, Credentials::client_secret(application))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_secret(application: Application) -> Self {
        Self(Arc::new(ApplicationAlone(application)))
    }

    /// The application as itself, by the key of its certificate: nothing secret leaves the machine. It needs an
    /// [`Application::with_certificate`]; [`ClientCertificate::from_pem`] shows the whole. Such an application can stand in
    /// every other way, too.
    pub fn client_certificate(application: Application) -> Self {
        Self(Arc::new(ApplicationAlone(application)))
    }

    /// A user who once consented, by the refresh token of then (Secure Application Model). For services: nobody is asked
    /// anything. It needs a store with a refresh token in it, from a sign-in by browser or device code into the same store.
    ///
    /// A newer one that the authority gives is kept in the store before anything else is done; several processes may share
    /// a store, and take turns. When the sign-in is over, the error says so, and somebody has to sign in again.
    ///
    /// ```no_run
    /// use qualify_sdk::{Application, Client, Cloud, Credentials, FileSecretStore};
    ///
    /// # async fn run() -> qualify_sdk::Result<()> {
    /// let application = Application::new("contoso.example", "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", "its secret");
    /// let store = FileSecretStore::new("/var/lib/contoso/partner-center.sign-in");
    /// let client = Client::new(&Cloud::Global, Credentials::refresh_token(application, store))?;
    /// client.sign_in().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn refresh_token(application: Application, store: impl SecretStore + 'static) -> Self {
        Self(Arc::new(RefreshToken::new(application, store)))
    }

    /// A user who types a code into a page, on this or another machine. For programs without a browser. The prompt shows
    /// page and code. The refresh token that comes with it is kept in the store, so that nobody is asked twice.
    ///
    /// Sign in by [`Client::sign_in`](crate::Client::sign_in), which waits as long as the code is good; a call waits no
    /// longer than its deadline.
    ///
    /// ```no_run
    /// use qualify_sdk::{Application, Client, Cloud, Credentials, FileSecretStore};
    ///
    /// # async fn run() -> qualify_sdk::Result<()> {
    /// let application = Application::public("contoso.example", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
    /// let store = FileSecretStore::new("/home/ana/.config/contoso/sign-in");
    /// let credentials = Credentials::device_code(application, store, |prompt| eprintln!("{}", prompt.message));
    /// let client = Client::new(&Cloud::Global, credentials)?;
    /// client.sign_in().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn device_code(
        application: Application,
        store: impl SecretStore + 'static,
        prompt: impl Fn(&DevicePrompt) + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(DeviceCode::new(application, store, prompt)))
    }

    /// A user who signs in in a browser on this machine (authorization code with PKCE). For programs on people's machines;
    /// the application needs `http://localhost` as a redirect URI. The prompt is handed the page, and opens it or shows it.
    /// A port of this machine, which only this machine reaches, waits ten minutes for the browser to come back.
    ///
    /// The refresh token that comes with it is kept in the store, so that nobody is asked twice.
    ///
    /// ```no_run
    /// use qualify_sdk::{Application, Client, Cloud, Credentials, FileSecretStore};
    ///
    /// # async fn run() -> qualify_sdk::Result<()> {
    /// let application = Application::public("contoso.example", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
    /// let store = FileSecretStore::new("/home/ana/.config/contoso/sign-in");
    /// let credentials =
    ///     Credentials::browser(application, store, |prompt| eprintln!("Open this page to sign in: {}", prompt.url));
    /// let client = Client::new(&Cloud::Global, credentials)?;
    /// client.sign_in().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn browser(
        application: Application,
        store: impl SecretStore + 'static,
        prompt: impl Fn(&BrowserPrompt) + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Browser::new(application, store, prompt)))
    }

    /// A user by name and password. For sandboxes: Microsoft's service refuses tokens without a second factor.
    ///
    /// ```no_run
    /// use qualify_sdk::{Application, Client, Cloud, Credentials};
    ///
    /// # fn main() -> qualify_sdk::Result<()> {
    /// let application =
    ///     Application::new("northlight.example", "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", "sandbox-secret");
    /// let credentials = Credentials::password(application, "ana@northlight.example", "sandbox");
    /// let client = Client::new(&Cloud::sandbox("http://127.0.0.1:7180"), credentials)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn password(application: Application, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self(Arc::new(Password { application, user: user.into(), secret: password.into() }))
    }

    /// Whoever a sandbox is asked for: it gives tokens to anybody, and new ones before they end.
    ///
    /// ```no_run
    /// use qualify_sdk::{Client, Cloud, Credentials, SandboxUser};
    ///
    /// # fn main() -> qualify_sdk::Result<()> {
    /// let credentials = Credentials::sandbox(SandboxUser::named("sam@northlight.example"));
    /// let client = Client::new(&Cloud::sandbox("http://127.0.0.1:7180"), credentials)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sandbox(user: SandboxUser) -> Self {
        Self(Arc::new(Sandbox(user)))
    }

    /// A token that somebody else got. It is used until it is refused, and then the call fails.
    ///
    /// ```
    /// use qualify_sdk::Credentials;
    ///
    /// let credentials = Credentials::static_token("eyJ0eXAi...");
    /// assert_eq!(format!("{credentials:?}"), "Credentials(a token that was given)");
    /// ```
    pub fn static_token(token: impl Into<Secret>) -> Self {
        Self(Arc::new(token::StaticToken(token.into())))
    }

    /// The output of a program: a token alone, or JSON with `accessToken` or `access_token` and when it ends
    /// (`expires_on` in seconds since 1970, or `expires_in`), as the command lines of clouds print it. It is run without a
    /// shell, and has a minute.
    ///
    /// ```no_run
    /// use qualify_sdk::Credentials;
    ///
    /// let arguments = ["account", "get-access-token", "--resource", "https://api.partnercenter.microsoft.com"];
    /// let credentials = Credentials::command("az", arguments.map(str::to_owned));
    /// ```
    pub fn command(program: impl AsRef<Path>, arguments: impl IntoIterator<Item = String>) -> Self {
        Self(Arc::new(Command::new(program.as_ref(), arguments)))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({})", self.0.name())
    }
}
