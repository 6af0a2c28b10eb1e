//! The seed: what a fresh sandbox starts with. `seed.json` is the built-in one; `--seed FILE` takes the same form.

use std::path::Path;
use std::sync::Arc;

use qualify_contract::v1::customers::{NewCompanyProfile, NewCustomer};
use qualify_contract::v1::profiles::BillingProfileUpdate;
use qualify_domain::customer::{Customer, NewCustomerIds};
use qualify_domain::partner::{Partner, PartnerStatus};
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::qualification::QualificationSet;
use qualify_domain::review::ReviewRules;
use qualify_domain::seed::{Seed, SeedCustomer as DomainCustomer};
use qualify_domain::validation_code::{Units, ValidationCode};
use qualify_server::api::present;
use qualify_vocabulary::{
    BillingProfileId, CommerceId, CustomerId, PartnerId, Timestamp, ValidationCodeId, WorldId,
};
use serde::{Deserialize, Serialize};

use super::seed_error::SeedError;
use super::seed_people::{SeedApplication, SeedPartner, SeedStaff, SeedUser};

const BUILT_IN: &str = include_str!("seed.json");

/// A seed, as JSON shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SandboxSeed {
    /// The application that the sandbox's tokens name.
    pub(super) application: SeedApplication,
    /// Further applications that may ask the issuer for tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) applications: Vec<SeedApplication>,
    /// The partners; the first is the one that tokens are for unless asked otherwise.
    pub(super) partners: Vec<SeedPartner>,
    /// The partners' users.
    pub(super) users: Vec<SeedUser>,
    /// Our own staff.
    pub(super) staff: Vec<SeedStaff>,
    /// The partners' validation codes.
    pub(super) codes: Vec<SeedCode>,
    /// The partners' customers.
    pub(super) customers: Vec<SeedCustomer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SeedCode {
    pub(super) partner: PartnerId,
    pub(super) validation_id: String,
    pub(super) organization_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_creates: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) remaining_creates: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SeedCustomer {
    pub(super) partner: PartnerId,
    pub(super) id: CustomerId,
    pub(super) company_profile: NewCompanyProfile,
    pub(super) billing_profile: BillingProfileUpdate,
}

impl SandboxSeed {
    /// The seed that every sandbox has unless told otherwise.
    pub fn built_in() -> Self {
        serde_json::from_str(BUILT_IN).expect("a test reads the built-in seed")
    }

    /// Reads a seed of the user's own.
    ///
    /// # Errors
    /// The file cannot be read, or is no seed.
    pub fn read(file: &Path) -> Result<Self, SeedError> {
        let text = std::fs::read_to_string(file)
            .map_err(|cause| SeedError::Unreadable { file: file.display().to_string(), cause })?;
        let seed: Self = serde_json::from_str(&text)?;
        if seed.partners.is_empty() {
            return Err(SeedError::value("partners", "a seed needs at least one partner"));
        }
        for application in std::iter::once(&seed.application).chain(&seed.applications) {
            application.check()?;
        }
        Ok(seed)
    }

    /// The seed as JSON for people.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a seed is made of texts and numbers")
    }

    /// The first customer of the first partner, with its name.
    pub(super) fn first_customer(&self) -> Option<(CustomerId, &str)> {
        let partner = self.default_partner();
        let customer = self.customers.iter().find(|customer| customer.partner == partner)?;
        // The name of the billing profile counts.
        let names = [&customer.billing_profile.company_name, &customer.company_profile.company_name];
        let name = names.into_iter().find_map(Option::as_deref);
        Some((customer.id, name.unwrap_or("a customer")))
    }

    pub(super) fn default_partner(&self) -> PartnerId {
        self.partners.first().map_or(PartnerId::from([0; 16]), |partner| partner.id)
    }

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

    /// The seed in the domain's values.
    ///
    /// # Errors
    /// A value breaks a rule of the domain.
    pub(super) fn to_domain(
        &self,
        created_at: Timestamp,
        review_rules: Arc<ReviewRules>,
    ) -> Result<Seed, SeedError> {
        Ok(Seed {
            partners: self.partners.iter().map(SeedPartner::to_domain).collect(),
            codes: self
                .codes
                .iter()
                .map(|code| Ok((code.partner, code.to_domain(created_at)?)))
                .collect::<Result<_, SeedError>>()?,
            customers: self.customers.iter().map(SeedCustomer::to_domain).collect::<Result<_, _>>()?,
            review_rules,
            created_at,
        })
    }
}

