//! A client of the customer-qualification API of Partner Center.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![warn(clippy::missing_errors_doc)]

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod clock;
mod cloud;
mod credentials;
mod error;
mod origin;
mod page;
mod reading;
mod resources;
mod retry;
mod service_error;
mod transport;

pub use client::{Client, ClientBuilder};
pub use cloud::Cloud;
pub use credentials::{
    Application, Credentials, DevicePrompt, FileSecretStore, MemorySecretStore, Secret, SecretStore,
};
pub use error::{Cause, Effect, Error, ErrorCategory, Result, ServiceError};
pub use page::{List, Page, Position};
pub use resources::audit::AuditQuery;
pub use resources::customers::{CustomerScope, Customers, ListQuery};
pub use resources::document::Document;
pub use resources::endpoints::Endpoints;
pub use resources::events::{Events, EventsAfter};
#[cfg(feature = "operator")]
pub use resources::operator::{OPERATOR_AUDIENCE, Operator};
pub use resources::qualification::{CustomerQualification, QualificationRequest, QualificationUpdate};
pub use resources::raw::{Method, RawAnswer, RawRequest};
pub use resources::reviews::{CustomerReview, CustomerReviews};
#[cfg(feature = "operator")]
pub use resources::staff_reviews::{Review, ReviewQuery, Reviews};
pub use resources::waiting::Wait;
pub use resources::webhooks::Webhooks;
pub use retry::RetryPolicy;

pub use qualify_contract as contract;
pub use qualify_vocabulary as vocabulary;
