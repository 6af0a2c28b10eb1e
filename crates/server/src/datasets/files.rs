//! Files of a directory that somebody else fills: never outside of it, never endless.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use qualify_vetting::datasets::ParseFault;
use qualify_vocabulary::to_hexadecimal;
use sha2::{Digest as _, Sha256};

/// Most bytes of a source's file. It is the operator's own, and read whole: twice the longest public list (that of the
/// world's research organisations). `docs/OPERATIONS.md` names it.
pub const FILE_BYTES_MAX: u64 = 512 << 20;

/// Characters of a content hash that are kept: enough to tell versions apart.
const SHORT_HASH_CHARS: usize = 16;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The system does not give it.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It does not hold what it should.
    #[error(transparent)]
    Parse(#[from] ParseFault),
    /// It is longer than anything that is read.
    #[error("it is longer than {bytes_max} bytes")]
    TooLong {
        /// The bound.
        bytes_max: u64,
    },
    /// It is not inside of the directory.
    #[error("its path leads out of the directory")]
    Outside,
}

/// The real place of a path below the directory; a link that leads out of it is refused.
pub(super) fn inside(directory: &Path, path: &str) -> Result<PathBuf, FileFault> {
    let root = directory.canonicalize()?;
    let real = root.join(path).canonicalize()?;
    if real.starts_with(&root) { Ok(real) } else { Err(FileFault::Outside) }
}

/// A file below the directory.
pub(super) fn read_inside(directory: &Path, path: &str) -> Result<Vec<u8>, FileFault> {
    read(&inside(directory, path)?, FILE_BYTES_MAX)
}

/// A file of at most so many bytes; a longer one is not read whole.
pub(super) fn read(path: &Path, bytes_max: u64) -> Result<Vec<u8>, FileFault> {
    let file = File::open(path)?;
    let length = file.metadata()?;
    if !length.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file").into());
    }
    if length.len() > bytes_max {
        return Err(FileFault::TooLong { bytes_max });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length.len()).unwrap_or_default());
    // It may grow while it is read.
    file.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max { Err(FileFault::TooLong { bytes_max }) } else { Ok(bytes) }
}

/// The start of the SHA-256, in hexadecimal.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    shortened(&Sha256::digest(bytes))
}

pub(super) fn shortened(hash: &[u8]) -> String {
    let mut text = to_hexadecimal(hash);
    text.truncate(SHORT_HASH_CHARS);
    text
}

/// What tells that a file or a folder has changed, without reading it: length and time of every file below it.
pub(super) fn signature(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    sign(path, &mut digest, usize::MAX)?;
    Ok(shortened(&digest.finalize()))
}

/// The same for a folder and its direct children only, which is cheap.
pub(super) fn cheap_signature(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    sign(path, &mut digest, 1)?;
    Ok(shortened(&digest.finalize()))
}

fn sign(path: &Path, digest: &mut Sha256, depth: usize) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    digest.update(path.as_os_str().as_encoded_bytes());
    digest.update(metadata.len().to_le_bytes());
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    digest.update(changed.map_or(0, |time| time.as_nanos()).to_le_bytes());
    if metadata.is_dir() && depth > 0 {
        let mut children: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        children.sort();
        for child in children {
            sign(&child, digest, depth - 1)?;
        }
    }
    Ok(())
}
