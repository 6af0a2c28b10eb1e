//! Why a service does not start, of whatever part it is.

use std::net::SocketAddr;
use std::path::PathBuf;

use qualify_domain::ports::StoreError;

use crate::auth::AuthSetupError;
use crate::config::ConfigError;
use crate::datasets::DatasetsError;
use crate::private::{FolderFault, OpenToOthers};
use crate::secrets::error::SecretError;
use crate::tls::error::TlsError;
use crate::unusable_place::UnusablePlace;
use crate::webhooks::signer::SignerError;

/// Why the service does not start. Nothing was served.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error("the configuration cannot be used:\n{0}")]
    Config(#[from] ConfigError),
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {cause}; stop the program that uses it, or choose another {setting}"
    )]
    Listen {
        /// The flag that names it.
        setting: &'static str,
        address: SocketAddr,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file or folder cannot be used.
    #[error(transparent)]
    File(#[from] UnusablePlace),
    /// A restore was killed.
    #[error("a restore into {} did not come to its end; empty the folder, and restore again", .0.display())]
    HalfRestored(PathBuf),
    /// The store cannot be opened.
    #[error("{0}")]
    Store(StoreFailure),
    /// The secret is lost, or another one.
    #[error("{0}")]
    Secret(#[from] SecretError),
    /// Sign-in cannot be set up.
    #[error("sign-in cannot be set up: {0}")]
    Auth(#[from] AuthSetupError),
    /// The HTTPS listener cannot be set up.
    #[error("{0}")]
    Tls(#[from] TlsError),
    /// The datasets cannot be read.
    #[error("vetting.datasets_dir: {0}")]
    Datasets(#[from] DatasetsError),
    /// The files of webhooks cannot be used.
    #[error("webhooks: {0}")]
    Webhooks(#[from] SignerError),
    /// A secret, or the data folder, is open to others.
    #[error("{0}")]
    OpenToOthers(#[from] OpenToOthers),
    /// The configuration asks for a sandbox, and this start knows none.
    #[error(
        "sandbox.enabled: this program has no sandbox; leave the setting out, or start a program that has one"
    )]
    NoSandbox,
    /// A service that is no sandbox was given the powers of one.
    #[error(
        "the powers of a sandbox were given to a service that is none; set sandbox.enabled, or start it without them"
    )]
    NotASandbox,
    /// What an extension was told by its settings cannot be used.
    #[error("{0}")]
    ExtensionSetting(BoxError),
    /// An extension cannot be opened.
    #[error("{0}")]
    Extension(BoxError),
}

/// What an extension says of itself.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A store error with its cause in the text: at the start there is no log to look into.
#[derive(Debug, thiserror::Error)]
#[error("{error}{}", cause_text(.error))]
pub struct StoreFailure {
    error: StoreError,
}

fn cause_text(error: &StoreError) -> String {
    std::error::Error::source(error).map(|source| format!(" ({source})")).unwrap_or_default()
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(StoreFailure { error })
    }
}

impl From<FolderFault> for StartError {
    fn from(fault: FolderFault) -> Self {
        match fault {
            FolderFault::File(fault) => fault.into(),
            FolderFault::OpenToOthers(fault) => fault.into(),
        }
    }
}
