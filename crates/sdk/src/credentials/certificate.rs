//! An application that signs what it says with the key of its certificate (RFC 7521 4.2, RFC 7523 3; contract 9.4.5).

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;

use crate::clock;
use crate::error::{Error, Result};

/// How long an assertion is good. An authority takes 10 minutes at most, by its own clock.
const GOOD_FOR: Duration = Duration::from_mins(5);
/// By how much this machine's clock may be ahead of the authority's.
const CLOCK_AHEAD_MAX: Duration = Duration::from_mins(1);
/// The shortest modulus of a key, in bytes: 2048 bits.
const MODULUS_BYTES_MIN: usize = 256;
/// What stands in each form of PEM that holds an encrypted key.
const ENCRYPTED: &[u8] = b"ENCRYPTED";

/// A certificate that is registered with an application, and its private key (RSA). `Debug` shows the certificate's
/// thumbprint.
///
/// `qualify sandbox certificate` makes a pair for a sandbox. The key signs an assertion of five minutes for each request of
/// a token, by PS256 with `x5t#S256`.
#[derive(Clone)]
pub struct ClientCertificate {
    key: Arc<RsaKeyPair>,
    sha1: [u8; 20],
    sha256: [u8; 32],
    form: Form,
}

/// How an assertion is signed, and how its certificate is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// PS256, `x5t#S256`.
    Current,
    /// RS256, `x5t`.
    Old,
}

impl ClientCertificate {
    /// Reads a certificate and its private key, both as PEM; one text may hold both, and then stands in both places. Of
    /// several certificates, such as a chain, the one counts whose key it is.
    ///
    /// ```no_run
    /// use qualify_sdk::{Application, Client, ClientCertificate, Cloud, Credentials};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let certificate = std::fs::read("client-certificate.pem")?;
    /// let key = std::fs::read("client-key.pem")?;
    /// let certificate = ClientCertificate::from_pem(&certificate, &key)?;
    /// let application =
    ///     Application::with_certificate("contoso.example", "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50", certificate);
    /// let client = Client::new(&Cloud::Global, Credentials::client_certificate(application))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Settings`]: there is no certificate or no key in it, the key is encrypted, is no RSA key of at least 2048
    /// bits, or belongs to another certificate.
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self> {
        let key = read_key(key)?;
        let certificates: Vec<CertificateDer<'_>> =
            CertificateDer::pem_slice_iter(certificate).filter_map(std::result::Result::ok).collect();
        if certificates.is_empty() {
            return Err(Error::settings(
                "the application's certificate is no PEM text with a certificate in it; its text begins with -----BEGIN \
                 CERTIFICATE-----",
            ));
        }
        // A certificate holds its public key as it is (RFC 5280 4.1, RFC 8017 A.1.1).
        let public = key.public_key().as_ref();
        let holds_key = |certificate: &&CertificateDer<'_>| {
            certificate.windows(public.len()).any(|window| window == public)
        };
        let own = certificates.iter().find(holds_key).ok_or_else(|| {
            Error::settings(
                "the private key belongs to another certificate than the one that was given; give the two that were made \
                 together",
            )
        })?;
        let mut sha1 = [0; 20];
        sha1.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, own).as_ref());
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest(&SHA256, own).as_ref());
        Ok(Self { key: Arc::new(key), sha1, sha256, form: Form::Current })
    }

    /// The same for an authority that knows neither PS256 nor `x5t#S256`: RS256 with `x5t`, a thumbprint by SHA-1.
    #[must_use]
    pub fn for_old_authorities(self) -> Self {
        Self { form: Form::Old, ..self }
    }

    /// The thumbprint (SHA-256) as certificate stores show it.
    pub fn thumbprint(&self) -> String {
        qualify_vocabulary::to_hexadecimal(&self.sha256).to_ascii_uppercase()
    }

    /// An assertion that the application says it itself, good for one request at this endpoint.
    pub(super) fn assertion(&self, application: &str, token_endpoint: &str) -> Result<String> {
        let now = clock::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (header, encoding): (_, &'static dyn RsaEncoding) = match self.form {
            Form::Current => {
                let name = URL_SAFE_NO_PAD.encode(self.sha256);
                (json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": name }), &RSA_PSS_SHA256)
            }
            Form::Old => {
                let name = URL_SAFE_NO_PAD.encode(self.sha1);
                (json!({ "alg": "RS256", "typ": "JWT", "x5t": name }), &RSA_PKCS1_SHA256)
            }
        };
        let claims = json!({
            "iss": application,
            "sub": application,
            "aud": token_endpoint,
            "jti": clock::new_guid().to_string(),
            "iat": now.as_secs(),
            "nbf": now.saturating_sub(CLOCK_AHEAD_MAX).as_secs(),
            "exp": (now + GOOD_FOR).as_secs(),
        });
        let message = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(|error| Error::local("the key of the application's certificate cannot sign", error))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientCertificate")
            .field("thumbprint", &self.thumbprint())
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

fn read_key(pem: &[u8]) -> Result<RsaKeyPair> {
    if pem.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED) {
        return Err(Error::settings(
            "the private key of the certificate is encrypted; write it without a password where nobody else reads it: openssl \
             pkcs8 -in KEY.pem -out PLAIN.pem",
        ));
    }
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| {
        Error::settings(
            "the private key of the certificate is no PEM text with a key in it; its text begins with -----BEGIN PRIVATE \
             KEY-----",
        )
    })?;
    let key = match &key {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).ok(),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).ok(),
        _ => None,
    };
    key.filter(|key| key.public_modulus_len() >= MODULUS_BYTES_MIN).ok_or_else(|| {
        Error::settings("the private key of the certificate is no RSA key of at least 2048 bits, which PS256 and RS256 need")
    })
}
