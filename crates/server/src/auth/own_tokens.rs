//! Tokens of our own issuer that come back to it: as an assertion on behalf of a user, or as a hint about who signs
//! out. Which audience is right is for the caller to say.

use qualify_vocabulary::{PartnerId, Timestamp, UserId};

use super::claim::{Claims, text, texts};
use super::error::AuthError;
use super::own_issuer::OwnIssuer;
use super::settings::{IssuerSettings, Preset};
use super::token::Token;
use super::whose::{Whose, WhoseRule};

/// A user for whom a token of our own speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnUser {
    /// The tenant whose token it is.
    pub tenant: PartnerId,
    /// The user, by id.
    pub user: UserId,
    /// For whom the token is.
    pub audiences: Vec<String>,
    /// Whether the user signed in with a second factor.
    pub has_mfa: bool,
}

impl OwnUser {
    /// Reads an access token of this issuer that speaks for a user, and has not expired.
    ///
    /// # Errors
    /// It is none.
    pub fn of_access_token(issuer: &dyn OwnIssuer, text: &str, now: Timestamp) -> Result<Self, AuthError> {
        let token = Token::parse(text)?;
        token.check_lifetime(now)?;
        check_own(issuer, &token)?;
        let rule = WhoseRule::new(&IssuerSettings { preset: Preset::Entra, ..IssuerSettings::default() });
        match rule.tell(&token.claims, None)? {
            Whose::Persons => Self::named_by(&token.claims),
            Whose::Applications => {
                Err(AuthError::invalid("the token is an application's own, and speaks for no user"))
            }
        }
    }

    /// Reads an ID token of this issuer, however old.
    ///
    /// # Errors
    /// It is none.
    pub fn of_id_token(issuer: &dyn OwnIssuer, text: &str) -> Result<Self, AuthError> {
        let token = Token::parse(text)?;
        check_own(issuer, &token)?;
        Self::named_by(&token.claims)
    }

    fn named_by(claims: &Claims) -> Result<Self, AuthError> {
        const NOBODY: AuthError = AuthError::invalid("the token names no user");
        let tenant = text(claims, "tid").and_then(|tenant| PartnerId::parse(tenant).ok()).ok_or(NOBODY)?;
        let user = text(claims, "oid").and_then(|user| UserId::parse(user).ok()).ok_or(NOBODY)?;
        Ok(Self {
            tenant,
            user,
            audiences: texts(claims, "aud").map(str::to_owned).collect(),
            has_mfa: texts(claims, "amr").any(|method| method == "mfa"),
        })
    }
}

/// Whether one of the issuer's keys has signed it, for a tenant in the name of the issuer.
fn check_own(issuer: &dyn OwnIssuer, token: &Token<'_>) -> Result<(), AuthError> {
    let tenant = text(&token.claims, "iss").and_then(|name| issuer.tenant_in(name));
    if tenant.is_none() || tenant != text(&token.claims, "tid") {
        return Err(AuthError::invalid("the token's issuer is another one"));
    }
    let keys = issuer.keys();
    let key = keys
        .iter()
        .find(|key| key.id == token.key_id && key.algorithm == token.algorithm)
        .ok_or(AuthError::invalid("the token's key is not one of its issuer's"))?;
    let message = token.message.as_bytes();
    let algorithm = token.algorithm.verified_as();
    let verdict = jsonwebtoken::crypto::verify(token.signature, message, &key.key, algorithm);
    if verdict.unwrap_or(false) {
        Ok(())
    } else {
        Err(AuthError::invalid("the token's signature is not its issuer's"))
    }
}
