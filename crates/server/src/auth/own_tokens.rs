//! Tokens of the sandbox's own issuer that come back to it: as an assertion on behalf of a user, or as a hint about who signs
//! out. Which audience is right is for the caller to say.

use qualify_vocabulary::{PartnerId, Timestamp, UserId};

use super::claims::{text, texts};
use super::error::AuthError;
use super::sandbox::SandboxIssuer;
use super::settings::{IssuerSettings, Preset};
use super::token::{Claims, Token};
use super::whose::{Whose, WhoseRule};

/// A user for whom a token of our own speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnUser {
    pub(crate) tenant: PartnerId,
    pub(crate) user: UserId,
    /// For whom the token is.
    pub(crate) audiences: Vec<String>,
    pub(crate) has_mfa: bool,
}

impl SandboxIssuer {
    /// Reads an access token of ours that speaks for a user, and has not expired.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn read_access_token(&self, text: &str, now: Timestamp) -> Result<OwnUser, AuthError> {
        let token = Token::parse(text)?;
        token.check_lifetime(now)?;
        self.check_own(&token)?;
        let rule = WhoseRule::new(&IssuerSettings { preset: Preset::Entra, ..IssuerSettings::default() });
        match rule.tell(&token.claims, None)? {
            Whose::Persons => own_user(&token.claims),
            Whose::Applications => {
                Err(AuthError::invalid("the token is an application's own, and speaks for no user"))
            }
        }
    }

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
    Ok(OwnUser {
        tenant,
        user,
        audiences: texts(claims, "aud").map(str::to_owned).collect(),
        has_mfa: texts(claims, "amr").any(|method| method == "mfa"),
    })
}
