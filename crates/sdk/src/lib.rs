//! A client of the customer-qualification API of Partner Center, for Microsoft's service and for Qualify.
//!
//! A partner says which qualification a customer has: at once (the *synchronous* form), or by a request that is vetted
//! first (the *asynchronous* form). Both are here, under the names of the official SDKs.
//!
//! # The five calls
//!
//! ```no_run
//! use qualify_sdk::vocabulary::{CustomerId, EducationSegment, Qualification};
//! use qualify_sdk::{Application, Client, Cloud, Credentials, FileSecretStore, QualificationRequest, Wait};
//!
//! # async fn five_calls() -> Result<(), Box<dyn std::error::Error>> {
//! let application = Application::new("contoso.onmicrosoft.com", "<application id>", "<secret>");
//! let credentials = Credentials::refresh_token(application, FileSecretStore::new("/var/lib/contoso/sign-in"));
//! let client = Client::new(&Cloud::Global, credentials)?;
//!
//! // 1. The partner's validation codes for the Government Community Cloud.
//! let codes = client.validation_codes().await?;
//!
//! let id: CustomerId = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420".parse()?;
//! let customer = client.customers().by_id(id).qualification();
//! // 2. What the customer has.
//! println!("{}", customer.get().await?);
//! // 3. The synchronous form: done when it answers. It cannot be undone.
//! customer.update_with_code(Qualification::GovernmentCommunityCloud, &codes[0].validation_id).await?;
//! // 4. The asynchronous form: in review at first.
//! let school = QualificationRequest::education(EducationSegment::K12).website("https://school.example");
//! customer.create_qualifications(&school).await?;
//! // 5. What came of it.
//! if let Some(record) = customer.wait_until_decided(&Wait::default()).await? {
//!     println!("{}: {:?}", record.qualification, record.vetting_status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Programs that are not async take the same calls from the module `blocking` (feature `blocking`). What operators and
//! reviewers of a Qualify do is behind the feature `operator`.
//!
//! # Clouds
//!
//! A [`Cloud`] is root, authority and audience in one value, so that no token of one cloud is ever sent to another:
//! [`Cloud::Global`], [`Cloud::UsGovernment`] (the same root, another authority), [`Cloud::China21Vianet`], and
//! [`Cloud::sandbox`] or [`Cloud::custom`] for a Qualify. Parts that do not belong together are an error before anything is
//! sent.
//!
//! # Credentials
//!
//! The calls want a signed-in user with a second factor beside the application ("App+User"). See [`Credentials`] for the
//! ways to get there, and [`SecretStore`] for where what has to be kept is kept.
//!
//! # Errors
//!
//! [`Error`] says what may have happened. [`Error::effect`] is [`Effect::None`] if the service did nothing,
//! [`Effect::Unknown`] if it may have, [`Effect::Done`] if it did and only its answer was not understood.
//! [`ServiceError`] has the status, the code, the texts and the ids that support asks for.
//!
//! ```no_run
//! # async fn errors(customer: qualify_sdk::CustomerQualification) {
//! use qualify_sdk::{Effect, ErrorCategory};
//!
//! match customer.get_qualifications().await {
//!     Ok(records) => println!("{} records", records.len()),
//!     Err(error) if error.service().is_some_and(|error| error.category() == ErrorCategory::NotFound) => {
//!         println!("no such customer");
//!     }
//!     Err(error) if error.effect() == Effect::Unknown => println!("ask again: {error}"),
//!     Err(error) => println!("{error}"),
//! }
//! # }
//! ```
//!
//! # Retries
//!
//! A call is sent up to four times, always under the same `MS-RequestId`, so that what it changes is changed once. Waits
//! are 0.5, 1.5 and 3.5 seconds, a fifth longer or shorter by chance, or what `Retry-After` says. All calls of a client
//! share a budget of further tries, so that an outage is not multiplied. [`RetryPolicy`] changes all of it.
//!
//! # Connections
//!
//! Requests go over HTTP/1.1, encrypted by rustls for `https`, on connections that the client keeps for the next request: up to
//! a hundred, each for up to 90 seconds of rest. Clones of a client share them. Certificates are checked against the system's
//! authorities, or against those of [`ClientBuilder::trust_only`] alone. Where a proxy stands between, the variables
//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment say so when the client is built, unless
//! [`ClientBuilder::without_proxy`] does not want one.
//!
//! A call can be dropped at any time: its connection ends with it, and what others ask is not touched. Three times are limited:
//! that to reach the service ([`ClientBuilder::connect_timeout`]), that of one try ([`ClientBuilder::attempt_timeout`]), and
//! that of a call with all its tries ([`RetryPolicy::deadline`]).
//!
//! # Lists
//!
//! A [`List`] asks nothing until it is used: [`List::items`] is a stream of items, [`List::pages`] one of pages, and a
//! [`Position`] can be kept as text, to go on in another process.
//!
//! ```no_run
//! # async fn lists(client: qualify_sdk::Client) -> qualify_sdk::Result<()> {
//! use futures_util::TryStreamExt as _;
//! use qualify_sdk::ListQuery;
//!
//! let mut customers = std::pin::pin!(client.customers().list(ListQuery::company_name_starts_with("Lake")).items());
//! while let Some(customer) = customers.try_next().await? {
//!     println!("{} {}", customer.id, customer.company_profile.company_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Waiting
//!
//! [`CustomerQualification::wait_until_decided`] asks Qualify for its events and polls Microsoft's service, never more often
//! than every 30 seconds. It can be dropped and called again at any time.
//!
//! # What is read
//!
//! Answers are read tolerantly: the list, wrapper or single object that services answer with, either name of a date, names
//! in any casing, a byte order mark, numbers as text. A word that is not known here is kept as
//! [`Word::Other`](contract::v1::Word), never an error and never taken for another one.
//!
//! Members that are not known here are no error either. Where a program writes an object back, they are kept in it and sent
//! along, so that nothing is taken away by somebody who does not know it: a [`BillingProfile`] with its [`Address`], by itself
//! or in a [`Customer`], and a webhook's registration. Everywhere else they are skipped, which is what a read costs least;
//! [`Client::request`] gives any answer as it came, and [`RawAnswer::json`] reads it as whatever the program says.
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
mod deadline;
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
#[cfg(feature = "keyring")]
pub use credentials::SystemKeyring;
pub use credentials::{
    Application, BrowserPrompt, ClientCertificate, Credentials, DevicePrompt, FileSecretStore, Keyring,
    KeyringProblem, KeyringSecretStore, MemorySecretStore, Reservation, SandboxUser, Secret, SecretStore,
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
pub use qualify_contract::v1::Word;
pub use qualify_contract::v1::addresses::{AddressToValidate, AddressValidation};
pub use qualify_contract::v1::customers::{Customer, CustomerListItem, NewCompanyProfile, NewCustomer};
pub use qualify_contract::v1::profiles::{Address, BillingProfile, BillingProfileUpdate, CompanyProfile};
pub use qualify_contract::v1::qualifications::QualificationRecord;
pub use qualify_contract::v1::validations::{AccountValidationStatus, GccValidation, ValidationCode};
pub use qualify_vocabulary as vocabulary;

/// The lines of the page that puts C# beside Rust, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/from-csharp.md")]
struct FromCsharp;
