//! Datasets on disk: a directory with a manifest becomes a snapshot that decisions consult.
//!
//! To add a format: its parser in the vetting crate, and its line in `directory.rs`.

mod basis;
mod cache;
mod directory;
mod files;
mod guard;
mod large;
mod read;
mod report;
mod tree;
mod watched;

pub(crate) use directory::check_directory;
pub use directory::{DatasetsError, MANIFEST_FILE, load_directory, load_sources, read_manifest};
pub use files::{FILE_BYTES_MAX, FileFault};
pub use guard::{Shrunken, shrunken};
pub use qualify_vetting::datasets::QuarantineCause;
pub use report::{Loaded, SourceReport, SourceState};
pub use watched::Alarm;
pub(crate) use watched::Datasets;

#[cfg(test)]
mod tests;