impl SeedPartner {
    fn to_domain(&self) -> Partner {
        Partner {
            id: self.id,
            name: self.name.clone(),
            is_sandbox_account: self.sandbox_account,
            status: PartnerStatus::Active,
            may_create_customers: true,
            world: WorldId::NIL,
        }
    }
}

impl SeedCode {
    fn to_domain(&self, changed_at: Timestamp) -> Result<ValidationCode, SeedError> {
        let place = || format!("code for {}", self.organization_name);
        let id = ValidationCodeId::parse_issued(&self.validation_id)
            .map_err(|error| SeedError::value(place(), error))?;
        let units = self.max_creates.map(|max_creates| Units {
            max_creates,
            remaining_creates: self.remaining_creates.unwrap_or(max_creates),
        });
        if units.is_some_and(|units| units.remaining_creates > units.max_creates) {
            return Err(SeedError::value(place(), "remainingCreates is larger than maxCreates"));
        }
        Ok(ValidationCode { id, organization_name: self.organization_name.clone(), units, changed_at })
    }
}

impl SeedCustomer {
    fn to_domain(&self) -> Result<DomainCustomer, SeedError> {
        // Ids that nobody looks up follow from the customer's own, so that a reset brings the same ones back.
        let derived = |mark: u8| {
            let mut bytes = *self.id.as_bytes();
            bytes[0] ^= mark;
            bytes
        };
        let ids = NewCustomerIds {
            customer: self.id,
            commerce: CommerceId::from(derived(0x55)),
            billing_profile: BillingProfileId::from(derived(0xAA)),
        };
        let new = NewCustomer {
            company_profile: Some(self.company_profile.clone()),
            billing_profile: Some(self.billing_profile.clone()),
            ..NewCustomer::default()
        };
        let customer = Customer::parse_new(present::new_customer_input(new), ids)
            .map_err(|refusal| SeedError::value(format!("customer {}", self.id), refusal))?;
        Ok(DomainCustomer {
            partner: self.partner,
            customer,
            qualifications: QualificationSet::default(),
            account_status: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_seed_reads_and_keeps_the_rules() {
        let seed = SandboxSeed::built_in();
        let domain = seed.to_domain(Timestamp::UNIX_EPOCH, Arc::default()).unwrap();
        assert_eq!((domain.partners.len(), domain.codes.len(), domain.customers.len()), (2, 4, 8));
        assert_eq!(serde_json::from_str::<SandboxSeed>(&seed.to_json()).unwrap(), seed);
    }

    #[test]
    fn a_seed_without_profiles_still_reads_and_a_wrong_profile_says_where() {
        let built_in = SandboxSeed::built_in();
        assert_eq!(built_in.partner_profiles().unwrap().len(), 2);
        let mut old: serde_json::Value = serde_json::from_str(BUILT_IN).unwrap();
        for partner in old["partners"].as_array_mut().unwrap() {
            partner.as_object_mut().unwrap().remove("profile");
        }
        let mut seed: SandboxSeed = serde_json::from_value(old).unwrap();
        assert!(seed.partner_profiles().unwrap().is_empty());
        assert!(!seed.to_json().contains("\"profile\""));
        let mut wrong = built_in.partners[0].profile.clone().unwrap();
        wrong.default_address.country = Some("XX".to_owned());
        seed.partners[1].profile = Some(wrong);
        let error = seed.partner_profiles().unwrap_err().to_string();
        assert!(error.starts_with("profile of partner b7e0d6a4") && error.contains("country"), "{error}");
    }

    #[test]
    fn a_seed_that_breaks_a_rule_says_where() {
        let mut seed = SandboxSeed::built_in();
        seed.customers[0].billing_profile.email = Some("nobody".to_owned());
        let error = seed.to_domain(Timestamp::UNIX_EPOCH, Arc::default()).unwrap_err().to_string();
        assert!(error.starts_with("customer 8d2b6c31"), "{error}");
    }
}
