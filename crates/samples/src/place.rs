//! Where the samples run: a service by its address, or a cloud.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use qualify_sdk::{Client, ClientBuilder, Cloud, Credentials};

use crate::args::Args;

/// A service, and how it is reached.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) cloud: Cloud,
    trusted_pem: Option<Vec<u8>>,
    /// Whether it may be a sandbox, which is then asked.
    pub(crate) may_be_sandbox: bool,
    /// Whether a proxy would only be in the way.
    is_on_this_machine: bool,
}

impl Place {
    /// What the command line and the environment say; `None` if they say nothing.
    pub(crate) fn of(args: &Args) -> anyhow::Result<Option<Self>> {
        if let Some(name) = args.cloud {
            let trusted_pem = args.ca.as_deref().map(read).transpose()?;
            return Ok(Some(Self {
                cloud: name.into(),
                trusted_pem,
                may_be_sandbox: false,
                is_on_this_machine: false,
            }));
        }
        let from_environment = |name| std::env::var_os(name).filter(|text| !text.is_empty());
        let url = match (&args.url, from_environment("QUALIFY_URL")) {
            (Some(url), _) => url.clone(),
            (None, Some(url)) => url.into_string().ok().context("QUALIFY_URL is no text")?,
            (None, None) => return Ok(None),
        };
        let ca = args.ca.clone().or_else(|| from_environment("QUALIFY_CA").map(PathBuf::from));
        Ok(Some(Self {
            trusted_pem: ca.as_deref().map(read).transpose()?,
            may_be_sandbox: true,
            is_on_this_machine: is_loopback(&url),
            cloud: Cloud::sandbox(url),
        }))
    }

    /// Settings of a client of it.
    pub(crate) fn builder(&self, credentials: Credentials) -> ClientBuilder {
        let mut builder = Client::builder(self.cloud.clone(), credentials).application("qualify-samples");
        if let Some(pem) = &self.trusted_pem {
            builder = builder.trust_only(pem.clone());
        }
        if self.is_on_this_machine { builder.without_proxy() } else { builder }
    }

    pub(crate) fn client(&self, credentials: Credentials) -> qualify_sdk::Result<Client> {
        self.builder(credentials).build()
    }
}

fn is_loopback(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or_default();
    ["127.", "localhost", "[::1]"].iter().any(|name| host.starts_with(name))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read; name the file of a CA", file.display()))
}
