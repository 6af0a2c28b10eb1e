//! Whose certificates are trusted.

use std::sync::Arc;

use rustls_platform_verifier::BuilderVerifierExt as _;
pub(super) use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use crate::error::{Error, Result};

/// TLS with the authorities of this PEM text alone, or with those of the system.
pub(super) fn config(trusted_pem: Option<&[u8]>) -> Result<Arc<ClientConfig>> {
    let failed = |error| Error::local("TLS cannot be set up", error);
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let builder = match trusted_pem {
        Some(pem) => builder.with_root_certificates(authorities(pem)?),
        None => builder.with_platform_verifier().map_err(failed)?,
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn authorities(pem: &[u8]) -> Result<RootCertStore> {
    let mut store = RootCertStore::empty();
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<std::result::Result<Vec<_>, _>>();
    let certificates = certificates.unwrap_or_default();
    let all_good = certificates.into_iter().all(|certificate| store.add(certificate).is_ok());
    if all_good && !store.is_empty() {
        return Ok(store);
    }
    Err(Error::settings(
        "the trusted certificates are no PEM text with a certificate in it; name the file that the server printed at its \
         start",
    ))
}
