//! The partner itself (S12, S13).

use qualify_contract::v1::partner_profiles::{LegalBusinessProfile, OrganizationProfile};

use super::customers::Customers;
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// The partner's customers.
    pub fn customers(&self) -> Customers {
        Customers::new(self.clone())
    }

    /// The partner's organisation (S12).
    ///
    /// # Errors
    /// The call fails, or the answer is no profile.
    pub async fn organization_profile(&self) -> Result<OrganizationProfile> {
        self.send(Call::get("get_organization_profile", "/v1/profiles/organization")).await?.object()
    }

    /// The partner as a legal business (S13).
    ///
    /// # Errors
    /// The call fails, or the answer is no profile.
    pub async fn legal_business_profile(&self) -> Result<LegalBusinessProfile> {
        self.send(Call::get("get_legal_business_profile", "/v1/profiles/legalbusiness")).await?.object()
    }
}
