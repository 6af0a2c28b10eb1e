//! The configuration: one struct of sections, with units in the names of its keys.
//!
//! Order: defaults < file < environment (`QUALIFY_SECTION__KEY`) < flags. To add a key: a field with its default in the
//! file of its section, a line in `config.example.toml` (a test compares the two), and a rule in `check.rs` if it can be
//! wrong.

mod address;
mod api;
mod check;
mod choices;
mod dashboard;
mod error;
mod files;
mod load;
mod log;
mod partner_profiles;
mod reviews;
mod sandbox;
mod sections;
mod server;
mod store;
mod vetting;
mod webhooks;

pub use address::parse_listen_address;
pub use api::ApiSection;
pub use choices::{
    ClientAssertions, CustomerLimit, DOCUMENTED_CUSTOMER_LIMIT, LogFormat, RateLimits, RecordRequests,
    RefreshTokens, TlsMode,
};
pub use dashboard::{DashboardSection, PageSignIn};
pub use error::{ConfigError, Problem};
pub use log::LogSection;
pub use partner_profiles::PartnerProfileSettings;
pub use reviews::{PartnerStaff, ReviewSection};
pub use sandbox::SandboxSection;
pub use sections::Config;
pub use server::ServerSection;
pub use store::{DocumentsIn, StoreSection};
pub use vetting::VettingSection;
pub use webhooks::{WebhookSection, WebhookTargets};
