//! A certificate and its key in files of the operator.

use std::path::Path;

use qualify_vocabulary::{SignedDuration, Timestamp};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error, InconsistentKeys};

use super::crypto::provider;
use super::error::TlsError;
use crate::certificate;
use crate::private::{self, Sharing};

const CERT_KEY: &str = "server.tls_cert_file";
const KEY_KEY: &str = "server.tls_key_file";
/// So long before its end a certificate is warned about.
const WARNED_BEFORE_END: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Whether the two files can be used together, for the check of a configuration.
///
/// # Errors
/// The first thing that is wrong, with the setting to change.
pub(crate) fn check(cert_file: &Path, key_file: &Path) -> Result<(), TlsError> {
    load(cert_file, key_file).map(drop)
}

/// The two files, with a warning in the log if the certificate is of no use at `now`.
pub(super) fn load_at(cert_file: &Path, key_file: &Path, now: Timestamp) -> Result<CertifiedKey, TlsError> {
    let key = load(cert_file, key_file)?;
    if let Some(warning) = key.cert.first().and_then(|certificate| warning(certificate, now)) {
        tracing::warn!(file = %cert_file.display(), "{warning}");
    }
    Ok(key)
}

fn load(cert_file: &Path, key_file: &Path) -> Result<CertifiedKey, TlsError> {
    let chain = read(cert_file, CERT_KEY)?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&chain)
        .collect::<Result<_, _>>()
        .map_err(|error| setting(CERT_KEY, cert_file, &format!("is no PEM file ({error})")))?;
    if chain.is_empty() {
        let text = "holds no certificate; name a PEM file with the server's certificate first, then the others of its chain";
        return Err(setting(CERT_KEY, cert_file, text));
    }
    let key = PrivateKeyDer::from_pem_slice(&read(key_file, KEY_KEY)?).map_err(|_| {
        setting(KEY_KEY, key_file, "holds no private key that is in PEM form and not encrypted")
    })?;
    private::check(key_file, Sharing::Group)
        .map_err(|error| TlsError::Setting { key: KEY_KEY, problem: error.to_string() })?;
    let key = provider().key_provider.load_private_key(key);
    let key = key
        .map_err(|error| setting(KEY_KEY, key_file, &format!("holds a key that cannot be used: {error}")))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(certified),
        Err(Error::InconsistentKeys(_)) => {
            let text = format!(
                "is not the key of the certificate in {}; the server's own certificate has to be the first one there",
                cert_file.display()
            );
            Err(setting(KEY_KEY, key_file, &text))
        }
        Err(error) => {
            Err(setting(CERT_KEY, cert_file, &format!("holds a certificate that cannot be used: {error}")))
        }
    }
}

fn read(file: &Path, key: &'static str) -> Result<Vec<u8>, TlsError> {
    std::fs::read(file).map_err(|error| {
        setting(
            key,
            file,
            &format!("cannot be read ({error}); check the path, and that this user may read it"),
        )
    })
}

fn setting(key: &'static str, file: &Path, text: &str) -> TlsError {
    TlsError::Setting { key, problem: format!("{} {text}", file.display()) }
}

/// What is to be said about the validity.
fn warning(certificate: &[u8], now: Timestamp) -> Option<String> {
    let validity = certificate::validity(certificate)?;
    let text = if now >= validity.until {
        format!("the certificate has expired at {}: clients refuse it; renew it and restart", validity.until)
    } else if now < validity.from {
        format!("the certificate is not valid before {}: clients refuse it until then", validity.from)
    } else if validity.until.duration_since(now) < WARNED_BEFORE_END {
        format!("the certificate expires at {}: renew it and restart", validity.until)
    } else {
        return None;
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    #[test]
    fn an_expired_an_early_and_an_ending_certificate_are_warned_about() {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2026, 12, 31);
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        for (now, said) in [
            ("2025-12-31T23:59:59Z", Some("not valid before 2026-01-01")),
            ("2026-06-01T00:00:00Z", None),
            ("2026-12-20T00:00:00Z", Some("expires at 2026-12-31")),
            ("2026-12-31T00:00:00Z", Some("has expired at 2026-12-31")),
        ] {
            let warning = warning(certificate.der(), now.parse().unwrap());
            match said {
                None => assert_eq!(warning, None, "{now}"),
                Some(part) => {
                    assert!(warning.as_ref().is_some_and(|text| text.contains(part)), "{warning:?}");
                }
            }
        }
    }
}
