//! Whose tokens are trusted, and for what.

use std::collections::HashSet;
use std::sync::Arc;

use qualify_vocabulary::{PartnerId, Timestamp};

use super::audience::{Acceptance, Audiences, without_slash};
use super::claim::{Claims, text, texts};
use super::claims::ClaimRules;
use super::error::{AuthError, AuthSetupError};
use super::identity::Identity;
use super::keys::{IssuerKeys, RemoteKeys, Signer};
use super::metadata::TENANT_PLACE;
use super::metadata::{Clients, ExpectedIssuer, MetadataSource};
use super::own_issuer::OwnIssuer;
use super::presets::Source;
use super::roles::RoleTable;
use super::settings::{IssuerSettings, OPERATOR_AUDIENCE, OperatorSettings};
use super::staff::StaffRules;
use super::token::Token;
use super::validate::{metadata_address, parse_tenants};

/// An issuer whose tokens are trusted for partners, for our staff, or for both.
pub(super) struct Issuer {
    name: NamePattern,
    pub(super) keys: IssuerKeys,
    /// The names that its keys may give their issuer.
    key_names: Vec<String>,
    partner_door: Option<ClaimRules>,
    staff_door: Option<StaffDoor>,
}

/// What makes a token one of our staff's.
struct StaffDoor {
    audience: String,
    tenant: Option<PartnerId>,
    rules: StaffRules,
}

/// What the `iss` of an issuer's tokens looks like.
enum NamePattern {
    Exact(String),
    /// With the token's own `tid` between the two; if tenants are listed, one of them.
    Tenant {
        before: String,
        after: String,
        among: HashSet<PartnerId>,
    },
    Own(Arc<dyn OwnIssuer>),
}

/// What a token may be used for, by its audience.
pub(super) enum Door<'a> {
    Partner(&'a ClaimRules, Acceptance),
    Staff(&'a StaffRules),
}

impl Issuer {
    /// The issuers of one entry of `[[auth.issuers]]`.
    pub(super) fn for_partners(
        settings: &IssuerSettings,
        key: &str,
        clients: &mut Clients,
    ) -> Result<Vec<Self>, AuthSetupError> {
        let sources = settings.sources().into_iter();
        sources.map(|source| Self::for_partners_of(settings, source, key, clients)).collect()
    }

    fn for_partners_of(
        settings: &IssuerSettings,
        source: Source,
        key: &str,
        clients: &mut Clients,
    ) -> Result<Self, AuthSetupError> {
        let among = parse_tenants(&settings.tenants, key)?;
        let keys = remote_keys(&source, settings.jwks_url.as_ref(), key, (among.clone(), clients))?;
        let key_names = source.key_names();
        let issuer = source.issuer;
        let claim_rules = ClaimRules::new(settings).limited_to(among.clone());
        let name = match issuer.split_once(TENANT_PLACE) {
            Some((before, after)) => {
                NamePattern::Tenant { before: before.to_owned(), after: after.to_owned(), among }
            }
            None => NamePattern::Exact(issuer),
        };
        Ok(Self { name, keys, key_names, partner_door: Some(claim_rules), staff_door: None })
    }

    pub(super) fn for_staff(
        settings: &OperatorSettings,
        clients: &mut Clients,
    ) -> Result<Self, AuthSetupError> {
        let source = Source::named(&settings.issuer, settings.discovery_url.as_ref());
        let jwks_url = settings.jwks_url.as_ref();
        Ok(Self {
            keys: remote_keys(&source, jwks_url, "operator", (HashSet::new(), clients))?,
            key_names: source.key_names(),
            name: NamePattern::Exact(source.issuer),
            partner_door: None,
            staff_door: Some(StaffDoor {
                audience: without_slash(&settings.audience).to_owned(),
                tenant: None,
                rules: StaffRules::new(settings),
            }),
        })
    }

    /// The service's own, whose staff is held to what `[operator]` says of staff.
    pub(super) fn own(own: Arc<dyn OwnIssuer>, operator: Option<&OperatorSettings>) -> Self {
        Self {
            key_names: Vec::new(),
            keys: IssuerKeys::Local(own.keys()),
            partner_door: Some(ClaimRules::own()),
            staff_door: Some(StaffDoor {
                audience: OPERATOR_AUDIENCE.to_owned(),
                tenant: Some(own.staff_tenant()),
                rules: StaffRules::own(operator),
            }),
            name: NamePattern::Own(own),
        }
    }

    /// Who is said to have signed a token of this issuer.
    pub(super) fn signer<'a>(&'a self, claims: &'a Claims) -> Signer<'a> {
        Signer { names: &self.key_names, tenant: text(claims, "tid") }
    }

    /// Whether the token says that it is from this issuer.
    ///
    /// # Errors
    /// [`AuthError::TenantMissing`]: it would, if it named its tenant.
    pub(super) fn is_issuer_of(&self, token: &Token<'_>) -> Result<bool, AuthError> {
        let Some(name) = text(&token.claims, "iss") else { return Ok(false) };
        let tenant_in_name = match &self.name {
            NamePattern::Exact(expected) => return Ok(name == expected),
            NamePattern::Tenant { before, after, .. } => {
                name.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()))
            }
            NamePattern::Own(own) => own.tenant_in(name),
        };
        let Some(tenant_in_name) = tenant_in_name else { return Ok(false) };
        let tenant = text(&token.claims, "tid").ok_or(AuthError::TenantMissing)?;
        let id = PartnerId::parse(tenant).map_err(|_| AuthError::TenantMissing)?;
        Ok(tenant_in_name == tenant && self.is_tenant_accepted(id))
    }

    fn is_tenant_accepted(&self, tenant: PartnerId) -> bool {
        match &self.name {
            NamePattern::Tenant { among, .. } => among.is_empty() || among.contains(&tenant),
            NamePattern::Exact(_) | NamePattern::Own(_) => true,
        }
    }

    /// What this issuer's token may be used for, by its audience; nothing, if it is meant for somebody else.
    pub(super) fn door(&self, claims: &Claims, audiences: &Audiences) -> Option<Door<'_>> {
        let meant_for: Vec<&str> = texts(claims, "aud").collect();
        if let Some(door) = self.staff_door.as_ref().filter(|door| door.is_open_to(claims, &meant_for)) {
            return Some(Door::Staff(&door.rules));
        }
        let rules = self.partner_door.as_ref()?;
        if let NamePattern::Own(own) = &self.name
            && meant_for.iter().any(|audience| own.is_origin(without_slash(audience)))
        {
            return Some(Door::Partner(rules, Acceptance::Listed));
        }
        Some(Door::Partner(rules, audiences.accept(&meant_for)?))
    }
}

