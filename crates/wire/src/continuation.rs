//! Paging tokens (contract 1.14 rule 4, 1.19): opaque, self-contained, and usable only where they were made.
//!
//! A token carries everything the next page needs, since some clients send nothing else. Its layout, in base64url
//! without padding: version (1 byte), instant of issue in seconds (8 bytes), HMAC-SHA256 tag (32 bytes), payload as
//! JSON. The tag also covers the partner and the kind of list, which the token does not hold.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qualify_vocabulary::{PartnerId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::errors::ApiError;
use qualify_contract::errors::ErrorKind;
use qualify_contract::seal::{self, SEAL_BYTES};

/// Longest token, in characters.
pub const TOKEN_CHARS_MAX: usize = 2048;

/// How long a token may be used, in seconds.
const TOKEN_LIFETIME_SECONDS: i64 = 24 * 60 * 60;

/// Another number means another layout; tokens of other versions are refused, and the caller begins anew.
const VERSION: u8 = 1;

const HEAD_BYTES: usize = 1 + 8;
const TAG_BYTES: usize = SEAL_BYTES;

/// The secret that tokens are sealed with. Every process of one installation has the same. `Debug` does not show it.
#[derive(Clone)]
pub struct TokenKey([u8; SEAL_BYTES]);

impl TokenKey {
    /// The key made of these secret bytes, which are used for nothing else.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    fn tag(&self, made: &Made<'_>) -> [u8; TAG_BYTES] {
        made.with_parts(|parts| seal::seal(&self.0, parts))
    }

    fn is_tag(&self, made: &Made<'_>, tag: &[u8; TAG_BYTES]) -> bool {
        made.with_parts(|parts| seal::is_seal(&self.0, parts, tag))
    }
}

impl From<[u8; 32]> for TokenKey {
    fn from(secret: [u8; 32]) -> Self {
        Self::new(secret)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenKey(***)")
    }
}

/// What a tag covers.
struct Made<'a> {
    partner: PartnerId,
    kind: &'a str,
    head: &'a [u8],
    payload: &'a [u8],
}

impl Made<'_> {
    fn with_parts<T>(&self, sealed: impl FnOnce(&[&[u8]]) -> T) -> T {
        // With its length in front, a kind cannot run into the payload.
        let kind_length = (self.kind.len() as u64).to_be_bytes();
        sealed(&[self.head, self.partner.as_bytes(), &kind_length, self.kind.as_bytes(), self.payload])
    }
}

/// Why a token is not usable. To the caller all are one: 400/1900010.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The text is no token of this version.
    #[error("the text is not a paging token of this version")]
    Malformed,
    /// The token was altered, or made for another partner, another list or by another installation.
    #[error("the paging token was not made for this partner and list")]
    Foreign,
    /// The token is older than a day.
    #[error("the paging token is older than 24 hours")]
    Expired,
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        let text = format!("The list cannot be continued: {error}. Read the list again from its first page.");
        Self::new(ErrorKind::InvalidContinuationToken, text)
    }
}

