//! Files of hundreds of megabytes, which are never held whole: a register, the world's research organisations.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Take};
use std::path::Path;

use qualify_vetting::datasets::manifest::ManifestSource;
use qualify_vetting::datasets::{ParseFault, Parsed};
use sha2::{Digest as _, Sha256};

use super::files::{self, FILE_BYTES_MAX, FileFault};
use super::read::Read;

/// Bytes that are hashed at once.
const CHUNK_BYTES: usize = 256 * 1024;

/// Reads a file below the directory by its parser, which sees it from its beginning and no further than the bound.
pub(super) fn read(
    directory: &Path,
    source: &ManifestSource,
    parse: impl FnOnce(io::BufReader<File>) -> Result<Parsed, ParseFault>,
) -> Result<Read, FileFault> {
    let mut file = File::open(files::inside(directory, &source.path)?)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file").into());
    }
    if metadata.len() > FILE_BYTES_MAX {
        return Err(FileFault::TooLong { bytes_max: FILE_BYTES_MAX });
    }
    let (hash, bytes) = hash(&file)?;
    file.seek(SeekFrom::Start(0))?;
    let parsed = parse(io::BufReader::with_capacity(CHUNK_BYTES, file))?;
    Ok(Read { parsed, hash, bytes, is_cached: false })
}

fn hash(file: &File) -> Result<(String, u64), FileFault> {
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut bytes = 0;
    let mut source: Take<&File> = file.take(FILE_BYTES_MAX + 1);
    loop {
        let read = source.read(&mut chunk)?;
        let Some(part) = chunk.get(..read).filter(|part| !part.is_empty()) else { break };
        digest.update(part);
        bytes += read as u64;
    }
    // It may grow while it is read.
    if bytes > FILE_BYTES_MAX {
        return Err(FileFault::TooLong { bytes_max: FILE_BYTES_MAX });
    }
    Ok((files::shortened(&digest.finalize()), bytes))
}
