//! The `[auth]` section of the configuration.

use std::collections::BTreeMap;

use qualify_vocabulary::PartnerRole;
use serde::{Deserialize, Serialize};

/// The audiences that Partner Center's own tokens carry: v1.0 and v2.0 (contract 5.2).
pub const PARTNER_CENTER_AUDIENCES: [&str; 2] =
    ["https://api.partnercenter.microsoft.com", "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"];

/// The audience of our staff's tokens, unless configured otherwise.
pub const OPERATOR_AUDIENCE: &str = "api://qualify-operator";

/// Whose tokens are accepted, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthSettings {
    /// The issuers of partners' tokens.
    pub issuers: Vec<IssuerSettings>,
    /// The audiences of partners' tokens; our own public URL counts beside them.
    pub audiences: Vec<String>,
    /// Whether tokens for the old Graph audience are accepted. Any application with a Graph token could then call.
    /// Default: in a sandbox only.
    pub accept_legacy_audience: Option<bool>,
    /// The issuer of our staff's tokens; without it there are no operators. Set by the server from the section
    /// `[operator]`.
    #[serde(skip)]
    pub operator: Option<OperatorSettings>,
    /// What happens to App+User calls without MFA.
    pub mfa: MfaMode,
    /// What the refusal of such a call looks like.
    pub mfa_error: MfaError,
    /// Which role a partner's user has.
    pub roles: RoleSettings,
    /// Where this service is reached; set by the server, never by the file.
    #[serde(skip)]
    pub public_url: Option<String>,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            audiences: PARTNER_CENTER_AUDIENCES.map(str::to_owned).to_vec(),
            accept_legacy_audience: None,
            operator: None,
            mfa: MfaMode::default(),
            mfa_error: MfaError::default(),
            roles: RoleSettings::default(),
            public_url: None,
        }
    }
}

/// What happens to App+User calls without MFA (contract 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum MfaMode {
    /// Nothing.
    Off,
    /// `ValidateMfa: true` is answered.
    #[default]
    Report,
    /// They are refused.
    Enforce,
}

impl TryFrom<String> for MfaMode {
    type Error = String;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        match word.as_str() {
            "off" => Ok(Self::Off),
            "report" => Ok(Self::Report),
            "enforce" => Ok(Self::Enforce),
            other => Err(format!("{other} is none of off, report, enforce")),
        }
    }
}

/// The body with which a call without MFA is refused (contract 4.3, 9.4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "MfaErrorName")]
pub enum MfaError {
    /// None, as documented.
    #[default]
    #[serde(rename = "empty")]
    Empty,
    /// The envelope with the code 900421, as a report of June 2026 shows it.
    #[serde(rename = "900421")]
    Code900421,
}

/// How the body is called: an environment variable that holds a number is read as one.
#[derive(Deserialize)]
#[serde(untagged)]
enum MfaErrorName {
    Number(u32),
    Word(String),
}

impl TryFrom<MfaErrorName> for MfaError {
    type Error = &'static str;

    fn try_from(name: MfaErrorName) -> Result<Self, Self::Error> {
        match name {
            MfaErrorName::Number(900_421) => Ok(Self::Code900421),
            MfaErrorName::Word(word) if word == "900421" => Ok(Self::Code900421),
            MfaErrorName::Word(word) if word == "empty" => Ok(Self::Empty),
            MfaErrorName::Number(_) | MfaErrorName::Word(_) => Err("mfa_error is \"empty\" or \"900421\""),
        }
    }
}

/// What kind of issuer it is: where it is, and how it calls its claims (contract 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// As the entry says; each claim that it leaves out is Entra's.
    #[default]
    Custom,
    /// Microsoft Entra ID: tokens of both versions, of any tenant or of those listed.
    Entra,
    /// A realm of Keycloak.
    Keycloak,
}

/// Which of Microsoft's clouds an Entra tenant is in (contract 5.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    /// The public one.
    #[default]
    Global,
    /// For the government of the United States.
    UsGovernment,
    /// 21Vianet.
    China,
}

