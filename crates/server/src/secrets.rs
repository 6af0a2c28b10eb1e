//! The installation's secret, and what is derived from it.

mod belonging;
pub(crate) mod error;

use std::fs;
use std::io;
use std::path::Path;

use qualify_contract::seal::{SEAL_BYTES, seal};
use qualify_contract::standard_webhooks::SigningSecret;
use qualify_vocabulary::EndpointId;
use qualify_wire::continuation::TokenKey;

use crate::new_file;
pub(crate) use belonging::open;
pub use error::SecretError;

/// Length of the secret: as much as the hash that keys are derived by gives.
const SECRET_BYTES: usize = SEAL_BYTES;

/// The setting by which the database knows its secret.
pub(crate) const FINGERPRINT_SETTING: &str = "secret.fingerprint";

/// Characters of a one-time password.
const PASSWORD_CHARACTERS: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789-+=_#";

/// Derives every other secret from the one in the file. `Debug` shows nothing.
pub(crate) struct Secrets {
    secret: [u8; SECRET_BYTES],
}

impl Secrets {
    /// Reads the secret, if there is a file.
    ///
    /// # Errors
    /// The file cannot be read, or holds something else.
    pub(crate) fn load(file: &Path) -> io::Result<Option<Self>> {
        match fs::read(file) {
            Ok(bytes) => Self::from_bytes(&bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The secret that these bytes are.
    ///
    /// # Errors
    /// They are too few or too many.
    pub(crate) fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let secret = bytes.try_into().map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, "the secret key file must hold exactly 32 bytes")
        })?;
        Ok(Self { secret })
    }

    /// Makes a secret, in a file that is not there yet, for the owner alone.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn create(file: &Path) -> io::Result<Self> {
        let mut secret = [0; SECRET_BYTES];
        aws_lc_rs::rand::fill(&mut secret).map_err(|_| io::Error::other("the system gives no randomness"))?;
        new_file::write(file, &secret, new_file::OWNER_ONLY)?;
        Ok(Self { secret })
    }

    /// What tells this secret from others, and tells nothing of it.
    pub(crate) fn fingerprint(&self) -> [u8; SECRET_BYTES] {
        self.derive("fingerprint", &[])
    }

    /// Whether a fingerprint is that of this secret.
    pub(crate) fn is_known_as(&self, fingerprint: &[u8]) -> bool {
        self.fingerprint() == fingerprint
    }

    /// What paging tokens are sealed with: they outlive a restart, and no other installation reads them.
    pub(crate) fn paging_key(&self) -> TokenKey {
        TokenKey::new(self.derive("paging tokens", &[]))
    }

    /// The one-time password of a new customer's administrator: the same for the same seed (contract 3.2 rule 8), and
    /// stored nowhere.
    pub(crate) fn one_time_password(&self, seed: &[u8]) -> String {
        let bytes = self.derive("one-time password", seed);
        let password: String =
            bytes[..14].iter().map(|byte| char::from(PASSWORD_CHARACTERS[usize::from(byte % 64)])).collect();
        // Every class of characters that directories ask for is there.
        format!("qT7-{password}")
    }

    /// A secret of a webhook, by its number: stored nowhere.
    pub(crate) fn webhook_secret(&self, endpoint: EndpointId, version: u32) -> SigningSecret {
        let mut seed = endpoint.as_bytes().to_vec();
        seed.extend(version.to_be_bytes());
        SigningSecret::new(self.derive("webhook", &seed))
    }

    fn derive(&self, purpose: &str, seed: &[u8]) -> [u8; SECRET_BYTES] {
        seal(&self.secret, &[purpose.as_bytes(), &[0], seed])
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Secrets").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        assert!(Secrets::load(&file).unwrap().is_none());
        let first = Secrets::create(&file).unwrap();
        assert!(Secrets::create(&file).is_err(), "what is there stays");
        let second = Secrets::load(&file).unwrap().unwrap();
        assert_eq!(first.one_time_password(b"a"), second.one_time_password(b"a"));
        assert!(second.is_known_as(&first.fingerprint()));
        assert_ne!(first.one_time_password(b"a"), first.one_time_password(b"b"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn each_webhook_has_its_own_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::create(&folder.path().join("secret.key")).unwrap();
        let of = |id: u8, version| secrets.webhook_secret(EndpointId::from([id; 16]), version);
        assert_eq!(of(1, 1), of(1, 1));
        assert_ne!(of(1, 1), of(1, 2));
        assert_ne!(of(1, 1), of(2, 1));
    }

    #[test]
    fn what_a_killed_start_left_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        let partial = folder.path().join("secret.key.partial");
        fs::write(&partial, b"short").unwrap();
        let first = Secrets::create(&file).unwrap();
        let second = Secrets::load(&file).unwrap().unwrap();
        assert_eq!(first.one_time_password(b"a"), second.one_time_password(b"a"));
        assert!(!partial.exists());
    }

    #[test]
    fn a_file_of_another_length_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        fs::write(&file, b"short").unwrap();
        assert!(Secrets::load(&file).is_err());
    }
}
