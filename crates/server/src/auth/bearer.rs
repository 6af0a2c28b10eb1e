//! The token in the `Authorization` header.

use http::HeaderValue;

use super::error::AuthError;

/// Longest token that is looked at.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Takes the bearer token out of the `Authorization` header (contract 3.1: scheme name in any case).
///
/// # Errors
/// [`AuthError::TokenMissing`] without the header; [`AuthError::InvalidToken`] for another scheme, an empty token,
/// one with bytes that no token has, or one that is too long.
pub fn bearer_token(authorization: Option<&HeaderValue>) -> Result<&str, AuthError> {
    let value = authorization.ok_or(AuthError::TokenMissing)?;
    let text =
        value.to_str().map_err(|_| AuthError::invalid("the Authorization header is not plain text"))?;
    let (scheme, token) = text.trim().split_once(' ').unwrap_or((text, ""));
    if !scheme.trim().eq_ignore_ascii_case("bearer") {
        return Err(AuthError::invalid("the Authorization scheme is not Bearer"));
    }
    let token = token.trim();
    check_length(token)?;
    Ok(token)
}

/// Refuses what cannot be a token by its length alone.
pub(super) fn check_length(token: &str) -> Result<(), AuthError> {
    match token.len() {
        0 => Err(AuthError::invalid("the token is empty")),
        1..=TOKEN_BYTES_MAX => Ok(()),
        _ => Err(AuthError::invalid("the token is longer than 16 KiB")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<String, AuthError> {
        let header = HeaderValue::from_str(header).unwrap();
        bearer_token(Some(&header)).map(str::to_owned)
    }

    #[test]
    fn the_scheme_reads_in_any_case() {
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c  "] {
            assert_eq!(read(header).as_deref(), Ok("a.b.c"), "{header}");
        }
    }

    #[test]
    fn no_header_and_no_token_are_two_errors() {
        assert_eq!(bearer_token(None), Err(AuthError::TokenMissing));
        for header in ["", "Bearer", "Bearer ", "Basic YTpi", "a.b.c", "Bearera.b.c x"] {
            assert!(matches!(read(header), Err(AuthError::InvalidToken { .. })), "{header}");
        }
        let bytes = HeaderValue::from_bytes(b"Bearer \xff").unwrap();
        assert!(matches!(bearer_token(Some(&bytes)), Err(AuthError::InvalidToken { .. })));
    }

    #[test]
    fn the_length_is_bounded() {
        assert!(read(&format!("Bearer {}", "a".repeat(TOKEN_BYTES_MAX))).is_ok());
        assert!(read(&format!("Bearer {}", "a".repeat(20 * 1024))).is_err());
    }
}
