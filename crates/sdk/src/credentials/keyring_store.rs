//! A secret in a keyring.

use std::fmt;
use std::path::PathBuf;

use super::file_store::{try_lock, why};
use super::secret_store::{Reservation, SecretStore};
use super::token::Secret;
use crate::error::{Cause, Error, Result};

/// What keeps secrets under two names: the keyring of the system, or one of your own.
///
/// The functions may block, such as while somebody is asked to unlock it.
pub trait Keyring: Send + Sync {
    /// What is kept under these names; `None` if nothing is.
    ///
    /// # Errors
    /// Why it does not serve.
    fn find(&self, service: &str, account: &str) -> std::result::Result<Option<Vec<u8>>, KeyringProblem>;

    /// Keeps a secret in place of the one of before, which stays if this fails.
    ///
    /// # Errors
    /// Why it does not serve.
    fn set(&self, service: &str, account: &str, secret: &[u8]) -> std::result::Result<(), KeyringProblem>;
}

/// Why a keyring does not serve. What it came from is shown, and must not hold the secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyringProblem {
    /// It is locked, or did not let this program in.
    Locked(Cause),
    /// There is none on this machine, or it does not answer.
    Absent(Option<Cause>),
    /// It takes nothing more, or nothing as long as this.
    Full(Option<Cause>),
    /// The entry cannot be used.
    Unusable(Option<Cause>),
}

/// A secret in a [`Keyring`]. For programs on people's machines; a service has a
/// [`FileSecretStore`](super::FileSecretStore), since nobody is there who unlocks a keyring.
///
/// A keyring has no locks that programs could take turns by, so they do that by a file, which holds nothing.
pub struct KeyringSecretStore<K> {
    keyring: K,
    service: String,
    account: String,
    lock: PathBuf,
}

impl<K: Keyring> KeyringSecretStore<K> {
    /// The secret that stands in the keyring under these names, of the program and of its user. Programs that use the same
    /// secret take turns by this file, whose folder has to be there.
    pub fn new(
        keyring: K,
        service: impl Into<String>,
        account: impl Into<String>,
        lock: impl Into<PathBuf>,
    ) -> Self {
        Self { keyring, service: service.into(), account: account.into(), lock: lock.into() }
    }

    fn failed(&self, what: &str, problem: KeyringProblem) -> Error {
        let (why, source) = match problem {
            KeyringProblem::Locked(cause) => (
                "the keyring is locked, or did not let this program in; unlock it, and try again",
                Some(cause),
            ),
            KeyringProblem::Absent(cause) => {
                ("no keyring answers here; log in where there is one, or keep the sign-in in a file", cause)
            }
            KeyringProblem::Full(cause) => {
                ("it takes nothing more, or nothing as long as this; keep the sign-in in a file", cause)
            }
            KeyringProblem::Unusable(cause) => {
                ("the entry is no text of a sign-in; remove it, and sign in again", cause)
            }
        };
        Error::Local { text: format!("the sign-in {} {what}: {why}", self.describe()), source }
    }
}

