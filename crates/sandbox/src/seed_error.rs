//! Why a seed cannot be used.

/// The seed cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The file cannot be read.
    #[error("{file}: {cause}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The JSON is not a seed.
    #[error("{0}; `qualify sandbox seed --print` shows the form")]
    Form(#[from] serde_json::Error),
    /// A value breaks a rule.
    #[error("{place}: {problem}")]
    Value {
        /// Which entry.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl SeedError {
    pub(crate) fn value(place: impl Into<String>, problem: impl ToString) -> Self {
        Self::Value { place: place.into(), problem: problem.to_string() }
    }
}
