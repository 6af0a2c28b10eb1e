//! How tokens are signed that are believed here.

use jsonwebtoken::Algorithm;
use serde::{Deserialize, Serialize};

/// How an issuer of our own signs its tokens. Others' have to be RS256 (contract 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TokenAlgorithm {
    /// RSA with 2048 bits, as Entra does.
    #[default]
    RS256,
    /// ECDSA on P-256: shorter, and made much faster.
    ES256,
}

impl TokenAlgorithm {
    /// Its name in the header of a token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
        }
    }

    pub(super) const fn verified_as(self) -> Algorithm {
        match self {
            Self::RS256 => Algorithm::RS256,
            Self::ES256 => Algorithm::ES256,
        }
    }
}
