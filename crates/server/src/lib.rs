//! The Qualify service: the wire of the customer-qualification API, sign-in, operator routes. What a sandbox has more stands on it, in a crate of
//! its own ([`extension`]).
//!
//! [`Server::start`] is the way in. `compose` puts the parts together into an `app`, `lifecycle` listens and stops; a request goes through
//! `api::front` to a handler, from there to a use case of `service`, and in most cases to one store operation.
#![forbid(unsafe_code)]

pub mod api;
mod app;
pub mod auth;
pub mod backup;
pub mod certificate;
pub mod clock;
mod compose;
pub mod config;
mod conflicts;
mod connections;
mod data_folder;
pub mod datasets;
mod documents;
mod errors_page;
pub mod extension;
pub mod html;
mod jobs;
mod lifecycle;
mod limits;
mod looks;
mod metrics;
mod new_file;
mod openapi;
mod opened;
mod operator;
mod own;
pub mod pages;
mod partner;
mod partner_profiles;
mod private;
pub mod random;
mod raw_target;
pub mod reviews;
mod routes;
mod secrets;
mod served;
pub mod service;
mod start_error;
mod telemetry;
mod tls;
mod under_way;
mod unusable_place;
mod vetting;
pub mod watched_body;
mod watched_stream;
mod webhooks;

pub use app::App;
pub use clock::today;
pub use config::{Config, ConfigError};
pub use errors_page::errors_markdown;
pub use lifecycle::Server;
pub use looks::{Looker, Looks};
pub use openapi::{Described, describe, openapi_json};
pub use operator::decision_view;
pub use private::OpenToOthers;
pub use secrets::SecretError;
pub use start_error::StartError;
pub use telemetry::{LogGuard, start_logging, start_logging_into};
pub use tls::{CA_FILE, ReplacedCa, TlsError};
pub use unusable_place::UnusablePlace;
pub use webhooks::SignerError;
