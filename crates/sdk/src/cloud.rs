//! Clouds (contract 5.7): which root, which authority and which audience belong together.

use std::fmt;

use crate::error::{Error, Result};
use crate::origin::Origin;

const GLOBAL_ROOT: &str = "https://api.partnercenter.microsoft.com";
const GLOBAL_AUTHORITY: &str = "https://login.microsoftonline.com";
const GLOBAL_AUTHORITY_OLD: &str = "https://login.windows.net";
const GOVERNMENT_AUTHORITY: &str = "https://login.microsoftonline.us";
const CHINA_ROOT: &str = "https://partner.partnercenterapi.microsoftonline.cn";
const CHINA_AUTHORITY: &str = "https://login.chinacloudapi.cn";
const CHINA_AUTHORITY_NEW: &str = "https://login.partner.microsoftonline.cn";

/// A service and the sign-in that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// Microsoft's service for most of the world.
    Global,
    /// The same root with the authority of the US Government's cloud.
    UsGovernment,
    /// The service in China, run by 21Vianet.
    China21Vianet,
    /// Any other service, such as a Qualify of your own. A sandbox is its own authority.
    Custom {
        /// Where the API is, without a path: `https://qualify.example`.
        root: String,
        /// Where tokens are got; the root itself if absent.
        authority: Option<String>,
        /// What tokens are asked for; the root's own if absent.
        audience: Option<String>,
    },
}

/// The audience that tokens of a sandbox have unless it was told another one.
const DEFAULT_AUDIENCE: &str = GLOBAL_ROOT;

impl Cloud {
    /// A Qualify sandbox at this address, which is its own authority. Its tokens have the audience of Microsoft's global
    /// service.
    pub fn sandbox(root: impl Into<String>) -> Self {
        Self::Custom { root: root.into(), authority: None, audience: Some(DEFAULT_AUDIENCE.to_owned()) }
    }

    /// A service of one's own with its authority.
    pub fn custom(root: impl Into<String>, authority: impl Into<String>) -> Self {
        Self::Custom { root: root.into(), authority: Some(authority.into()), audience: None }
    }

    /// Whether the service is Microsoft's own, which wants to be asked less often.
    pub fn is_microsoft(&self) -> bool {
        self.root().is_ok_and(|root| is_microsoft_root(&root))
    }

    /// Where the API is: `https://api.partnercenter.microsoft.com`.
    ///
    /// # Errors
    /// The parts of the cloud cannot be used, or do not belong together.
    pub fn root_url(&self) -> Result<String> {
        self.resolve().map(|service| service.root.to_string())
    }

    /// Where tokens are got.
    ///
    /// # Errors
    /// As of [`Self::root_url`].
    pub fn authority_url(&self) -> Result<String> {
        self.resolve().map(|service| service.authority.to_string())
    }

    /// What tokens are asked for.
    ///
    /// # Errors
    /// As of [`Self::root_url`].
    pub fn audience(&self) -> Result<String> {
        self.resolve().map(|service| service.audience)
    }

    /// What the parts come to, or why they do not belong together.
    pub(crate) fn resolve(&self) -> Result<Service> {
        let root = self.root()?;
        let authority = self.authority()?;
        check_pair(&root, &authority)?;
        let audience = match self {
            Self::Custom { audience: Some(audience), .. } => audience.clone(),
            Self::Custom { audience: None, .. } | Self::Global | Self::UsGovernment | Self::China21Vianet => {
                root.to_string()
            }
        };
        Ok(Service { is_microsoft: is_microsoft_root(&root), root, authority, audience })
    }

    fn root(&self) -> Result<Origin> {
        let text = match self {
            Self::Global | Self::UsGovernment => GLOBAL_ROOT,
            Self::China21Vianet => CHINA_ROOT,
            Self::Custom { root, .. } => root,
        };
        Origin::parse(text).map_err(|problem| {
            Error::settings(format!(
                "the root {text:?} of the service cannot be used: {problem}; give its scheme, its host and its port, \
                 like https://qualify.example"
            ))
        })
    }

    fn authority(&self) -> Result<Origin> {
        let text = match self {
            Self::Global => GLOBAL_AUTHORITY,
            Self::UsGovernment => GOVERNMENT_AUTHORITY,
            Self::China21Vianet => CHINA_AUTHORITY_NEW,
            Self::Custom { root, authority: None, .. } => root,
            Self::Custom { authority: Some(authority), .. } => authority,
        };
        Origin::parse(text).map_err(|problem| {
            Error::settings(format!(
                "the authority {text:?} cannot be used: {problem}; give its scheme, its host and its port, like \
                 {GLOBAL_AUTHORITY}"
            ))
        })
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Global => formatter.write_str("Microsoft, global"),
            Self::UsGovernment => formatter.write_str("Microsoft, US Government"),
            Self::China21Vianet => formatter.write_str("21Vianet, China"),
            Self::Custom { root, .. } => formatter.write_str(root),
        }
    }
}

