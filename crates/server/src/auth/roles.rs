//! From users and claims to the role of contract 5.6.

use std::collections::HashMap;

use qualify_vocabulary::{PartnerRole, UserId};

use super::error::AuthSetupError;
use super::settings::RoleSettings;

/// The mapping, ready for look-ups.
pub(super) struct RoleTable {
    default: PartnerRole,
    users: HashMap<UserId, PartnerRole>,
    claims: HashMap<String, PartnerRole>,
}

impl RoleTable {
    pub(super) fn new(settings: &RoleSettings) -> Result<Self, AuthSetupError> {
        let users = settings.users.iter().map(|(user, role)| {
            let id = UserId::parse(user).map_err(|_| {
                AuthSetupError::setting(
                    format!("auth.roles.users.{user}"),
                    "the key is not a GUID, so it matches no user",
                    "write the user's object id (oid), not the name",
                )
            })?;
            Ok((id, *role))
        });
        let claims = settings.claims.iter().map(|(value, role)| (value.to_ascii_lowercase(), *role));
        Ok(Self {
            default: settings.default,
            users: users.collect::<Result<_, AuthSetupError>>()?,
            claims: claims.collect(),
        })
    }

    /// The role of whom no claim says anything.
    pub(super) const fn default(&self) -> PartnerRole {
        self.default
    }

    /// The strongest role that the user or one of the claim values maps to. With `are_role_names_mapped`, a role's own
    /// name maps to that role.
    pub(super) fn find_role(
        &self,
        user: UserId,
        values: &[&str],
        are_role_names_mapped: bool,
    ) -> Option<PartnerRole> {
        let by_value = values.iter().filter_map(|value| {
            let mapped = self.claims.get(&value.to_ascii_lowercase()).copied();
            mapped.or_else(|| PartnerRole::parse(value).ok().filter(|_| are_role_names_mapped))
        });
        // The roles are ordered, the strongest first.
        by_value.chain(self.users.get(&user).copied()).min()
    }
}

#[cfg(test)]
mod tests {
    use qualify_vocabulary::PartnerRole::{AdminAgent, Reader, SalesAgent};

    use super::*;

    const ROB: &str = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";

    #[test]
    fn the_strongest_match_wins() {
        let rob = UserId::parse(ROB).unwrap();
        let other = UserId::from([7; 16]);
        let settings = RoleSettings {
            default: AdminAgent,
            users: [(ROB.to_uppercase(), Reader)].into(),
            claims: [("Sellers".to_owned(), SalesAgent), ("admins".to_owned(), AdminAgent)].into(),
        };
        let table = RoleTable::new(&settings).unwrap();
        let cases: [(UserId, &[&str], bool, Option<PartnerRole>); 8] = [
            (other, &[], false, None),
            (rob, &[], false, Some(Reader)),
            (rob, &["sellers"], false, Some(SalesAgent)),
            (other, &["SELLERS", "unknown"], false, Some(SalesAgent)),
            (rob, &["Sellers", "Admins"], false, Some(AdminAgent)),
            (other, &["Reader"], false, None),
            (other, &["Reader"], true, Some(Reader)),
            (rob, &["SalesAgent"], true, Some(SalesAgent)),
        ];
        for (user, values, are_names_mapped, expected) in cases {
            assert_eq!(table.find_role(user, values, are_names_mapped), expected, "{user:?} {values:?}");
        }
    }

    #[test]
    fn a_default_other_than_admin_agent_is_taken() {
        let table = RoleTable::new(&RoleSettings { default: Reader, ..RoleSettings::default() }).unwrap();
        assert_eq!(table.default(), Reader);
    }

    #[test]
    fn a_user_that_is_no_guid_is_a_setup_error() {
        let settings = RoleSettings { users: [("rob".to_owned(), Reader)].into(), ..RoleSettings::default() };
        let error = RoleTable::new(&settings).err().unwrap().to_string();
        assert!(error.starts_with("auth.roles.users.rob: "), "{error}");
    }
}
