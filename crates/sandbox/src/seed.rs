//! The seed: what a fresh sandbox starts with. `seed.json` is the built-in one; `--seed FILE` takes the same form.

use std::path::Path;
use std::sync::Arc;

use qualify_contract::v1::customers::{NewCompanyProfile, NewCustomer};
use qualify_contract::v1::profiles::BillingProfileUpdate;
use qualify_domain::Refusal;
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
use super::{seed_check, seed_reader};

const BUILT_IN: &str = include_str!("seed.json");

/// Why a seed that is there has no faults.
const CHECKED: &str = "a seed is read whole, and a test reads the built-in one";

/// A seed, as JSON shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
#[serde(rename_all = "camelCase")]
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
#[serde(rename_all = "camelCase")]
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
    /// The file cannot be read, or is no seed; all of its faults are told at once.
    pub fn read(file: &Path) -> Result<Self, SeedError> {
        let bytes = std::fs::read(file)
            .map_err(|cause| SeedError::Unreadable { file: file.display().to_string(), cause })?;
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, SeedError> {
        let seed = seed_reader::parse(bytes)?;
        let faults = seed_check::faults(&seed);
        if faults.is_empty() { Ok(seed) } else { Err(SeedError::Faults(faults)) }
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
    pub(super) fn partner_profiles(&self) -> Vec<(PartnerId, PartnerProfile)> {
        let described =
            self.partners.iter().filter_map(|partner| Some((partner.id, partner.profile.as_ref()?)));
        described.map(|(id, profile)| (id, profile.to_domain().expect(CHECKED))).collect()
    }

    /// The seed in the domain's values.
    pub(super) fn to_domain(&self, created_at: Timestamp, review_rules: Arc<ReviewRules>) -> Seed {
        let code = |code: &SeedCode| (code.partner, code.to_domain(created_at).expect(CHECKED));
        let customer = |customer: &SeedCustomer| customer.to_domain().expect(CHECKED);
        Seed {
            partners: self.partners.iter().map(SeedPartner::to_domain).collect(),
            codes: self.codes.iter().map(code).collect(),
            customers: self.customers.iter().map(customer).collect(),
            review_rules,
            created_at,
        }
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
    /// The code, or the member that is none with what is wrong with it.
    pub(super) fn to_domain(&self, changed_at: Timestamp) -> Result<ValidationCode, (&'static str, String)> {
        let id = ValidationCodeId::parse_issued(&self.validation_id)
            .map_err(|error| ("validationId", error.to_string()))?;
        let units = self.max_creates.map(|max_creates| Units {
            max_creates,
            remaining_creates: self.remaining_creates.unwrap_or(max_creates),
        });
        if units.is_some_and(|units| units.remaining_creates > units.max_creates) {
            return Err(("remainingCreates", "it is larger than maxCreates".to_owned()));
        }
        Ok(ValidationCode { id, organization_name: self.organization_name.clone(), units, changed_at })
    }
}

impl SeedCustomer {
    pub(super) fn to_domain(&self) -> Result<DomainCustomer, Refusal> {
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
        let customer = Customer::parse_new(present::new_customer_input(new), ids)?;
        Ok(DomainCustomer {
            partner: self.partner,
            customer,
            qualifications: QualificationSet::default(),
            account_status: None,
        })
    }
}

#[cfg(test)]
mod tests;
