//! A tree of many small files, read by as many threads as the machine has cores.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use qualify_vetting::datasets::Basis;
use qualify_vetting::datasets::ParseFault;
use qualify_vetting::datasets::swot::{ENTRY_BYTES_MAX, SwotTree};
use sha2::{Digest as _, Sha256};

use super::files::{self, FILE_BYTES_MAX, FileFault};
use super::read::Read;

/// Most files of a tree, and the deepest folder: a name has no more labels.
const FILES_MAX: usize = 500_000;
const DEPTH_MAX: usize = 32;

/// Most threads that read.
const THREADS_MAX: usize = 8;

/// Reads all files below a folder, on several threads; what comes of it does not depend on how many.
pub(super) fn read(root: &Path, basis: &Basis) -> Result<Read, FileFault> {
    let files = list(root)?;
    let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let share = files.len().div_ceil(threads).max(1);
    let parts: Vec<Result<Part<'_>, FileFault>> = thread::scope(|scope| {
        let readers: Vec<_> =
            files.chunks(share).map(|files| scope.spawn(|| read_part(root, files, basis))).collect();
        readers.into_iter().map(|reader| reader.join().unwrap_or_else(|_| Err(panicked()))).collect()
    });
    let mut tree = SwotTree::new(basis);
    let mut digest = Sha256::new();
    let mut bytes = 0;
    for part in parts {
        let part = part?;
        tree.merge(part.tree);
        // In the order of the paths, so that the same tree has the same hash whatever the number of threads.
        part.hashes.iter().for_each(|hash| digest.update(hash));
        bytes += part.bytes;
    }
    Ok(Read { parsed: tree.finish()?, hash: files::shortened(&digest.finalize()), bytes, is_cached: false })
}

fn panicked() -> FileFault {
    ParseFault::new("reading it failed").into()
}

struct Part<'basis> {
    tree: SwotTree<'basis>,
    hashes: Vec<[u8; 32]>,
    bytes: u64,
}

fn read_part<'basis>(
    root: &Path,
    files: &[PathBuf],
    basis: &'basis Basis,
) -> Result<Part<'basis>, FileFault> {
    let mut part = Part { tree: SwotTree::new(basis), hashes: Vec::with_capacity(files.len()), bytes: 0 };
    for path in files {
        // The lists at the root are long; entries are not.
        let is_at_root = path.components().count() == 1;
        let bytes_max = if is_at_root { FILE_BYTES_MAX } else { ENTRY_BYTES_MAX as u64 };
        let bytes = files::read(&root.join(path), bytes_max)?;
        let path = path.to_string_lossy();
        part.tree.add(&path, &bytes);
        let mut digest = Sha256::new();
        digest.update(path.as_bytes());
        digest.update([0]);
        digest.update(&bytes);
        part.hashes.push(digest.finalize().into());
        part.bytes += bytes.len() as u64;
    }
    Ok(part)
}

/// The files below the root, by their paths from there, in order. Links are not followed.
fn list(root: &Path) -> Result<Vec<PathBuf>, FileFault> {
    let mut files = Vec::new();
    let mut folders = vec![(PathBuf::new(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() && depth < DEPTH_MAX {
                folders.push((path, depth + 1));
            } else if kind.is_file() {
                files.push(path);
            }
            if files.len() > FILES_MAX {
                return Err(ParseFault::new(format!("it holds more than {FILES_MAX} files")).into());
            }
        }
    }
    files.sort();
    Ok(files)
}
