//! What a store does, stated once for every backend, and what may go wrong with the embedded one.
//!
//! - [`conformance`]: the port's behaviour, operation by operation, generic over the backend.
//! - [`documents`]: what a store of documents' bytes does, generic over the place where it has them.
//! - [`model`]: random sequences of operations beside a model in memory, for each backend.
//! - [`moving`]: all rows of a store into another one, on either engine.
//! - [`faults`]: a full disk, a locked database, values that do not read back. SQLite only.
//! - [`upgrade`]: database files of the releases before.
//! - [`postgres`]: what only a server between processes can do; with the feature of that name.
//! - [`people`]: who is who in the embedded store.
//! - [`house`]: where statements may stand, and who may name an engine.
//! - [`samples`]: the partners, customers and calls that the tests speak of.
//! - [`worker`]: a worker that decides about records which are due, and vetters that say what they are told to.

#[macro_use]
mod conformance;
mod documents;
mod faults;
mod house;
mod model;
mod moving;
mod partner_rows;
mod people;
#[cfg(feature = "postgres")]
mod postgres;
mod samples;
mod upgrade;
mod worker;
