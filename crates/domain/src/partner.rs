//! A partner: the reseller, one tenant of the service.

use qualify_vocabulary::{PartnerId, WorldId};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// A partner account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// The id of the reseller's tenant.
    pub id: PartnerId,
    /// The reseller's name.
    pub name: String,
    /// Whether it is a sandbox account, which may delete customers (contract Q26).
    pub is_sandbox_account: bool,
    /// Whether it may call at all.
    #[serde(default)]
    pub status: PartnerStatus,
    /// Whether it may create customers (contract 4.7, 600006).
    #[serde(default = "default_may_create_customers")]
    pub may_create_customers: bool,
    /// Among whose customers a domain is one's alone.
    #[serde(default = "shared_world")]
    pub world: WorldId,
}

/// The world of all partners that have none of their own.
const fn shared_world() -> WorldId {
    WorldId::NIL
}

const fn default_may_create_customers() -> bool {
    true
}

/// Whether a partner account is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerStatus {
    /// Its calls are served.
    #[default]
    Active,
    /// Every call is answered 403 code 900149.
    Suspended,
}

impl Partner {
    /// Refuses accounts that may not create customers.
    ///
    /// # Errors
    /// [`Refusal::PartnerMayNotCreateCustomers`].
    pub fn check_may_create_customers(&self) -> Result<(), Refusal> {
        if self.may_create_customers { Ok(()) } else { Err(Refusal::PartnerMayNotCreateCustomers) }
    }

    /// Refuses accounts that are not sandboxes (contract 1.15, S4).
    ///
    /// # Errors
    /// [`Refusal::NotSandboxAccount`].
    pub fn check_may_delete_customers(&self) -> Result<(), Refusal> {
        if self.is_sandbox_account { Ok(()) } else { Err(Refusal::NotSandboxAccount) }
    }
}
