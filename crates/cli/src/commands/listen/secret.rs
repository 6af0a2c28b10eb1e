//! The secret that signs what is sent on: the same at every start, so that the receiver need not be told again.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use qualify_contract::standard_webhooks::SigningSecret;
use qualify_server::clock::fresh_guid;

use crate::args::ListenArgs;
use crate::config;
use crate::exit::Failure;

/// The longest file that is read, in bytes: a secret has about fifty.
const FILE_BYTES_MAX: u64 = 1024;

/// A secret, and where it is kept.
pub(super) struct ListenSecret {
    pub(super) value: SigningSecret,
    kept: Kept,
}

/// Where a secret is kept.
enum Kept {
    /// By whoever named it.
    ByTheCaller,
    /// In this file.
    In(PathBuf),
    /// Nowhere.
    Nowhere,
}

impl fmt::Display for ListenSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.value.to_text())?;
        match &self.kept {
            Kept::ByTheCaller => Ok(()),
            Kept::In(file) => write!(formatter, " (kept in {})", file.display()),
            Kept::Nowhere => write!(formatter, " (a new one each time; --secret-file FILE keeps it)"),
        }
    }
}

/// The secret that the arguments mean.
pub(super) fn of(args: &ListenArgs) -> Result<ListenSecret, Failure> {
    if let Some(text) = &args.secret {
        let value = SigningSecret::from_text(text.trim()).ok_or_else(|| {
            Failure::WrongSettings("--secret is none; write whsec_ and 32 bytes in base64".to_owned())
        })?;
        return Ok(ListenSecret { value, kept: Kept::ByTheCaller });
    }
    let usual = || config::state_folder().map(|folder| folder.join("qualify").join("listen-secret"));
    let Some(file) = args.secret_file.clone().or_else(usual) else {
        return Ok(ListenSecret { value: fresh(), kept: Kept::Nowhere });
    };
    match read_or_make(&file) {
        Ok(value) => Ok(ListenSecret { value, kept: Kept::In(file) }),
        // Nobody has named a file, so that listening does not depend on one.
        Err(Problem::Io(_)) if args.secret_file.is_none() => {
            Ok(ListenSecret { value: fresh(), kept: Kept::Nowhere })
        }
        Err(problem) => Err(Failure::WrongSettings(format!("--secret-file: {}: {problem}", file.display()))),
    }
}

/// Why a file gives no secret.
#[derive(Debug)]
enum Problem {
    Io(io::Error),
    NoSecret,
    OpenToOthers,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "{error}; name a file that can be read and written"),
            Self::NoSecret => {
                write!(formatter, "it holds no secret; remove it, or write whsec_ and 32 bytes in base64")
            }
            Self::OpenToOthers => {
                write!(formatter, "others may read it; take that from them (chmod 600), or remove it")
            }
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn read_or_make(file: &Path) -> Result<SigningSecret, Problem> {
    match read(file) {
        Err(Problem::Io(error)) if error.kind() == io::ErrorKind::NotFound => make(file),
        read => read,
    }
}

fn read(file: &Path) -> Result<SigningSecret, Problem> {
    let file = File::open(file)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        return Err(Problem::OpenToOthers);
    }
    let mut text = String::new();
    file.take(FILE_BYTES_MAX).read_to_string(&mut text)?;
    SigningSecret::from_text(text.trim()).ok_or(Problem::NoSecret)
}

/// Writes a new one beside its place and then there, so that two who start at the same time have the same.
fn make(file: &Path) -> Result<SigningSecret, Problem> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let value = fresh();
    let mut written = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(written, "{}", value.to_text())?;
    match written.persist_noclobber(file) {
        Ok(_) => Ok(value),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => read(file),
        Err(error) => Err(Problem::Io(error.error)),
    }
}

fn fresh() -> SigningSecret {
    let mut bytes = [0; 32];
    let (first, second) = bytes.split_at_mut(16);
    first.copy_from_slice(fresh_guid().as_bytes());
    second.copy_from_slice(fresh_guid().as_bytes());
    SigningSecret::new(bytes)
}
