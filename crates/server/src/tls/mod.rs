//! The HTTPS listener (contract 5.8): where its certificate comes from, and how a connection begins.
//!
//! Either a certificate authority of our own (`authority`) in the data folder (`local_ca`), or the operator's files (`files`).
//! Everything here goes by real time, which is a parameter.

mod authority;
pub(crate) mod crypto;
pub(crate) mod error;
pub(crate) mod files;
mod local_ca;
mod names;
pub(crate) mod setting;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use qualify_vocabulary::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::sign::SingleCertAndKey;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use crypto::provider;
pub use error::TlsError;
use local_ca::Issued;
pub use local_ca::{CERT_FILE as CA_FILE, ReplacedCa};

use crate::config::{Config, TlsMode};

/// The one protocol that is spoken behind the handshake.
const PROTOCOL: &[u8] = b"http/1.1";

/// What a connection of the HTTPS listener begins with.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    handshake_limit: Duration,
    trusted_file: PathBuf,
    replaced_ca: Option<ReplacedCa>,
}

impl Tls {
    /// TLS as it is configured; nothing, if it is not.
    ///
    /// # Errors
    /// The certificate, its key or our own authority cannot be used.
    pub(crate) fn open(config: &Config, now: Timestamp) -> Result<Option<Self>, TlsError> {
        let server = &config.server;
        let (key, trusted_file, replaced_ca) = match (server.tls, &server.tls_cert_file, &server.tls_key_file)
        {
            (TlsMode::SelfSigned, ..) => {
                let names = names::of(server);
                let Issued { key, ca_file, replaced } = local_ca::issue(&config.store.data_dir, &names, now)?;
                (key, ca_file, replaced)
            }
            (TlsMode::Off, Some(cert), Some(key)) => (files::load_at(cert, key, now)?, cert.clone(), None),
            (TlsMode::Off, ..) => return Ok(None),
        };
        let settings = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(&trusted_file, &error))?;
        let mut settings =
            settings.with_no_client_auth().with_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
        settings.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(Some(Self {
            acceptor: TlsAcceptor::from(Arc::new(settings)),
            handshake_limit: Duration::from_secs(server.header_timeout_seconds),
            trusted_file: std::path::absolute(&trusted_file).unwrap_or(trusted_file),
            replaced_ca,
        }))
    }

    /// What a client has to trust: our own authority's certificate, or the operator's file.
    pub(crate) fn trusted_file(&self) -> &Path {
        &self.trusted_file
    }

    /// What this start's authority took the place of.
    pub(crate) fn replaced_ca(&self) -> Option<&ReplacedCa> {
        self.replaced_ca.as_ref()
    }

    /// The handshake of one connection; nothing, if it fails, takes too long, or the service stops meanwhile. That is
    /// the caller's affair.
    pub(crate) fn accept<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
        &self,
        stream: S,
        mut stopping: watch::Receiver<bool>,
    ) -> impl Future<Output = Option<TlsStream<S>>> + Send + use<S> {
        let handshake = tokio::time::timeout(self.handshake_limit, self.acceptor.accept(stream));
        async move {
            tokio::select! {
                done = handshake => match done {
                    Ok(Ok(stream)) => Some(stream),
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "a TLS handshake failed");
                        None
                    }
                    Err(_) => {
                        tracing::debug!("a TLS handshake took too long");
                        None
                    }
                },
                _ = stopping.changed() => None,
            }
        }
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Tls").field("trusted_file", &self.trusted_file).finish_non_exhaustive()
    }
}

fn unusable(file: &Path, error: &rustls::Error) -> TlsError {
    TlsError::LocalCa { file: file.to_owned(), problem: format!("TLS cannot be set up: {error}") }
}
