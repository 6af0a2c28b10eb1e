//! A customer: an organisation that a partner resells to.

use std::fmt;

use qualify_vocabulary::{
    AccountStatus, BillingProfileId, CommerceId, CustomerId, DomainName, PartnerId, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::billing_profile::{BillingProfile, BillingProfileInput};
use crate::members::Rule;
use crate::{MemberProblem, Refusal};

/// Longest registration number and associated partner id, in characters.
const REFERENCE_CHARS_MAX: usize = 100;

/// Whether the partner still resells to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relationship {
    /// The partner is the customer's reseller.
    #[default]
    Reseller,
    /// No longer: every call about the customer is refused (contract 4.5, 20002).
    Ended,
}

impl Relationship {
    /// Refuses calls about a customer of the past.
    ///
    /// # Errors
    /// [`Refusal::RelationshipEnded`].
    pub const fn check_is_live(self) -> Result<(), Refusal> {
        match self {
            Self::Reseller => Ok(()),
            Self::Ended => Err(Refusal::RelationshipEnded),
        }
    }
}

/// A customer with its billing profile. `Debug` shows ids only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The customer's tenant.
    pub id: CustomerId,
    /// Carried for the commerce system.
    pub commerce_id: CommerceId,
    /// The tenant's domain; unique over all partners.
    pub domain: DomainName,
    /// Whether the partner still resells to it.
    #[serde(default)]
    pub relationship: Relationship,
    /// Registration number, where the country has one.
    #[serde(default)]
    pub registration_number: Option<String>,
    /// Stored as sent (contract 1.13).
    #[serde(default)]
    pub associated_partner_id: Option<String>,
    /// The billing profile's id.
    pub billing_profile_id: BillingProfileId,
    /// Counts the changes of the billing profile; its etag is made of it.
    #[serde(default)]
    pub billing_revision: u32,
    /// The billing profile.
    pub billing: BillingProfile,
}

impl Customer {
    /// The etag of the billing profile: opaque, and another one after each change (contract 1.16).
    pub fn billing_etag(&self) -> String {
        // One round of splitmix64: real etags look like positive 64-bit decimals.
        let id = self.billing_profile_id.as_uuid().as_u64_pair();
        let mut mixed = (id.0 ^ id.1)
            .wrapping_add((u64::from(self.billing_revision) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((mixed ^ (mixed >> 31)) >> 1) | 1).to_string()
    }

    /// Replaces the billing profile (contract 1.16).
    ///
    /// # Errors
    /// [`Refusal::EtagMismatch`] unless the caller has seen the current state.
    pub fn with_billing(mut self, update: BillingUpdate) -> Result<Self, Refusal> {
        match &update.precondition {
            EtagPrecondition::Any => {}
            EtagPrecondition::Tag(tag) if *tag == self.billing_etag() => {}
            EtagPrecondition::Tag(_) | EtagPrecondition::Missing => return Err(Refusal::EtagMismatch),
        }
        self.billing = BillingProfile::parse(update.profile, self.registration_number.as_deref())
            .map_err(Refusal::of_the_profile_alone)?;
        self.billing_revision += 1;
        Ok(self)
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Customer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What the caller says about the state that it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EtagPrecondition {
    /// `*`: whatever is there.
    Any,
    /// This etag.
    Tag(String),
    /// Nothing, which is refused.
    Missing,
}

/// A new billing profile for a customer.
#[derive(Debug, Clone)]
pub struct BillingUpdate {
    /// The state that the caller has seen.
    pub precondition: EtagPrecondition,
    /// The members as sent.
    pub profile: BillingProfileInput,
}

/// The members of a customer to create, as a caller sent them.
#[derive(Debug, Clone, Default)]
pub struct NewCustomerInput {
    /// `companyProfile.domain`.
    pub domain: Option<String>,
    /// `companyProfile.organizationRegistrationNumber`.
    pub registration_number: Option<String>,
    /// `associatedPartnerId`.
    pub associated_partner_id: Option<String>,
    /// `billingProfile`.
    pub billing: BillingProfileInput,
}

/// The ids of a customer to create.
#[derive(Debug, Clone, Copy)]
pub struct NewCustomerIds {
    /// The customer's.
    pub customer: CustomerId,
    /// The commerce system's.
    pub commerce: CommerceId,
    /// The billing profile's.
    pub billing_profile: BillingProfileId,
}

impl Customer {
    /// Reads the members of a new customer (contract 1.13).
    ///
    /// # Errors
    /// The refusals of [`BillingProfile::parse`], with the members of the customer itself among those named.
    pub fn parse_new(input: NewCustomerInput, ids: NewCustomerIds) -> Result<Self, Refusal> {
        let blank_is_absent =
            |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let registration_number = blank_is_absent(input.registration_number);
        let associated_partner_id = blank_is_absent(input.associated_partner_id);
        let mut missing = Vec::new();
        let mut unusable = Vec::new();
        let domain = match blank_is_absent(input.domain).map(|text| DomainName::parse(&text)) {
            Some(Ok(domain)) => Some(domain),
            Some(Err(_)) => {
                unusable.push(MemberProblem { member: "companyProfile.domain", rule: Rule::DOMAIN.text });
                None
            }
            None => {
                missing.push("companyProfile.domain");
                None
            }
        };
        for (member, value) in [
            ("companyProfile.organizationRegistrationNumber", &registration_number),
            ("associatedPartnerId", &associated_partner_id),
        ] {
            if value.as_ref().is_some_and(|text| text.chars().count() > REFERENCE_CHARS_MAX) {
                unusable.push(MemberProblem { member, rule: "at most 100 characters" });
            }
        }
        let billing = BillingProfile::parse(input.billing, registration_number.as_deref());
        match (billing, domain) {
            (Ok(billing), Some(domain)) if unusable.is_empty() => Ok(Self {
                id: ids.customer,
                commerce_id: ids.commerce,
                domain,
                relationship: Relationship::Reseller,
                registration_number,
                associated_partner_id,
                billing_profile_id: ids.billing_profile,
                billing_revision: 0,
                billing,
            }),
            (billing, _) => Err(merge_problems(missing, unusable, billing.err())),
        }
    }
}

/// One refusal for the problems of the customer and of its billing profile; what is missing comes first.
fn merge_problems(
    mut missing: Vec<&'static str>,
    mut unusable: Vec<MemberProblem>,
    billing: Option<Refusal>,
) -> Refusal {
    let other = match billing {
        Some(Refusal::MembersMissing(members)) => {
            missing.extend(members);
            None
        }
        Some(Refusal::MembersUnusable(problems)) => {
            unusable.extend(problems);
            None
        }
        other => other,
    };
    if !missing.is_empty() {
        return Refusal::MembersMissing(missing);
    }
    if !unusable.is_empty() {
        return Refusal::MembersUnusable(unusable);
    }
    other.unwrap_or(Refusal::MembersMissing(missing))
}

/// A customer as a list shows it (contract 1.14). `Debug` shows ids only.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerSummary {
    /// By which every other operation names it.
    pub id: CustomerId,
    /// The domain of its tenant, which no other customer has.
    pub domain: DomainName,
    /// The name in its profile.
    pub company_name: String,
}

impl fmt::Debug for CustomerSummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CustomerSummary").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The recorded status of a customer's account (contract 1.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountStatusRecord {
    /// What an operator said of the account last.
    pub status: AccountStatus,
    /// When it was recorded.
    pub changed_at: Timestamp,
}

/// Which customer of which partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerKey {
    /// The tenant wall.
    pub partner: PartnerId,
    /// A customer of that partner: any other is not found.
    pub customer: CustomerId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing_profile::AddressInput;

