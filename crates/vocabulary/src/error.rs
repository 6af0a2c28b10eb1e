//! The one error of this crate.

/// A text that is not a value of the asked-for type.
///
/// It names the type and its rule, never the text: that may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {what}: {rule}")]
pub struct ParseError {
    /// What was expected, with its article: "a customer id".
    pub what: &'static str,
    /// The rule that the text breaks, as a phrase.
    pub rule: &'static str,
}

impl ParseError {
    /// An error for the type `what` with its `rule`.
    pub const fn new(what: &'static str, rule: &'static str) -> Self {
        Self { what, rule }
    }
}
