//! Datasets on disk: a directory with a manifest becomes a snapshot that decisions consult.
//!
//! To add a format: its parser in the vetting crate, and its line in `directory.rs`.

mod cache;
mod directory;
mod files;
mod tree;
mod watched;

pub use directory::{DatasetsError, Loaded, SourceReport, SourceState, load_directory};
pub use files::FileFault;
pub(crate) use watched::Datasets;

#[cfg(test)]
mod tests;