    fn ids() -> NewCustomerIds {
        NewCustomerIds {
            customer: CustomerId::from([1; 16]),
            commerce: CommerceId::from([2; 16]),
            billing_profile: BillingProfileId::from([3; 16]),
        }
    }

    fn profile() -> BillingProfileInput {
        BillingProfileInput {
            email: Some("it@lakeside.example".to_owned()),
            culture: Some("en-US".to_owned()),
            language: Some("en".to_owned()),
            company_name: Some("Lakeside School".to_owned()),
            default_address: Some(AddressInput { country: Some("US".to_owned()), ..AddressInput::default() }),
            ..BillingProfileInput::default()
        }
    }

    fn customer() -> Customer {
        let input = NewCustomerInput {
            domain: Some("lakeside.example".to_owned()),
            billing: profile(),
            ..NewCustomerInput::default()
        };
        Customer::parse_new(input, ids()).unwrap()
    }

    #[test]
    fn missing_members_of_customer_and_profile_are_named_together() {
        let refusal = Customer::parse_new(NewCustomerInput::default(), ids()).unwrap_err();
        assert!(
            matches!(&refusal, Refusal::MembersMissing(all) if all[0] == "companyProfile.domain" && all.len() == 6),
            "{refusal:?}"
        );
    }

    #[test]
    fn an_unusable_domain_is_named() {
        let input = NewCustomerInput {
            domain: Some("no domain".to_owned()),
            billing: profile(),
            ..NewCustomerInput::default()
        };
        let refusal = Customer::parse_new(input, ids()).unwrap_err();
        assert!(
            matches!(&refusal, Refusal::MembersUnusable(all) if all[0].member == "companyProfile.domain")
        );
    }

    #[test]
    fn the_etag_guards_the_billing_profile_and_changes_with_it() {
        let before = customer();
        let update = |precondition| BillingUpdate { precondition, profile: profile() };
        for precondition in [EtagPrecondition::Missing, EtagPrecondition::Tag("1".to_owned())] {
            assert_eq!(before.clone().with_billing(update(precondition)), Err(Refusal::EtagMismatch));
        }
        let after =
            before.clone().with_billing(update(EtagPrecondition::Tag(before.billing_etag()))).unwrap();
        assert_ne!(before.billing_etag(), after.billing_etag());
        assert!(after.billing_etag().parse::<i64>().unwrap() > 0);
        assert!(after.with_billing(update(EtagPrecondition::Any)).is_ok());
    }
}
