//! What a verified token's claims mean (contract 5.1, 5.2).

use std::collections::HashSet;

use qualify_domain::caller::{Caller, User};
use qualify_vocabulary::{ApplicationId, PartnerId, PartnerRole, Timestamp, UserId};
use sha2::{Digest as _, Sha256};

use super::claim::{Claims, first_text, text, texts};
use super::error::AuthError;
use super::identity::Principal;
use super::kind::is_there;
use super::roles::RoleTable;
use super::settings::{IssuerSettings, Preset};
use super::whose::{Whose, WhoseRule};

/// Longest user name that is kept: the longest that mail allows.
pub(super) const USER_NAME_CHARS_MAX: usize = 320;

/// Where an issuer's tokens hold what we need.
pub(super) struct ClaimRules {
    partner: PartnerSource,
    user: String,
    user_names: Vec<String>,
    applications: Vec<String>,
    application_id: ApplicationIdRule,
    whose: WhoseRule,
    roles: Vec<String>,
    mfa: String,
    mfa_values: Vec<String>,
    /// Whether a role's own name in the role claim maps to that role: so for an issuer of our own, which writes the claim.
    are_role_names_mapped: bool,
}

enum PartnerSource {
    Fixed(PartnerId),
    /// The claim holds it; if partners are listed, it has to be one of them.
    Claim {
        name: String,
        among: HashSet<PartnerId>,
    },
}

/// What becomes of the application's name.
enum ApplicationIdRule {
    /// It is the id itself.
    Guid,
    /// It may be any text; an id is derived from it and from this issuer.
    Named { issuer: String },
}

impl ClaimRules {
    pub(super) fn new(settings: &IssuerSettings) -> Self {
        let names = settings.preset.claim_names();
        let one = |claim: &Option<String>, default: &str| claim.clone().unwrap_or_else(|| default.to_owned());
        let several = |claim: &Option<String>, defaults: &[&str]| match claim {
            Some(claim) => vec![claim.clone()],
            None => defaults.iter().map(|&default| default.to_owned()).collect(),
        };
        let partner = one(&settings.partner, "tid");
        let application_id = match settings.preset {
            Preset::Entra | Preset::Custom => ApplicationIdRule::Guid,
            Preset::Keycloak => ApplicationIdRule::Named { issuer: settings.issuer.clone() },
        };
        Self {
            partner: match PartnerId::parse(&partner) {
                Ok(partner) => PartnerSource::Fixed(partner),
                Err(_) => PartnerSource::Claim { name: partner, among: HashSet::new() },
            },
            user: one(&settings.user_claim, names.user),
            user_names: several(&settings.user_name_claim, names.user_names),
            applications: several(&settings.app_claim, names.applications),
            application_id,
            whose: WhoseRule::new(settings),
            roles: several(&settings.role_claim, names.roles),
            mfa: one(&settings.mfa_claim, names.mfa),
            mfa_values: several(&settings.mfa_value, names.mfa_values),
            are_role_names_mapped: false,
        }
    }

    /// The same rules for these partners only; for any, if none is listed.
    pub(super) fn limited_to(mut self, partners: HashSet<PartnerId>) -> Self {
        if let PartnerSource::Claim { among, .. } = &mut self.partner {
            *among = partners;
        }
        self
    }

    /// The rules for the tokens of an issuer of our own.
    pub(super) fn own() -> Self {
        let as_entra = IssuerSettings { preset: Preset::Entra, ..IssuerSettings::default() };
        Self { are_role_names_mapped: true, ..Self::new(&as_entra) }
    }

    /// The partner's application, and its user, that the claims name.
    pub(super) fn principal(
        &self,
        claims: &Claims,
        expires_at: Timestamp,
        roles: &RoleTable,
    ) -> Result<Principal, AuthError> {
        let partner = self.partner(claims)?;
        let application_name = first_text(claims, &self.applications);
        let application = self.application(application_name)?;
        let is_app_only = self.whose.tell(claims, application_name)? == Whose::Applications;
        let user = if is_app_only { None } else { Some(self.user(claims)?) };
        let role = user.as_ref().map_or(PartnerRole::AdminAgent, |user| self.role(claims, user.id, roles));
        let is_second_factor = |value: &str| self.mfa_values.iter().any(|known| known == value);
        let has_mfa = is_app_only || texts(claims, &self.mfa).any(is_second_factor);
        Ok(Principal {
            caller: Caller { partner, application, user, role },
            is_app_only,
            has_mfa,
            expires_at,
        })
    }

