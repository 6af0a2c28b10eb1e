//! A secret in a file.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::secret_store::{Reservation, SecretStore};
use super::token::Secret;
use crate::error::{Error, Result};

/// Room that is made before a secret is redeemed, in bytes: more than any refresh token is long.
const ROOM_BYTES: usize = 16 << 10;
/// The bits of a mode that are about others than the owner.
#[cfg(unix)]
const OTHERS_BITS: u32 = 6;
/// The longest file that is read, in bytes.
const SECRET_BYTES_MAX: u64 = 64 << 10;

/// A file that only its owner can read (mode 0600), replaced as a whole: a full disk, or an end in the middle, leaves the
/// secret of before. Several processes may share it: who redeems the secret holds a lock on a file beside it
/// (`NAME.lock`), and the room for the newer secret is made before (`NAME.new`).
///
/// A file that others can read is refused: they may have the sign-in already.
///
/// ```no_run
/// use qualify_sdk::{Application, Credentials, FileSecretStore};
///
/// let application = Application::new("contoso.example", "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", "its secret");
/// let store = FileSecretStore::new("/var/lib/contoso/partner-center.sign-in");
/// let credentials = Credentials::refresh_token(application, store);
/// ```
#[derive(Debug, Clone)]
pub struct FileSecretStore {
    path: PathBuf,
}

/// A lock on a file, and room in another one.
struct ReservedFile {
    room: PathBuf,
    // The last field: the lock goes when the room is gone.
    _lock: File,
}

impl Drop for ReservedFile {
    fn drop(&mut self) {
        // It is there only if nothing newer took its place.
        let _ = fs::remove_file(&self.room);
    }
}

impl FileSecretStore {
    /// The store in this file, which need not be there yet. Its folder must be.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        self.path.with_file_name(name)
    }

    fn unread(&self, error: io::Error) -> Error {
        let text = format!("the kept sign-in, {}, could not be read: {}", self.path.display(), why(&error));
        Error::local(text, error)
    }

    fn unwritten(&self, error: io::Error) -> Error {
        let text = format!(
            "the sign-in could not be kept in {}, and what was there before is still there: {}",
            self.path.display(),
            why(&error)
        );
        Error::local(text, error)
    }

    /// Writes into the room, and puts it in the place of the old file.
    fn replace(&self, secret: &Secret) -> io::Result<()> {
        let new = self.beside(".new");
        let mut file = private_options().create(true).truncate(false).open(&new)?;
        file.write_all(secret.reveal().as_bytes())?;
        file.set_len(secret.reveal().len() as u64)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        // The new name has to last as well. Where a folder cannot be synced, it lasts as long as the system does.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

impl SecretStore for FileSecretStore {
    fn describe(&self) -> String {
        self.path.display().to_string()
    }

    fn load(&self) -> Result<Option<Secret>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unread(error)),
        };
        self.check_mode(&file)?;
        let mut text = String::new();
        file.take(SECRET_BYTES_MAX + 1).read_to_string(&mut text).map_err(|error| self.unread(error))?;
        if text.len() as u64 > SECRET_BYTES_MAX {
            return Err(self.unread(io::Error::from(ErrorKind::InvalidData)));
        }
        let text = text.trim();
        Ok((!text.is_empty()).then(|| text.into()))
    }

    fn try_reserve(&self) -> Result<Option<Reservation>> {
        let Some(lock) = try_lock(&self.beside(".lock")).map_err(|error| self.unwritten(error))? else {
            return Ok(None);
        };
        let room = self.beside(".new");
        let reserved = ReservedFile { room, _lock: lock };
        make_room(&reserved.room).map_err(|error| self.unwritten(error))?;
        Ok(Some(Reservation::new(reserved)))
    }

    fn exchange(&self, _reservation: &Reservation, before: Option<&Secret>, after: &Secret) -> Result<bool> {
        if self.load()?.as_ref() != before {
            return Ok(false);
        }
        self.replace(after).map_err(|error| self.unwritten(error))?;
        Ok(true)
    }
}

impl FileSecretStore {
    #[cfg(unix)]
    fn check_mode(&self, file: &File) -> Result<()> {
        use std::os::unix::fs::MetadataExt as _;
        let mode = file.metadata().map_err(|error| self.unread(error))?.mode() & 0o777;
        if mode.trailing_zeros() >= OTHERS_BITS {
            return Ok(());
        }
        Err(Error::Local {
            text: format!(
                "the kept sign-in, {path}, is not used, because others than its owner may open it (mode {mode:o}): take that \
                 from them with `chmod 600 {path}`, and sign in again if somebody may have read it",
                path = self.path.display()
            ),
            source: None,
        })
    }

    #[cfg(not(unix))]
    fn check_mode(&self, _file: &File) -> Result<()> {
        Ok(())
    }
}

/// Locks a file, which is made if it is not there; `None` if somebody else has locked it. The lock ends with the file that
/// comes back, and with the process at the latest.
pub(super) fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let file = private_options().create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a file that is as long as a secret may be.
fn make_room(path: &Path) -> io::Result<()> {
    // One that an end in the middle left behind may have another mode.
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    private_options().create_new(true).open(path)?.write_all(&[b' '; ROOM_BYTES])
}

/// Why a file could not be read or written, and what to do.
pub(super) fn why(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "its folder is not there; make it, for its owner alone",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "this user may not; look at the owner and the mode of the file and of its folder"
        }
        ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded
        | ErrorKind::FileTooLarge
        | ErrorKind::WriteZero => "there is no room on the disk; make some, and try again",
        ErrorKind::IsADirectory => "a folder stands in its place; name a file in it",
        ErrorKind::NotADirectory => "what should be its folder is a file; name another folder",
        ErrorKind::InvalidData => "it is no text of a sign-in; remove it, and sign in again",
        _ => "the system refused; the cause says why",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_the_system_says_what_to_do() {
        for (kind, said) in [
            (ErrorKind::PermissionDenied, "owner and the mode"),
            (ErrorKind::StorageFull, "no room"),
            (ErrorKind::FileTooLarge, "no room"),
            (ErrorKind::NotFound, "make it"),
        ] {
            assert!(why(&io::Error::from(kind)).contains(said), "{kind}");
        }
    }
}
