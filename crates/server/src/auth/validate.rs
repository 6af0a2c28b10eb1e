//! What is refused about the settings before anything starts.

use std::collections::HashSet;

use qualify_vocabulary::PartnerId;
use reqwest::Url;

use super::audience::without_slash;
use super::error::AuthSetupError;
use super::metadata::{Address, TENANT_PLACE, is_loopback, is_secure};
use super::roles::RoleTable;
use super::settings::{AuthSettings, IssuerSettings, Preset};

impl AuthSettings {
    /// Checks what can be checked without asking anybody.
    ///
    /// # Errors
    /// [`AuthSetupError::Setting`] for the first setting that is not usable: which, why, and what to do.
    pub fn validate(&self) -> Result<(), AuthSetupError> {
        for (index, issuer) in self.issuers.iter().enumerate() {
            let key = format!("auth.issuers[{index}]");
            check_issuer(issuer, &key)?;
            if self.issuers[..index].iter().any(|before| are_one(before, issuer)) {
                return Err(AuthSetupError::setting(
                    format!("{key}.issuer"),
                    "the issuer is listed twice, so the second entry would never be used",
                    "remove one of the two; an entry can have several tenants, and two entries of one name have to list \
                     tenants of which none is in both",
                ));
            }
        }
        self.check_audiences()?;
        self.check_operator()?;
        RoleTable::new(&self.roles).map(drop)
    }

    fn check_audiences(&self) -> Result<(), AuthSetupError> {
        if self.audiences.iter().any(|audience| audience.trim().is_empty()) {
            return Err(AuthSetupError::setting(
                "auth.audiences",
                "an entry is blank, and no token has a blank audience",
                "remove the entry",
            ));
        }
        if self.audiences.is_empty() && self.public_url.is_none() {
            return Err(AuthSetupError::setting(
                "auth.audiences",
                "the list is empty, so every token would be refused",
                "remove the setting to have Partner Center's audiences, or list your own",
            ));
        }
        Ok(())
    }

    fn check_operator(&self) -> Result<(), AuthSetupError> {
        let Some(operator) = &self.operator else { return Ok(()) };
        if operator.issuer.contains(TENANT_PLACE) {
            return Err(AuthSetupError::setting(
                "operator.issuer",
                "{tid} stands for any tenant, so any tenant could make itself our staff",
                "write your own tenant's id in its place",
            ));
        }
        let (discovery, jwks) = (operator.discovery_url.as_ref(), operator.jwks_url.as_ref());
        metadata_address("operator", &operator.issuer, discovery, jwks)?;
        if operator.role_claim.trim().is_empty() {
            return Err(AuthSetupError::setting(
                "operator.role_claim",
                "it is blank, so no operator would have a role",
                "name the claim, usually roles",
            ));
        }
        operator.check_second_factor()?;
        if operator.user_claim.as_ref().is_some_and(|claim| claim.trim().is_empty()) {
            return Err(AuthSetupError::setting(
                "operator.user_claim",
                "it is blank, so no token would say who its user is",
                "name the claim, or remove the setting to have oid for Entra and sub for others",
            ));
        }
        let audience = without_slash(&operator.audience);
        let mut partners = self.audiences.iter().chain(&self.public_url);
        if audience.trim().is_empty() || partners.any(|partner| without_slash(partner) == audience) {
            return Err(AuthSetupError::setting(
                "operator.audience",
                "it is blank or a partner audience too, so staff could not be told from partners",
                "give the operators an audience of their own, such as api://qualify-operator",
            ));
        }
        Ok(())
    }
}

/// Whether tokens of the one could be the other's: they have a name in common, and a tenant (contract 9.4.12).
fn are_one(one: &IssuerSettings, other: &IssuerSettings) -> bool {
    let names: Vec<String> = one.sources().into_iter().map(|source| source.issuer).collect();
    let mut common = other.sources().into_iter().filter(|source| names.contains(&source.issuer)).peekable();
    if common.peek().is_none() {
        return false;
    }
    // Only the name of a tenant tells the tokens of two issuers apart before anything in them is believed.
    let is_told_by_tenant = common.all(|source| source.issuer.contains(TENANT_PLACE));
    let tenants = |settings: &IssuerSettings| -> HashSet<Option<PartnerId>> {
        settings.tenants.iter().map(|tenant| PartnerId::parse(tenant).ok()).collect()
    };
    let is_any = one.tenants.is_empty() || other.tenants.is_empty();
    !is_told_by_tenant || is_any || !tenants(one).is_disjoint(&tenants(other))
}

fn check_issuer(settings: &IssuerSettings, key: &str) -> Result<(), AuthSetupError> {
    check_preset(settings, key)?;
    let sources = settings.sources();
    for source in &sources {
        let (discovery, jwks) = (settings.discovery_url.as_ref(), settings.jwks_url.as_ref());
        metadata_address(key, &source.issuer, discovery.or(source.discovery_url.as_ref()), jwks)?;
    }
    let places = sources.iter().map(|source| source.issuer.matches(TENANT_PLACE).count()).max().unwrap_or(0);
    if places > 1 {
        return Err(AuthSetupError::setting(
            format!("{key}.issuer"),
            "{tid} occurs more than once",
            "write it once, where the issuer's tokens have the tenant's id",
        ));
    }
    if places == 1 && settings.partner.as_deref().is_some_and(|partner| partner != "tid") {
        return Err(AuthSetupError::setting(
            format!("{key}.partner"),
            "with {tid} in the issuer, any tenant could speak for a partner other than itself",
            "remove the setting, or write one tenant's id into the issuer",
        ));
    }
    let is_partner_fixed =
        settings.partner.as_deref().is_some_and(|partner| PartnerId::parse(partner).is_ok());
    if is_partner_fixed && !settings.tenants.is_empty() {
        return Err(AuthSetupError::setting(
            format!("{key}.tenants"),
            "the setting partner is a GUID, so all of the issuer's tokens are of that one partner anyway",
            "remove one of the two, or name in partner the claim that holds the partner's GUID",
        ));
    }
    parse_tenants(&settings.tenants, key)?;
    check_claim_names(settings, key)
}

