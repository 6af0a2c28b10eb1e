//! The key behind refresh tokens and the tokens of forms, kept in the store like the signing keys.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_contract::seal;
use qualify_domain::ports::InstallationStore as _;
use qualify_server::StartError;
use qualify_server::html::Seals;
use qualify_store::Store;
use sha2::{Digest as _, Sha256};

use crate::signing::SandboxError;

const SETTING: &str = "sandbox.grant_key";
const KEY_BYTES: usize = seal::SEAL_BYTES;

/// Seals what the issuer hands out and wants to know again. `Debug` hides it.
pub(super) struct GrantKey([u8; KEY_BYTES]);

impl GrantKey {
    pub(super) async fn open(store: &Store) -> Result<Self, StartError> {
        if let Some(kept) = store.load_setting(SETTING).await? {
            let key = kept.try_into().map_err(|_| SandboxError::KeyUnreadable)?;
            return Ok(Self(key));
        }
        let mut key = [0; KEY_BYTES];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| SandboxError::KeyGeneration)?;
        store.save_setting(SETTING, key.to_vec()).await?;
        Ok(Self(key))
    }

    #[cfg(test)]
    pub(super) const fn for_tests() -> Self {
        Self([7; KEY_BYTES])
    }
}

impl Seals for GrantKey {
    fn seal(&self, purpose: &str, texts: &[&str]) -> String {
        URL_SAFE_NO_PAD.encode(seal::seal(&self.0, &[&apart(purpose, texts)]))
    }

    fn is_seal(&self, purpose: &str, texts: &[&str], seal: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(seal) else { return false };
        seal::is_seal(&self.0, &[&apart(purpose, texts)], &bytes)
    }
}

impl std::fmt::Debug for GrantKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("GrantKey").finish_non_exhaustive()
    }
}

/// The texts, each with its length in front: no two lists of texts are the same bytes.
fn apart(purpose: &str, texts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in std::iter::once(&purpose).chain(texts) {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// Compares two secrets in a time that tells nothing of where they differ, nor of how long they are.
pub(super) fn is_same_secret(sent: &str, known: &str) -> bool {
    verify_slices_are_equal(&Sha256::digest(sent), &Sha256::digest(known)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use qualify_server::random::random_text;

    #[test]
    fn a_seal_is_good_for_its_purpose_and_texts_only() {
        let key = GrantKey::for_tests();
        let seal = key.seal("refresh", &["a", "bc"]);
        assert!(key.is_seal("refresh", &["a", "bc"], &seal));
        for (purpose, texts) in [("form", ["a", "bc"]), ("refresh", ["ab", "c"]), ("refresh", ["a", "bd"])] {
            assert!(!key.is_seal(purpose, &texts, &seal), "{purpose} {texts:?}");
        }
        for other in ["", "x", "%", &seal[1..], &random_text()] {
            assert!(!key.is_seal("refresh", &["a", "bc"], other), "{other}");
        }
    }

    #[test]
    fn secrets_are_the_same_or_not() {
        assert!(is_same_secret("sandbox-secret", "sandbox-secret"));
        for other in ["", "sandbox-secre", "sandbox-secret ", "Sandbox-secret"] {
            assert!(!is_same_secret(other, "sandbox-secret"), "{other}");
        }
    }
}
