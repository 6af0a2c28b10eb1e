//! What operations do with stored rows, in the words of the domain. An engine implements it; the operations are
//! written once
//! over it.
//!
//! A read is a future. A write is queued: an engine may send it at once or with the next read, and its error may come
//! with any later call of the same operation, or with the commit. So no write passes in silence over a condition
//! that is
//! not met: either the condition was read under the operation's locked load, or it is a constraint that raises.

mod codes;
mod customers;
mod decisions;
mod deliveries;
mod documents;
mod drafts;
mod endpoints;
mod events;
mod figures;
mod grants;
mod partners;
mod parts;
mod qualifications;
mod reading;
mod record_row;
mod replays;
mod reviews;
mod sessions;
mod settings;
mod trail;
mod webhook_tests;
mod work;

pub(crate) use codes::CodeRows;
pub(crate) use customers::{CustomerRows, Standing};
pub(crate) use decisions::{ChainEnd, DecisionRows};
pub(crate) use deliveries::{ATTEMPTS_KEPT, DeliveryProgress, DeliveryRow, DeliveryRows, DeliveryTries};
pub(crate) use documents::{DocumentOwner, DocumentRows};
pub(crate) use drafts::DraftRows;
pub(crate) use endpoints::{DueEndpoint, EndpointRows, Leftovers};
pub(crate) use events::{EventRows, NewEvent};
pub(crate) use figures::FigureRows;
pub(crate) use grants::GrantRows;
pub(crate) use partners::PartnerRows;
pub(crate) use parts::PartRows;
pub(crate) use qualifications::{Approval, Beside, QualificationRows};
pub(crate) use reading::{Queued, Read};
pub(crate) use record_row::RecordRow;
pub(crate) use replays::ReplayRows;
pub(crate) use reviews::{REVIEWS_MAX, ReviewRows, ReviewTimes, Which};
pub(crate) use sessions::SessionRows;
pub(crate) use settings::SettingRows;
pub(crate) use trail::TrailRows;
pub(crate) use webhook_tests::{EndedTest, KnownTest, WebhookTestRows};
pub(crate) use work::WorkRows;

/// All rows of a store, within one transaction.
pub(crate) trait Rows:
    CodeRows
    + CustomerRows
    + DecisionRows
    + DeliveryRows
    + DocumentRows
    + DraftRows
    + EndpointRows
    + EventRows
    + FigureRows
    + GrantRows
    + PartnerRows
    + PartRows
    + QualificationRows
    + ReplayRows
    + ReviewRows
    + SessionRows
    + SettingRows
    + TrailRows
    + WebhookTestRows
    + WorkRows
    + Send
{
}

impl<T> Rows for T where
    T: CodeRows
        + CustomerRows
        + DecisionRows
        + DeliveryRows
        + DocumentRows
        + DraftRows
        + EndpointRows
        + EventRows
        + FigureRows
        + GrantRows
        + PartnerRows
        + PartRows
        + QualificationRows
        + ReplayRows
        + ReviewRows
        + SessionRows
        + SettingRows
        + TrailRows
        + WebhookTestRows
        + WorkRows
        + Send
{
}
