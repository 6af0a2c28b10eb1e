//! A directory of datasets: its manifest, and a source after the other.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use qualify_vetting::datasets::mailboxes::{self, MailboxKind};
use qualify_vetting::datasets::manifest::{Manifest, ManifestSource};
use qualify_vetting::datasets::{
    Basis, ParseFault, Snapshot, Source, SourceKind, cisa, hipo, organisations, register, ror,
};

use super::basis::load_basis;
use super::cache::Cache;
use super::files::{self, FileFault};
use super::large;
use super::read::{Read, tree_root, version};
use super::report::{Loaded, SourceReport, SourceState};
use super::tree;

/// The file that names the sources.
pub const MANIFEST_FILE: &str = "manifest.json";

/// Most bytes of a manifest.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// Why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatasetsError {
    /// The manifest cannot be read.
    #[error("{path}: {fault}", path = .path.display())]
    Manifest {
        path: PathBuf,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// The manifest names a file that is not there.
    #[error(
        "{path}: the source {id:?} is at {source_path:?}: {fault}; put it there, correct its path, or set \"enabled\": false",
        path = .path.display()
    )]
    Missing {
        path: PathBuf,
        /// The source.
        id: String,
        /// Where the manifest says that it is.
        source_path: String,
        /// What is wrong with that place.
        fault: FileFault,
    },
}

/// Whether a directory can be used, as far as its manifest tells: it reads, and what it names is there. What a source
/// holds is for the load to say.
///
/// # Errors
/// The first thing that is wrong.
pub(crate) fn check_directory(directory: &Path) -> Result<(), DatasetsError> {
    let manifest = read_manifest(directory)?;
    for source in manifest.sources.iter().filter(|source| source.enabled) {
        let found = tree_root(directory, source)
            .and_then(|root| root.map_or_else(|| files::inside(directory, &source.path), Ok));
        found.map_err(|fault| DatasetsError::Missing {
            path: directory.join(MANIFEST_FILE),
            id: source.id.clone(),
            source_path: source.path.clone(),
            fault,
        })?;
    }
    Ok(())
}

/// Reads a directory. `cache` is a folder for what is slow to read; without it everything is read from the sources.
///
/// # Errors
/// The manifest cannot be read. A source that cannot be is left out, and its report says why.
pub fn load_directory(directory: &Path, cache: Option<&Path>) -> Result<Loaded, DatasetsError> {
    let manifest = read_manifest(directory)?;
    Ok(load_sources(directory, &manifest, cache))
}

/// Reads the sources that a manifest names in a directory, whose own manifest may be another.
pub fn load_sources(directory: &Path, manifest: &Manifest, cache: Option<&Path>) -> Loaded {
    let cache = cache.map(Cache::new);
    let (basis, mut reports) = load_basis(directory, manifest);
    let basis = Arc::new(basis);
    let all: Vec<&ManifestSource> =
        manifest.sources.iter().filter(|source| !source.kind.is_basis()).collect();
    let mut sources = Vec::new();
    for (report, loaded) in load_side_by_side(directory, &all, &basis, cache.as_ref()) {
        sources.extend(loaded);
        reports.push(report);
    }
    let place =
        |report: &SourceReport| manifest.sources.iter().position(|source| source.id == report.source.id);
    reports.sort_by_key(place);
    Loaded { snapshot: Snapshot::new(basis, sources), reports }
}

/// Reads sources on as many threads as the machine has cores; they come out in their order.
fn load_side_by_side(
    directory: &Path,
    all: &[&ManifestSource],
    basis: &Basis,
    cache: Option<&Cache>,
) -> Vec<(SourceReport, Option<Arc<Source>>)> {
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(all.len());
    let load = || {
        let mut loaded = Vec::new();
        while let Some((place, source)) = next_of(all, &next) {
            loaded.push((place, load_source(directory, source, basis, cache)));
        }
        loaded
    };
    let mut loaded: Vec<_> = thread::scope(|scope| {
        let readers: Vec<_> = (0..threads).map(|_| scope.spawn(load)).collect();
        // A panic goes on here.
        let join = |reader: thread::ScopedJoinHandle<'_, _>| {
            reader.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        readers.into_iter().flat_map(join).collect()
    });
    loaded.sort_by_key(|(place, _)| *place);
    loaded.into_iter().map(|(_, loaded)| loaded).collect()
}

/// The next source that no thread has taken yet, with its place.
fn next_of<'source>(
    all: &[&'source ManifestSource],
    next: &AtomicUsize,
) -> Option<(usize, &'source ManifestSource)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    all.get(place).map(|source| (place, *source))
}

