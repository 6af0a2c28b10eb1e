//! What the kinds of issuers have in common (contract 5.2): where they are, and how they call their claims.
//!
//! To add one: a variant of [`Preset`], and a row in each match here. What an entry of `[[auth.issuers]]` names itself
//! goes before its preset.

use qualify_vocabulary::PartnerId;

use super::audience::without_slash;
use super::settings::{Cloud, IssuerSettings, OperatorSettings, Preset};

/// An issuer's name and the address of its discovery document, if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) issuer: String,
    pub(super) discovery_url: Option<String>,
    /// The cloud, if that is known.
    pub(super) cloud: Option<Cloud>,
}

impl Source {
    /// The issuer of an entry that says so itself.
    pub(super) fn named(issuer: &str, discovery_url: Option<&String>) -> Self {
        Self { issuer: issuer.to_owned(), discovery_url: discovery_url.cloned(), cloud: None }
    }

    /// The names that keys for this issuer's tokens may give their issuer: its own and, for Entra's tokens of version
    /// 1.0, that of version 2.0, because one key signs both.
    pub(super) fn key_names(&self) -> Vec<String> {
        let clouds = match &self.cloud {
            Some(cloud) => std::slice::from_ref(cloud),
            None => &[Cloud::Global, Cloud::UsGovernment, Cloud::China],
        };
        let second = clouds.iter().filter_map(|cloud| cloud.version_2_of(&self.issuer));
        std::iter::once(self.issuer.clone()).chain(second).collect()
    }

    /// The names that the discovery document may give its issuer: one document serves both versions of Entra's.
    pub(super) fn document_names(&self) -> Vec<String> {
        match self.cloud {
            Some(cloud) => cloud.names().to_vec(),
            None => vec![self.issuer.clone()],
        }
    }
}

/// How an issuer calls its claims.
#[derive(Debug, Clone)]
pub(super) struct ClaimNames {
    pub(super) user: &'static str,
    pub(super) user_names: &'static [&'static str],
    pub(super) applications: &'static [&'static str],
    pub(super) roles: &'static [&'static str],
    pub(super) mfa: &'static str,
    pub(super) mfa_values: &'static [&'static str],
}

impl IssuerSettings {
    /// The issuers that the entry stands for: Entra's tokens have one of two names, by their version.
    pub(super) fn sources(&self) -> Vec<Source> {
        match self.preset {
            Preset::Custom | Preset::Keycloak => {
                vec![Source::named(&self.issuer, self.discovery_url.as_ref())]
            }
            Preset::Entra => {
                let cloud = self.cloud.unwrap_or_default();
                let (_, version_2) = cloud.addresses();
                let [first_name, second_name] = cloud.names();
                let discovery = |default: String| self.discovery_url.clone().or(Some(default));
                vec![
                    Source {
                        issuer: first_name,
                        cloud: Some(cloud),
                        discovery_url: discovery(format!(
                            "{version_2}/common/.well-known/openid-configuration"
                        )),
                    },
                    Source {
                        issuer: second_name,
                        cloud: Some(cloud),
                        discovery_url: discovery(format!(
                            "{version_2}/common/v2.0/.well-known/openid-configuration"
                        )),
                    },
                ]
            }
        }
        .into_iter()
        // Where the keys themselves are named, nobody looks for a document.
        .map(|source| Source {
            discovery_url: source.discovery_url.filter(|_| self.jwks_url.is_none()),
            ..source
        })
        .collect()
    }
}

impl OperatorSettings {
    /// The tenant, if the issuer is Entra's: in whichever cloud, for tokens of whichever version.
    pub(super) fn entra_tenant(&self) -> Option<PartnerId> {
        let issuer = without_slash(&self.issuer);
        let clouds = [Cloud::Global, Cloud::UsGovernment, Cloud::China].map(Cloud::addresses);
        clouds.into_iter().find_map(|(version_1, version_2)| {
            let of_version_1 = issuer.strip_prefix(version_1).and_then(|rest| rest.strip_prefix('/'));
            let of_version_2 = issuer.strip_prefix(version_2).and_then(|rest| rest.strip_prefix('/'));
            let tenant = of_version_1.or_else(|| of_version_2?.strip_suffix("/v2.0"))?;
            PartnerId::parse(tenant).ok()
        })
    }

