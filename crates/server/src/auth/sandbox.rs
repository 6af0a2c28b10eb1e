//! The sandbox's own issuer: its key, and the tokens it makes (contract 5.8).

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use qualify_vocabulary::{ApplicationId, PartnerId, Timestamp, UserId, parse_guid};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::audience::without_slash;

/// The tenant of our own staff in the sandbox: `2f6d3b18-5c0a-4e7b-8f21-6a9d0c4e7b10`.
pub const STAFF_TENANT: PartnerId =
    PartnerId::from_uuid(uuid::Uuid::from_u128(0x2f6d_3b18_5c0a_4e7b_8f21_6a9d_0c4e_7b10));

/// What every issuer name of ours ends in.
const ISSUER_END: &str = "/v2.0";

/// Makes the sandbox's tokens. `Debug` hides the key.
pub struct SandboxIssuer {
    key: RsaKeyPair,
    key_id: String,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    decoding_key: Arc<DecodingKey>,
    public_url: String,
    origins: HashSet<String>,
    random: SystemRandom,
}

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

/// What a token is to say.
#[derive(Debug, Clone)]
pub struct TokenClaims {
    /// The partner, or our [`STAFF_TENANT`].
    pub tenant: PartnerId,
    /// For whom the token is meant.
    pub audience: String,
    /// The application that asks.
    pub application: ApplicationId,
    /// The user for whom it asks; none for App-only.
    pub user: Option<TokenUser>,
    /// The `roles` claim; left out if empty.
    pub roles: Vec<String>,
    /// Whether the user signed in with MFA.
    pub has_mfa: bool,
    /// `iat`, in real time like the two below.
    pub issued_at: Timestamp,
    /// `nbf`.
    pub not_before: Timestamp,
    /// `exp`.
    pub expires_at: Timestamp,
}

/// The user that a token names. `Debug` hides the name.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenUser {
    /// `oid` and `sub`.
    pub id: UserId,
    /// `upn` and `preferred_username`.
    pub name: String,
}

impl fmt::Debug for TokenUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenUser").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The key as the store keeps it.
#[derive(Serialize, Deserialize)]
struct StoredKey {
    kid: String,
    /// PKCS#8 DER in base64.
    pkcs8: String,
}

impl SandboxIssuer {
    /// Makes a signing key, in the form that the store keeps.
    ///
    /// # Errors
    /// [`SandboxError::KeyGeneration`].
    pub fn generate_key() -> Result<Vec<u8>, SandboxError> {
        let failed = |_| SandboxError::KeyGeneration;
        let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
        let der: Pkcs8V1Der<'static> = key.as_der().map_err(failed)?;
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(key.public_key().as_ref()));
        let stored = StoredKey { kid, pkcs8: STANDARD.encode(der.as_ref()) };
        serde_json::to_vec(&stored).map_err(|_| SandboxError::KeyGeneration)
    }

    /// The issuer at `public_url` with a key of [`Self::generate_key`]. Tokens that it made at one of `origins`
    /// stay good.
    ///
    /// # Errors
    /// [`SandboxError::KeyUnreadable`].
    pub fn new(key: &[u8], public_url: &str, origins: Vec<String>) -> Result<Self, SandboxError> {
        let stored: StoredKey = serde_json::from_slice(key).map_err(|_| SandboxError::KeyUnreadable)?;
        let der = STANDARD.decode(&stored.pkcs8).map_err(|_| SandboxError::KeyUnreadable)?;
        let key = RsaKeyPair::from_pkcs8(&der).map_err(|_| SandboxError::KeyUnreadable)?;
        let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(key.public_key());
        let public_url = without_slash(public_url).to_owned();
        let mut origins: HashSet<String> =
            origins.iter().map(|origin| without_slash(origin).to_owned()).collect();
        origins.insert(public_url.clone());
        Ok(Self {
            key,
            key_id: stored.kid,
            decoding_key: Arc::new(DecodingKey::from_rsa_raw_components(&n, &e)),
            modulus: n,
            exponent: e,
            public_url,
            origins,
            random: SystemRandom::new(),
        })
    }

    /// Makes a token with the claims of both token versions (contract 5.2, 5.8).
    ///
    /// # Errors
    /// [`SandboxError::Signing`].
    pub fn mint(&self, claims: &TokenClaims) -> Result<String, SandboxError> {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.key_id });
        self.sign(&header, &self.payload(claims))
    }

    /// The public key, as the discovery endpoints show it.
    pub fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.key_id,
            "n": URL_SAFE_NO_PAD.encode(&self.modulus),
            "e": URL_SAFE_NO_PAD.encode(&self.exponent),
        }] })
    }

    /// The `iss` of a tenant's tokens.
    pub fn issuer_for(&self, tenant: PartnerId) -> String {
        format!("{}/{tenant}{ISSUER_END}", self.public_url)
    }

    /// The tenant in the name of an issuer of ours, at whichever origin it was.
    pub(super) fn tenant_in<'a>(&self, issuer: &'a str) -> Option<&'a str> {
        let (origin, tenant) = issuer.strip_suffix(ISSUER_END)?.rsplit_once('/')?;
        (self.is_origin(origin) && parse_guid(tenant).is_some()).then_some(tenant)
    }

    pub(super) fn is_origin(&self, url: &str) -> bool {
        self.origins.contains(url)
    }

    pub(super) fn verification_key(&self) -> (String, Arc<DecodingKey>) {
        (self.key_id.clone(), Arc::clone(&self.decoding_key))
    }

    /// Puts a token together and signs it.
    pub(super) fn sign(&self, header: &Value, payload: &Value) -> Result<String, SandboxError> {
        let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
        token.push('.');
        token.push_str(&URL_SAFE_NO_PAD.encode(payload.to_string()));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &self.random, token.as_bytes(), &mut signature)
            .map_err(|_| SandboxError::Signing)?;
        token.push('.');
        token.push_str(&URL_SAFE_NO_PAD.encode(signature));
        Ok(token)
    }

    fn payload(&self, claims: &TokenClaims) -> Value {
        let mut payload = json!({
            "iss": self.issuer_for(claims.tenant),
            "aud": claims.audience,
            "tid": claims.tenant,
            "ver": "2.0",
            "appid": claims.application,
            "azp": claims.application,
            "appidacr": "1",
            "azpacr": "1",
            "iat": claims.issued_at.as_second(),
            "nbf": claims.not_before.as_second(),
            "exp": claims.expires_at.as_second(),
        });
        if !claims.roles.is_empty() {
            payload["roles"] = json!(claims.roles);
        }
        let for_subject = match &claims.user {
            Some(user) => json!({
                "idtyp": "user",
                "scp": "user_impersonation",
                "oid": user.id,
                "sub": user.id,
                "upn": user.name,
                "preferred_username": user.name,
                "amr": if claims.has_mfa { &["pwd", "mfa"][..] } else { &["pwd"][..] },
            }),
            // The application's own service principal.
            None => json!({ "idtyp": "app", "oid": claims.application, "sub": claims.application }),
        };
        if let (Value::Object(all), Value::Object(more)) = (&mut payload, for_subject) {
            all.extend(more);
        }
        payload
    }
}

impl fmt::Debug for SandboxIssuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SandboxIssuer").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}
