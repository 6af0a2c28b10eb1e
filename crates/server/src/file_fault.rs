//! A file or folder that cannot be used, with what the system says.

/// A file or folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {cause}; check --data-dir and its rights")]
pub struct FileFault {
    /// The file or folder.
    pub place: String,
    /// What the system says.
    pub cause: std::io::Error,
}
