//! What every operation of the port answers.

use crate::Refusal;

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operation breaks a rule of the domain. Nothing was changed, but a failed audit record may say so.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store cannot answer now; the same call may succeed later. Nothing was changed.
    #[error("the store is not available: {reason}")]
    Unavailable {
        /// What is in the way, without data.
        reason: &'static str,
        /// The cause.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A stored value does not read back.
    #[error("{table}.{column} holds a value that does not read back")]
    Corrupt {
        /// Where the value stands.
        table: &'static str,
        /// What it is there; the value itself is not told.
        column: &'static str,
    },
    /// A fault of ours.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What an operation answers.
pub type Outcome<T> = Result<T, StoreError>;
