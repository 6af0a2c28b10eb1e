//! A file or folder that cannot be used, with what the system says.

use std::path::Path;

/// A file or folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {cause}; check --data-dir and its rights")]
pub struct UnusablePlace {
    /// The file or folder.
    pub place: String,
    /// What the system says.
    pub cause: std::io::Error,
}

impl UnusablePlace {
    /// What is made of the system's errors about a file or folder.
    pub fn at(place: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let place = place.display().to_string();
        move |cause| Self { place, cause }
    }
}