/// A cloud whose parts were looked at.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) root: Origin,
    pub(crate) authority: Origin,
    pub(crate) audience: String,
    pub(crate) is_microsoft: bool,
}

fn is_microsoft_root(root: &Origin) -> bool {
    root.is(GLOBAL_ROOT) || root.is(CHINA_ROOT)
}

/// Global and US Government share the root, and both of their authorities are good for it. China's root and China's
/// authorities belong together.
fn check_pair(root: &Origin, authority: &Origin) -> Result<()> {
    let is_one_of = |names: &[&str]| names.iter().any(|name| authority.is(name));
    let of_china = is_one_of(&[CHINA_AUTHORITY, CHINA_AUTHORITY_NEW]);
    let of_others = is_one_of(&[GLOBAL_AUTHORITY, GLOBAL_AUTHORITY_OLD, GOVERNMENT_AUTHORITY]);
    let (is_good, expected) = if root.is(CHINA_ROOT) {
        (of_china, CHINA_AUTHORITY_NEW)
    } else if root.is(GLOBAL_ROOT) {
        (of_others, GLOBAL_AUTHORITY)
    } else {
        return Ok(());
    };
    if is_good {
        return Ok(());
    }
    Err(Error::settings(format!(
        "the service {root} does not take tokens of {authority}: they belong to different clouds; sign in at {expected}, \
         or name the service of the other cloud"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(root: &str, authority: &str) -> Result<Service> {
        Cloud::custom(root, authority).resolve()
    }

    #[test]
    fn each_cloud_has_its_root_authority_and_audience() {
        for (cloud, root, authority) in [
            (Cloud::Global, GLOBAL_ROOT, GLOBAL_AUTHORITY),
            (Cloud::UsGovernment, GLOBAL_ROOT, GOVERNMENT_AUTHORITY),
            (Cloud::China21Vianet, CHINA_ROOT, CHINA_AUTHORITY_NEW),
        ] {
            let service = cloud.resolve().unwrap();
            assert!(service.root.is(root) && service.authority.is(authority), "{cloud}");
            assert_eq!(service.audience, root);
            assert!(service.is_microsoft && cloud.is_microsoft(), "{cloud}");
        }
    }

    #[test]
    fn an_authority_of_another_cloud_is_one_local_error() {
        let good = [
            (GLOBAL_ROOT, GLOBAL_AUTHORITY),
            (GLOBAL_ROOT, GLOBAL_AUTHORITY_OLD),
            (GLOBAL_ROOT, GOVERNMENT_AUTHORITY),
            ("https://API.partnercenter.microsoft.com:443/", "https://Login.microsoftonline.com/"),
            (CHINA_ROOT, CHINA_AUTHORITY),
            (CHINA_ROOT, CHINA_AUTHORITY_NEW),
            ("https://qualify.example", GLOBAL_AUTHORITY),
            ("http://127.0.0.1:7180", "http://127.0.0.1:7180"),
        ];
        for (root, authority) in good {
            assert!(resolved(root, authority).is_ok(), "{root} {authority}");
        }
        let bad = [
            (GLOBAL_ROOT, CHINA_AUTHORITY),
            (GLOBAL_ROOT, CHINA_AUTHORITY_NEW),
            (GLOBAL_ROOT, "https://login.example"),
            (CHINA_ROOT, GLOBAL_AUTHORITY),
            (CHINA_ROOT, GLOBAL_AUTHORITY_OLD),
            (CHINA_ROOT, GOVERNMENT_AUTHORITY),
        ];
        for (root, authority) in bad {
            let error = resolved(root, authority).unwrap_err();
            assert!(matches!(error, Error::Settings { .. }), "{root} {authority}");
            assert!(error.to_string().contains("different clouds"), "{error}");
        }
    }

    #[test]
    fn a_sandbox_is_its_own_authority() {
        let service = Cloud::sandbox("http://127.0.0.1:7180").resolve().unwrap();
        assert_eq!(service.root, service.authority);
        assert_eq!(service.audience, GLOBAL_ROOT);
        assert!(!service.is_microsoft);
    }

    #[test]
    fn the_audience_is_the_root_unless_set() {
        let service = resolved("https://qualify.example", "https://login.example").unwrap();
        assert_eq!(service.audience, "https://qualify.example");
    }
}
