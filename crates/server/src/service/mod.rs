//! Use cases: what handlers, jobs and pages do with the service, in the domain's words. No type of HTTP comes in or goes
//! out, and nothing here knows how an answer looks.
//!
//! To add one: a function in the module of its noun. It takes who asks ([`asker`]) and values of the domain, runs the
//! store's operations on the asker's meter, and answers with what was done or with why it was not ([`error`]). What a
//! refusal says to a caller stands in `api/refusal`. A look that is one call of the store needs no use case.

pub mod asker;
pub mod codes;
pub mod customers;
pub mod datasets;
pub mod decisions;
pub mod documents;
pub mod error;
pub mod events;
pub mod explained;
pub mod figures;
pub mod health;
pub mod meter;
pub mod names;
pub mod partners;
pub mod previews;
pub mod qualifications;
pub mod records;
pub mod reviews;
pub mod said;
pub mod staff;
pub mod trail;
pub mod vetting;
pub mod webhooks;

#[cfg(test)]
pub(crate) mod desk;
#[cfg(test)]
pub(crate) mod tests;
