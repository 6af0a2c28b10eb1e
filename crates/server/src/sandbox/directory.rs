//! The people and applications of the sandbox, as the seed names them.

use qualify_vocabulary::{ApplicationId, PartnerId, PartnerRole, StaffRole, UserId};

use super::seed::SandboxSeed;

/// Everybody who can sign in.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) application: ApplicationId,
    pub(crate) users: Vec<DirectoryUser>,
    pub(crate) staff: Vec<DirectoryStaff>,
    pub(crate) default_partner: PartnerId,
}

/// A partner's user. Seed data, so nothing here is personal.
#[derive(Debug, Clone)]
pub(crate) struct DirectoryUser {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) partner: PartnerId,
    pub(crate) role: PartnerRole,
}

/// A member of our staff.
#[derive(Debug, Clone)]
pub(crate) struct DirectoryStaff {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) role: StaffRole,
}

impl Directory {
    pub(super) fn of(seed: &SandboxSeed) -> Self {
        Self {
            application: seed.application(),
            default_partner: seed.default_partner(),
            users: seed
                .users
                .iter()
                .map(|user| DirectoryUser {
                    id: user.id,
                    name: user.name.clone(),
                    partner: user.partner,
                    role: user.role,
                })
                .collect(),
            staff: seed
                .staff
                .iter()
                .map(|member| DirectoryStaff { id: member.id, name: member.name.clone(), role: member.role })
                .collect(),
        }
    }

    /// The user of this name.
    pub(crate) fn find_user(&self, name: &str) -> Option<&DirectoryUser> {
        self.users.iter().find(|user| user.name.eq_ignore_ascii_case(name))
    }

    /// The first administrator of a partner.
    pub(crate) fn administrator_of(&self, partner: PartnerId) -> Option<&DirectoryUser> {
        self.users.iter().find(|user| user.partner == partner && user.role == PartnerRole::AdminAgent)
    }

    /// The member of staff of this name; the first operator for none.
    pub(crate) fn find_staff(&self, name: Option<&str>) -> Option<&DirectoryStaff> {
        match name {
            Some(name) => self.staff.iter().find(|member| member.name.eq_ignore_ascii_case(name)),
            None => self.staff.iter().find(|member| member.role == StaffRole::Operator),
        }
    }
}
