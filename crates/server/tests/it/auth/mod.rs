//! Sign-in from outside: whole tokens, real keys, and an issuer on this machine.

mod accepted;
mod doors;
mod keys;
mod loopback_issuer;
mod presets;
mod refused;
mod rotation;
mod settings;
mod staff;
mod tokens;

use qualify_server::auth::AuthError;

/// The refusal of a token for this reason.
const fn invalid(reason: &'static str) -> AuthError {
    AuthError::InvalidToken { reason }
}
