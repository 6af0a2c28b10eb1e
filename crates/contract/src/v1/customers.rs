//! S1 to S4, Q35: customers (contract 1.13 to 1.15, 9.2.3).

use std::borrow::Cow;
use std::fmt;

use qualify_vocabulary::{CommerceId, CustomerId};
use serde::{Deserialize, Serialize};

use super::profiles::{Address, BillingProfile, BillingProfileUpdate, CompanyProfile};
use super::{Collection, Links, ResourceAttributes};

/// The relationship of every customer that is shown.
pub const RELATIONSHIP: &str = "reseller";

/// That of a customer that the partner has let go, in the answer to that and nowhere else.
pub const NO_RELATIONSHIP: &str = "none";

/// The value of `attributes.objectType` of a customer.
pub const CUSTOMER_OBJECT_TYPE: &str = "Customer";

const fn relationship() -> Cow<'static, str> {
    Cow::Borrowed(RELATIONSHIP)
}

/// A page of S2.
pub type CustomerCollection = Collection<CustomerListItem>;

/// A customer in a list (S2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomerListItem {
    /// The customer's tenant.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: CustomerId,
    /// The company, in its short form.
    pub company_profile: CompanyProfile,
    /// `reseller`.
    #[serde(default = "relationship")]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "reseller"))]
    pub relationship_to_partner: Cow<'static, str>,
    /// Where the customer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `Customer`.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

/// A customer (S3); with the first user's credentials and without links, the answer of S1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// The customer's tenant.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: CustomerId,
    /// The customer's id in the commerce system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = "uuid"))]
    pub commerce_id: Option<CommerceId>,
    /// The company.
    pub company_profile: CompanyProfile,
    /// Who pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_profile: Option<BillingProfile>,
    /// `reseller`.
    #[serde(default = "relationship")]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "reseller"))]
    pub relationship_to_partner: Cow<'static, str>,
    /// Whether the partner administers the tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_delegated_access: Option<bool>,
    /// The first user's credentials; in the answer of S1 only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_credentials: Option<UserCredentials>,
    /// The tenant's domains.
    #[serde(default)]
    pub custom_domains: Vec<String>,
    /// The indirect reseller, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated_partner_id: Option<String>,
    /// As it was sent to S1.
    #[serde(rename = "enableGDAPByDefault", skip_serializing_if = "Option::is_none")]
    pub enable_gdap_by_default: Option<bool>,
    /// Where the customer is; not in the answer of S1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `Customer`.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

/// The one-time credentials of a new customer's first user. `Debug` shows neither member.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserCredentials {
    /// The user's name.
    pub user_name: String,
    /// The one-time password.
    pub password: String,
}

impl fmt::Debug for UserCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("UserCredentials").finish_non_exhaustive()
    }
}

/// The body of Q35. Clients may send the whole customer, of which nothing else counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EndOfRelationship {
    /// `none`.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "none"))]
    pub relationship_to_partner: Cow<'static, str>,
}

impl Default for EndOfRelationship {
    fn default() -> Self {
        Self { relationship_to_partner: NO_RELATIONSHIP.into() }
    }
}

/// The body of S1. Clients send many more members as null or filler; those are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewCustomer {
    /// The company; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_profile: Option<NewCompanyProfile>,
    /// Who pays; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_profile: Option<BillingProfileUpdate>,
    /// The indirect reseller; stored unchecked, and only for a signed-in user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated_partner_id: Option<String>,
    /// Repeated in the answer.
    #[serde(rename = "enableGDAPByDefault", skip_serializing_if = "Option::is_none")]
    pub enable_gdap_by_default: Option<bool>,
}

impl NewCustomer {
    /// What every country demands: the tenant's new domain, the company's name, an address for e-mail there, and the address
    /// that bills go to, with a person. Bills are in American English, unless [`Self::billed_in`] says otherwise.
    pub fn new(
        domain: impl Into<String>,
        company_name: impl Into<String>,
        email: impl Into<String>,
        address: Address,
    ) -> Self {
        let company_profile =
            NewCompanyProfile { domain: Some(domain.into()), ..NewCompanyProfile::default() };
        let billing_profile = BillingProfileUpdate {
            company_name: Some(company_name.into()),
            email: Some(email.into()),
            default_address: Some(address),
            ..BillingProfileUpdate::default()
        };
        Self {
            company_profile: Some(company_profile),
            billing_profile: Some(billing_profile),
            ..Self::default()
        }
        .billed_in("en-US", "en")
    }

    /// The culture and the language of the bills, such as `pl-PL` and `pl`.
    #[must_use]
    pub fn billed_in(mut self, culture: impl Into<String>, language: impl Into<String>) -> Self {
        let profile = self.billing_profile.get_or_insert_default();
        (profile.culture, profile.language) = (Some(culture.into()), Some(language.into()));
        self
    }

    /// The number in the register of organisations, which some countries demand.
    #[must_use]
    pub fn registration_number(mut self, number: impl Into<String>) -> Self {
        self.company_profile.get_or_insert_default().organization_registration_number = Some(number.into());
        self
    }
}

/// The company in a request.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewCompanyProfile {
    /// The tenant's domain; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(example = "lakeside.onmicrosoft.com"))]
    pub domain: Option<String>,
    /// The company's name; the one of the billing profile counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// The registration number; required in some countries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_registration_number: Option<String>,
}

impl fmt::Debug for NewCompanyProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NewCompanyProfile").finish_non_exhaustive()
    }
}