/// One issuer of partners' tokens. Each claim that is left out is the preset's (contract 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSettings {
    /// What kind of issuer it is. Default: `custom`.
    #[serde(default)]
    pub preset: Preset,
    /// The `iss` of its tokens; `{tid}` stands for the token's own `tid`. Entra's is known.
    #[serde(default)]
    pub issuer: String,
    /// Which cloud, for Entra. Default: `global`.
    #[serde(default)]
    pub cloud: Option<Cloud>,
    /// The tenants whose tokens are accepted; none listed means any. Where `partner` names a claim, the partners.
    #[serde(default)]
    pub tenants: Vec<String>,
    /// Where its discovery document is; else below the issuer, if that has no `{tid}`.
    #[serde(default)]
    pub discovery_url: Option<String>,
    /// Where its keys are, if it has no discovery document.
    #[serde(default)]
    pub jwks_url: Option<String>,
    /// The partner: a GUID for all of its tokens, or the claim that holds it. Default: `tid`.
    #[serde(default)]
    pub partner: Option<String>,
    /// The claim with the user's id. Default: `oid`; Keycloak `sub`.
    #[serde(default)]
    pub user_claim: Option<String>,
    /// The claim with the user's name. Default: the first of `upn`, `unique_name`, `preferred_username`.
    /// A dot leads into a claim that is an object, here and below.
    #[serde(default)]
    pub user_name_claim: Option<String>,
    /// The claim with the application's id. Default: the first of `appid`, `azp`; Keycloak `azp`.
    #[serde(default)]
    pub app_claim: Option<String>,
    /// The claim that tells App+User from App-only. Default: `scp`, for another issuer's tokens also `scope`. Its
    /// absence alone is enough with Entra only; for Keycloak, the service account tells.
    #[serde(default)]
    pub scope_claim: Option<String>,
    /// The claim whose values `roles.claims` maps. Default: `roles` and `groups`; Keycloak
    /// `realm_access.roles` and `groups`.
    #[serde(default)]
    pub role_claim: Option<String>,
    /// The claim that tells how the user signed in. Default: `amr`.
    #[serde(default)]
    pub mfa_claim: Option<String>,
    /// The value of that claim that stands for MFA. Default: `mfa`; Keycloak also `otp`.
    #[serde(default)]
    pub mfa_value: Option<String>,
}

/// The issuer of our staff's tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorSettings {
    /// The `iss` of its tokens, in full.
    pub issuer: String,
    /// Where its discovery document is; else below the issuer.
    #[serde(default)]
    pub discovery_url: Option<String>,
    /// Where its keys are, if it has no discovery document.
    #[serde(default)]
    pub jwks_url: Option<String>,
    /// The audience of its tokens.
    #[serde(default = "operator_audience")]
    pub audience: String,
    /// The claim with the roles `Operator`, `Reviewer`, `Lead`, `Auditor`.
    #[serde(default = "operator_role_claim")]
    pub role_claim: String,
    /// What kind of issuer it is: how its tokens say whose they are, and show a second factor. Default: `custom`.
    #[serde(default)]
    pub preset: Preset,
    /// What happens to staff that signed in without a second factor. Default: `enforce`.
    #[serde(default = "operator_mfa")]
    pub mfa: MfaMode,
    /// The values of `acr` that stand for a second factor; for Keycloak, which has no usual one.
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// The claim that shows a second factor. Default: `amr` for Entra.
    #[serde(default)]
    pub mfa_claim: Option<String>,
    /// The value of that claim that stands for it. Default: `mfa` for Entra.
    #[serde(default)]
    pub mfa_value: Option<String>,
    /// Whether an application's own token may be staff's. It has no second factor.
    #[serde(default)]
    pub allow_applications: bool,
    /// The claim that says who somebody is. Default: `oid` for Entra, `sub` for every other issuer.
    #[serde(default)]
    pub user_claim: Option<String>,
}

impl OperatorSettings {
    /// The operators of this issuer, each setting left out. What shows a second factor has to be said besides.
    pub fn new(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            discovery_url: None,
            jwks_url: None,
            audience: operator_audience(),
            role_claim: operator_role_claim(),
            preset: Preset::default(),
            mfa: operator_mfa(),
            acr_values: Vec::new(),
            mfa_claim: None,
            mfa_value: None,
            allow_applications: false,
            user_claim: None,
        }
    }
}

const fn operator_mfa() -> MfaMode {
    MfaMode::Enforce
}

fn operator_audience() -> String {
    OPERATOR_AUDIENCE.to_owned()
}

fn operator_role_claim() -> String {
    "roles".to_owned()
}

/// Which role a partner's user has (contract 5.6). The strongest match wins; App-only counts as `AdminAgent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoleSettings {
    /// The role of users that nothing below matches.
    pub default: PartnerRole,
    /// By the user's `oid`.
    pub users: BTreeMap<String, PartnerRole>,
    /// By a value of the role or group claim, in any case.
    pub claims: BTreeMap<String, PartnerRole>,
}

impl Default for RoleSettings {
    fn default() -> Self {
        Self { default: PartnerRole::AdminAgent, users: BTreeMap::new(), claims: BTreeMap::new() }
    }
}
