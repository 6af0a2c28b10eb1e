//! What is slow to read, kept as one file: a tree of tens of thousands of files, registers whose names have to be folded.
//!
//! A cache is believed if it was made by this program, of this entry of the manifest, on this basis, and the folder
//! looks the same from outside; what changed deeper down is found by the first round of the watch. Anything wrong with
//! it, and the tree is read again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use qualify_vetting::datasets::manifest::ManifestSource;
use qualify_vetting::datasets::{Basis, Parsed, Source, flat};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::directory::cached_place;
use super::files::{self, FILE_BYTES_MAX};
use super::read::Read;

/// Bytes of the checksum at the end.
const CHECKSUM_BYTES: usize = 32;

/// A folder of caches.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    folder: PathBuf,
}

/// What a cache was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    program: String,
    entry: String,
    basis: Vec<String>,
    folder: String,
    hash: String,
    bytes: u64,
}

impl Cache {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn file(&self, source: &ManifestSource) -> PathBuf {
        self.folder.join(format!("{}.flat", source.id))
    }

    /// The tree as it was kept, if it is still that.
    pub(super) fn find(&self, source: &ManifestSource, basis: &Basis, root: &Path) -> Option<Read> {
        let bytes = files::read(&self.file(source), FILE_BYTES_MAX).ok()?;
        let (content, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_BYTES)?)?;
        if Sha256::digest(content).as_slice() != checksum {
            return None;
        }
        let end = content.iter().position(|byte| *byte == b'\n')?;
        let origin: Origin = serde_json::from_slice(&content[..end]).ok()?;
        let expected = origin_of(source, basis, root, origin.hash.clone(), origin.bytes)?;
        if origin != expected {
            return None;
        }
        let parsed = flat::decode(&content[end + 1..])?;
        Some(Read { parsed, hash: origin.hash, bytes: origin.bytes, is_cached: true })
    }

    /// Keeps a tree for the next start. Whatever goes wrong costs time, and nothing else.
    pub(super) fn keep(&self, source: &ManifestSource, basis: &Basis, root: &Path, read: &Read) {
        if let Err(error) = self.write(source, basis, root, read) {
            tracing::warn!(source = %source.id, %error, "the cache of a dataset was not written");
        }
    }

    /// The same for a source that is in use.
    pub(super) fn keep_source(
        &self,
        source: &ManifestSource,
        basis: &Basis,
        directory: &Path,
        loaded: &Source,
    ) {
        let Ok(Some(root)) = cached_place(directory, source) else { return };
        let parsed = Parsed { content: loaded.content.clone(), quarantined: loaded.quarantined.clone() };
        let read = Read { parsed, hash: loaded.version.hash.clone(), bytes: 0, is_cached: false };
        self.keep(source, basis, &root, &read);
    }

    fn write(&self, source: &ManifestSource, basis: &Basis, root: &Path, read: &Read) -> std::io::Result<()> {
        let Some(encoded) = flat::encode(&read.parsed) else { return Ok(()) };
        let Some(origin) = origin_of(source, basis, root, read.hash.clone(), read.bytes) else {
            return Ok(());
        };
        let mut content = serde_json::to_vec(&origin)?;
        content.push(b'\n');
        content.extend_from_slice(&encoded);
        let checksum = Sha256::digest(&content);
        content.extend_from_slice(&checksum);
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&content)?;
        file.persist(self.file(source)).map_err(|error| error.error)?;
        Ok(())
    }
}

fn origin_of(
    source: &ManifestSource,
    basis: &Basis,
    root: &Path,
    hash: String,
    bytes: u64,
) -> Option<Origin> {
    Some(Origin {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        entry: format!("{source:?}"),
        basis: basis.versions.iter().map(ToString::to_string).collect(),
        folder: files::cheap_signature(root).ok()?,
        hash,
        bytes,
    })
}
