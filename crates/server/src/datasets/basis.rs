//! What other sources are read by: public suffixes, what suffixes prove, words of names.

use std::path::Path;
use std::time::Instant;

use qualify_vetting::datasets::manifest::{Manifest, ManifestSource};
use qualify_vetting::datasets::{Basis, ParseFault, PublicSuffixes, SourceKind, SourceVersion, SuffixPolicy};
use qualify_vetting::name::NameWords;

use super::files::{self, FileFault};
use super::read::version;
use super::report::{SourceReport, SourceState};

/// Reads it. What is not there, or does not read, is what the program carries.
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
    let encoding = source.table_encoding()?;
    let entries = match source.kind {
        SourceKind::Psl => {
            let text = std::str::from_utf8(&bytes).map_err(|_| ParseFault::new("it is no UTF-8 text"))?;
            basis.suffixes = PublicSuffixes::parse(text)?;
            text.lines().filter(|line| !line.is_empty() && !line.starts_with("//")).count()
        }
        SourceKind::SuffixPolicyCsv => {
            basis.policy = SuffixPolicy::parse(&bytes, encoding)?;
            basis.policy.len()
        }
        SourceKind::NameWordsCsv => {
            basis.words = NameWords::parse(&bytes, encoding)?;
            basis.words.len()
        }
        SourceKind::SwotTree
        | SourceKind::SwotNode
        | SourceKind::HipoJson
        | SourceKind::CisaCurrentFull
        | SourceKind::DomainJson
        | SourceKind::DomainLines
        | SourceKind::OrganisationsCsv
        | SourceKind::RorJson
        | SourceKind::RegisterCsv => return Err(ParseFault::new("it is no such source").into()),
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
