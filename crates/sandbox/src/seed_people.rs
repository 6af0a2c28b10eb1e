//! Who can sign in to a sandbox, as the seed names them.

use qualify_vocabulary::{ApplicationId, PartnerId, PartnerRole, StaffRole, UserId};
use serde::{Deserialize, Serialize};

use super::seed_profiles::SeedPartnerProfile;

/// An application that may ask for tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeedApplication {
    pub(super) id: ApplicationId,
    /// How the sign-in page calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// None for a native application, which cannot keep one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// Certificates, each as PEM, with whose keys it may sign assertions in the place of a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) certificates: Vec<String>,
    /// Where codes may be sent; `http://localhost` and `http://127.0.0.1` stand for every port and path there.
    #[serde(default = "loopback", skip_serializing_if = "is_loopback")]
    pub(super) redirect_uris: Vec<String>,
    /// Whether users may sign in to it without its secret, as to a native application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) public_client: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeedPartner {
    pub(super) id: PartnerId,
    pub(super) name: String,
    pub(super) sandbox_account: bool,
    /// Domains that stand for the tenant in the issuer's paths, beside those of the users' names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) domains: Vec<String>,
    /// What it is told about itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) profile: Option<SeedPartnerProfile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeedUser {
    pub(super) id: UserId,
    pub(super) name: String,
    pub(super) password: String,
    pub(super) partner: PartnerId,
    pub(super) role: PartnerRole,
    /// Whether the user's tokens carry the mark of a second factor.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub(super) mfa: bool,
    /// Whether a sign-in without a page, where nobody could give a second factor, is refused.
    #[serde(default, skip_serializing_if = "is_no")]
    pub(super) requires_mfa: bool,
    #[serde(default, skip_serializing_if = "SignIn::is_allowed")]
    pub(super) sign_in: SignIn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeedStaff {
    pub(super) id: UserId,
    pub(super) name: String,
    pub(super) password: String,
    pub(super) role: StaffRole,
    /// As for users.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub(super) mfa: bool,
    #[serde(default, skip_serializing_if = "is_no")]
    pub(super) requires_mfa: bool,
    #[serde(default, skip_serializing_if = "SignIn::is_allowed")]
    pub(super) sign_in: SignIn,
}

/// What becomes of a sign-in with the right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum SignIn {
    #[default]
    Allowed,
    /// The account is disabled.
    Blocked,
    /// Too many wrong passwords.
    Locked,
    /// The password has to be changed first.
    PasswordExpired,
}

impl SignIn {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_allowed(&self) -> bool {
        *self == Self::Allowed
    }
}

pub(super) fn loopback() -> Vec<String> {
    ["http://localhost", "http://127.0.0.1"].map(str::to_owned).to_vec()
}

fn is_loopback(uris: &[String]) -> bool {
    uris == loopback()
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_yes(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_no(value: &bool) -> bool {
    !*value
}