/// Where the issuer's keys are read, and whose they have to be.
fn remote_keys(
    source: &Source,
    jwks_url: Option<&String>,
    key: &str,
    (tenants, clients): (HashSet<PartnerId>, &mut Clients),
) -> Result<IssuerKeys, AuthSetupError> {
    let address = metadata_address(key, &source.issuer, source.discovery_url.as_ref(), jwks_url)?;
    let expected = ExpectedIssuer { names: source.document_names(), tenants };
    let metadata = MetadataSource::new(address, expected, clients)?;
    Ok(IssuerKeys::Remote(RemoteKeys::new(source.issuer.clone(), metadata)))
}

impl StaffDoor {
    fn is_open_to(&self, claims: &Claims, meant_for: &[&str]) -> bool {
        let tenant = text(claims, "tid").and_then(|tenant| PartnerId::parse(tenant).ok());
        meant_for.iter().any(|audience| without_slash(audience) == self.audience)
            && self.tenant.is_none_or(|expected| tenant == Some(expected))
    }
}

impl Door<'_> {
    /// Who the verified token speaks for.
    pub(super) fn identify(
        &self,
        claims: &Claims,
        expires_at: Timestamp,
        roles: &RoleTable,
        audiences: &Audiences,
    ) -> Result<Identity, AuthError> {
        match self {
            Self::Staff(staff) => staff.identify(claims, expires_at).map(Identity::Staff),
            Self::Partner(claim_rules, acceptance) => {
                let principal = claim_rules.principal(claims, expires_at, roles)?;
                match acceptance {
                    Acceptance::Listed => {}
                    Acceptance::Legacy => audiences.report_legacy(principal.caller.application),
                }
                Ok(Identity::Partner(principal))
            }
        }
    }
}