    fn role(&self, claims: &Claims, user: UserId, roles: &RoleTable) -> PartnerRole {
        let values: Vec<&str> = self.roles.iter().flat_map(|name| texts(claims, name)).collect();
        let mapped = roles.find_role(user, &values, self.are_role_names_mapped);
        mapped.unwrap_or_else(|| {
            // Where we write the claim, one that names no role is that of a user without any, who may still read.
            let is_said = self.are_role_names_mapped && self.roles.iter().any(|name| is_there(claims, name));
            if is_said { PartnerRole::Reader } else { roles.default() }
        })
    }

    fn partner(&self, claims: &Claims) -> Result<PartnerId, AuthError> {
        match &self.partner {
            PartnerSource::Fixed(partner) => Ok(*partner),
            PartnerSource::Claim { name, among } => {
                let said = text(claims, name).and_then(|id| PartnerId::parse(id).ok());
                let partner = said.ok_or(AuthError::TenantMissing)?;
                if among.is_empty() || among.contains(&partner) {
                    return Ok(partner);
                }
                Err(AuthError::invalid("the token's issuer is not trusted here for its partner"))
            }
        }
    }

    fn application(&self, name: Option<&str>) -> Result<ApplicationId, AuthError> {
        match (&self.application_id, name) {
            (ApplicationIdRule::Guid, name) => name
                .and_then(|id| ApplicationId::parse(id).ok())
                .ok_or(AuthError::invalid("the token does not name its application by a GUID")),
            (ApplicationIdRule::Named { issuer }, Some(name)) => {
                Ok(ApplicationId::parse(name).unwrap_or_else(|_| derived_id(issuer, name)))
            }
            (ApplicationIdRule::Named { .. }, None) => {
                Err(AuthError::invalid("the token does not name its application"))
            }
        }
    }

    fn user(&self, claims: &Claims) -> Result<User, AuthError> {
        let id = text(claims, &self.user)
            .and_then(|id| UserId::parse(id).ok())
            .ok_or(AuthError::invalid("the token does not name its user by a GUID"))?;
        Ok(User { id, name: first_text(claims, &self.user_names).map(bounded_name) })
    }
}

/// The id of an application that has a name only: the same for the same name and issuer.
fn derived_id(issuer: &str, name: &str) -> ApplicationId {
    let digest = Sha256::new().chain_update(issuer).chain_update([0]).chain_update(name).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    ApplicationId::from(uuid::Builder::from_custom_bytes(bytes).into_uuid().into_bytes())
}

