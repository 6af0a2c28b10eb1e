//! What can go wrong, and what may have happened then.

use std::time::Duration;

use qualify_vocabulary::{CorrelationId, RequestId, counted};

pub use crate::service_error::{ErrorCategory, ServiceError};

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// Where an error came from, hidden behind the standard trait: no type of the HTTP library is part of this crate's API.
pub type Cause = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Why a call did not come to its end. [`Error::effect`] says what may have happened at the service.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings, or what was asked for, cannot be used. Nothing was sent.
    #[error("{text}")]
    #[non_exhaustive]
    Settings {
        /// What is wrong with them, and what to do.
        text: String,
    },
    /// No token could be got. Nothing was sent to the service itself.
    #[error("nobody is signed in: {text}")]
    #[non_exhaustive]
    SignIn {
        /// Why, and what to do.
        text: String,
        /// The code of OAuth 2.0, such as `invalid_grant`.
        code: Option<String>,
        /// Whether the same may work later without a change.
        is_retryable: bool,
        /// What it came from.
        #[source]
        source: Option<Cause>,
    },
    /// The service was not reached: the request was not sent.
    #[error("{origin} did not answer, and nothing was sent (request {request_id})")]
    #[non_exhaustive]
    NotSent {
        /// The id of the request.
        request_id: RequestId,
        /// Whom it was for: scheme, host and port.
        origin: String,
        /// What it came from.
        #[source]
        source: Cause,
    },
    /// The request was sent, and no answer came. It may have been carried out. The same request under the same id is
    /// carried out once, and answered alike.
    #[error(
        "the request was sent and not answered: it may have been carried out (request {request_id}; sent again under this \
         id, it is carried out once)"
    )]
    #[non_exhaustive]
    NoAnswer {
        /// The id of the request.
        request_id: RequestId,
        /// What it came from.
        #[source]
        source: Cause,
    },
    /// The service answered that it did what was asked, and its answer was not understood.
    #[error("the answer (status {status}, request {request_id}) was not understood: {text}")]
    #[non_exhaustive]
    NotUnderstood {
        /// The id of the request.
        request_id: RequestId,
        /// The status of HTTP.
        status: u16,
        /// What was not understood.
        text: String,
    },
    /// The service refused, or could not do it.
    #[error(transparent)]
    Service(#[from] Box<ServiceError>),
    /// The time that a caller gave was over. What was under way may have been carried out.
    #[error("the time of {} for it is over", counted(limit.as_secs(), "second"))]
    #[non_exhaustive]
    OutOfTime {
        /// The time that it was given.
        limit: Duration,
        /// Whether something was sent whose answer was not waited for.
        is_sent: bool,
    },
    /// Something on this machine failed: a file of secrets, a command, a port of the browser's sign-in.
    #[error("{text}")]
    #[non_exhaustive]
    Local {
        /// What was tried, and what to do.
        text: String,
        /// What it came from.
        #[source]
        source: Option<Cause>,
    },
}

/// What may have happened at the service when a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing: it was not asked, or it refused.
    None,
    /// It may have been carried out. The same request id makes sure that it is carried out once.
    Unknown,
    /// It was carried out; only the answer was not understood.
    Done,
}

impl Error {
    pub(crate) fn settings(text: impl Into<String>) -> Self {
        Self::Settings { text: text.into() }
    }

    pub(crate) fn local(text: impl Into<String>, source: impl Into<Cause>) -> Self {
        Self::Local { text: text.into(), source: Some(source.into()) }
    }

    /// What may have happened at the service.
    pub fn effect(&self) -> Effect {
        match self {
            Self::Settings { .. } | Self::SignIn { .. } | Self::NotSent { .. } | Self::Local { .. } => {
                Effect::None
            }
            Self::NoAnswer { .. } | Self::OutOfTime { is_sent: true, .. } => Effect::Unknown,
            Self::OutOfTime { is_sent: false, .. } => Effect::None,
            Self::NotUnderstood { .. } => Effect::Done,
            Self::Service(error) => error.effect(),
        }
    }

    /// Whether the same call may succeed later without a change.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Settings { .. } | Self::Local { .. } | Self::NotUnderstood { .. } => false,
            Self::SignIn { is_retryable, .. } => *is_retryable,
            Self::NotSent { .. } | Self::NoAnswer { .. } | Self::OutOfTime { .. } => true,
            Self::Service(error) => error.is_retryable(),
        }
    }

    /// What the service said, if it answered with an error.
    pub fn service(&self) -> Option<&ServiceError> {
        match self {
            Self::Service(error) => Some(error),
            Self::Settings { .. }
            | Self::SignIn { .. }
            | Self::NotSent { .. }
            | Self::NoAnswer { .. }
            | Self::NotUnderstood { .. }
            | Self::OutOfTime { .. }
            | Self::Local { .. } => None,
        }
    }

    /// Whether the service says that there is no such thing.
    pub(crate) fn is_not_found(&self) -> bool {
        self.service().is_some_and(|error| error.category() == ErrorCategory::NotFound)
    }

    /// The id under which the request was sent: what support asks for.
    pub fn request_id(&self) -> Option<RequestId> {
        match self {
            Self::NotSent { request_id, .. }
            | Self::NoAnswer { request_id, .. }
            | Self::NotUnderstood { request_id, .. } => Some(*request_id),
            Self::Service(error) => Some(error.request_id()),
            Self::Settings { .. } | Self::SignIn { .. } | Self::OutOfTime { .. } | Self::Local { .. } => None,
        }
    }

    /// The id that ties the calls of a client together, if the service was asked.
    pub fn correlation_id(&self) -> Option<CorrelationId> {
        self.service().map(ServiceError::correlation_id)
    }
}
