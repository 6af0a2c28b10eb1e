//! The configuration: one struct of sections, with units in the names of its keys.
//!
//! Order: defaults < file < environment (`QUALIFY_SECTION__KEY`) < flags. To add a key: a field with its default
//! here, a line in `config.example.toml` (a test compares the two), and a rule in `check.rs` if it can be wrong.

mod check;
mod choices;
mod load;
mod partner_profiles;
mod sandbox;
mod webhooks;

use std::net::SocketAddr;
use std::path::PathBuf;

use qualify_vetting::Strictness;
use qualify_vocabulary::VettingPolicy;
use qualify_wire::dialect::DialectSetting;
use serde::{Deserialize, Serialize};

use crate::auth::settings::{AuthSettings, OperatorSettings};
use crate::data_folder;
pub use check::{ConfigError, Problem};
pub use choices::{
    ClientAssertions, CustomerLimit, DOCUMENTED_CUSTOMER_LIMIT, LogFormat, RateLimits, RecordRequests,
    RefreshTokens, TlsMode,
};
pub use partner_profiles::PartnerProfileSettings;
pub use sandbox::SandboxSection;
pub use webhooks::{WebhookSection, WebhookTargets};

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
    /// What is logged, and how.
    pub log: LogSection,
}

/// Where and how the service listens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSection {
    /// Address and port; port 0 picks a free one.
    pub listen: SocketAddr,
    /// A second address for `/operator` and `/metrics`, which then answer there only.
    pub admin_listen: Option<SocketAddr>,
    /// Whether `/metrics` answers at `listen`, too, in production. A sandbox without a second address shows it anyway.
    pub public_metrics: bool,
    /// The URL by which clients reach the service; none means the listening address.
    pub public_url: Option<String>,
    /// Where the certificate of the HTTPS listener comes from; `off` means plain HTTP, unless there are files.
    pub tls: TlsMode,
    /// The certificate chain of the operator's own, PEM; with its key it switches TLS on.
    pub tls_cert_file: Option<PathBuf>,
    /// The key of that certificate, PEM.
    pub tls_key_file: Option<PathBuf>,
    /// Names and addresses in a self-signed certificate, beside this machine's and the public URL's.
    pub tls_names: Vec<String>,
    /// A file that gets the URL once the service is ready, beside `ready` in the data folder.
    pub ready_file: Option<PathBuf>,
    /// Longest time for one request, in seconds; then it is answered 503 (contract 3.2 rule 7).
    pub request_timeout_seconds: u64,
    /// Longest time for a connection to send its request head, in seconds.
    pub header_timeout_seconds: u64,
    /// Longest wait for requests under way when the service stops, in seconds.
    pub shutdown_grace_seconds: u64,
    /// Longest time for which nothing comes of a body, in seconds.
    pub body_stall_seconds: u64,
    /// Most bytes of bodies that are being read at a time; one partner may take a quarter, callers without a token a
    /// sixteenth together.
    pub body_bytes_under_way_max: u64,
    /// Longest time for which nothing is read of an answer, in seconds; then its connection is closed.
    pub answer_stall_seconds: u64,
    /// Most connections at a time. For a further one whoever is idle the longest is closed; it waits while all are busy.
    pub connections_max: usize,
    /// Most connections of one address; none means a quarter of all, and no bound for this machine's own addresses.
    pub connections_per_address_max: Option<usize>,
    /// The text of the `MS-ServerId` response header; none leaves it out.
    pub server_id: Option<String>,
}

impl Default for ServerSection {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7180)),
            admin_listen: None,
            public_metrics: false,
            public_url: None,
            tls: TlsMode::Off,
            tls_cert_file: None,
            tls_key_file: None,
            tls_names: Vec::new(),
            ready_file: None,
            request_timeout_seconds: 30,
            header_timeout_seconds: 20,
            shutdown_grace_seconds: 20,
            body_stall_seconds: 20,
            body_bytes_under_way_max: 256 << 20,
            answer_stall_seconds: 30,
            connections_max: 4096,
            connections_per_address_max: None,
            server_id: None,
        }
    }
}

impl ServerSection {
    /// Whether the listeners speak HTTPS.
    pub fn is_tls(&self) -> bool {
        self.tls == TlsMode::SelfSigned || self.tls_cert_file.is_some()
    }
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSection {
    /// The data folder.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `sqlite::memory:`; none means `qualify.db` in the data folder.
    pub database: Option<String>,
    /// The file with the installation's secret; none means `secret.key` in the data folder, made at the first start.
    pub secret_key_file: Option<PathBuf>,
    /// Set by `--new-secret` only, for one start: goes on without the secret that the database knows.
    #[serde(skip)]
    pub new_secret: bool,
    /// Most pages (of 4 KiB) of the SQLite file; none for no limit.
    pub pages_max: Option<u32>,
    /// How long events are kept in the outbox, in days. Audit records are kept without limit.
    pub event_retention_days: u32,
}

impl StoreSection {
    /// Where the installation's secret is.
    pub fn secret_key_place(&self) -> PathBuf {
        self.secret_key_file.clone().unwrap_or_else(|| data_folder::secret_key(&self.data_dir))
    }
}

impl Default for StoreSection {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./qualify-data"),
            database: None,
            secret_key_file: None,
            new_secret: false,
            pages_max: None,
            event_retention_days: 30,
        }
    }
}

