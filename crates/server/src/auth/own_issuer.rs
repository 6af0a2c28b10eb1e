//! An issuer of the service's own, where it was given one: what sign-in has to know of it.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use qualify_vocabulary::PartnerId;

use super::algorithm::TokenAlgorithm;

/// An issuer whose keys are known, and never read from anywhere.
pub trait OwnIssuer: fmt::Debug + Send + Sync {
    /// The keys by which its tokens are checked.
    fn keys(&self) -> Vec<OwnKey>;

    /// The tenant in a name of this issuer; none if the name is another's.
    fn tenant_in<'a>(&self, issuer: &'a str) -> Option<&'a str>;

    /// Whether an audience is the issuer itself, by one of its names.
    fn is_origin(&self, audience: &str) -> bool;

    /// The tenant of our own staff.
    fn staff_tenant(&self) -> PartnerId;
}

/// A key of our own issuer, good for its own algorithm only.
#[derive(Clone)]
pub struct OwnKey {
    /// Its name in the header of tokens.
    pub id: String,
    /// What it signs by.
    pub algorithm: TokenAlgorithm,
    /// The public half.
    pub key: Arc<DecodingKey>,
}

impl fmt::Debug for OwnKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OwnKey").field("id", &self.id).finish_non_exhaustive()
    }
}
