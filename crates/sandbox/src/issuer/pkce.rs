//! Proof Key for Code Exchange (RFC 7636), S256 alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::client::Client;
use super::form::Form;
use super::grant_key::is_same_secret;
use super::refusal::{Reason, Refused};

/// Characters of an S256 challenge.
const CHALLENGE_CHARS: usize = 43;
/// Characters of a verifier.
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;

fn is_unreserved(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

/// The challenge of an authorization request.
pub(super) fn challenge_of(query: &Form) -> Result<Option<String>, Refused> {
    let method = query.find("code_challenge_method")?;
    let Some(challenge) = query.find("code_challenge")? else {
        return match method {
            None => Ok(None),
            Some(_) => Err(Refused::missing("code_challenge")),
        };
    };
    // Without a method it would be `plain`, which protects nothing.
    if method != Some("S256") || challenge.len() != CHALLENGE_CHARS || !is_unreserved(challenge) {
        return Err(Refused::new(
            Reason::BadForm,
            "The code_challenge is not valid. Send code_challenge_method=S256 and the SHA-256 of the verifier in \
             base64url.",
        ));
    }
    Ok(Some(challenge.to_owned()))
}

/// Checks the verifier of a code; whoever has no secret must have had a challenge.
pub(super) fn check(challenge: Option<&str>, form: &Form, client: &Client<'_>) -> Result<(), Refused> {
    let failed = || {
        Refused::new(
            Reason::PkceFailed,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        )
    };
    match (challenge, form.find("code_verifier")?) {
        (None, None) if client.is_confidential() => Ok(()),
        (None, None) => Err(Refused::new(
            Reason::PkceRequired,
            "Proof Key for Code Exchange is required for authorization code redemption by a client without a secret. \
             Send code_challenge with the authorization request and code_verifier here.",
        )),
        (Some(challenge), Some(verifier)) => {
            let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            let is_right = VERIFIER_CHARS.contains(&verifier.len())
                && is_unreserved(verifier)
                && is_same_secret(&digest, challenge);
            if is_right { Ok(()) } else { Err(failed()) }
        }
        // A verifier without a challenge is a code from elsewhere.
        (Some(_), None) | (None, Some(_)) => Err(failed()),
    }
}
