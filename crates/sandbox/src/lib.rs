//! The sandbox: what `qualify serve --sandbox` has more than the service. Tokens for anybody who asks, an issuer in the form
//! of Entra, a clock that moves, faults, the list of exchanges, snapshots, a way back to the start.
//!
//! [`start`] is the way in. The service asks its sandbox at the places that `qualify_server::extension` names, which
//! `extension` answers; the service itself knows nothing of it.
//!
//! To add a power: its handler in a module of its own, its name and row in `qualify_wire::endpoints`, its line in
//! `routes`.
#![forbid(unsafe_code)]

mod claimed;
mod client_certificate;
mod clock;
mod directory;
mod document;
mod extension;
mod faults;
mod home;
mod interest;
mod issuer;
mod kept_clock;
mod minting;
mod openapi;
mod origin;
mod own_names;
mod panel;
mod partners;
mod requests;
mod reset;
mod routes;
mod scripted;
mod scripts;
mod seed;
mod seed_check;
mod seed_error;
mod seed_people;
mod seed_profiles;
mod seed_reader;
mod seed_used;
mod signing;
mod snapshots;
mod start;
mod state;
mod token_warnings;
mod tokens;
mod watch;
mod whose;

pub use client_certificate::{ClientCertificatePair, Thumbprints};
pub use document::Document;
pub use minting::{ClientProof, STAFF_TENANT, SandboxIssuer, TokenClaims, TokenUser, issuer_at};
pub use openapi::openapi_json;
pub use own_names::OwnNames;
pub use scripted::{SCRIPTED_HOSTS, ScriptedHost};
pub use seed::SandboxSeed;
pub use seed_error::{SeedError, SeedFault};
pub use signing::SandboxError;
pub use start::{start, start_with};