/// Makes a token. `kind` names the list ("customers", "audit"); the same must be given to [`open`].
///
/// A payload of up to 1400 bytes of JSON stays within [`TOKEN_CHARS_MAX`].
///
/// ```
/// use qualify_wire::continuation::{TokenKey, open, seal};
/// use qualify_vocabulary::{PartnerId, Timestamp};
/// let (key, partner, now) = (TokenKey::new([7; 32]), PartnerId::from([1; 16]), Timestamp::UNIX_EPOCH);
/// let token = seal(&key, partner, now, "customers", &("lakeside school", 40));
/// let position: (String, u16) = open(&key, partner, now, "customers", &token)?;
/// assert_eq!(position.1, 40);
/// # Ok::<(), qualify_wire::continuation::TokenError>(())
/// ```
pub fn seal<T: Serialize>(
    key: &TokenKey,
    partner: PartnerId,
    issued_at: Timestamp,
    kind: &str,
    payload: &T,
) -> String {
    let payload = serde_json::to_vec(payload).expect("a paging position is plain data");
    let mut bytes = vec![VERSION];
    bytes.extend(issued_at.as_second().to_be_bytes());
    let tag = key.tag(&Made { partner, kind, head: &bytes, payload: &payload });
    bytes.extend(tag);
    bytes.extend(payload);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Opens a token of any age that [`seal()`] made for the same partner and kind: a cursor that is kept for long.
///
/// # Errors
/// See [`TokenError`].
pub fn open_at_any_age<T: DeserializeOwned>(
    key: &TokenKey,
    partner: PartnerId,
    kind: &str,
    token: &str,
) -> Result<T, TokenError> {
    open(key, partner, Timestamp::MIN, kind, token)
}

/// Opens a token that [`seal()`] made for the same partner and kind at most 24 hours ago.
///
/// # Errors
/// See [`TokenError`].
pub fn open<T: DeserializeOwned>(
    key: &TokenKey,
    partner: PartnerId,
    now: Timestamp,
    kind: &str,
    token: &str,
) -> Result<T, TokenError> {
    let token = token.trim();
    if token.len() > TOKEN_CHARS_MAX {
        return Err(TokenError::Malformed);
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError::Malformed)?;
    let (head, rest) = bytes.split_first_chunk::<HEAD_BYTES>().ok_or(TokenError::Malformed)?;
    let (tag, payload) = rest.split_first_chunk::<TAG_BYTES>().ok_or(TokenError::Malformed)?;
    let [version, issued_at @ ..] = *head;
    if version != VERSION {
        return Err(TokenError::Malformed);
    }
    if !key.is_tag(&Made { partner, kind, head, payload }, tag) {
        return Err(TokenError::Foreign);
    }
    let age_seconds = now.as_second().saturating_sub(i64::from_be_bytes(issued_at));
    if age_seconds > TOKEN_LIFETIME_SECONDS {
        return Err(TokenError::Expired);
    }
    serde_json::from_slice(payload).map_err(|_| TokenError::Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qualify_vocabulary::{CustomerId, NameKey, SignedDuration};
    use serde::Deserialize;

    use super::*;
    use crate::query::{CustomerField, CustomerFilter, TextOperator};

    const NOW: Timestamp = Timestamp::constant(1_710_504_000, 0);

    fn key() -> TokenKey {
        TokenKey::new([42; 32])
    }

    fn partner() -> PartnerId {
        PartnerId::from([5; 16])
    }

    fn open_text(partner: PartnerId, now: Timestamp, kind: &str, token: &str) -> Result<String, TokenError> {
        open(&key(), partner, now, kind, token)
    }

    #[test]
    fn a_token_opens_for_its_partner_and_list_only() {
        let token = seal(&key(), partner(), NOW, "customers", &"here");
        assert_eq!(open_text(partner(), NOW, "customers", &token), Ok("here".to_owned()));
        assert_eq!(open_text(PartnerId::from([6; 16]), NOW, "customers", &token), Err(TokenError::Foreign));
        assert_eq!(open_text(partner(), NOW, "audit", &token), Err(TokenError::Foreign));
        let other_key = TokenKey::new([43; 32]);
        assert_eq!(open::<String>(&other_key, partner(), NOW, "customers", &token), Err(TokenError::Foreign));
    }

    #[test]
    fn a_token_lives_for_a_day() {
        let token = seal(&key(), partner(), NOW, "audit", &"here");
        let last = NOW + SignedDuration::from_secs(TOKEN_LIFETIME_SECONDS);
        assert!(open_text(partner(), last, "audit", &token).is_ok());
        let too_late = last + SignedDuration::from_secs(1);
        assert_eq!(open_text(partner(), too_late, "audit", &token), Err(TokenError::Expired));
    }

    #[test]
    fn a_token_of_another_shape_is_refused() {
        let token = seal(&key(), partner(), NOW, "customers", &"here");
        let other_version = format!("Ag{}", &token[2..]);
        for text in ["", "garbage", "eyJwIjoxfQ", "a b", &token[..40], &"A".repeat(4000), &other_version] {
            assert_eq!(open_text(partner(), NOW, "customers", text), Err(TokenError::Malformed), "{text}");
        }
        assert_eq!(open::<u8>(&key(), partner(), NOW, "customers", &token), Err(TokenError::Malformed));
    }

    #[test]
    fn every_altered_character_is_noticed() {
        let token = seal(&key(), partner(), NOW, "customers", &"here");
        for position in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[position] = if altered[position] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(open_text(partner(), NOW, "customers", &altered).is_err(), "{position}");
        }
    }

    #[test]
    fn an_unusable_token_asks_to_begin_again() {
        let error = ApiError::from(TokenError::Expired);
        assert_eq!(error.kind, ErrorKind::InvalidContinuationToken);
        assert_eq!(
            error.description(),
            "The list cannot be continued: the paging token is older than 24 hours. \
             Read the list again from its first page."
        );
    }

    #[test]
    fn the_key_does_not_show() {
        assert_eq!(format!("{:?}", key()), "TokenKey(***)");
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Position {
        size: u16,
        filter: Option<CustomerFilter>,
        after: (NameKey, CustomerId),
    }

    #[test]
    fn the_largest_position_stays_within_the_limit() {
        // The widest name key is 128 control characters, the widest filter value 128 characters of four bytes.
        let position = Position {
            size: 500,
            filter: Some(CustomerFilter {
                field: CustomerField::IndirectCloudSolutionProvider,
                operator: TextOperator::StartsWith,
                value: "\u{1d49c}".repeat(128),
            }),
            after: (NameKey::of(&format!("a{}", "\u{1}".repeat(127))), CustomerId::from([9; 16])),
        };
        let token = seal(&key(), partner(), NOW, "customers", &position);
        assert!(token.len() <= TOKEN_CHARS_MAX, "{}", token.len());
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
        assert_eq!(open::<Position>(&key(), partner(), NOW, "customers", &token), Ok(position));
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(text in "\\PC*", seconds in 0_i64..=TOKEN_LIFETIME_SECONDS) {
            let token = seal(&key(), partner(), NOW, "customers", &text);
            if token.len() <= TOKEN_CHARS_MAX {
                let now = NOW + SignedDuration::from_secs(seconds);
                prop_assert_eq!(open_text(partner(), now, "customers", &token), Ok(text));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "[A-Za-z0-9_-]{0,200}|\\PC{0,50}") {
            prop_assert!(open_text(partner(), NOW, "customers", &text).is_err());
        }
    }
}
