//! Use cases: what handlers, jobs and pages do with the service, in the domain's words. No type of HTTP comes in or goes
//! out, and nothing here knows how an answer looks.
//!
//! To add one: a function in the module of its noun. It takes who asks ([`asker`]) and values of the domain, runs the
//! store's operations on the asker's meter, and answers with what was done or with why it was not ([`error`]). What a
//! refusal says to a caller stands in `api/refusal`. A look that is one call of the store needs no use case.

pub(crate) mod asker;
pub(crate) mod codes;
pub(crate) mod customers;
pub(crate) mod datasets;
pub(crate) mod decisions;
pub(crate) mod documents;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod meter;
pub(crate) mod names;
pub(crate) mod partners;
pub(crate) mod previews;
pub(crate) mod qualifications;
pub(crate) mod records;
pub(crate) mod reviews;
pub(crate) mod staff;
pub(crate) mod trail;
pub(crate) mod vetting;
pub(crate) mod webhooks;

#[cfg(test)]
mod tests;