/// The manifest of a directory.
///
/// # Errors
/// It cannot be read.
pub fn read_manifest(directory: &Path) -> Result<Manifest, DatasetsError> {
    let path = directory.join(MANIFEST_FILE);
    files::read(&path, MANIFEST_BYTES_MAX)
        .and_then(|bytes| Ok(Manifest::parse(&bytes)?))
        .map_err(|fault| DatasetsError::Manifest { path, fault })
}

/// Reads a source on the basis.
pub(super) fn load_source(
    directory: &Path,
    source: &ManifestSource,
    basis: &Basis,
    cache: Option<&Cache>,
) -> (SourceReport, Option<Arc<Source>>) {
    let begin = Instant::now();
    let report = |state, bytes| SourceReport { source: source.clone(), state, bytes, time: begin.elapsed() };
    if !source.enabled {
        return (report(SourceState::Off, 0), None);
    }
    match read_source(directory, source, basis, cache) {
        Ok(read) => {
            let version = version(source, read.hash);
            let state = SourceState::Used {
                version: version.clone(),
                entries: read.parsed.content.len(),
                quarantined: read.parsed.quarantined.clone(),
                is_cached: read.is_cached,
            };
            let loaded = Source {
                version,
                kind: source.kind,
                is_complete: source.complete,
                content: read.parsed.content,
                quarantined: read.parsed.quarantined,
            };
            (report(state, read.bytes), Some(Arc::new(loaded)))
        }
        Err(fault) => (report(SourceState::Broken(fault.to_string()), 0), None),
    }
}

fn read_source(
    directory: &Path,
    source: &ManifestSource,
    basis: &Basis,
    cache: Option<&Cache>,
) -> Result<Read, FileFault> {
    let place = cached_place(directory, source)?;
    let cache = cache.zip(place.as_ref());
    if let Some(read) = cache.and_then(|(cache, place)| cache.find(source, basis, place)) {
        return Ok(read);
    }
    let read = match tree_root(directory, source)? {
        Some(root) => tree::read(&root, basis)?,
        None => read_file(directory, source, basis)?,
    };
    if let Some((cache, place)) = cache {
        cache.keep(source, basis, place, &read);
    }
    Ok(read)
}

/// What is kept of a source once it was read stands for this folder or file; none where reading takes no time.
pub(super) fn cached_place(directory: &Path, source: &ManifestSource) -> Result<Option<PathBuf>, FileFault> {
    match source.kind {
        SourceKind::SwotTree | SourceKind::SwotNode => tree_root(directory, source),
        SourceKind::HipoJson
        | SourceKind::RorJson
        | SourceKind::RegisterCsv
        | SourceKind::CisaCurrentFull
        | SourceKind::DomainJson
        | SourceKind::DomainLines => files::inside(directory, &source.path).map(Some),
        SourceKind::Psl
        | SourceKind::SuffixPolicyCsv
        | SourceKind::OrganisationsCsv
        | SourceKind::NameWordsCsv => Ok(None),
    }
}

fn read_file(directory: &Path, source: &ManifestSource, basis: &Basis) -> Result<Read, FileFault> {
    match (source.kind, &source.columns) {
        (SourceKind::RorJson, _) => {
            return large::read(directory, source, |file| ror::parse(file, basis));
        }
        (SourceKind::RegisterCsv, Some(columns)) => {
            let form = source.register_form()?;
            return large::read(directory, source, |file| register::parse(file, columns, form, basis));
        }
        _ => {}
    }
    let bytes = files::read_inside(directory, &source.path)?;
    let encoding = source.table_encoding()?;
    let parsed = match source.kind {
        SourceKind::HipoJson => hipo::parse(&bytes, basis)?,
        SourceKind::CisaCurrentFull => cisa::parse(&bytes, encoding, basis)?,
        SourceKind::DomainJson => mailboxes::parse_json(&bytes, mailbox_kind(source), basis)?,
        SourceKind::DomainLines => mailboxes::parse_lines(&bytes, mailbox_kind(source), basis)?,
        SourceKind::OrganisationsCsv => organisations::parse(&bytes, encoding, basis)?,
        SourceKind::SwotTree
        | SourceKind::SwotNode
        | SourceKind::Psl
        | SourceKind::SuffixPolicyCsv
        | SourceKind::NameWordsCsv
        | SourceKind::RorJson
        | SourceKind::RegisterCsv => return Err(ParseFault::new("it is no such source").into()),
    };
    Ok(Read { parsed, hash: files::short_hash(&bytes), bytes: bytes.len() as u64, is_cached: false })
}

fn mailbox_kind(source: &ManifestSource) -> MailboxKind {
    let is_disposable = source.proves.iter().any(|proof| proof == "disposable-mailbox");
    if is_disposable { MailboxKind::Disposable } else { MailboxKind::Public }
}
