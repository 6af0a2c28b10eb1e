//! Names of organisations: folded, compared, and searched for words that tell (vetting specification 6).

mod compare;
pub(crate) mod fold;
mod words;

pub use compare::Score;
pub(crate) use compare::{Side, compare};
pub(crate) use fold::split as all_tokens;
pub use fold::{FoldedName, NameHash};
pub use words::NameWords;
