//! Forms of postal codes and registration numbers.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A form that a text must have as a whole.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// A form as the tables hold it: a regular expression for capitals, without anchors.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// The regular expression with its anchors, as callers get it.
    pub fn regex(&self) -> String {
        format!("^{}$", self.text)
    }

    /// Whether the text has the form; small letters count as capitals.
    pub fn matches(&self, text: &str) -> bool {
        let compiled =
            self.compiled.get_or_init(|| Regex::new(&self.regex()).expect("a test compiles every pattern"));
        compiled.is_match(&text.to_ascii_uppercase())
    }
}
