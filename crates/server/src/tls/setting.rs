//! What `server.tls_names` may hold.

use tokio_rustls::rustls::pki_types::ServerName;

/// Most names of `tls_names`.
pub(crate) const NAMES_MAX: usize = 100;

/// Whether it is a host name or an IP address.
pub(crate) fn is_name(text: &str) -> bool {
    ServerName::try_from(text).is_ok()
}
