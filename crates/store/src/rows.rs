//! What operations do with stored rows, in the words of the domain. An engine implements it; the operations are
//! written once over it.
//!
//! A read is a future. A write is queued: an engine may send it at once or with the next read, and its error may come
//! with any later call of the same operation, or with the commit. So no write passes in silence over a condition that
//! is not met: either the condition was read under the operation's locked load, or it is a constraint that raises.

mod ahead;
mod cells;
mod chain_walk;
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
mod review_queue;
mod reviews;
mod sessions;
mod settings;
mod trail;
mod webhook_tests;
mod work;

pub(crate) use ahead::{Ahead, AheadRows};
pub(crate) use cells::Cells;
pub(crate) use chain_walk::WalkOfChains;
pub(crate) use codes::{CodeRows, read_code};
pub(crate) use customers::{
    CustomerRows, Standing, read_applicant_facts, read_customer, read_standing, read_summary,
};
pub(crate) use decisions::{ChainEnd, DecisionRows, read_chain_end, read_decision, read_sealed};
pub(crate) use deliveries::{
    ATTEMPTS_KEPT, DeliveryProgress, DeliveryRow, DeliveryRows, DeliveryTries, parse_state, read_attempt,
    read_delivery,
};
pub(crate) use documents::{DocumentOwner, DocumentRows, read_document};
pub(crate) use drafts::{DraftRows, read_draft};
pub(crate) use endpoints::{DueEndpoint, EndpointRows, Leftovers, NAMES_SEPARATOR, read_endpoint};
pub(crate) use events::{EventRows, NewEvent, read_each_event, read_event};
pub(crate) use figures::FigureRows;
pub(crate) use grants::GrantRows;
pub(crate) use partners::{PartnerRows, read_partner};
pub(crate) use parts::PartRows;
pub(crate) use qualifications::{Approval, Beside, QualificationRows, read_records};
pub(crate) use reading::{Queued, Read};
pub(crate) use record_row::RecordRow;
pub(crate) use replays::ReplayRows;
pub(crate) use review_queue::read_queued_review;
pub(crate) use reviews::{REVIEWS_MAX, ReviewRows, ReviewTimes, Which, read_appeal, read_review};
pub(crate) use sessions::{SessionRows, read_session, read_sign_in};
pub(crate) use settings::SettingRows;
pub(crate) use trail::{TrailRows, read_audit, read_operation};
pub(crate) use webhook_tests::{EndedTest, KnownTest, WebhookTestRows, read_test_key};
pub(crate) use work::WorkRows;

/// All rows of a store, within one transaction.
pub(crate) trait Rows:
    AheadRows
    + CodeRows
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
    T: AheadRows
        + CodeRows
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
