//! `[reviews]`, and which staff belongs to a partner.

use std::fmt;

use qualify_vocabulary::PartnerId;
use serde::{Deserialize, Serialize};

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
    pub partner: PartnerId,
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

impl fmt::Debug for PartnerStaff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
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
