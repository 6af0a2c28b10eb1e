//! Why an operation did not happen, inside of the store.

use qualify_domain::Refusal;
use qualify_domain::audit::AuditFact;
use qualify_domain::ports::StoreError;
use qualify_domain::replay::ReplayKey;
use qualify_domain::review::ReviewRefusal;

/// What an operation leads to. Whatever is undone leaves nothing behind but a [`Trace`].
pub(crate) type Done<T> = Result<T, Undone>;

/// Why an operation is taken back.
#[derive(Debug)]
pub(crate) enum Undone {
    /// A rule of the domain refuses it.
    Refused(Refusal, Option<Box<Trace>>),
    /// The store failed.
    Failed(StoreError),
}

/// What a refused operation leaves in the audit trail. It is written after the rollback.
#[derive(Debug)]
pub(crate) struct Trace {
    /// The record.
    pub(crate) fact: AuditFact,
    /// What tells a client that repeats its call: it leaves one record a minute (contract 9.2.10).
    pub(crate) repeated_as: Option<ReplayKey>,
}

impl Undone {
    /// A refusal that leaves a record.
    pub(crate) fn leaving(refusal: Refusal, trace: Trace) -> Self {
        Self::Refused(refusal, Some(Box::new(trace)))
    }
}

impl From<Undone> for StoreError {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Refused(refusal, _) => Self::Refused(refusal),
            Undone::Failed(error) => error,
        }
    }
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Refused(refusal, None),
            failed => Self::Failed(failed),
        }
    }
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal, None)
    }
}

impl From<ReviewRefusal> for Undone {
    fn from(refusal: ReviewRefusal) -> Self {
        Refusal::from(refusal).into()
    }
}

/// Takes a refusal out of an outcome, where it is an answer and not the end of the operation.
pub(crate) fn answered<T>(done: Done<T>) -> Result<Result<T, Refusal>, StoreError> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Undone::Refused(refusal, _)) => Ok(Err(refusal)),
        Err(Undone::Failed(error)) => Err(error),
    }
}
