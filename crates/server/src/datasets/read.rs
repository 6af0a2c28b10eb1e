//! One source: where it is, and what reading it comes to.

use std::path::{Path, PathBuf};

use qualify_vetting::datasets::manifest::ManifestSource;
use qualify_vetting::datasets::{Parsed, SourceKind, SourceVersion};

use super::files::{self, FileFault};

/// A source that was read.
pub(super) struct Read {
    pub(super) parsed: Parsed,
    pub(super) hash: String,
    pub(super) bytes: u64,
    pub(super) is_cached: bool,
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
        | SourceKind::NameWordsCsv
        | SourceKind::RorJson
        | SourceKind::RegisterCsv => Ok(None),
    }
}

/// The version that decisions name.
pub(super) fn version(source: &ManifestSource, hash: String) -> SourceVersion {
    SourceVersion { id: source.id.clone(), hash, as_of: source.as_of, title: source.title() }
}
