//! Why a source does not read.

use std::borrow::Cow;

/// Why a file is not what it is said to be. It names no content that could be personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseFault(Cow<'static, str>);

impl ParseFault {
    /// A fault in these words: "it holds no row".
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }
}
