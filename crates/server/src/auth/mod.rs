//! Sign-in by bearer token: who asks, and may this token say so (contract 5).
//!
//! [`bearer_token`] takes the text out of the header, [`Authenticator`] turns it into an [`Identity`]. A token is
//! verified once and then found by its hash until it expires. Everything here goes by real time, which is a
//! parameter.
//!
//! To trust one more kind of issuer: describe it in `presets`; where the keys come from is the business of the `keys`
//! module, what the claims mean that of `claims`, whose token it is that of `whose`, what makes staff that of `staff`.

pub(crate) mod algorithm;
mod audience;
mod authenticator;
mod bearer;
mod claim;
mod claims;
pub(crate) mod error;
mod identity;
mod issuer;
mod keys;
mod kind;
mod metadata;
mod own_issuer;
mod own_tokens;
mod people;
mod presets;
mod roles;
mod second_factor;
pub(crate) mod settings;
mod staff;
mod token;
mod validate;
mod whose;

pub use algorithm::TokenAlgorithm;
pub use audience::LEGACY_AUDIENCES;
pub use authenticator::Authenticator;
pub use bearer::{TOKEN_BYTES_MAX, bearer_token};
pub use error::{AuthError, AuthSetupError};
pub use identity::{Identity, Principal, StaffPrincipal};
pub use metadata::is_loopback;
pub use own_issuer::{OwnIssuer, OwnKey};
pub use own_tokens::OwnUser;
pub use settings::{
    AuthSettings, Cloud, IssuerSettings, MfaError, MfaMode, OPERATOR_AUDIENCE, OperatorSettings,
    PARTNER_CENTER_AUDIENCES, Preset, RoleSettings,
};
