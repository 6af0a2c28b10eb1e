//! Why there is no HTTPS listener.

use std::path::PathBuf;

use crate::private::OpenToOthers;

/// Why there is no HTTPS listener.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file that the configuration names cannot be used.
    #[error("{key}: {problem}")]
    Setting {
        /// The setting, as it is called in the configuration file.
        key: &'static str,
        /// What is wrong with the file, and what to do.
        problem: String,
    },
    /// The certificate authority in the data folder cannot be used.
    #[error("{}: {problem}", file.display())]
    LocalCa {
        file: PathBuf,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// The authority's key is open to others.
    #[error("{0}")]
    OpenToOthers(#[from] OpenToOthers),
}
