//! A directory of datasets: its manifest, and a source after the other.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use qualify_vetting::datasets::mailboxes::{self, MailboxKind};
use qualify_vetting::datasets::manifest::{Manifest, ManifestSource};
use qualify_vetting::datasets::{
    Basis, Content, ParseFault, Parsed, PublicSuffixes, Quarantined, Snapshot, Source, SourceKind,
    SourceVersion, SuffixPolicy, cisa, hipo, organisations,
};
use qualify_vetting::name::NameWords;

use super::cache::Cache;
use super::files::{self, FileFault};
use super::tree;

/// The file that names the sources.
pub(super) const MANIFEST_FILE: &str = "manifest.json";

/// Most bytes of a manifest.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// Why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatasetsError {
    /// The manifest cannot be read.
    #[error("{path}: {fault}", path = .path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: FileFault,
    },
}

/// What reading a directory came to.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The sources together, and what the program carries for those that are not there.
    pub snapshot: Snapshot,
    /// How each source of the manifest was read, in its order.
    pub reports: Vec<SourceReport>,
}

/// How a source was read.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// Its place in the manifest.
    pub source: ManifestSource,
    /// What came of it.
    pub state: SourceState,
    /// The bytes that were read.
    pub bytes: u64,
    /// The time that it took.
    pub time: Duration,
}

/// What came of a source.
#[derive(Debug, Clone)]
pub enum SourceState {
    /// Vetting consults it.
    Used {
        /// What decisions name as their source.
        version: SourceVersion,
        /// Number of entries.
        entries: usize,
        /// What was read and is not used.
        quarantined: Vec<Quarantined>,
        /// Whether it came from the cache.
        is_cached: bool,
    },
    /// It is switched off.
    Off,
    /// It does not read, and is not used.
    Broken(String),
}

/// Reads a directory. `cache` is a folder for what is slow to read; without it everything is read from the sources.
///
/// # Errors
/// The manifest cannot be read. A source that cannot be is left out, and its report says why.
pub fn load_directory(directory: &Path, cache: Option<&Path>) -> Result<Loaded, DatasetsError> {
    let manifest = read_manifest(directory)?;
    let cache = cache.map(Cache::new);
    let (basis, mut reports) = load_basis(directory, &manifest);
    let basis = Arc::new(basis);
    let mut sources = Vec::new();
    for source in manifest.sources.iter().filter(|source| !source.kind.is_basis()) {
        let (report, loaded) = load_source(directory, source, &basis, cache.as_ref());
        sources.extend(loaded);
        reports.push(report);
    }
    let place =
        |report: &SourceReport| manifest.sources.iter().position(|source| source.id == report.source.id);
    reports.sort_by_key(place);
    Ok(Loaded { snapshot: Snapshot::new(basis, sources), reports })
}

pub(super) fn read_manifest(directory: &Path) -> Result<Manifest, DatasetsError> {
    let path = directory.join(MANIFEST_FILE);
    files::read(&path, MANIFEST_BYTES_MAX)
        .and_then(|bytes| Ok(Manifest::parse(&bytes)?))
        .map_err(|fault| DatasetsError::Manifest { path, fault })
}

/// What other sources are read by. What is not there, or does not read, is what the program carries.
pub(super) fn load_basis(directory: &Path, manifest: &Manifest) -> (Basis, Vec<SourceReport>) {
    let mut basis = Basis::embedded();
    let mut reports = Vec::new();
    for source in manifest.sources.iter().filter(|source| source.kind.is_basis()) {
        let begin = Instant::now();
        let mut bytes = 0;
        let state = if source.enabled {
            match read_basis_source(directory, source, &mut basis) {
                Ok(read) => {
                    bytes = read.bytes;
                    replace_version(&mut basis, source.kind, read.version.clone());
                    SourceState::Used {
                        version: read.version,
                        entries: read.entries,
                        quarantined: Vec::new(),
                        is_cached: false,
                    }
                }
                Err(fault) => SourceState::Broken(fault.to_string()),
            }
        } else {
            SourceState::Off
        };
        reports.push(SourceReport { source: source.clone(), state, bytes, time: begin.elapsed() });
    }
    (basis, reports)
}

struct BasisRead {
    version: SourceVersion,
    entries: usize,
    bytes: u64,
}

fn read_basis_source(
    directory: &Path,
    source: &ManifestSource,
    basis: &mut Basis,
) -> Result<BasisRead, FileFault> {
    let bytes = files::read_inside(directory, &source.path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| ParseFault::new("it is no UTF-8 text"))?;
    let entries = match source.kind {
        SourceKind::Psl => {
            basis.suffixes = PublicSuffixes::parse(text)?;
            text.lines().filter(|line| !line.is_empty() && !line.starts_with("//")).count()
        }
        SourceKind::SuffixPolicyCsv => {
            basis.policy = SuffixPolicy::parse(text)?;
            basis.policy.len()
        }
        SourceKind::NameWordsCsv => {
            basis.words = NameWords::parse(text)?;
            text.lines().count().saturating_sub(1)
        }
        SourceKind::SwotTree
        | SourceKind::SwotNode
        | SourceKind::HipoJson
        | SourceKind::CisaCurrentFull
        | SourceKind::DomainJson
        | SourceKind::DomainLines
        | SourceKind::OrganisationsCsv => return Err(ParseFault::new("it is no such source").into()),
    };
    let version = version(source, files::short_hash(&bytes));
    Ok(BasisRead { version, entries, bytes: bytes.len() as u64 })
}

