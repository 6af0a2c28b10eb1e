//! The port, operation by operation: what is done before the operation, and in whose turn it is read.

mod customers;
mod decisions;
mod drafts;
mod events;
mod figures;
mod grants;
mod installation;
mod observation;
mod operators;
mod qualifications;
mod reviews;
mod sandbox;
mod sessions;
mod trail;
mod webhooks;
mod work;

pub use observation::CommitListener;