impl<K> fmt::Debug for KeyringSecretStore<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KeyringSecretStore")
            .field("service", &self.service)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl<K: Keyring> SecretStore for KeyringSecretStore<K> {
    fn describe(&self) -> String {
        format!("{} of {} in the keyring", self.account, self.service)
    }

    fn load(&self) -> Result<Option<Secret>> {
        let unread = |problem| self.failed("could not be read", problem);
        let Some(bytes) = self.keyring.find(&self.service, &self.account).map_err(unread)? else {
            return Ok(None);
        };
        let text = String::from_utf8(bytes).map_err(|_| unread(KeyringProblem::Unusable(None)))?;
        Ok((!text.is_empty()).then(|| text.into()))
    }

    fn try_reserve(&self) -> Result<Option<Reservation>> {
        let lock = try_lock(&self.lock).map_err(|error| {
            let (text, lock) = (self.describe(), self.lock.display());
            Error::local(format!("no turn can be taken at {text} by {lock}: {}", why(&error)), error)
        })?;
        let Some(lock) = lock else { return Ok(None) };
        // A keyring that is locked, or is not there, is known before a secret is used up.
        self.load()?;
        Ok(Some(Reservation::new(lock)))
    }

    fn exchange(&self, _reservation: &Reservation, before: Option<&Secret>, after: &Secret) -> Result<bool> {
        if self.load()?.as_ref() != before {
            return Ok(false);
        }
        let secret = after.reveal().as_bytes();
        self.keyring.set(&self.service, &self.account, secret).map_err(|problem| {
            self.failed("could not be kept, and what was there before is still there", problem)
        })?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A keyring with one entry, and what it says instead of it.
    #[derive(Default)]
    struct Fake {
        entry: Mutex<Option<Vec<u8>>>,
        refuses_reading: Mutex<Option<fn() -> KeyringProblem>>,
        refuses_writing: Mutex<Option<fn() -> KeyringProblem>>,
    }

    impl Keyring for Fake {
        fn find(
            &self,
            _service: &str,
            _account: &str,
        ) -> std::result::Result<Option<Vec<u8>>, KeyringProblem> {
            let refused = self.refuses_reading.lock().unwrap().map(|why| why());
            refused.map_or_else(|| Ok(self.entry.lock().unwrap().clone()), Err)
        }

        fn set(
            &self,
            _service: &str,
            _account: &str,
            secret: &[u8],
        ) -> std::result::Result<(), KeyringProblem> {
            if let Some(why) = *self.refuses_writing.lock().unwrap() {
                return Err(why());
            }
            *self.entry.lock().unwrap() = Some(secret.to_vec());
            Ok(())
        }
    }

    fn store(entry: Option<&[u8]>) -> (KeyringSecretStore<Fake>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Fake { entry: Mutex::new(entry.map(<[u8]>::to_vec)), ..Fake::default() };
        (KeyringSecretStore::new(keyring, "tool", "ana", folder.path().join("keyring.lock")), folder)
    }

    #[track_caller]
    fn assert_says(error: &Error, said: &[&str]) {
        for said in said {
            assert!(error.to_string().contains(said), "{said}: {error}");
        }
        assert!(error.to_string().contains("ana of tool in the keyring"), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }

    #[test]
    fn a_secret_is_kept_in_place_of_the_one_that_was_read() {
        let (store, _folder) = store(None);
        let turn = store.try_reserve().unwrap().unwrap();
        assert!(store.try_reserve().unwrap().is_none(), "somebody has the turn");
        let (one, other) = (Secret::from("one"), Secret::from("other"));
        assert!(store.exchange(&turn, None, &one).unwrap());
        assert!(!store.exchange(&turn, None, &other).unwrap());
        assert!(!store.exchange(&turn, Some(&other), &other).unwrap());
        assert_eq!(store.load().unwrap(), Some(one.clone()));
        assert!(store.exchange(&turn, Some(&one), &other).unwrap());
        assert_eq!(store.load().unwrap(), Some(other));
        drop(turn);
        assert!(store.try_reserve().unwrap().is_some());
    }

    #[test]
    fn a_keyring_that_is_locked_or_absent_is_known_before_a_secret_is_used_up() {
        let locked: fn() -> KeyringProblem = || KeyringProblem::Locked("the collection is locked".into());
        let absent: fn() -> KeyringProblem = || KeyringProblem::Absent(None);
        for (why, said) in [(locked, "unlock it, and try again"), (absent, "no keyring answers here")] {
            let (store, _folder) = store(Some(b"s3cret"));
            *store.keyring.refuses_reading.lock().unwrap() = Some(why);
            for error in [store.load().unwrap_err(), store.try_reserve().unwrap_err()] {
                assert_says(&error, &["could not be read", said]);
            }
            *store.keyring.refuses_reading.lock().unwrap() = None;
            assert!(store.try_reserve().unwrap().is_some(), "nobody has kept the turn");
        }
    }

    #[test]
    fn a_keyring_that_takes_nothing_more_keeps_what_it_has() {
        let locked: fn() -> KeyringProblem = || KeyringProblem::Locked("it was locked meanwhile".into());
        let full: fn() -> KeyringProblem = || KeyringProblem::Full(None);
        for (why, said) in [(locked, "unlock it"), (full, "keep the sign-in in a file")] {
            let (store, _folder) = store(Some(b"s3cret"));
            let turn = store.try_reserve().unwrap().unwrap();
            *store.keyring.refuses_writing.lock().unwrap() = Some(why);
            let error = store.exchange(&turn, Some(&"s3cret".into()), &"s3cret-newer".into()).unwrap_err();
            assert_says(&error, &["what was there before is still there", said]);
            assert_eq!(store.load().unwrap(), Some("s3cret".into()));
        }
    }

    #[test]
    fn an_entry_that_is_no_text_is_a_sentence_and_shows_nothing() {
        let (store, _folder) = store(Some(b"s3cret\xff"));
        assert_says(&store.load().unwrap_err(), &["no text of a sign-in; remove it"]);
    }

    #[test]
    fn a_turn_needs_its_folder() {
        let (store, folder) = store(None);
        drop(folder);
        assert!(store.try_reserve().unwrap_err().to_string().contains("its folder is not there"));
    }
}
