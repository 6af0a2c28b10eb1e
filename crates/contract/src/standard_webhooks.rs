//! The signature of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, one for each active secret.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::seal::{SEAL_BYTES, seal};

/// The header with the event's id, the same at every attempt.
pub const ID_HEADER: &str = "webhook-id";
/// The header with the moment of the attempt, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// The header with the signatures, blanks between them.
pub const SIGNATURE_HEADER: &str = "webhook-signature";

/// How the text of every secret begins.
const SECRET_PREFIX: &str = "whsec_";

/// A secret that a receiver shares with the service. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret([u8; SEAL_BYTES]);

impl SigningSecret {
    /// The secret made of these bytes.
    pub const fn new(bytes: [u8; SEAL_BYTES]) -> Self {
        Self(bytes)
    }

    /// The text that a receiver is given: `whsec_` and base64.
    pub fn to_text(&self) -> String {
        format!("{SECRET_PREFIX}{}", STANDARD.encode(self.0))
    }

    /// The secret of a text; nothing if it is none of ours.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(SECRET_PREFIX)?).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// One signature, as it stands in the header.
    ///
    /// ```
    /// use qualify_contract::standard_webhooks::SigningSecret;
    /// let signature = SigningSecret::new([7; 32]).sign("evt_1", 1_700_000_000, b"{}");
    /// assert!(signature.starts_with("v1,"));
    /// ```
    pub fn sign(&self, id: &str, timestamp_seconds: i64, body: &[u8]) -> String {
        let moment = format!(".{timestamp_seconds}.");
        format!("v1,{}", STANDARD.encode(seal(&self.0, &[id.as_bytes(), moment.as_bytes(), body])))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningSecret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_does_not_show() {
        let secret = SigningSecret::new([9; 32]);
        assert_eq!(SigningSecret::from_text(&secret.to_text()), Some(secret.clone()));
        assert!(!format!("{secret:?}").contains('9'));
        for text in ["", "whsec_", "whsec_!!", "CQkJ"] {
            assert_eq!(SigningSecret::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn the_signature_covers_id_time_and_body() {
        let secret = SigningSecret::new([9; 32]);
        let signature = secret.sign("evt_1", 1, b"{}");
        assert_eq!(signature, secret.sign("evt_1", 1, b"{}"));
        for other in
            [secret.sign("evt_2", 1, b"{}"), secret.sign("evt_1", 2, b"{}"), secret.sign("evt_1", 1, b"[]")]
        {
            assert_ne!(signature, other);
        }
    }
}
