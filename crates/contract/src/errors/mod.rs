//! Errors as a client sees them (contract 4): the codes, the envelope and the rate limit's own body.
//!
//! [`ErrorKind`] says what went wrong, [`Envelope`] is what travels.

mod codes;
mod envelope;
mod kind;

pub use codes::{CODES, CodeRow};
pub use envelope::{Envelope, RateLimitBody, TokenRateLimitBody};
pub use kind::ErrorKind;
