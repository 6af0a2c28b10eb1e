//! The sections together.

use qualify_domain::partner_profile::PartnerProfile;
use qualify_vocabulary::PartnerId;
use serde::{Deserialize, Serialize};

use super::api::ApiSection;
use super::dashboard::DashboardSection;
use super::error::ConfigError;
use super::log::LogSection;
use super::partner_profiles::{self, PartnerProfileSettings};
use super::reviews::ReviewSection;
use super::sandbox::SandboxSection;
use super::server::ServerSection;
use super::store::StoreSection;
use super::vetting::VettingSection;
use super::webhooks::WebhookSection;
use crate::auth::settings::{AuthSettings, OperatorSettings};

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where and how the service listens.
    pub server: ServerSection,
    /// Where the data is.
    pub store: StoreSection,
    /// The sandbox; see [`SandboxSection::enabled`].
    pub sandbox: SandboxSection,
    /// What the wire does where the contract leaves a choice.
    pub api: ApiSection,
    /// Who decides about Education.
    pub vetting: VettingSection,
    /// How people review what no rule decides.
    pub reviews: ReviewSection,
    /// Where webhooks may be, and how they are signed.
    pub webhooks: WebhookSection,
    /// Whose tokens are accepted from partners.
    pub auth: AuthSettings,
    /// Whose tokens are accepted from our own staff.
    pub operator: Option<OperatorSettings>,
    /// What partners are told about themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partner_profiles: Vec<PartnerProfileSettings>,
    /// Pages for people.
    pub dashboard: DashboardSection,
    /// What is logged, and how.
    pub log: LogSection,
}

impl Config {
    /// The sign-in settings with everything that stands elsewhere in the configuration.
    pub(crate) fn auth_settings(&self) -> AuthSettings {
        let mut settings = AuthSettings { operator: self.operator.clone(), ..self.auth.clone() };
        // What the real service stopped taking, a sandbox takes unless it is told not to: old clients ask for it.
        settings.accept_legacy_audience.get_or_insert(self.sandbox.enabled);
        settings
    }

    /// The profiles of `[[partner_profiles]]`.
    ///
    /// # Errors
    /// All problems at once.
    pub(crate) fn partner_profiles(&self) -> Result<Vec<(PartnerId, PartnerProfile)>, ConfigError> {
        partner_profiles::read(&self.partner_profiles)
    }
}
