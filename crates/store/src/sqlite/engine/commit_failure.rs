//! Why a group of writes was not committed.

use qualify_domain::ports::StoreError;

/// Why a group was not committed, for each of its operations.
pub(super) enum CommitFailure {
    Unavailable(&'static str),
    Failed(String),
}

impl CommitFailure {
    pub(super) fn from_error(error: &StoreError) -> Self {
        match error {
            StoreError::Unavailable { reason, .. } => Self::Unavailable(reason),
            other => Self::Failed(other.to_string()),
        }
    }

    pub(super) fn to_error(&self) -> StoreError {
        match self {
            Self::Unavailable(reason) => StoreError::Unavailable { reason, source: None },
            Self::Failed(text) => StoreError::Failed(text.clone().into()),
        }
    }
}
