//! What the seed's partners are told about themselves (contract 1.18 S12, S13).

use qualify_contract::v1::profiles::Address;
use qualify_domain::MemberProblem;
use qualify_domain::partner_profile::{PartnerProfile, PartnerProfileInput};
use qualify_vocabulary::PartnerId;
use serde::{Deserialize, Serialize};

use super::seed::{SandboxSeed, SeedError};
use qualify_server::api::present;

/// A partner's profile; each member that is left out has its usual value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SeedPartnerProfile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) domain: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    culture: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default)]
    pub(super) default_address: Address,
}

impl SandboxSeed {
    /// What its partners are told about themselves.
    ///
    /// # Errors
    /// A value breaks a rule of the domain.
    pub(super) fn partner_profiles(&self) -> Result<Vec<(PartnerId, PartnerProfile)>, SeedError> {
        let described =
            self.partners.iter().filter_map(|partner| Some((partner.id, partner.profile.as_ref()?)));
        described
            .map(|(id, profile)| {
                let profile = profile.to_domain().map_err(|problems| {
                    let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
                    SeedError::value(format!("profile of partner {id}"), texts.join("; "))
                })?;
                Ok((id, profile))
            })
            .collect()
    }
}

impl SeedPartnerProfile {
    fn to_domain(&self) -> Result<PartnerProfile, Vec<MemberProblem>> {
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
