//! Names of organisations: read as tokens, compared, and searched for words that tell (vetting specification 15.1).

mod abbreviation;
mod compare;
mod equal;
mod file;
pub(crate) mod fold;
mod government;
mod kinds;
pub(crate) mod lexicon;
pub(crate) mod meaning;
mod number;
mod pairs;
mod phrases;
mod reader;
mod risks;
mod score;
mod token;
mod tokens;
mod word;
mod words;
mod written;

pub(crate) use compare::{compare, compare_closely};
pub use fold::{FoldedName, NameHash};
pub(crate) use government::{compare_government, names_locality, names_part_of_state};
pub(crate) use risks::{NameRisks, Risk};
pub use score::Score;
pub(crate) use tokens::NameTokens;
pub use words::NameWords;
pub(crate) use written::as_written;

/// What stands in a name for the tokens that tell it from others of its kind: fields, places, numbers and own words, equal
/// for equal ones. For tools that make cases of names.
pub fn telling_tokens(name: &str) -> Vec<u64> {
    let name = NameTokens::new(name, lexicon::Lexicon::embedded());
    name.tokens.iter().filter(|token| token.is_telling()).map(|token| token.id).collect()
}
