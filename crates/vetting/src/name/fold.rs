//! A name as a list of tokens: without marks, casing, punctuation, articles and legal forms; scripts without blanks
//! between words as pairs of characters.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript as _};

/// Most tokens of a name that count: names are not books.
const TOKENS_MAX: usize = 64;

/// Longest name that is looked at, in bytes.
pub(super) const NAME_BYTES_MAX: usize = 2048;

/// The hash of a folded name: the same in every process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameHash(u64);

impl NameHash {
    /// Its value.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// FNV-1a over the tokens, each with an end.
    pub(super) fn of<'token>(tokens: impl Iterator<Item = &'token str>) -> Self {
        Self(tokens.fold(START, |hash, token| step(token.bytes().fold(hash, step), 0)))
    }

    /// The same over what stands for concepts.
    pub(super) fn of_ids(ids: &[u64]) -> Self {
        Self(ids.iter().flat_map(|id| id.to_le_bytes()).fold(START, step))
    }
}

const START: u64 = 0xCBF2_9CE4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
}

impl fmt::Debug for NameHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

/// A name reduced to the words that tell it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedName {
    pub(super) tokens: Vec<String>,
}

impl FoldedName {
    /// Its tokens in order.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Its hash; none for a name without a token.
    pub fn hash(&self) -> Option<NameHash> {
        (!self.tokens.is_empty()).then(|| NameHash::of(self.tokens.iter().map(String::as_str)))
    }
}

/// The tokens of a text, with nothing dropped.
pub(crate) fn split(text: &str) -> Vec<String> {
    let text = truncated(text);
    let mut splitter = Splitter::default();
    if text.is_ascii() {
        text.bytes().for_each(|byte| splitter.push_ascii(byte));
    } else {
        // Recomposed after the marks are gone, so that a Hangul syllable is one character again.
        let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).nfc().collect();
        bare.chars().flat_map(char::to_lowercase).for_each(|c| splitter.push(c));
    }
    splitter.finish()
}

fn truncated(text: &str) -> &str {
    let mut end = text.len().min(NAME_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[derive(Default)]
struct Splitter {
    tokens: Vec<String>,
    word: String,
    /// The last character of a run that is written without blanks, and whether it stands in a pair already.
    run: Option<(char, bool)>,
}

impl Splitter {
    fn push_ascii(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() {
            self.word.push(char::from(byte.to_ascii_lowercase()));
        } else {
            self.end_word();
        }
    }

    fn push(&mut self, c: char) {
        if !c.is_alphanumeric() || is_combining_mark(c) {
            self.end_word();
            self.end_run();
        } else if is_written_without_blanks(c) {
            self.end_word();
            if let Some((before, _)) = self.run {
                self.add([before, c].iter().collect());
            }
            self.run = Some((c, self.run.is_some()));
        } else {
            self.end_run();
            push_folded(&mut self.word, c);
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            let word = std::mem::take(&mut self.word);
            self.add(word);
        }
    }

    fn end_run(&mut self) {
        if let Some((c, false)) = self.run.take() {
            self.add(c.to_string());
        }
    }

    fn add(&mut self, token: String) {
        if self.tokens.len() < TOKENS_MAX {
            self.tokens.push(token);
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_word();
        self.end_run();
        self.tokens
    }
}

/// Letters that have no decomposition, as people type them on keyboards without them.
pub(super) fn push_folded(word: &mut String, c: char) {
    match c {
        'ß' => word.push_str("ss"),
        'æ' => word.push_str("ae"),
        'œ' => word.push_str("oe"),
        'ø' => word.push('o'),
        'đ' | 'ð' => word.push('d'),
        'þ' => word.push_str("th"),
        'ł' => word.push('l'),
        'ħ' => word.push('h'),
        'ı' => word.push('i'),
        'ς' => word.push('σ'),
        other => word.push(other),
    }
}

/// The first letter of the first of these scripts.
const FIRST_WITHOUT_BLANKS: char = '\u{0E00}';

pub(super) fn is_written_without_blanks(c: char) -> bool {
    // The script is looked for in a table.
    c >= FIRST_WITHOUT_BLANKS
        && matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Hangul
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::NameWords;

    fn fold(name: &str) -> String {
        FoldedName::new(name, &NameWords::embedded()).tokens.join(" ")
    }

    #[test]
    fn casing_marks_punctuation_articles_and_legal_forms_go() {
        let cases = [
            ("The University of Oxford", "university oxford"),
            ("  STANFORD   University, Inc. ", "stanford university"),
            ("École Polytechnique", "ecole polytechnique"),
            ("Szkoła Zielona", "szkola zielona"),
            ("Universität für Bodenkultur", "universitat bodenkultur"),
            ("Women's College", "women s college"),
            ("İstanbul Üniversitesi", "istanbul universitesi"),
            ("Ｆｕｌｌｗｉｄｔｈ", "fullwidth"),
            ("The The", "the the"),
            ("", ""),
            ("...", ""),
        ];
        for (name, folded) in cases {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn scripts_without_blanks_come_as_pairs() {
        assert_eq!(fold("東京大学"), "東京 京大 大学");
        assert_eq!(fold("서울대학교"), "서울 울대 대학 학교");
        assert_eq!(fold("大"), "大");
        assert_eq!(fold("MIT 大学"), "mit 大学");
    }

    #[test]
    fn a_hash_tells_tokens_apart() {
        let words = NameWords::embedded();
        let hash = |name| FoldedName::new(name, &words).hash();
        assert_eq!(hash("The University of Oxford"), hash("UNIVERSITY: Oxford"));
        assert_ne!(hash("ab c"), hash("a bc"));
        assert_eq!(hash("  "), None);
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(split(&"word ".repeat(1000)).len(), TOKENS_MAX);
        assert!(split(&"ł".repeat(70_000)).len() == 1);
    }
}
