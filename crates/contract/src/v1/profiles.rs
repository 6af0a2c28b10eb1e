//! Profiles of a customer and their addresses (contract 1.13, 1.15, 1.16). They hold personal data: `Debug` shows
//! ids and countries, nothing else.

mod address;

use std::fmt;

use qualify_vocabulary::{BillingProfileId, CustomerId};
use serde::{Deserialize, Serialize};

use super::{Links, OtherMembers, ResourceAttributes};

pub use address::Address;

/// The company behind a customer (S5, and inside S2 and S3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompanyProfile {
    /// The customer's id once more.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub tenant_id: CustomerId,
    /// The tenant's domain.
    #[serde(default)]
    pub domain: String,
    /// The company's name.
    #[serde(default)]
    pub company_name: String,
    /// The company's address; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The company's address for e-mail; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The registration number, if one is known; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_registration_number: Option<String>,
    /// Where the profile is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `CustomerCompanyProfile`.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

impl CompanyProfile {
    /// The value of `attributes.objectType`.
    pub const OBJECT_TYPE: &'static str = "CustomerCompanyProfile";
}

impl fmt::Debug for CompanyProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CompanyProfile").field("tenant_id", &self.tenant_id).finish_non_exhaustive()
    }
}

/// Who pays (S6, S7, and inside S1 and S3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BillingProfile {
    /// The profile's own id.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: BillingProfileId,
    /// The contact's first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The contact's last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The contact's address for e-mail.
    #[serde(default)]
    pub email: String,
    /// The culture, like `en-US`.
    #[serde(default)]
    pub culture: String,
    /// The language, like `en`.
    #[serde(default)]
    pub language: String,
    /// The company's name.
    #[serde(default)]
    pub company_name: String,
    /// The address that bills go to.
    #[serde(default)]
    pub default_address: Address,
    /// Where the profile is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `CustomerBillingProfile`, with the current etag.
    #[serde(default)]
    pub attributes: ResourceAttributes,
    /// What a service says beyond this: a client that writes the object back sends it along. Nothing is read into it here.
    #[serde(flatten, skip_deserializing)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub other: OtherMembers,
}

impl BillingProfile {
    /// The value of `attributes.objectType`.
    pub const OBJECT_TYPE: &'static str = "CustomerBillingProfile";
}

impl fmt::Debug for BillingProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BillingProfile")
            .field("id", &self.id)
            .field("attributes", &self.attributes)
            .finish_non_exhaustive()
    }
}

/// The attributes in a request; only the etag is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestAttributes {
    /// The state that the caller has seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

/// The billing profile in a request: the body of S7, and a member of S1. Whatever is absent is cleared.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BillingProfileUpdate {
    /// The contact's first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The contact's last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The contact's address for e-mail; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The culture, like `en-US`; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub culture: Option<String>,
    /// The language, like `en` or `pt-PT`; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The company's name; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// The address that bills go to; required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_address: Option<Address>,
    /// The registration number, where a client sends it here instead of with the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_registration_number: Option<String>,
    /// The etag of the state that is replaced; `If-Match` goes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<RequestAttributes>,
    /// What a service says beyond this: a client that writes the object back sends it along. Nothing is read into it here.
    #[serde(flatten, skip_deserializing)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub other: OtherMembers,
}

/// A profile as it was read, to be changed and written back: with its etag, and with what is not known here.
impl From<BillingProfile> for BillingProfileUpdate {
    fn from(profile: BillingProfile) -> Self {
        let mut other = profile.other;
        let number = other.remove("organizationRegistrationNumber");
        Self {
            first_name: profile.first_name,
            last_name: profile.last_name,
            email: Some(profile.email),
            culture: Some(profile.culture),
            language: Some(profile.language),
            company_name: Some(profile.company_name),
            default_address: Some(profile.default_address),
            organization_registration_number: number.and_then(|it| it.as_str().map(str::to_owned)),
            attributes: profile.attributes.etag.map(|etag| RequestAttributes { etag: Some(etag) }),
            other,
        }
    }
}

impl BillingProfileUpdate {
    /// The etag that came in the body, if one did.
    pub fn etag(&self) -> Option<&str> {
        self.attributes.as_ref().and_then(|attributes| attributes.etag.as_deref())
    }
}

impl fmt::Debug for BillingProfileUpdate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BillingProfileUpdate")
            .field("attributes", &self.attributes)
            .finish_non_exhaustive()
    }
}
