//! Contexts: services by name, with who signs in there. What is secret stands in files of its own (`file.rs`).

mod file;

use std::collections::BTreeMap;
use std::path::PathBuf;

use qualify_sdk::{Cloud, OPERATOR_AUDIENCE};
use serde::{Deserialize, Serialize};

pub(crate) use self::file::{load, secret_file, update};
use crate::args::{CloudName, NewServiceArgs};
use crate::exit::Failure;

/// All contexts of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contexts {
    /// The one in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current: Option<String>,
    #[serde(default)]
    pub(crate) contexts: BTreeMap<String, Context>,
}

/// A service by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Context {
    pub(crate) cloud: CloudName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) root: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) application: Option<String>,
    #[serde(default)]
    pub(crate) side: Side,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trust: Option<PathBuf>,
    pub(crate) sign_in: SignIn,
}

/// Whose door is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Side {
    #[default]
    Partner,
    Staff,
}

/// How somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "by")]
pub(crate) enum SignIn {
    /// Nobody has yet.
    Nobody,
    /// The sandbox gives tokens to anyone.
    Sandbox {
        #[serde(skip_serializing_if = "Option::is_none")]
        user: Option<String>,
    },
    /// A user, in a browser; the refresh token is kept.
    Browser,
    /// A user, by a device code; the refresh token is kept.
    DeviceCode,
    /// An application, by its certificate's key.
    Certificate { certificate: PathBuf, key: PathBuf },
    /// An application, by its secret, which is kept.
    Secret,
}

impl SignIn {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Sandbox { .. } => "sandbox",
            Self::Browser => "browser",
            Self::DeviceCode => "device code",
            Self::Certificate { .. } => "certificate",
            Self::Secret => "secret",
        }
    }
}

impl Context {
    /// A context in which nobody has signed in yet.
    pub(crate) fn new(service: &NewServiceArgs) -> Result<Self, Failure> {
        let cloud = match (service.cloud, &service.root) {
            (Some(CloudName::Custom) | None, Some(_)) => CloudName::Custom,
            (Some(CloudName::Custom), None) => {
                return Err(wrong("--cloud custom needs --root: where the API of your service is"));
            }
            (Some(_), Some(_)) => return Err(wrong("--root is for --cloud custom; leave one of them out")),
            (Some(cloud), None) => cloud,
            (None, None) => CloudName::Global,
        };
        let trust = service.trust.as_ref().map(|file| {
            std::path::absolute(file).map_err(|error| wrong(&format!("--trust: {}: {error}", file.display())))
        });
        let context = Self {
            cloud,
            root: service.root.as_ref().map(|root| root.trim_end_matches('/').to_owned()),
            authority: service.authority.clone(),
            audience: service.audience.clone(),
            tenant: service.tenant.clone(),
            application: service.application.clone(),
            side: if service.staff { Side::Staff } else { Side::Partner },
            trust: trust.transpose()?,
            sign_in: SignIn::Nobody,
        };
        context.cloud().root_url()?;
        Ok(context)
    }

    /// The cloud as the SDK knows it.
    pub(crate) fn cloud(&self) -> Cloud {
        if let (SignIn::Sandbox { .. }, Some(root), None, None) =
            (&self.sign_in, &self.root, &self.authority, &self.audience)
        {
            return Cloud::sandbox(root.clone());
        }
        let known = match self.cloud {
            CloudName::Global => Cloud::Global,
            CloudName::UsGovernment => Cloud::UsGovernment,
            CloudName::China => Cloud::China21Vianet,
            CloudName::Custom => {
                Cloud::Custom { root: self.root.clone().unwrap_or_default(), authority: None, audience: None }
            }
        };
        let of_staff = (self.side == Side::Staff).then(|| OPERATOR_AUDIENCE.to_owned());
        let audience = self.audience.clone().or(of_staff);
        if self.authority.is_none() && audience.is_none() {
            return known;
        }
        // What cannot be used is said by whoever resolves the cloud.
        let root = known.root_url().ok().or_else(|| self.root.clone()).unwrap_or_default();
        let authority = self.authority.clone().or_else(|| known.authority_url().ok());
        Cloud::Custom { root, authority, audience }
    }

    /// Where the API is.
    pub(crate) fn root_url(&self) -> String {
        self.cloud().root_url().ok().or_else(|| self.root.clone()).unwrap_or_default()
    }
}

impl Contexts {
    /// A context by its name.
    pub(crate) fn get(&self, name: &str) -> Result<&Context, Failure> {
        self.contexts.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.contexts.keys().map(String::as_str).collect();
            let known =
                if known.is_empty() { "there is none yet".to_owned() } else { known.join(", ") };
            wrong(&format!(
                "there is no context {name:?} ({known}). `qualify context list` shows them, `qualify context add` and \
                 `qualify login` make one"
            ))
        })
    }
}

/// A name of a context is the name of a file, too.
pub(crate) fn check_name(name: &str) -> Result<(), Failure> {
    let is_good = (1..=64).contains(&name.len())
        && !name.starts_with(['.', '-'])
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if is_good {
        return Ok(());
    }
    Err(wrong(&format!(
        "{name:?} is no name of a context: take up to 64 letters, digits, dots, dashes and underscores, a letter or digit \
         first"
    )))
}

fn wrong(text: &str) -> Failure {
    Failure::WrongSettings(text.to_owned())
}

/// Whether a URL leads to this machine alone. Whatever else it is, is production.
pub(crate) fn is_loopback(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_this_machine_is_production() {
        for url in ["http://127.0.0.1:7180", "http://localhost:1", "https://[::1]:7180", "http://a.localhost"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://qualify.example", "https://127.0.0.1.example", "https://10.0.0.1", "nonsense"] {
            assert!(!is_loopback(url), "{url}");
        }
    }

    #[test]
    fn a_name_is_no_path() {
        for name in ["a", "northlight-test", "v1.2_x"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "..", ".a", "-a", "a/b", "a b", "ż", &"a".repeat(65)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn staff_asks_for_tokens_of_its_own_audience() {
        let service = NewServiceArgs {
            root: Some("https://qualify.example".to_owned()),
            authority: Some("https://login.example".to_owned()),
            staff: true,
            ..NewServiceArgs::default()
        };
        let cloud = Context::new(&service).unwrap().cloud();
        assert_eq!(cloud.audience().unwrap(), OPERATOR_AUDIENCE);
        assert_eq!(cloud.authority_url().unwrap(), "https://login.example");
        let partner = Context::new(&NewServiceArgs { staff: false, ..service }).unwrap().cloud();
        assert_eq!(partner.audience().unwrap(), "https://qualify.example");
    }

    #[test]
    fn clouds_that_do_not_belong_together_are_refused_when_they_are_named() {
        let mixed = NewServiceArgs {
            cloud: Some(CloudName::China),
            authority: Some("https://login.microsoftonline.com".to_owned()),
            ..NewServiceArgs::default()
        };
        let Err(Failure::WrongSettings(text)) = Context::new(&mixed) else { panic!("{mixed:?}") };
        assert!(text.contains("different clouds"), "{text}");
    }
}
