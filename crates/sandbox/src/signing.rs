//! The sandbox's signing keys: one for each algorithm, both always good for tokens that were made before.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use qualify_server::auth::TokenAlgorithm;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Bytes of one coordinate of a P-256 point.
const COORDINATE_BYTES: usize = 32;

/// Why the sandbox cannot make tokens. Holds nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SandboxError {
    /// No key could be made.
    #[error("no signing key could be made")]
    KeyGeneration,
    /// The stored key does not read.
    #[error("the stored signing key does not read; delete it to have a new one made")]
    KeyUnreadable,
    /// The signature could not be made.
    #[error("the token could not be signed")]
    Signing,
}

/// A key as the store keeps it.
#[derive(Serialize, Deserialize)]
struct StoredKey {
    kid: String,
    /// PKCS#8 DER in base64.
    pkcs8: String,
    #[serde(default)]
    alg: TokenAlgorithm,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(EcdsaKeyPair),
}

/// A key that was read once and signs ever after.
pub(crate) struct SigningKey {
    pub(crate) algorithm: TokenAlgorithm,
    pub(crate) key_id: String,
    pub(crate) decoding_key: Arc<DecodingKey>,
    /// The public half, as JWKS shows it.
    pub(crate) public: Value,
    /// The header of every token of this key, ready to be put in front.
    pub(crate) header: String,
    pair: Pair,
}

impl SigningKey {
    /// Makes a key, in the form that the store keeps.
    pub(crate) fn generate(algorithm: TokenAlgorithm) -> Result<Vec<u8>, SandboxError> {
        let failed = |_| SandboxError::KeyGeneration;
        let (der, public) = match algorithm {
            TokenAlgorithm::RS256 => {
                let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
                let der: Pkcs8V1Der<'static> = key.as_der().map_err(failed)?;
                (der.as_ref().to_vec(), key.public_key().as_ref().to_vec())
            }
            TokenAlgorithm::ES256 => {
                let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
                let der = key.to_pkcs8v1().map_err(failed)?;
                (der.as_ref().to_vec(), key.public_key().as_ref().to_vec())
            }
        };
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(public));
        let stored = StoredKey { kid, pkcs8: STANDARD.encode(der), alg: algorithm };
        serde_json::to_vec(&stored).map_err(|_| SandboxError::KeyGeneration)
    }

    pub(crate) fn read(stored: &[u8]) -> Result<Self, SandboxError> {
        const UNREADABLE: SandboxError = SandboxError::KeyUnreadable;
        let stored: StoredKey = serde_json::from_slice(stored).map_err(|_| UNREADABLE)?;
        let der = STANDARD.decode(&stored.pkcs8).map_err(|_| UNREADABLE)?;
        let (pair, decoding_key, mut public) = match stored.alg {
            TokenAlgorithm::RS256 => read_rsa(&der)?,
            TokenAlgorithm::ES256 => read_ecdsa(&der)?,
        };
        public["use"] = json!("sig");
        public["alg"] = json!(stored.alg.name());
        public["kid"] = json!(stored.kid);
        let header = json!({ "typ": "JWT", "alg": stored.alg.name(), "kid": stored.kid });
        Ok(Self {
            algorithm: stored.alg,
            key_id: stored.kid,
            decoding_key: Arc::new(decoding_key),
            public,
            header: URL_SAFE_NO_PAD.encode(header.to_string()),
            pair,
        })
    }

    /// The signature of a message, in the form of JWS.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SandboxError> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| SandboxError::Signing)?;
                Ok(signature)
            }
            Pair::Ecdsa(key) => {
                let signature = key.sign(&random, message).map_err(|_| SandboxError::Signing)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

fn read_rsa(der: &[u8]) -> Result<(Pair, DecodingKey, Value), SandboxError> {
    let key = RsaKeyPair::from_pkcs8(der).map_err(|_| SandboxError::KeyUnreadable)?;
    let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(key.public_key());
    let public = json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(&n), "e": URL_SAFE_NO_PAD.encode(&e) });
    Ok((Pair::Rsa(Box::new(key)), DecodingKey::from_rsa_raw_components(&n, &e), public))
}

fn read_ecdsa(der: &[u8]) -> Result<(Pair, DecodingKey, Value), SandboxError> {
    let unreadable = SandboxError::KeyUnreadable;
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(|_| unreadable)?;
    // An uncompressed point: the mark 4, then both coordinates.
    let point = key.public_key().as_ref().get(1..).unwrap_or_default();
    let (x, y) = point.split_at_checked(COORDINATE_BYTES).ok_or(unreadable)?;
    let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
    let decoding_key = DecodingKey::from_ec_components(&x, &y).map_err(|_| unreadable)?;
    let public = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
    Ok((Pair::Ecdsa(key), decoding_key, public))
}
