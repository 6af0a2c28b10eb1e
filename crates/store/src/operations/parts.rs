//! Operations that handle many rows: each is a part of its own, so that one that cannot be handled leaves nothing
//! half-done and does not stop the others.

use qualify_domain::Refusal;
use qualify_domain::ports::{Outcome, StoreError};

use crate::rows::Rows;
use crate::undone::{Done, Undone};

/// Why a part was taken back.
#[derive(Debug, thiserror::Error)]
pub(super) enum TakenBack {
    /// A rule of the domain refuses it.
    #[error(transparent)]
    Refused(Refusal),
    /// A row does not read back, or does not go in.
    #[error(transparent)]
    Broken(StoreError),
}

impl From<TakenBack> for StoreError {
    fn from(taken_back: TakenBack) -> Self {
        match taken_back {
            TakenBack::Refused(refusal) => Self::Refused(refusal),
            TakenBack::Broken(error) => error,
        }
    }
}

/// Ends the part that was begun last: it is kept if it was done, else taken back. What is amiss with the store itself
/// ends the operation.
pub(super) fn end<R: Rows, T>(rows: &mut R, done: Done<T>) -> Done<Result<T, TakenBack>> {
    let taken_back = match done {
        Ok(value) => {
            rows.keep_part()?;
            return Ok(Ok(value));
        }
        Err(Undone::Refused(refusal, _)) => TakenBack::Refused(refusal),
        Err(Undone::Failed(error)) => TakenBack::Broken(broken(error)?),
    };
    rows.take_part_back()?;
    Ok(Err(taken_back))
}

/// One of many rows, unless it does not read back: then the error, and the others go on.
pub(super) fn read<T>(found: Outcome<T>) -> Done<Result<T, StoreError>> {
    match found {
        Ok(value) => Ok(Ok(value)),
        Err(error) => broken(error).map(Err),
    }
}

/// The error of one row; that of the store itself goes on.
fn broken(error: StoreError) -> Result<StoreError, Undone> {
    match error {
        StoreError::Corrupt { .. } | StoreError::Failed(_) => Ok(error),
        StoreError::Unavailable { .. } | StoreError::Refused(_) => Err(error.into()),
    }
}
