//! What a verb answers: a read is a future, a write is queued.

use std::future::Future;

use qualify_domain::ports::Outcome;

use crate::undone::Undone;

/// What a read answers.
pub(crate) trait Read<T>: Future<Output = Outcome<T>> + Send {}

impl<T, F: Future<Output = Outcome<T>> + Send> Read<T> for F {}

/// What a write answers at once: nothing, unless it is known already that it cannot be.
pub(crate) type Queued = Result<(), Undone>;
