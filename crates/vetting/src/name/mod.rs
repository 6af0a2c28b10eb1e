//! Names of organisations: read as tokens, compared, and searched for words that tell (vetting specification 15.1).

mod compare;
pub(crate) mod fold;
mod government;
pub(crate) mod lexicon;
mod phrases;
mod risks;
mod tokens;
mod word;
mod words;

pub use compare::Score;
pub(crate) use compare::compare;
pub(crate) use fold::split as all_tokens;
pub use fold::{FoldedName, NameHash};
pub(crate) use government::compare_government;
pub(crate) use risks::{NameRisks, Risk};
pub(crate) use tokens::NameTokens;
pub use words::NameWords;
