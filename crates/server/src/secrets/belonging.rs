//! Whether the secret is the one that the database knows: by its fingerprint, which the database keeps.
//!
//! A store that is new takes whatever secret there is. Later another one, or none, ends the start: what was derived
//! from the secret of before would be wrong from then on, and nobody would be told.

use std::path::{Path, PathBuf};

use qualify_domain::ports::Store as _;
use qualify_store::SqliteStore;

use super::{FINGERPRINT_SETTING, Secrets};
use crate::lifecycle::StartError;

/// What depends on the secret, and so what a new one costs.
const CONSEQUENCES: &str = "From then on receivers of Standard Webhooks refuse every signature until their secret is \
    rotated (`qualify webhooks rotate-secret ID`, by each partner); paging tokens that clients hold are refused, and \
    their lists begin anew; and a repeated request that made a customer is answered with another one-time password";

/// Why the service does not start with this secret, or without one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no secret, and the store is not new.
    #[error(
        "{} is gone, and the database is not new: a new secret would silently make wrong what the old one made. Put the \
         file back from a backup, or name its place by store.secret_key_file. If it is lost, start once with \
         --new-secret. {CONSEQUENCES}",
        .file.display()
    )]
    Lost {
        /// The file that is not there.
        file: PathBuf,
    },
    /// The secret is not the one that the database knows.
    #[error(
        "{} holds another secret than the one that belongs to this database. Put the right file in its place, or name it \
         by store.secret_key_file. If that one is lost, start once with --new-secret, which goes on with the file as it \
         is. {CONSEQUENCES}",
        .file.display()
    )]
    Foreign {
        /// The file.
        file: PathBuf,
    },
    /// A new secret is asked for, and nothing is wrong with the old one.
    #[error(
        "--new-secret: {} is the secret that belongs to this database, so there is nothing to give up. Leave the flag \
         out; it is for one start after a loss",
        .file.display()
    )]
    NotLost {
        /// The file.
        file: PathBuf,
    },
}

/// The secret of the file, if it belongs to the store; a new one for a new store. `gives_up` goes on without the secret
/// of before.
///
/// # Errors
/// The file cannot be used, or the secret is lost or another one.
pub(crate) async fn open(store: &SqliteStore, file: &Path, gives_up: bool) -> Result<Secrets, StartError> {
    let file_error = |cause| StartError::File { place: file.display().to_string(), cause };
    let known = store.load_setting(FINGERPRINT_SETTING).await?;
    let found = Secrets::load(file).map_err(file_error)?;
    let belongs = found.as_ref().zip(known.as_ref()).map(|(secrets, known)| secrets.is_known_as(known));
    let file = file.to_owned();
    match (belongs, gives_up) {
        (Some(true), true) => return Err(SecretError::NotLost { file }.into()),
        (Some(false), false) => return Err(SecretError::Foreign { file }.into()),
        (Some(_), _) => {}
        (None, gives_up) => {
            let is_lost = found.is_none() && (known.is_some() || !store.is_new());
            if is_lost && !gives_up {
                return Err(SecretError::Lost { file }.into());
            }
        }
    }
    let secrets = found
        .map_or_else(|| Secrets::create(&file), Ok)
        .map_err(|cause| StartError::File { place: file.display().to_string(), cause })?;
    if belongs != Some(true) {
        // The file is on disk by now: a start that is killed here finds it, and comes to the same.
        store.save_setting(FINGERPRINT_SETTING, secrets.fingerprint().to_vec()).await?;
        if gives_up {
            tracing::warn!(file = %file.display(), "the secret of before is given up. {CONSEQUENCES}");
        }
    }
    Ok(secrets)
}
