//! Sign-in from outside: whole tokens, real keys, and an issuer on this machine.

mod accepted;
mod doors;
mod loopback_issuer;
mod presets;
mod refused;
mod rotation;
mod tokens;
