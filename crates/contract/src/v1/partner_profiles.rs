//! S12 and S13: the partner's own profiles (contract 1.18). They hold personal data: `Debug` shows ids and states only.

use std::borrow::Cow;
use std::fmt;

use qualify_vocabulary::PartnerId;
use serde::{Deserialize, Serialize};

use super::profiles::Address;
use super::{Links, ResourceAttributes};

/// The partner's organisation (S12).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationProfile {
    /// The partner.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub id: PartnerId,
    /// Its name.
    #[serde(default)]
    pub company_name: String,
    /// Where it is, with the person who is there.
    #[serde(default)]
    pub default_address: Address,
    /// The partner's tenant: the id once more.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
    pub tenant_id: PartnerId,
    /// The tenant's domain, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The address for e-mail, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The language, like `en`.
    #[serde(default)]
    pub language: String,
    /// The culture, like `en-US`.
    #[serde(default)]
    pub culture: String,
    /// `OrganizationProfile`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "OrganizationProfile"))]
    pub profile_type: Cow<'static, str>,
    /// Where the profile is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `OrganizationProfile`, with an etag.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

impl OrganizationProfile {
    /// The value of `profileType` and of `attributes.objectType`.
    pub const OBJECT_TYPE: &'static str = "OrganizationProfile";
}

impl fmt::Debug for OrganizationProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OrganizationProfile").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Whom to ask at the partner.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PrimaryContact {
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Address for e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

impl fmt::Debug for PrimaryContact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PrimaryContact").finish_non_exhaustive()
    }
}

/// The partner as a legal business (S13).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LegalBusinessProfile {
    /// The partner's name.
    #[serde(default)]
    pub company_name: String,
    /// Where it is, with the person who is there.
    #[serde(default)]
    pub address: Address,
    /// Whom to ask.
    #[serde(default)]
    pub primary_contact: PrimaryContact,
    /// Where the one who approves is.
    #[serde(default)]
    pub company_approver_address: Address,
    /// The address for e-mail of the one who approves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_approver_email: Option<String>,
    /// How the vetting of the partner stands: `none`, `pending`, `authorized` or `rejected`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "authorized"))]
    pub vetting_status: Cow<'static, str>,
    /// More about that; `none` as a rule.
    #[serde(default)]
    pub vetting_sub_status: String,
    /// `LegalBusinessProfile`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "LegalBusinessProfile"))]
    pub profile_type: Cow<'static, str>,
    /// Where the profile is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `LegalBusinessProfile`.
    #[serde(default)]
    pub attributes: ResourceAttributes,
}

impl LegalBusinessProfile {
    /// The value of `profileType` and of `attributes.objectType`.
    pub const OBJECT_TYPE: &'static str = "LegalBusinessProfile";
}

impl fmt::Debug for LegalBusinessProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LegalBusinessProfile")
            .field("vetting_status", &self.vetting_status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = r#"{"country":"US","city":"Redmond","state":"WA","addressLine1":"2 Hill Rd","postalCode":"98052","firstName":"Kim","lastName":"Roe","phoneNumber":"4255550111"}"#;

    #[test]
    fn an_organization_is_written_as_the_contract_shows_it() {
        let expected = [
            r#"{"id":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","companyName":"Partner Example Ltd","defaultAddress":"#,
            ADDRESS,
            r#","tenantId":"5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4","domain":"partner.onmicrosoft.com","#,
            r#""email":"info@partner.example","language":"en","culture":"en-US","profileType":"OrganizationProfile","#,
            r#""links":{"self":{"uri":"/profiles/organization","method":"GET","headers":[]}},"#,
            r#""attributes":{"etag":"1","objectType":"OrganizationProfile"}}"#,
        ]
        .concat();
        let profile: OrganizationProfile = serde_json::from_str(&expected).unwrap();
        assert_eq!(serde_json::to_string(&profile).unwrap(), expected);
        assert!(!format!("{profile:?}").contains("partner.example"));
    }

    #[test]
    fn a_legal_business_is_written_as_the_contract_shows_it() {
        let expected = [
            r#"{"companyName":"Partner Example Ltd","address":"#,
            ADDRESS,
            r#","primaryContact":{"firstName":"Kim","lastName":"Roe","email":"info@partner.example","#,
            r#""phoneNumber":"4255550111"},"companyApproverAddress":{"country":"US","city":"Redmond","state":"WA","#,
            r#""addressLine1":"2 Hill Rd","postalCode":"98052"},"companyApproverEmail":"info@partner.example","#,
            r#""vettingStatus":"authorized","vettingSubStatus":"none","profileType":"LegalBusinessProfile","#,
            r#""links":{"self":{"uri":"/profiles/legalbusiness","method":"GET","headers":[]}},"#,
            r#""attributes":{"objectType":"LegalBusinessProfile"}}"#,
        ]
        .concat();
        let profile: LegalBusinessProfile = serde_json::from_str(&expected).unwrap();
        assert_eq!(serde_json::to_string(&profile).unwrap(), expected);
        let shown = format!("{profile:?} {:?}", profile.primary_contact);
        assert!(!shown.contains("partner.example") && !shown.contains("Kim"), "{shown}");
    }
}
