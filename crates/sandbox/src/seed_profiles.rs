//! What the seed's partners are told about themselves (contract 1.18 S12, S13).

use qualify_contract::v1::profiles::Address;
use qualify_domain::MemberProblem;
use qualify_domain::partner_profile::{PartnerProfile, PartnerProfileInput};
use qualify_server::api::present;
use serde::{Deserialize, Serialize};

/// A partner's profile; each member that is left out has its usual value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeedPartnerProfile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) domain: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    culture: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default)]
    pub(super) default_address: Address,
}

impl SeedPartnerProfile {
    /// The profile in the domain's values.
    ///
    /// # Errors
    /// Values break rules of the domain.
    pub(super) fn to_domain(&self) -> Result<PartnerProfile, Vec<MemberProblem>> {
        let profile = self.clone();
        PartnerProfile::parse(PartnerProfileInput {
            domain: profile.domain,
            email: profile.email,
            culture: profile.culture,
            language: profile.language,
            address: present::address_input(profile.default_address),
            ..PartnerProfileInput::default()
        })
    }
}
