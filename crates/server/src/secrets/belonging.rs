//! Whether the secret is the one that the database knows: by its fingerprint, which the database keeps.
//!
//! A store that is new takes whatever secret there is. Later another one, or none, ends the start: what was derived
//! from the secret of before would be wrong from then on, and nobody would be told.

use std::path::Path;

use qualify_domain::ports::{InstallationStore as _, OperatorStore as _};
use qualify_store::Store;

use super::error::{CONSEQUENCES, SecretError};
use super::{FINGERPRINT_SETTING, Secrets};
use crate::start_error::StartError;
use crate::unusable_place::UnusablePlace;

/// The secret of the file, if it belongs to the store; a new one for a new store. `gives_up` goes on without the secret
/// of before.
///
/// # Errors
/// The file cannot be used, or the secret is lost or another one.
pub(crate) async fn open(store: &Store, file: &Path, gives_up: bool) -> Result<Secrets, StartError> {
    let known = store.load_setting(FINGERPRINT_SETTING).await?;
    let found = Secrets::load(file).map_err(UnusablePlace::at(file))?;
    let belongs = found.as_ref().zip(known.as_ref()).map(|(secrets, known)| secrets.is_known_as(known));
    let file = file.to_owned();
    match (belongs, gives_up) {
        (Some(true), true) => return Err(SecretError::NotLost { file }.into()),
        (Some(false), false) => return Err(SecretError::Foreign { file }.into()),
        (Some(_), _) => {}
        (None, gives_up) => {
            let is_lost = found.is_none() && (known.is_some() || store.count_partners() > 0);
            if is_lost && !gives_up {
                return Err(SecretError::Lost { file }.into());
            }
        }
    }
    let secrets = found.map_or_else(|| Secrets::create(&file), Ok).map_err(UnusablePlace::at(&file))?;
    if belongs != Some(true) {
        // The file is on disk by now: a start that is killed here finds it, and comes to the same.
        store.save_setting(FINGERPRINT_SETTING, secrets.fingerprint().to_vec()).await?;
        if gives_up {
            tracing::warn!(file = %file.display(), "the secret of before is given up. {CONSEQUENCES}");
        }
    }
    Ok(secrets)
}
