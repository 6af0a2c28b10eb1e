//! Settings of webhooks.

use std::path::PathBuf;

use reqwest::Certificate;
use serde::{Deserialize, Serialize};

use super::error::ConfigError;
use crate::webhooks::signer::{Signer, SignerError};

/// Most messages under way at a time.
pub(super) const UNDER_WAY_MAX: u16 = 4096;

/// Where webhooks may be, and how they are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookSection {
    /// Where receivers may be; none for any place in a sandbox, and public ones in production.
    pub targets: Option<WebhookTargets>,
    /// The RSA key that signs in Microsoft's form, PEM of PKCS#8; none for one that the store keeps.
    pub signing_key_file: Option<PathBuf>,
    /// The certificate of that key, PEM; none for one that is made of the key.
    pub signing_certificate_file: Option<PathBuf>,
    /// Certificates that receivers are trusted by, beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// Most messages under way at a time.
    pub under_way_max: u16,
    /// Most of them to one receiver.
    pub under_way_of_one_max: u16,
}

/// Where receivers may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebhookTargets {
    /// At public addresses, over HTTPS.
    PublicHttps,
    /// Anywhere, over plain HTTP too.
    Any,
}

impl Default for WebhookSection {
    fn default() -> Self {
        Self {
            targets: None,
            signing_key_file: None,
            signing_certificate_file: None,
            ca_file: None,
            under_way_max: 256,
            under_way_of_one_max: 8,
        }
    }
}

impl WebhookSection {
    /// The certificates of `ca_file`.
    ///
    /// # Errors
    /// The file cannot be read, or holds none.
    pub(crate) fn trusted_certificates(&self) -> Result<Vec<Certificate>, ConfigError> {
        let Some(file) = &self.ca_file else { return Ok(Vec::new()) };
        let wrong = |problem: &dyn std::fmt::Display| {
            ConfigError::one("webhooks.ca_file", format!("{}: {problem}; name a PEM file", file.display()))
        };
        let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| wrong(&"it is no PEM file"))?;
        if certificates.is_empty() { Err(wrong(&"it holds no certificate")) } else { Ok(certificates) }
    }

    /// Checks what a type cannot say, the files among it.
    pub(super) fn check(&self, report: &mut impl FnMut(&str, &str)) {
        if self.signing_certificate_file.is_some() && self.signing_key_file.is_none() {
            report(
                "webhooks.signing_key_file",
                "it is missing, and signing_certificate_file needs it; name the file with the certificate's key",
            );
        }
        if let Some(file) = &self.signing_key_file
            && let Err(error) = Signer::from_files(file, self.signing_certificate_file.as_deref())
        {
            let key = match error {
                SignerError::Certificate(_) => "webhooks.signing_certificate_file",
                SignerError::Key(_) | SignerError::Generation => "webhooks.signing_key_file",
            };
            report(key, &error.to_string());
        }
        for (key, value) in [
            ("webhooks.under_way_max", self.under_way_max),
            ("webhooks.under_way_of_one_max", self.under_way_of_one_max),
        ] {
            if !(1..=UNDER_WAY_MAX).contains(&value) {
                report(key, "it must be 1 to 4096");
            }
        }
    }
}
