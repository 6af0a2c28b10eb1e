//! Who is signed in on the pages: what the service keeps of a browser that signed in, and of one that is about to.
//! Everything here goes by real time.
//!
//! Of what a browser has to show, a secret in a cookie, nothing but the hash is kept: whoever reads the database can
//! be nobody.

use std::fmt;

use qualify_vocabulary::{
    ApplicationId, PartnerId, PartnerRole, Person, SessionId, SignedDuration, StaffRole, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Characters that are kept of what a browser calls itself.
const USER_AGENT_CHARS_MAX: usize = 200;

/// Longest name of a language, in bytes.
const LANGUAGE_BYTES_MAX: usize = 16;

/// Bytes of a form that is kept over a sign-in.
const FORM_BYTES_MAX: usize = 32 * 1024;

/// How long it takes until a session that is used is noted as seen once more.
pub const TOUCH_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

/// The SHA-256 of a secret that a browser keeps.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// The hash of a secret.
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// A hash as it was stored.
    pub const fn from_stored(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SecretHash").finish_non_exhaustive()
    }
}

/// As whom somebody signed in. What of it is still true when a page is asked for, whoever answers has to see: a partner
/// may be gone since. `Debug` shows nothing of whose it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedInAs {
    /// As a user of a partner.
    Partner {
        /// The tenant.
        partner: PartnerId,
        /// The application that signed them in.
        application: ApplicationId,
        /// The user.
        user: UserId,
        /// The user's role.
        role: PartnerRole,
    },
    /// As one of our staff.
    Staff {
        /// Every name that the token gave: none identifies, each may bar from a partner's affairs.
        names: Vec<String>,
        /// The roles; may be empty.
        roles: Vec<StaffRole>,
    },
}

impl fmt::Debug for SignedInAs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Partner { .. } => "Partner(..)",
            Self::Staff { .. } => "Staff(..)",
        })
    }
}

impl SignedInAs {
    /// The partner whose user it is.
    pub const fn partner(&self) -> Option<PartnerId> {
        match self {
            Self::Partner { partner, .. } => Some(*partner),
            Self::Staff { .. } => None,
        }
    }
}

/// How pages look, where somebody does not leave it to the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == text)
    }
}

/// The name of a language that somebody chose, such as `pt-PT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageChoice(String);

impl LanguageChoice {
    /// Letters, digits and dashes, at most 16; none for any other text. Which languages there are is for others to
    /// know.
    pub fn parse(text: &str) -> Option<Self> {
        let is_name = (1..=LANGUAGE_BYTES_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the service keeps of a browser that signed in. `Debug` shows nothing of whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// Its name in the list of somebody's own sessions.
    pub id: SessionId,
    /// The hash of the secret in the browser's cookie.
    pub secret_hash: SecretHash,
    /// Who signed in.
    pub person: Person,
    /// As whom.
    pub as_whom: SignedInAs,
    /// Whether the sign-in showed a second factor.
    pub has_mfa: bool,
    /// What the tokens of this session's forms are made with.
    pub csrf_secret: [u8; 32],
    /// What the browser calls itself.
    pub user_agent: UserAgent,
    /// The language that was chosen; the browser's if none was.
    pub language: Option<LanguageChoice>,
    /// How pages look.
    pub theme: Option<Theme>,
    /// The sign-in.
    pub created_at: Timestamp,
    /// When it was used last, give or take [`TOUCH_INTERVAL`].
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used; never behind `expires_at`.
    pub ends_at: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
}

impl fmt::Debug for BrowserSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BrowserSession").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a browser calls itself, cut to a length for a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserAgent(String);

impl UserAgent {
    /// The beginning of a text, without control characters.
    pub fn of(text: &str) -> Self {
        Self(text.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which door somebody signs in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInDoor {
    /// As a user of a partner.
    Partner,
    /// As one of our staff.
    Staff,
}

/// A browser that was sent to an issuer and is awaited back. `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInAttempt {
    /// The hash of the `state` that the issuer hands back.
    pub state: SecretHash,
    /// The hash of the secret of the browser that was sent: no other one may come back.
    pub browser: SecretHash,
    /// The nonce that the issuer's token has to hold.
    pub nonce: String,
    /// What the code is exchanged with (RFC 7636).
    pub pkce_verifier: String,
    /// Which door it is for.
    pub door: SignInDoor,
    /// The path of the page to go back to.
    pub back_to: String,
    /// What somebody was about to send when their session ended.
    pub form: Option<KeptForm>,
    /// When the browser was sent.
    pub created_at: Timestamp,
    /// Until when it may come back.
    pub expires_at: Timestamp,
}

impl fmt::Debug for SignInAttempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignInAttempt").field("door", &self.door).finish_non_exhaustive()
    }
}

/// A form that outlives the session in which it was written. `Debug` shows nothing of what was written.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptForm(String);

impl KeptForm {
    /// The fields, as a browser sends them; none if they are longer than 32 KiB.
    pub fn of(fields: String) -> Option<Self> {
        (fields.len() <= FORM_BYTES_MAX).then_some(Self(fields))
    }

    /// The fields.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for KeptForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeptForm").field("bytes", &self.0.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_says_of_itself_is_bounded() {
        assert_eq!(UserAgent::of("Firefox\r\n\u{7}/1").as_str(), "Firefox/1");
        assert_eq!(UserAgent::of(&"é".repeat(10_000)).as_str().chars().count(), USER_AGENT_CHARS_MAX);
    }

    #[test]
    fn a_language_is_a_short_name() {
        for good in ["en", "pt-PT", "zh-Hant-TW"] {
            assert_eq!(LanguageChoice::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "pt_PT", "é", "<b>", "en-1234567890abcd"] {
            assert_eq!(LanguageChoice::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_form_is_kept_up_to_a_length() {
        assert!(KeptForm::of("a".repeat(FORM_BYTES_MAX)).is_some());
        assert_eq!(KeptForm::of("a".repeat(FORM_BYTES_MAX + 1)), None);
    }

    #[test]
    fn debug_shows_no_secret_and_nobody() {
        let hash = SecretHash::of(b"secret");
        let attempt = SignInAttempt {
            state: hash,
            browser: hash,
            nonce: "nonce-7".to_owned(),
            pkce_verifier: "verifier-7".to_owned(),
            door: SignInDoor::Staff,
            back_to: "/dashboard".to_owned(),
            form: KeptForm::of("note=written-7".to_owned()),
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH,
        };
        let session = BrowserSession {
            id: SessionId::from([0; 16]),
            secret_hash: hash,
            person: Person::of_name("rita-7".to_owned()),
            as_whom: SignedInAs::Staff { names: vec!["rita-7".to_owned()], roles: Vec::new() },
            has_mfa: true,
            csrf_secret: [7; 32],
            user_agent: UserAgent::of("agent-7"),
            language: None,
            theme: None,
            created_at: Timestamp::UNIX_EPOCH,
            last_seen_at: Timestamp::UNIX_EPOCH,
            ends_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH,
        };
        let shown = format!("{attempt:?} {session:?} {:?} {hash:?} {:?}", attempt.form, session.as_whom);
        assert!(!shown.contains('7'), "{shown}");
    }
}
