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
mod whose;
