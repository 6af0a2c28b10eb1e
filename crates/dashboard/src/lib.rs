//! The dashboard: pages for a partner's staff, for reviewers and for operators, below `/dashboard`.
//!
//! It stands on the service and calls what a handler of the API calls: the use cases of [`qualify_server::service`], in the
//! name of whoever signed in with this browser. [`open`] is the way in. A request comes through `guard`, which goes by its
//! row of the table of endpoints, to a handler; that takes a [`PartnerPage`], a [`StaffPage`] or an [`OwnPage`], and without
//! one of them has nobody to ask for.
//!
//! To add a page: its row in `qualify_wire::endpoints`, its line in `routes`, its handler and its template beside those of
//! its noun, its texts in `crates/texts/locales/en/dashboard`. `docs/dashboard.md` shows it step by step.
#![forbid(unsafe_code)]

mod activity;
mod assets;
mod choices;
mod codes;
mod cookies;
mod customers;
mod error;
mod figures;
mod form;
mod frame;
mod guard;
mod home;
mod operator;
mod origin;
mod page;
mod qualifications;
mod reviews;
mod routes;
mod session;
mod sessions;
mod sign_in;
mod state;
mod visit;
mod webhooks;
mod words;

use qualify_vocabulary::ApplicationId;

pub use self::error::PageError;
pub use self::form::SentForm;
pub use self::frame::{Area, Environment, Frame, Language, Link};
pub use self::page::{CustomerInPath, OpenPage, OwnPage, PartnerPage, StaffPage};
pub use self::state::open;
pub use self::visit::Visit;
pub use qualify_texts::{Dashboard as Texts, Locale};

/// The application as which these pages sign people in at a sandbox's own issuer.
pub const DASHBOARD_APPLICATION: ApplicationId =
    ApplicationId::from_uuid(uuid::Uuid::from_u128(0x0da5_b0a2_d000_4000_8000_0000_0000_0001));

/// Where an issuer sends a browser back to.
pub const SIGNED_IN_PATH: &str = "/dashboard/signed-in";
