//! Where refresh tokens are kept between runs.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Secret;
use crate::error::{Error, Result};

/// Keeps one secret. Several processes may use one store at once: [`SecretStore::exchange`] is a step that nobody else
/// comes between.
pub trait SecretStore: Send + Sync {
    /// What it is, for messages: a path, or the name of a keyring.
    fn describe(&self) -> String;

    /// What is kept, if anything is.
    ///
    /// # Errors
    /// It cannot be read: it is locked, or somebody else's.
    fn load(&self) -> Result<Option<Secret>>;

    /// Keeps a secret in place of the one that was read; `false`, and nothing is kept, if another one is there by now.
    /// Afterwards it is there whole, or the one of before is.
    ///
    /// # Errors
    /// It cannot be written. What was there before stays.
    fn exchange(&self, before: Option<&Secret>, after: &Secret) -> Result<bool>;
}

/// A secret in memory, which ends with the process.
#[derive(Default)]
pub struct MemorySecretStore(Mutex<Option<Secret>>);

impl MemorySecretStore {
    /// A store that holds this secret.
    pub fn with(secret: impl Into<Secret>) -> Self {
        Self(Mutex::new(Some(secret.into())))
    }
}

impl std::fmt::Debug for MemorySecretStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MemorySecretStore")
    }
}

impl SecretStore for MemorySecretStore {
    fn describe(&self) -> String {
        "memory".to_owned()
    }

    fn load(&self) -> Result<Option<Secret>> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn exchange(&self, before: Option<&Secret>, after: &Secret) -> Result<bool> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_unchanged = current.as_ref() == before;
        if is_unchanged {
            *current = Some(after.clone());
        }
        Ok(is_unchanged)
    }
}

/// A file that only its owner can read (mode 0600), replaced as a whole: a full disk, or an end in the middle, leaves
/// the secret of before.
#[derive(Debug, Clone)]
pub struct FileSecretStore {
    path: PathBuf,
}

impl FileSecretStore {
    /// The store in this file, which need not be there yet. Its folder must be.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn failed(&self, what: &str, error: io::Error) -> Error {
        Error::local(
            format!(
                "the file of the sign-in, {}, could not be {what}; what was there before is still there",
                self.path.display()
            ),
            error,
        )
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        self.path.with_file_name(name)
    }

    fn read(&self) -> io::Result<Option<Secret>> {
        match fs::read_to_string(&self.path) {
            Ok(text) if text.trim().is_empty() => Ok(None),
            Ok(text) => Ok(Some(text.trim().into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a new file beside, and puts it in the place of the old one.
    fn replace(&self, secret: &Secret) -> io::Result<()> {
        let new = self.beside(".new");
        let written = write_private(&new, secret.reveal()).and_then(|()| fs::rename(&new, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }
}

impl SecretStore for FileSecretStore {
    fn describe(&self) -> String {
        self.path.display().to_string()
    }

    fn load(&self) -> Result<Option<Secret>> {
        self.read().map_err(|error| self.failed("read", error))
    }

    fn exchange(&self, before: Option<&Secret>, after: &Secret) -> Result<bool> {
        // The lock is on a file of its own, because the other one is replaced. It ends with the process at the latest.
        let lock = private_options().create(true).truncate(false).open(self.beside(".lock"));
        let lock = lock.map_err(|error| self.failed("locked", error))?;
        lock.lock().map_err(|error| self.failed("locked", error))?;
        let current = self.read().map_err(|error| self.failed("read", error))?;
        if current.as_ref() != before {
            return Ok(false);
        }
        self.replace(after).map_err(|error| self.failed("written", error))?;
        Ok(true)
    }
}

fn private_options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    // A file that an end in the middle left behind may have another mode.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = private_options().create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