pub(super) fn bounded_name(name: &str) -> String {
    name.trim().chars().take(USER_NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::auth::RoleSettings;

    const GUID: &str = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";

    fn claims(changes: &Value) -> Claims {
        let mut claims = json!({ "tid": GUID, "appid": GUID, "oid": GUID, "scp": "user_impersonation" });
        let claims = claims.as_object_mut().unwrap();
        for (name, value) in changes.as_object().unwrap() {
            claims.insert(name.clone(), value.clone());
        }
        claims.clone()
    }

    fn read(changes: &Value) -> Result<Principal, AuthError> {
        let roles = RoleTable::new(&RoleSettings::default()).unwrap();
        let entra = IssuerSettings { preset: Preset::Entra, ..IssuerSettings::default() };
        let claim_rules = ClaimRules::new(&entra);
        claim_rules.principal(&claims(changes), Timestamp::UNIX_EPOCH, &roles)
    }

    #[test]
    fn app_only_has_no_user_and_what_is_neither_is_refused() {
        let table = [
            (json!({}), Some(false)),
            (json!({ "idtyp": "user" }), Some(false)),
            (json!({ "scp": ["a"] }), Some(false)),
            (json!({ "scp": null }), Some(true)),
            (json!({ "scp": null, "idtyp": "app" }), Some(true)),
            (json!({ "scp": " " }), None),
            (json!({ "scp": [] }), None),
            (json!({ "idtyp": "app" }), None),
            (json!({ "scp": null, "upn": "ana" }), None),
        ];
        for (changes, is_app_only) in table {
            let principal = read(&changes).ok();
            assert_eq!(principal.as_ref().map(|principal| principal.is_app_only), is_app_only, "{changes}");
            let is_alone = principal.map(|principal| principal.caller.user.is_none());
            assert_eq!(is_alone, is_app_only, "{changes}");
        }
    }

    #[test]
    fn ids_are_required_where_the_contract_says_so() {
        for changes in [json!({ "tid": null }), json!({ "tid": "contoso.com" }), json!({ "tid": 7 })] {
            assert_eq!(read(&changes).unwrap_err(), AuthError::TenantMissing, "{changes}");
        }
        for changes in [json!({ "appid": null }), json!({ "appid": "app" }), json!({ "oid": null })] {
            assert!(matches!(read(&changes), Err(AuthError::InvalidToken { .. })), "{changes}");
        }
        assert!(read(&json!({ "appid": null, "azp": GUID })).is_ok());
        assert!(read(&json!({ "oid": null, "scp": null })).is_err());
    }

    #[test]
    fn mfa_is_read_from_amr_and_app_only_is_exempt() {
        let table = [
            (json!({}), false),
            (json!({ "amr": ["pwd"] }), false),
            (json!({ "amr": ["pwd", "mfa"] }), true),
            (json!({ "amr": "mfa" }), true),
            (json!({ "amr": ["mfa2"] }), false),
            (json!({ "scp": null }), true),
        ];
        for (changes, has_mfa) in table {
            assert_eq!(read(&changes).unwrap().has_mfa, has_mfa, "{changes}");
        }
    }

    #[test]
    fn the_first_user_name_that_is_there_wins() {
        let table = [
            (json!({}), None),
            (json!({ "preferred_username": "c" }), Some("c")),
            (json!({ "unique_name": "b", "preferred_username": "c" }), Some("b")),
            (json!({ "upn": "a", "unique_name": "b" }), Some("a")),
            (json!({ "upn": " ", "unique_name": "b" }), Some("b")),
        ];
        for (changes, name) in table {
            let user = read(&changes).unwrap().caller.user.unwrap();
            assert_eq!(user.name.as_deref(), name, "{changes}");
        }
    }

    #[test]
    fn another_issuers_claims_can_be_named() {
        let settings = IssuerSettings {
            partner: Some(GUID.to_owned()),
            user_claim: Some("sub".to_owned()),
            app_claim: Some("client_id".to_owned()),
            scope_claim: Some("scope".to_owned()),
            mfa_claim: Some("acr".to_owned()),
            mfa_value: Some("gold".to_owned()),
            ..IssuerSettings::default()
        };
        let claims = json!({ "sub": GUID, "client_id": GUID, "scope": "qualify", "acr": "gold" });
        let roles = RoleTable::new(&RoleSettings::default()).unwrap();
        let claim_rules = ClaimRules::new(&settings);
        let principal =
            claim_rules.principal(claims.as_object().unwrap(), Timestamp::UNIX_EPOCH, &roles).unwrap();
        assert_eq!(principal.caller.partner, PartnerId::parse(GUID).unwrap());
        assert!(principal.has_mfa && !principal.is_app_only);
    }

    #[test]
    fn a_dot_leads_into_a_claim_only_where_no_claim_has_the_whole_name() {
        let claims = json!({
            "realm_access": { "roles": ["nested"] }, "https://id.example/roles": "whole", "a": { "b": { "c": "deep" } },
        });
        let claims = claims.as_object().unwrap();
        for (name, value) in [
            ("realm_access.roles", Some("nested")),
            ("https://id.example/roles", Some("whole")),
            ("a.b.c", Some("deep")),
            ("realm_access.groups", None),
            ("realm_access.roles.x", None),
            (".", None),
        ] {
            assert_eq!(texts(claims, name).next(), value, "{name}");
        }
    }
}
