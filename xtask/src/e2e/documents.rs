//! The blocks of a document that are tried as they stand.

/// In what a block is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Shell,
    Python,
    Node,
}

impl Language {
    pub(super) const ALL: [Self; 3] = [Self::Shell, Self::Python, Self::Node];

    /// The word behind the fence; other blocks are for reading only.
    const fn word(self) -> &'static str {
        match self {
            Self::Shell => "sh",
            Self::Python => "python",
            Self::Node => "js",
        }
    }
}

/// A block between two fences.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) language: Language,
    /// The number of the line with the fence.
    pub(super) line: usize,
    pub(super) text: String,
}

/// The blocks that are tried, in their order.
pub(super) fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(Option<Language>, usize, String)> = None;
    for (index, line) in document.lines().enumerate() {
        let fence = line.trim_end().strip_prefix("```");
        match (fence, open.take()) {
            (Some(word), None) => {
                let language = Language::ALL.into_iter().find(|language| language.word() == word);
                open = Some((language, index + 1, String::new()));
            }
            (Some(_), Some((language, line, text))) => {
                blocks.extend(language.map(|language| Block { language, line, text }));
            }
            (None, Some((language, begin, text))) => open = Some((language, begin, text + line + "\n")),
            (None, None) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_a_known_language_are_taken_and_others_passed_over() {
        let document = "# Title\n```sh\nls\n\npwd\n```\ntext\n```csharp\nx\n```\n```python\nprint(1)\n```\n";
        assert_eq!(
            blocks(document),
            [
                Block { language: Language::Shell, line: 2, text: "ls\n\npwd\n".to_owned() },
                Block { language: Language::Python, line: 11, text: "print(1)\n".to_owned() },
            ]
        );
    }
}
