//! What is shown below `/docs`, as the program brings it along.

/// A document that a sandbox shows.
#[derive(Debug)]
pub struct Document {
    /// Its file, such as `OPERATIONS.md`.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub about: &'static str,
    /// Its text, in Markdown.
    pub text: &'static str,
}
