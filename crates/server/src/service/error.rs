//! Why a use case does not do what was asked for, as far as the domain and the store have no word for it. What each says
//! to a caller is the door's affair: for the wire, `api/refusal`.

use qualify_domain::Refusal;
use qualify_domain::ports::StoreError;

use crate::documents::DocumentError;
use crate::limits::CallsUsedUp;
pub use crate::webhooks::TargetFault;

/// Why a use case came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The domain refused it, or the store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The service refused it.
    #[error(transparent)]
    Refused(#[from] ServiceRefusal),
    /// A document could not be taken in.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The caller has used up what it may for the moment.
    #[error("too many calls")]
    CallsUsedUp(CallsUsedUp),
    /// A fault of ours: the cause is for the log.
    #[error("{cause}")]
    Failed {
        /// What failed.
        cause: String,
    },
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Store(refusal.into())
    }
}

impl From<CallsUsedUp> for ServiceError {
    fn from(used_up: CallsUsedUp) -> Self {
        Self::CallsUsedUp(used_up)
    }
}

/// What the service refuses beside what the domain does. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceRefusal {
    /// The nil GUID stands for no partner, and is none's.
    #[error("the nil GUID is no partner's")]
    NilPartner,
    /// A name is empty, too long or holds what no name does.
    #[error("{member} is no usable name")]
    NameUnusable {
        /// Whose name it is, as the wire spells it.
        member: &'static str,
    },
    /// A code that nobody could use.
    #[error("a code needs a unit")]
    CodeWithoutUnits,
    /// The text that a code should have is none of a code.
    #[error("the text is none of a code: {rule}")]
    CodeUnusable {
        /// What is expected.
        rule: &'static str,
    },
    /// There is no such dataset.
    #[error("no such dataset")]
    DatasetNotFound,
    /// There is no such decision.
    #[error("no such decision")]
    DecisionNotFound,
    /// There is no such review, for staff.
    #[error("no such review")]
    ReviewNotFound,
    /// Neither none nor so many reviews can be decided alike.
    #[error("none, or too many reviews")]
    NotSoManyReviews,
    /// The review has no such document.
    #[error("no such document")]
    DocumentNotFound,
    /// The document's time was over.
    #[error("the document was deleted")]
    DocumentDeleted,
    /// The document is there, and its bytes are not.
    #[error("the document's file is gone")]
    DocumentFileGone,
    /// A new receiver that is told nothing.
    #[error("a new webhook is disabled")]
    NewWebhookDisabled,
    /// A receiver's URL cannot be used.
    #[error("{member} {fault}")]
    TargetUnusable {
        /// Which member holds it, as the wire spells it.
        member: &'static str,
        /// What is wrong with it.
        fault: TargetFault,
    },
    /// An event that a receiver in our own form cannot be told of.
    #[error("an event is unknown")]
    EventUnknown,
    /// A registration in Microsoft's form names so many events.
    #[error("the number of names of events is {0}")]
    TooManyEventNames(usize),
    /// What a registration in Microsoft's form names is no event's name.
    #[error("name {place} is none of an event")]
    EventNameUnusable {
        /// Where it stands in the list.
        place: usize,
    },
    /// The partner's words about a receiver are too many.
    #[error("the description is too long")]
    DescriptionTooLong,
    /// The receiver in Microsoft's form has a door of its own.
    #[error("the webhook is in Microsoft's form")]
    WebhookOfMicrosoftsForm,
    /// A user has no so many roles.
    #[error("too many directory roles")]
    TooManyRoles,
}
