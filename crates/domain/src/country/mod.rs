//! Countries: their names, states, forms of postal codes and phone numbers, and what they demand of an address or
//! of a new customer (contract 1.12, 1.18 S9, 4.5).
//!
//! The facts are lines of `countries.txt`, `states.txt`, `registration.txt` and `recorded.txt`; nothing else in the
//! program knows one. To change a fact, change its line there. The tests of `facts.rs` read every line.

mod address;
pub(crate) mod facts;
mod pattern;
mod table;

pub use address::check_address;
pub use facts::{Country, Registration};
pub use pattern::Pattern;