    /// The issuer's one name in the keys of people. Entra's has two in tokens, by their version.
    pub(super) fn issuer_of_people(&self) -> String {
        match self.entra_tenant() {
            Some(tenant) => format!("entra:{tenant}"),
            None => without_slash(&self.issuer).to_owned(),
        }
    }
}

impl Cloud {
    /// What stands before the tenant in tokens of version 1.0, and of version 2.0.
    const fn addresses(self) -> (&'static str, &'static str) {
        match self {
            Self::Global => ("https://sts.windows.net", "https://login.microsoftonline.com"),
            Self::UsGovernment => ("https://sts.windows.net", "https://login.microsoftonline.us"),
            Self::China => ("https://sts.chinacloudapi.cn", "https://login.partner.microsoftonline.cn"),
        }
    }

    /// What the issuer is called in tokens of version 1.0, and of version 2.0.
    fn names(self) -> [String; 2] {
        let (version_1, version_2) = self.addresses();
        [format!("{version_1}/{{tid}}/"), format!("{version_2}/{{tid}}/v2.0")]
    }

    /// The version 2.0 of a name of version 1.0, of one tenant or of any.
    fn version_2_of(self, name: &str) -> Option<String> {
        let (version_1, version_2) = self.addresses();
        let tenant = name.strip_prefix(version_1)?.strip_prefix('/')?.strip_suffix('/')?;
        (!tenant.contains('/')).then(|| format!("{version_2}/{tenant}/v2.0"))
    }
}

impl Preset {
    pub(super) const fn claim_names(self) -> ClaimNames {
        match self {
            // What is left out of an entry of one's own is Entra's, too.
            Self::Entra | Self::Custom => ClaimNames {
                user: "oid",
                user_names: &["upn", "unique_name", "preferred_username"],
                applications: &["appid", "azp"],
                roles: &["roles", "groups"],
                mfa: "amr",
                mfa_values: &["mfa"],
            },
            Self::Keycloak => ClaimNames {
                user: "sub",
                user_names: &["preferred_username"],
                applications: &["azp", "client_id"],
                roles: &["realm_access.roles", "groups"],
                mfa: "amr",
                mfa_values: &["mfa", "otp"],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entra_has_two_names_in_each_cloud() {
        for (cloud, version_1, version_2) in [
            (None, "https://sts.windows.net/{tid}/", "https://login.microsoftonline.com/{tid}/v2.0"),
            (
                Some(Cloud::UsGovernment),
                "https://sts.windows.net/{tid}/",
                "https://login.microsoftonline.us/{tid}/v2.0",
            ),
            (
                Some(Cloud::China),
                "https://sts.chinacloudapi.cn/{tid}/",
                "https://login.partner.microsoftonline.cn/{tid}/v2.0",
            ),
        ] {
            let entry = IssuerSettings { preset: Preset::Entra, cloud, ..IssuerSettings::default() };
            let sources = entry.sources();
            let names: Vec<&str> = sources.iter().map(|source| source.issuer.as_str()).collect();
            assert_eq!(names, [version_1, version_2]);
            for source in &sources {
                let document = source.discovery_url.as_deref().unwrap();
                assert!(document.starts_with(version_2.split("/{tid}").next().unwrap()), "{document}");
                assert_eq!(document.contains("/v2.0/"), source.issuer.ends_with("/v2.0"), "{document}");
            }
        }
    }

    #[test]
    fn an_address_of_ones_own_goes_before_the_presets() {
        let entry = IssuerSettings { preset: Preset::Entra, ..IssuerSettings::default() };
        let by_document = IssuerSettings { discovery_url: Some("https://x/d".to_owned()), ..entry.clone() };
        assert!(by_document.sources().iter().all(|one| one.discovery_url.as_deref() == Some("https://x/d")));
        let by_keys = IssuerSettings { jwks_url: Some("https://x/keys".to_owned()), ..entry };
        assert!(by_keys.sources().iter().all(|one| one.discovery_url.is_none()));
    }
}
