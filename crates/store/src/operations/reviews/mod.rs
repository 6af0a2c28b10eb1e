//! Cases that people decide: what is loaded for them, and what follows from a step of one. What a case becomes is the
//! domain's ([`qualify_domain::review`]).

mod acts;
mod documents;
pub(crate) mod drafts;
mod opening;
mod records;
mod saving;
mod standing;
mod texts;
mod together;

pub(crate) use acts::RecordReviewView;
pub(crate) use documents::{AddDocument, MarkDocumentDeleted};
pub(super) use opening::{OpeningFacts, open_audit, open_request};
pub(crate) use records::{FindReview, ListCustomerReviews};
pub(super) use records::{erase_customer, follow, withdraw_all};
pub(crate) use standing::ListStandingApprovals;
pub(super) use texts::purge as purge_texts;
