//! The objects of `/v1`: what the server writes and what clients of it read.
//!
//! Answers leave out members without a value and are written in the order of the contract's examples. Requests have
//! optional members throughout: the server's lenient reader fills them, and it says what is missing. To
//! add an object: a type in the module of its noun, its example from the contract as a test.

pub mod addresses;
pub mod audit;
pub mod countries;
pub mod customers;
pub mod exchange;
pub mod offers;
pub mod partner_profiles;
pub mod profiles;
pub mod qualifications;
pub mod resource;
#[cfg(feature = "schema")]
mod schema;
pub mod time;
pub mod validations;
pub mod webhooks;
pub mod word;

pub use resource::{Collection, KeyValuePair, Link, Links, OtherMembers, ResourceAttributes};
pub use word::{AccountStatusWord, QualificationWord, VettingReasonWord, VettingStatusWord, WireWord, Word};

/// Stands for a value that `Debug` does not show.
pub(crate) struct Hidden;

impl std::fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

#[cfg(all(test, feature = "schema"))]
mod schema_tests;
