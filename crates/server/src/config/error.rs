//! What is wrong with a configuration.

use std::fmt;
use std::path::Path;

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError {
    /// Everything that is wrong, not only the first.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key, or the file.
    pub place: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.text)
    }
}

impl ConfigError {
    pub(super) fn one(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { problems: vec![Problem { place: place.into(), text: text.into() }] }
    }

    pub(super) fn unreadable_file(file: &Path, error: &std::io::Error) -> Self {
        Self::one(file.display().to_string(), format!("the configuration file cannot be read: {error}"))
    }

    pub(super) fn unreadable_value(file: Option<&Path>, error: &config::ConfigError) -> Self {
        // The library does not say which of the two it was.
        let place = file.map_or_else(
            || "environment".to_owned(),
            |file| format!("{} or the environment", file.display()),
        );
        Self::one(place, format!("{error}; config.example.toml shows every key with its meaning"))
    }
}
