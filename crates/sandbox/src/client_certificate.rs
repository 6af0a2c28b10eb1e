//! The certificates by which an application shows that it is the one (contract 9.4.5): what the seed lists, and a pair made
//! for a test.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use jsonwebtoken::DecodingKey;
use qualify_server::certificate::{self, Validity};
use qualify_server::clock::real_now;
use qualify_vocabulary::{SignedDuration, Timestamp, to_hexadecimal};
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

/// The fewest bytes of an RSA modulus: 2048 bits.
const MODULUS_BYTES_MIN: usize = 256;
/// A certificate that was just made is good for clocks that are behind, too.
const VALID_BEFORE: SignedDuration = SignedDuration::from_hours(1);

/// A certificate of an application. It is known by its thumbprints.
#[derive(Clone)]
pub(super) struct ClientCertificate {
    pub(super) thumbprints: Thumbprints,
    pub(super) validity: Validity,
    pub(super) key: Arc<DecodingKey>,
}

/// By what a client names its certificate: `x5t` and `x5t#S256` (RFC 7515, 4.1.7 and 4.1.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbprints {
    /// SHA-1, as most clients name it.
    pub sha1: [u8; 20],
    /// SHA-256.
    pub sha256: [u8; 32],
}

impl Thumbprints {
    fn of(certificate: &[u8]) -> Self {
        let mut sha1 = [0; 20];
        sha1.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, certificate).as_ref());
        Self { sha1, sha256: Sha256::digest(certificate).into() }
    }

    /// The thumbprint as certificate stores show it: digits in upper case.
    pub fn shown(thumbprint: &[u8]) -> String {
        to_hexadecimal(thumbprint).to_ascii_uppercase()
    }
}

impl ClientCertificate {
    /// Reads the one certificate in a PEM text.
    ///
    /// # Errors
    /// What is wrong with the text, as the end of a sentence.
    pub(super) fn parse(pem: &str) -> Result<Self, &'static str> {
        if pem.contains("PRIVATE KEY") {
            return Err("holds a private key; list the certificate alone, and leave the key to the client");
        }
        let mut found = CertificateDer::pem_slice_iter(pem.as_bytes());
        let (first, second) = (found.next(), found.next());
        let (Some(Ok(der)), None) = (first, second) else {
            return Err("is not one certificate in PEM form; `qualify sandbox certificate` makes one");
        };
        let validity = certificate::validity(&der).ok_or("is no certificate that can be read")?;
        let key = certificate::rsa_key(&der)
            .ok_or("has no RSA key, which PS256 and RS256 need; `qualify sandbox certificate` makes one")?;
        if key.modulus.len() < MODULUS_BYTES_MIN {
            return Err("has a key of less than 2048 bits");
        }
        Ok(Self {
            thumbprints: Thumbprints::of(&der),
            validity,
            key: Arc::new(DecodingKey::from_rsa_raw_components(&key.modulus, &key.exponent)),
        })
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sha1 = Thumbprints::shown(&self.thumbprints.sha1);
        formatter.debug_struct("ClientCertificate").field("sha1", &sha1).finish_non_exhaustive()
    }
}

/// A certificate and its key, made for a client. `Debug` hides the key.
pub struct ClientCertificatePair {
    /// What the seed is given, so that the sandbox knows the client.
    pub certificate_pem: String,
    /// What the client signs with, and the seed has no use for.
    pub key_pem: String,
    /// By what the client names the certificate.
    pub thumbprints: Thumbprints,
}

impl ClientCertificatePair {
    /// Makes a pair of this name that is good for so many days.
    ///
    /// # Errors
    /// No key could be made, or the name cannot stand in a certificate.
    pub fn make(name: &str, days: u32) -> Result<Self, String> {
        let failed = |error: rcgen::Error| error.to_string();
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(failed)?;
        let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let now = real_now();
        let ends = now
            .checked_add(qualify_server::clock::days(days))
            .map_err(|_| "it would end too late".to_owned())?;
        certificate::set_validity(&mut params, from(now), ends);
        let certificate = params.self_signed(&key).map_err(failed)?;
        Ok(Self {
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
            thumbprints: Thumbprints::of(certificate.der()),
        })
    }
}

fn from(now: Timestamp) -> Timestamp {
    now.checked_sub(VALID_BEFORE).unwrap_or(now)
}

impl fmt::Debug for ClientCertificatePair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClientCertificatePair").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_09_a_pair_reads_back_and_anything_else_says_why_not() {
        let pair = ClientCertificatePair::make("A client", 30).unwrap();
        let read = ClientCertificate::parse(&pair.certificate_pem).unwrap();
        assert_eq!(read.thumbprints, pair.thumbprints);
        assert!(!format!("{pair:?}{read:?}").contains("KEY"));
        let elliptic = KeyPair::generate().unwrap();
        let elliptic =
            CertificateParams::new(vec!["a".to_owned()]).unwrap().self_signed(&elliptic).unwrap().pem();
        for (pem, said) in [
            (String::new(), "PEM form"),
            ("x".to_owned(), "PEM form"),
            (pair.certificate_pem.replace("MII", "%"), "PEM form"),
            (pair.certificate_pem.clone() + &pair.certificate_pem, "PEM form"),
            (pair.certificate_pem.clone() + &pair.key_pem, "private key"),
            (pair.key_pem.clone(), "private key"),
            (elliptic, "no RSA key"),
            ("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_owned(), "that can be read"),
        ] {
            let refused = ClientCertificate::parse(&pem).unwrap_err();
            assert!(refused.contains(said), "{refused}: {pem}");
        }
    }
}
