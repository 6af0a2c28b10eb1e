//! The words that every layer of Qualify speaks.
//!
//! Ids, qualifications, vetting states, roles: each with its one spelling for storage and for the wire, parsing,
//! display and serde. There is no I/O here, and nothing that decides; see the domain crate for that.
//!
//! To add a word: give it a module named by the noun, a `parse` that states the rule, and a table test of its
//! spellings.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod account;
mod counted;
mod day;
mod duration;
mod email;
mod error;
mod fold;
mod hexadecimal;
mod host;
mod ids;
mod invisible;
mod iso_country;
mod outcome;
mod page;
mod person;
mod qualification;
mod rights;
mod search_words;
mod text;
mod validation_code;
mod vetting;
mod website;

pub use account::AccountStatus;
pub use counted::counted;
pub use day::{begin_of_day, day_of};
pub use duration::parse_duration;
pub use email::EmailAddress;
pub use error::ParseError;
pub use fold::NameKey;
pub use hexadecimal::{from_hexadecimal, to_hexadecimal};
pub use host::{DomainName, DomainSearch};
pub use ids::{
    ApplicationId, BillingProfileId, CommerceId, CorrelationId, CustomerId, DecisionId, DocumentId, DraftId,
    EndpointId, GrantId, LeaseId, PartnerId, ProcessId, RequestId, ReviewId, SessionId, UserId, WorldId,
    parse_guid,
};
pub use invisible::is_ignorable;
pub use iso_country::IsoCountry;
pub use jiff::civil::Date;
pub use jiff::{SignedDuration, Timestamp};
pub use outcome::{Outcome, ReasonCode};
pub use page::PageSize;
pub use person::{Person, PersonKey, fold_person_name, shown_person_name};
pub use qualification::{EducationSegment, Qualification};
pub use rights::{PartnerRole, StaffRole};
pub use search_words::{CustomerWords, SearchWords};
pub use text::clean_text;
pub use validation_code::ValidationCodeId;
pub use vetting::{Decision, VettingPolicy, VettingReason, VettingStatus};
pub use website::Website;
