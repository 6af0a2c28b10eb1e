//! `[[partner_profiles]]`: what a partner is told about itself (contract 1.18, S12 and S13).

use std::fmt;

use qualify_domain::MemberProblem;
use qualify_domain::billing_profile::AddressInput;
use qualify_domain::partner_profile::{PartnerProfile, PartnerProfileInput, PartnerVettingStatus};
use qualify_vocabulary::PartnerId;
use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problem};

/// One partner's profile. Its name is that of the partner in the store.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerProfileSettings {
    /// The partner's tenant.
    pub partner: PartnerId,
    /// The tenant's domain.
    #[serde(default)]
    pub domain: Option<String>,
    /// The contact's e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The culture, like `en-US`; by default the country's.
    #[serde(default)]
    pub culture: Option<String>,
    /// The language, like `en` or `pt-PT`; by default the culture's.
    #[serde(default)]
    pub language: Option<String>,
    /// The country, two letters; by default US.
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub state: Option<String>,
    /// The first line of the address.
    #[serde(default)]
    pub address_line1: Option<String>,
    /// The second line of the address.
    #[serde(default)]
    pub address_line2: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    /// The contact's first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The contact's middle name.
    #[serde(default)]
    pub middle_name: Option<String>,
    /// The contact's last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The contact's phone number.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// `none`, `pending`, `authorized` or `rejected`.
    #[serde(default)]
    pub vetting_status: PartnerVettingStatus,
    /// More about the vetting; `none` by default.
    #[serde(default)]
    pub vetting_sub_status: Option<String>,
}

impl PartnerProfileSettings {
    /// The profile.
    ///
    /// # Errors
    /// Every member with an unusable value, as the wire spells it.
    fn to_profile(&self) -> Result<PartnerProfile, Vec<MemberProblem>> {
        let settings = self.clone();
        PartnerProfile::parse(PartnerProfileInput {
            domain: settings.domain,
            email: settings.email,
            culture: settings.culture,
            language: settings.language,
            address: AddressInput {
                country: settings.country,
                region: settings.region,
                city: settings.city,
                state: settings.state,
                address_line1: settings.address_line1,
                address_line2: settings.address_line2,
                postal_code: settings.postal_code,
                first_name: settings.first_name,
                middle_name: settings.middle_name,
                last_name: settings.last_name,
                phone_number: settings.phone_number,
            },
            vetting_status: settings.vetting_status,
            vetting_sub_status: settings.vetting_sub_status,
        })
    }
}

impl fmt::Debug for PartnerProfileSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PartnerProfileSettings")
            .field("partner", &self.partner)
            .finish_non_exhaustive()
    }
}

/// The profiles of all partners.
///
/// # Errors
/// All problems at once.
pub(super) fn read(
    sections: &[PartnerProfileSettings],
) -> Result<Vec<(PartnerId, PartnerProfile)>, ConfigError> {
    let mut profiles: Vec<(PartnerId, PartnerProfile)> = Vec::new();
    let mut problems = Vec::new();
    for settings in sections {
        let place = |member: &str| format!("partner_profiles.{}.{}", settings.partner, key_of(member));
        if profiles.iter().any(|(partner, _)| *partner == settings.partner) {
            let text = "this partner has two profiles; keep one".to_owned();
            problems.push(Problem { place: place("partner"), text });
        }
        match settings.to_profile() {
            Ok(profile) => profiles.push((settings.partner, profile)),
            Err(unusable) => problems.extend(unusable.into_iter().map(|problem| Problem {
                place: place(problem.member),
                text: format!("{} is expected", problem.rule),
            })),
        }
    }
    if problems.is_empty() { Ok(profiles) } else { Err(ConfigError { problems }) }
}

/// The key of a member, which the wire spells in camel case.
fn key_of(member: &str) -> String {
    let mut key = String::with_capacity(member.len() + 2);
    for letter in member.chars() {
        if letter.is_ascii_uppercase() {
            key.push('_');
        }
        key.push(letter.to_ascii_lowercase());
    }
    key
}
