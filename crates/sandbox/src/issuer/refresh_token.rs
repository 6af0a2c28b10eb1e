//! Refresh tokens: they say everything themselves, under a seal, but whether their grant is still kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_server::clock::fresh_guid;
use qualify_server::html::Seals as _;
use qualify_vocabulary::{ApplicationId, GrantId, PartnerId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::grant_key::GrantKey;

/// Keeps the seals of refresh tokens apart from others.
const PURPOSE: &str = "refresh token";

/// What a user allowed an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UserConsent {
    #[serde(rename = "c")]
    pub(super) client: ApplicationId,
    /// Whether the application showed its secret: it has to do so each time then.
    #[serde(rename = "s")]
    pub(super) is_confidential: bool,
    #[serde(rename = "t")]
    pub(super) tenant: PartnerId,
    #[serde(rename = "u")]
    pub(super) user: UserId,
    /// The mark of the second factor survives (contract 5.3).
    #[serde(rename = "m")]
    pub(super) has_mfa: bool,
    #[serde(rename = "a")]
    pub(super) audience: String,
    #[serde(rename = "o")]
    pub(super) scope: String,
}

/// A refresh token, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefreshToken {
    #[serde(flatten)]
    pub(super) consent: UserConsent,
    /// The grant that it rests on.
    #[serde(rename = "f")]
    pub(super) grant: GrantId,
    /// How many tokens of the grant were used up before it; 0 unless tokens are good once.
    #[serde(rename = "g")]
    pub(super) generation: u32,
    /// When it ends, in seconds.
    #[serde(rename = "x")]
    pub(super) expires_at: i64,
    /// Its own, so that no two tokens are equal.
    #[serde(rename = "i")]
    id: Uuid,
}

impl RefreshToken {
    /// The first token of a grant.
    pub(super) fn first(consent: UserConsent, grant: GrantId, expires_at: i64) -> Self {
        Self::following(consent, grant, 0, expires_at)
    }

    /// A further token of a grant.
    pub(super) fn following(consent: UserConsent, grant: GrantId, generation: u32, expires_at: i64) -> Self {
        Self { consent, grant, generation, expires_at, id: fresh_guid() }
    }

    /// The token as clients get it.
    pub(super) fn seal(&self, key: &GrantKey) -> String {
        let json = serde_json::to_vec(self).expect("a refresh token is made of texts and numbers");
        let content = URL_SAFE_NO_PAD.encode(json);
        let seal = key.seal(PURPOSE, &[&content]);
        format!("{content}.{seal}")
    }

    /// Reads a token with our seal on it.
    pub(super) fn open(token: &str, key: &GrantKey) -> Option<Self> {
        let (content, seal) = token.split_once('.')?;
        if !key.is_seal(PURPOSE, &[content], seal) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(content).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> RefreshToken {
        let consent = UserConsent {
            client: ApplicationId::from([1; 16]),
            is_confidential: true,
            tenant: PartnerId::from([2; 16]),
            user: UserId::from([3; 16]),
            has_mfa: true,
            audience: "https://api.partnercenter.microsoft.com".to_owned(),
            scope: "openid".to_owned(),
        };
        RefreshToken::first(consent, GrantId::from([4; 16]), 160)
    }

    #[test]
    fn a_token_reads_back_and_a_changed_one_does_not() {
        let key = GrantKey::for_tests();
        let sealed = token().seal(&key);
        let read = RefreshToken::open(&sealed, &key).unwrap();
        assert_eq!((read.consent, read.expires_at), (token().consent, 160));
        let (content, seal) = sealed.split_once('.').unwrap();
        let other = token().seal(&key);
        for changed in [
            String::new(),
            ".".to_owned(),
            content.to_owned(),
            format!("{content}."),
            format!("{}.{seal}", other.split_once('.').unwrap().0),
            format!("{content}A.{seal}"),
        ] {
            assert_eq!(RefreshToken::open(&changed, &key), None, "{changed}");
        }
    }
}
