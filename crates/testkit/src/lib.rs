//! What the tests of the workspace share: a real server on a free port, raw HTTP, and the states of a customer.
//!
//! Nothing here uses our DTOs: requests are bytes and answers are read as JSON text, so that a change of the wire
//! shows. To add a helper for a state: a function in [`state`], through the public API only.
#![forbid(unsafe_code)]

pub mod beside;
pub mod browser;
pub mod documents;
pub mod errors;
pub mod http;
pub mod issuer;
pub mod parallel;
pub mod receiver;
pub mod seed;
pub mod server;
pub mod soak;
pub mod state;
pub mod store;

pub use beside::{Beside, Lock};
pub use browser::Browser;
pub use documents::assert_document;
pub use http::{Request, Response, encoded};
pub use issuer::TestIssuer;
pub use parallel::{in_parallel, wait_until};
pub use receiver::{Received, Receiver};
pub use server::{Caller, TestServer};
pub use store::fresh_database;
