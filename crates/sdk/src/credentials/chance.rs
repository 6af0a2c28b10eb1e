//! Texts that nobody guesses, and what is made of them.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token::Secret;
use crate::error::{Error, Result};

/// A text of 43 characters, of 256 random bits.
pub(super) fn secret_text() -> Result<Secret> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|error| {
        Error::local("this machine gives no random numbers, without which no sign-in is safe", error)
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// What a verifier is announced by (RFC 7636 4.2).
pub(super) fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.reveal().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = Secret::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_text_is_as_long_as_a_verifier_and_comes_once() {
        let (one, other) = (secret_text().unwrap(), secret_text().unwrap());
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one, other);
    }
}
