//! Files that are made once, whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The rights of a file that its owner alone may read.
pub(crate) const OWNER_ONLY: u32 = 0o600;

/// Writes a file that is not there yet, beside its place first, so that it is whole or not there.
///
/// # Errors
/// It is there already, or it cannot be written.
pub(crate) fn write(file: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    if let Err(error) = fs::remove_file(&partial)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut target = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&partial)?;
    target.write_all(bytes)?;
    target.sync_all()?;
    if file.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(&partial, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
