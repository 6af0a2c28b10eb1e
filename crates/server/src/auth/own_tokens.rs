//! Tokens of the sandbox's own issuer that come back to it: as a hint about who signs out.

use qualify_vocabulary::{PartnerId, UserId};

use super::claims::{text, texts};
use super::token::{Claims, Token};
use super::{AuthError, SandboxIssuer};

/// A user whom a token of our own names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnUser {
    pub(crate) tenant: PartnerId,
    pub(crate) user: UserId,
    /// For whom the token is.
    pub(crate) audiences: Vec<String>,
}

impl SandboxIssuer {
    /// Reads an ID token of ours, however old.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn read_id_token(&self, text: &str) -> Result<OwnUser, AuthError> {
        let token = Token::parse(text)?;
        self.check_own(&token)?;
        own_user(&token.claims)
    }

    /// Whether one of our keys has signed it, for a tenant in the name of the issuer.
    fn check_own(&self, token: &Token<'_>) -> Result<(), AuthError> {
        let tenant = text(&token.claims, "iss").and_then(|issuer| self.tenant_in(issuer));
        if tenant.is_none() || tenant != text(&token.claims, "tid") {
            return Err(AuthError::invalid("the token's issuer is another one"));
        }
        let key = self
            .keys()
            .iter()
            .find(|key| key.key_id == token.key_id && key.algorithm == token.algorithm)
            .ok_or(AuthError::invalid("the token's key is not one of its issuer's"))?;
        let message = token.message.as_bytes();
        let algorithm = token.algorithm.verified_as();
        let verdict = jsonwebtoken::crypto::verify(token.signature, message, &key.decoding_key, algorithm);
        if verdict.unwrap_or(false) {
            Ok(())
        } else {
            Err(AuthError::invalid("the token's signature is not its issuer's"))
        }
    }
}

fn own_user(claims: &Claims) -> Result<OwnUser, AuthError> {
    const NOBODY: AuthError = AuthError::invalid("the token names no user");
    let tenant = text(claims, "tid").and_then(|tenant| PartnerId::parse(tenant).ok()).ok_or(NOBODY)?;
    let user = text(claims, "oid").and_then(|user| UserId::parse(user).ok()).ok_or(NOBODY)?;
    Ok(OwnUser { tenant, user, audiences: texts(claims, "aud").map(str::to_owned).collect() })
}