/// What the wire does where the contract leaves a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ApiSection {
    /// How GCC is spelled by the synchronous family: `auto`, `docs` or `sdk` (contract X5).
    pub dialect: DialectSetting,
    /// Strict mode of contract 2.4.
    pub education_segment_required: bool,
    /// Whether GCC needs a directory role of the user on the customer (contract 5.6).
    pub gcc_requires_gdap: bool,
    /// How many customers a sandbox account may hold: `off`, `documented` (75) or a number.
    pub sandbox_customer_limit: CustomerLimit,
    /// `off`, `documented` or numbers of one's own (contract 4.4).
    pub rate_limits: RateLimits,
    /// Whether `/generatetoken` and `/v3/generatetoken` are there (contract 5.5).
    pub legacy_token_exchange: bool,
}

impl Default for ApiSection {
    fn default() -> Self {
        Self {
            dialect: DialectSetting::default(),
            education_segment_required: false,
            gcc_requires_gdap: false,
            sandbox_customer_limit: CustomerLimit::default(),
            rate_limits: RateLimits::default(),
            legacy_token_exchange: true,
        }
    }
}

/// Who decides about Education.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VettingSection {
    /// `rules`, `manual`, `approve_all` or `deny_all`.
    pub policy: VettingPolicy,
    /// How much an approval by rules takes: `standard` or `strict`.
    pub strictness: Strictness,
    /// From this age on, in days, a listing is stale, which counts in `strict`.
    pub listing_age_days_max: u32,
    /// From this age on, in days, a registry is stale, which counts in `strict`.
    pub registry_age_days_max: u32,
    /// A folder with datasets and their `manifest.json`; none for what the program carries.
    pub datasets_dir: Option<PathBuf>,
    /// How often that folder is looked at, in seconds; at least 1.
    pub datasets_poll_seconds: u32,
    /// How long a POST stays in review before the policy decides, in seconds.
    pub decision_delay_seconds: u32,
    /// How many workers decide about records that are due: 1 to 16.
    pub workers: u16,
    /// How long the texts of a decision are kept once another request has taken the place of its own, in days. Those of
    /// a customer's current request stay, and all go with the customer.
    pub decision_texts_days: u32,
}

impl Default for VettingSection {
    fn default() -> Self {
        Self {
            policy: VettingPolicy::default(),
            strictness: Strictness::default(),
            listing_age_days_max: 180,
            registry_age_days_max: 30,
            datasets_dir: None,
            datasets_poll_seconds: 30,
            decision_delay_seconds: 0,
            workers: 1,
            decision_texts_days: 730,
        }
    }
}

/// How people review what no rule decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each place is switched by itself")]
pub struct ReviewSection {
    /// The country whose business days count: CZ, DE, GB, HU, NL, PL, PT or US.
    pub country: String,
    /// How long a case is a reviewer's who does not renew it, in minutes.
    pub lease_minutes: u32,
    /// How many business days a case may take.
    pub sla_business_days: u32,
    /// How long the partner has to answer a question, in days.
    pub reply_days: u32,
    /// How long the partner has to contest a denial, in days.
    pub appeal_days: u32,
    /// After how many requests of a customer a further one is a lead's at once; 0 for never (contract 2.8 speaks of 3).
    pub max_attempts: u32,
    /// How long before its end a revocation is announced, in days.
    pub revocation_notice_days: u32,
    /// Whether a revocation needs two people. Off in a sandbox only.
    pub four_eyes_revocations: bool,
    /// Whether a decision about an appeal needs two people.
    pub four_eyes_appeals: bool,
    /// Whether an approval needs two people where a finding speaks of imitation.
    pub four_eyes_flagged_approvals: bool,
    /// Whether a decision about Government Community Cloud needs two people.
    pub four_eyes_government: bool,
    /// At which age an approval is looked at again, in days; 0 for never.
    pub reverify_after_days: u32,
    /// How long documents are kept once their case is closed, in days.
    pub document_days: u32,
    /// Most bytes that documents take of the disk, kept ones and those on their way.
    pub document_bytes_max: u64,
    /// Whether staff belongs to a partner whose profile names the domain of their name, or one above it. By default where
    /// there is more than one partner: the only one may be the operator itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_staff_by_domain: Option<bool>,
    /// Staff that belongs to a partner, and has no part in that partner's affairs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partner_staff: Vec<PartnerStaff>,
}

/// Staff that belongs to a partner: by one of the three.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerStaff {
    pub partner: qualify_vocabulary::PartnerId,
    /// Somebody by what the claim `operator.user_claim` holds: `oid` for Entra, `sub` for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Somebody by a name of their tokens, in any casing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Everybody whose name has this domain, or one below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

impl std::fmt::Debug for PartnerStaff {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PartnerStaff").field("partner", &self.partner).finish_non_exhaustive()
    }
}

impl Default for ReviewSection {
    fn default() -> Self {
        Self {
            country: "US".to_owned(),
            lease_minutes: 30,
            sla_business_days: 3,
            reply_days: 14,
            appeal_days: 30,
            max_attempts: 0,
            revocation_notice_days: 30,
            four_eyes_revocations: true,
            four_eyes_appeals: false,
            four_eyes_flagged_approvals: true,
            four_eyes_government: true,
            reverify_after_days: 0,
            document_days: 90,
            document_bytes_max: 20 << 30,
            partner_staff_by_domain: None,
            partner_staff: Vec::new(),
        }
    }
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSection {
    /// `text` for people, `json` for machines.
    pub format: LogFormat,
    /// A filter such as `info` or `qualify_server=debug,info`.
    pub filter: String,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".to_owned() }
    }
}

impl Config {
    /// The sign-in settings with everything that stands elsewhere in the configuration.
    pub(crate) fn auth_settings(&self) -> AuthSettings {
        let mut settings = AuthSettings { operator: self.operator.clone(), ..self.auth.clone() };
        // What the real service stopped taking, a sandbox takes unless it is told not to: old clients ask for it.
        settings.accept_legacy_audience.get_or_insert(self.sandbox.enabled);
        settings
    }
}
