//! What nobody guesses. Ids are the clock's to make.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes of randomness behind a code or a cookie.
const RANDOM_BYTES: usize = 32;

/// Bytes that nobody guesses.
pub fn random_bytes() -> [u8; RANDOM_BYTES] {
    let mut bytes = [0; RANDOM_BYTES];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system gave randomness for the keys at the start");
    bytes
}

/// A text that nobody guesses: 43 characters of base64url.
pub fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes())
}