/// The version takes the place of that of what the program carries.
fn replace_version(basis: &mut Basis, kind: SourceKind, version: SourceVersion) {
    let embedded = match kind {
        SourceKind::Psl => "psl",
        SourceKind::SuffixPolicyCsv => "suffix-policy",
        _ => "name-words",
    };
    if let Some(known) = basis.versions.iter_mut().find(|known| known.id == embedded) {
        *known = version;
    }
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

/// A source that was read.
pub(super) struct Read {
    pub(super) parsed: Parsed,
    pub(super) hash: String,
    pub(super) bytes: u64,
    pub(super) is_cached: bool,
}

fn read_source(
    directory: &Path,
    source: &ManifestSource,
    basis: &Basis,
    cache: Option<&Cache>,
) -> Result<Read, FileFault> {
    let Some(root) = tree_root(directory, source)? else { return read_file(directory, source, basis) };
    if let Some(read) = cache.and_then(|cache| cache.find(source, basis, &root)) {
        return Ok(read);
    }
    let read = tree::read(&root, basis)?;
    if let Some(cache) = cache {
        cache.keep(source, basis, &root, &read);
    }
    Ok(read)
}

/// Where the files of a tree begin; none for a source that is one file.
pub(super) fn tree_root(directory: &Path, source: &ManifestSource) -> Result<Option<PathBuf>, FileFault> {
    match source.kind {
        SourceKind::SwotTree => files::inside(directory, &source.path).map(Some),
        SourceKind::SwotNode => {
            files::inside(directory, &format!("{}/data/lib/domains", source.path)).map(Some)
        }
        SourceKind::HipoJson
        | SourceKind::CisaCurrentFull
        | SourceKind::DomainJson
        | SourceKind::DomainLines
        | SourceKind::Psl
        | SourceKind::SuffixPolicyCsv
        | SourceKind::OrganisationsCsv
        | SourceKind::NameWordsCsv => Ok(None),
    }
}

fn read_file(directory: &Path, source: &ManifestSource, basis: &Basis) -> Result<Read, FileFault> {
    let bytes = files::read_inside(directory, &source.path)?;
    let parsed = match source.kind {
        SourceKind::HipoJson => hipo::parse(&bytes, basis)?,
        SourceKind::CisaCurrentFull => cisa::parse(&bytes, basis)?,
        SourceKind::DomainJson => mailboxes::parse_json(&bytes, mailbox_kind(source), basis)?,
        SourceKind::DomainLines => mailboxes::parse_lines(&bytes, mailbox_kind(source), basis)?,
        SourceKind::OrganisationsCsv => organisations::parse(&bytes, basis)?,
        SourceKind::SwotTree
        | SourceKind::SwotNode
        | SourceKind::Psl
        | SourceKind::SuffixPolicyCsv
        | SourceKind::NameWordsCsv => return Err(ParseFault::new("it is no such source").into()),
    };
    Ok(Read { parsed, hash: files::short_hash(&bytes), bytes: bytes.len() as u64, is_cached: false })
}

fn mailbox_kind(source: &ManifestSource) -> MailboxKind {
    let is_disposable = source.proves.iter().any(|proof| proof == "disposable-mailbox");
    if is_disposable { MailboxKind::Disposable } else { MailboxKind::Public }
}

fn version(source: &ManifestSource, hash: String) -> SourceVersion {
    SourceVersion { id: source.id.clone(), hash, as_of: source.as_of }
}

impl Loaded {
    /// The source of a manifest's entry, as it is used.
    pub fn find(&self, id: &str) -> Option<&Arc<Source>> {
        self.snapshot.sources().iter().find(|source| source.version.id == id)
    }

    /// Everything that was read and is not used: by source, and by what the sources say of each other.
    pub fn quarantined(&self) -> Vec<(&str, Quarantined)> {
        let mut all = Vec::new();
        for report in &self.reports {
            if let SourceState::Used { quarantined, .. } = &report.state {
                all.extend(quarantined.iter().map(|entry| (report.source.id.as_str(), entry.clone())));
            }
        }
        for entry in self.snapshot.quarantined() {
            let holders =
                self.snapshot.sources().iter().filter(|source| holds(&source.content, &entry.entry));
            for source in holders {
                if let Some(report) = self.reports.iter().find(|it| it.source.id == source.version.id) {
                    all.push((report.source.id.as_str(), entry.clone()));
                }
            }
        }
        all
    }
}

fn holds(content: &Content, host: &str) -> bool {
    match content {
        Content::Swot { listings, .. }
        | Content::Listings(listings)
        | Content::Organisations { listings, .. } => !listings.get(host).is_empty(),
        Content::Registry(_) | Content::PublicMailboxes(_) | Content::DisposableMailboxes(_) => false,
    }
}
