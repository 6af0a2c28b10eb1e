//! Datasets as loaded values: each source in its published format, read from bytes that somebody else has fetched.
//!
//! To add a kind: a variant of [`SourceKind`], a module with its parser, a variant of [`Content`], and what the
//! [`Snapshot`] makes of it.

mod array;
pub mod cisa;
mod domain_set;
pub(crate) mod fault;
mod finding;
pub mod flat;
pub mod fuzzing;
pub mod hipo;
mod hosts;
mod listings;
mod look_alike;
pub mod mailboxes;
pub mod manifest;
mod name_index;
pub mod organisations;
mod others;
mod platforms;
pub(crate) mod public_suffixes;
pub mod register;
mod registry;
pub mod ror;
mod snapshot;
mod source;
mod suffix_policy;
pub mod swot;
pub(crate) mod table;
mod versions;

pub use domain_set::DomainSet;
pub use fault::ParseFault;
pub use finding::{Finding, FindingStatus, Findings};
pub use listings::{Backing, Listing, Listings};
pub use look_alike::{Likeness, LookAlike};
pub use others::{OtherBodies, OtherBody};
pub(crate) use platforms::EMBEDDED;
pub use public_suffixes::PublicSuffixes;
pub use registry::{Registry, RegistryKind, RegistryRow};
pub use snapshot::{Basis, Snapshot};
pub use source::{Content, Parsed, QuarantineCause, Quarantined, Source, SourceKind, SourceVersion};
pub use suffix_policy::{Grade, SuffixPolicy, SuffixRow};
pub use versions::SourceVersions;
