//! Why a seed cannot be used.

use std::fmt;

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
    /// It is no JSON.
    #[error("it is no seed: {0}; `qualify sandbox seed --print` shows the form")]
    Form(#[from] serde_json::Error),
    /// Entries of it cannot be used.
    #[error("{}; `qualify sandbox seed --print` shows the form", listed(.0))]
    Faults(Vec<SeedFault>),
}

/// What is wrong with an entry of a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedFault {
    /// Where it stands in the JSON, such as `customers[0].companyProfile.domain`.
    pub place: String,
    /// What is wrong there.
    pub problem: String,
}

impl SeedFault {
    pub(crate) fn new(place: impl Into<String>, problem: impl ToString) -> Self {
        Self { place: place.into(), problem: problem.to_string() }
    }
}

impl fmt::Display for SeedFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.problem)
    }
}

/// One on the line, several below each other.
fn listed(faults: &[SeedFault]) -> String {
    match faults {
        [fault] => fault.to_string(),
        faults => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("\n  {fault}")).collect();
            format!("{} faults:{}", faults.len(), lines.concat())
        }
    }
}
