//! The vetting engine.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod country;
pub mod datasets;
pub mod host;
pub mod name;

pub use country::Country;