/// What a preset decides cannot be said a second time, and what it leaves open has to be said.
fn check_preset(settings: &IssuerSettings, key: &str) -> Result<(), AuthSetupError> {
    let is_entra = settings.preset == Preset::Entra;
    if is_entra && !settings.issuer.is_empty() {
        return Err(AuthSetupError::setting(
            format!("{key}.issuer"),
            "the preset entra knows how its issuers are called",
            "remove the setting and list your tenants by tenants, or set preset to custom",
        ));
    }
    if !is_entra && settings.cloud.is_some() {
        return Err(AuthSetupError::setting(
            format!("{key}.cloud"),
            "only Entra has clouds",
            "remove the setting, or set preset to entra",
        ));
    }
    if settings.preset == Preset::Keycloak && settings.partner.is_none() {
        return Err(AuthSetupError::setting(
            format!("{key}.partner"),
            "it is missing, and a realm's tokens do not say which partner they are for",
            "write the partner's GUID, or the name of a claim that a mapper of yours fills with it",
        ));
    }
    Ok(())
}

/// The listed tenants.
pub(super) fn parse_tenants(tenants: &[String], key: &str) -> Result<HashSet<PartnerId>, AuthSetupError> {
    let parsed = tenants.iter().map(|tenant| {
        PartnerId::parse(tenant).map_err(|_| {
            AuthSetupError::setting(
                format!("{key}.tenants"),
                "an entry is not a GUID, and tokens name their tenant by one",
                "write the tenant's id; the directory's overview page shows it",
            )
        })
    });
    parsed.collect()
}

fn check_claim_names(settings: &IssuerSettings, key: &str) -> Result<(), AuthSetupError> {
    let claims = [
        ("partner", &settings.partner),
        ("user_claim", &settings.user_claim),
        ("user_name_claim", &settings.user_name_claim),
        ("app_claim", &settings.app_claim),
        ("scope_claim", &settings.scope_claim),
        ("role_claim", &settings.role_claim),
        ("mfa_claim", &settings.mfa_claim),
        ("mfa_value", &settings.mfa_value),
    ];
    let is_blank = |claim: &Option<String>| claim.as_ref().is_some_and(|claim| claim.trim().is_empty());
    if let Some((name, _)) = claims.iter().find(|(_, claim)| is_blank(claim)) {
        return Err(AuthSetupError::setting(
            format!("{key}.{name}"),
            "it is blank, and no token has a claim without a name",
            "remove the setting to have the preset's, or name the claim",
        ));
    }
    // Something like a GUID with a digit too few would silently become the name of a claim.
    let looks_like_guid = |partner: &String| partner.matches('-').count() == 4;
    if settings.partner.as_ref().is_some_and(|one| looks_like_guid(one) && PartnerId::parse(one).is_err()) {
        return Err(AuthSetupError::setting(
            format!("{key}.partner"),
            "it looks like a GUID, but is none",
            "check its digits, or name a claim",
        ));
    }
    Ok(())
}

/// Where an issuer's keys are to be read, by its settings.
pub(super) fn metadata_address(
    key: &str,
    issuer: &str,
    discovery_url: Option<&String>,
    jwks_url: Option<&String>,
) -> Result<Address, AuthSetupError> {
    if issuer.trim().is_empty() {
        return Err(AuthSetupError::setting(
            format!("{key}.issuer"),
            "it is blank, so no token could be from there",
            "write the iss of the provider's tokens",
        ));
    }
    match (discovery_url, jwks_url) {
        (Some(_), Some(_)) => Err(AuthSetupError::setting(
            format!("{key}.jwks_url"),
            "discovery_url is set too, so it is not clear where the keys come from",
            "keep one of the two",
        )),
        (Some(url), None) => address(key, "discovery_url", url).map(Address::Discovery),
        (None, Some(url)) => address(key, "jwks_url", url).map(Address::Keys),
        (None, None) if issuer.contains(TENANT_PLACE) => Err(AuthSetupError::setting(
            format!("{key}.discovery_url"),
            "it is missing, and an issuer with {tid} has no one place for its keys",
            "set it, for Entra to https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
        )),
        (None, None) => {
            let url = format!("{}/.well-known/openid-configuration", without_slash(issuer));
            address(key, "issuer", &url).map(Address::Discovery)
        }
    }
}

fn address(key: &str, name: &str, text: &str) -> Result<Url, AuthSetupError> {
    let url = Url::parse(text).ok().filter(|url| is_secure(url) || is_loopback(url));
    url.ok_or_else(|| {
        AuthSetupError::setting(
            format!("{key}.{name}"),
            "it is not an https:// URL, and keys that travel openly can be replaced on the way",
            "use https://, or http:// on this machine only; or say by discovery_url or jwks_url where the keys are",
        )
    })
}
