//! What a flow works with.

use qualify_domain::ports::OperatorStore as _;
use qualify_vocabulary::{PartnerId, Timestamp, parse_guid};

use super::asked::AskedOrigin;
use super::refusal::{Reason, Refused};
use super::state::IssuerState;
use super::tenant::{Tenant, shown};
use crate::directory::Directory;
use crate::minting::{STAFF_TENANT, SandboxIssuer};
use crate::state::Sandbox;

/// The directory and the state of a sandbox whose issuer was asked.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) directory: &'a Directory,
    pub(super) state: &'a IssuerState,
    pub(super) issuer: &'a SandboxIssuer,
    /// What the addresses in the answer begin with.
    pub(super) origin: &'a str,
    pub(super) now: Timestamp,
}

impl<'a> Desk<'a> {
    pub(super) fn of(
        sandbox: &'a Sandbox,
        directory: &'a Directory,
        AskedOrigin(origin): &'a AskedOrigin,
    ) -> Self {
        Self {
            sandbox,
            directory,
            state: &sandbox.sign_in,
            issuer: &sandbox.issuer,
            origin,
            now: sandbox.clock.real_now(),
        }
    }

    pub(super) fn second(&self) -> i64 {
        self.now.as_second()
    }

    /// The tenant that a path names.
    ///
    /// # Errors
    /// There is none of that name.
    pub(super) fn tenant(&self, name: &str) -> Result<Tenant, Refused> {
        if ["common", "organizations"].iter().any(|any| any.eq_ignore_ascii_case(name)) {
            return Ok(Tenant::OfTheUser);
        }
        let id = match parse_guid(name) {
            Some(guid) => Some(PartnerId::from_uuid(guid))
                .filter(|id| *id == STAFF_TENANT || self.sandbox.store.find_partner(*id).is_some()),
            None => self.directory.find_domain(name),
        };
        id.map(Tenant::One).ok_or_else(|| {
            Refused::new(
                Reason::TenantUnknown,
                format!(
                    "Tenant '{}' not found. Check to make sure you have the correct tenant ID or domain: a partner's \
                     GUID, the domain of its users, common or organizations.",
                    shown(name)
                ),
            )
        })
    }
}
