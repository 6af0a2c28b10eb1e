//! The keyring of the system.

use std::path::PathBuf;

use super::keyring_store::{Keyring, KeyringProblem, KeyringSecretStore};

/// The keyring of the system: the Keychain of macOS, the Credential Manager of Windows, or what speaks the Secret Service
/// of freedesktop.org elsewhere (GNOME Keyring, KWallet). The feature `keyring` brings it.
///
/// ```no_run
/// use qualify_sdk::{Application, Credentials, KeyringSecretStore};
///
/// let application = Application::public("contoso.example", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
/// let lock = "/home/ana/.config/contoso/keyring.lock";
/// let store = KeyringSecretStore::of_system("contoso-tool", "ana@contoso.example", lock);
/// let credentials = Credentials::browser(application, store, |prompt| eprintln!("Open {}", prompt.url));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

impl KeyringSecretStore<SystemKeyring> {
    /// The secret that stands in the system's keyring under these names; see [`KeyringSecretStore::new`].
    pub fn of_system(
        service: impl Into<String>,
        account: impl Into<String>,
        lock: impl Into<PathBuf>,
    ) -> Self {
        Self::new(SystemKeyring, service, account, lock)
    }
}

impl SystemKeyring {
    fn entry(service: &str, account: &str) -> Result<keyring::Entry, KeyringProblem> {
        keyring::Entry::new(service, account).map_err(problem)
    }
}

impl Keyring for SystemKeyring {
    fn find(&self, service: &str, account: &str) -> Result<Option<Vec<u8>>, KeyringProblem> {
        match Self::entry(service, account)?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(problem(error)),
        }
    }

    fn set(&self, service: &str, account: &str, secret: &[u8]) -> Result<(), KeyringProblem> {
        Self::entry(service, account)?.set_secret(secret).map_err(problem)
    }
}

/// Errors that hold the bytes of an entry are not passed on.
fn problem(error: keyring::Error) -> KeyringProblem {
    match error {
        keyring::Error::NoStorageAccess(cause) => KeyringProblem::Locked(cause),
        // The system's keyring was not reached when it was first asked for.
        keyring::Error::NoDefaultStore => KeyringProblem::Absent(None),
        keyring::Error::PlatformFailure(cause) => KeyringProblem::Absent(Some(cause)),
        keyring::Error::TooLong(..) => KeyringProblem::Full(None),
        _ => KeyringProblem::Unusable(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::SecretStore as _;

    #[test]
    fn each_word_of_the_library_is_a_problem_and_shows_no_bytes() {
        for (error, expected) in [
            (keyring::Error::NoStorageAccess("locked".into()), "Locked"),
            (keyring::Error::NoDefaultStore, "Absent"),
            (keyring::Error::PlatformFailure("no bus".into()), "Absent"),
            (keyring::Error::TooLong("secret".to_owned(), 2_560), "Full"),
            (keyring::Error::BadEncoding(b"s3cret".to_vec()), "Unusable"),
        ] {
            let shown = format!("{:?}", problem(error));
            assert!(shown.starts_with(expected) && !shown.contains("115"), "{expected}: {shown}");
        }
    }

    #[test]
    fn this_machine_has_a_keyring_or_it_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let store =
            KeyringSecretStore::of_system("qualify-test", "nobody", folder.path().join("keyring.lock"));
        match store.load() {
            Ok(found) => assert_eq!(found, None),
            Err(error) => assert!(error.to_string().contains("in the keyring could not be read"), "{error}"),
        }
    }
}
