//! The one cryptographic provider of the program.

use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};

/// The one cryptographic provider of the program.
pub(crate) fn provider() -> CryptoProvider {
    aws_lc_rs::default_provider()
}
