//! The words of a PDF (ISO 32000-1, 7.2): where one ends does not depend on what it means.

use std::ops::Range;

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<'bytes> {
    /// A name as it is written, without its slash.
    Name(&'bytes [u8]),
    /// A number or keyword.
    Plain(&'bytes [u8]),
    /// A text in parentheses or in hexadecimal digits.
    Text,
    /// What starts like a text and is none: programs differ in where it ends.
    Broken,
    /// A comment up to the end of its line.
    Comment,
    /// `<<`
    DictionaryStart,
    /// `>>`
    DictionaryEnd,
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// A delimiter by itself.
    Stray,
}

/// Reads words from some place on.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'bytes> {
    bytes: &'bytes [u8],
    at: usize,
}

impl<'bytes> Lexer<'bytes> {
    pub(super) const fn new(bytes: &'bytes [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Goes on reading elsewhere.
    pub(super) const fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The end of the run of bytes from `from` on that are alike.
    fn end_of(&self, from: usize, is_alike: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.iter().position(|byte| !is_alike(*byte)).map_or(self.bytes.len(), |length| from + length)
    }

    fn read(&self, start: usize) -> (usize, Word<'bytes>) {
        let next_is = |byte: u8| self.bytes.get(start + 1) == Some(&byte);
        match self.bytes[start] {
            b'/' => {
                let end = self.end_of(start + 1, is_regular);
                (end, Word::Name(&self.bytes[start + 1..end]))
            }
            b'%' => (self.end_of(start, |byte| !matches!(byte, b'\r' | b'\n')), Word::Comment),
            b'(' => self.text(start),
            b'<' if next_is(b'<') => (start + 2, Word::DictionaryStart),
            b'>' if next_is(b'>') => (start + 2, Word::DictionaryEnd),
            b'<' => self.digits(start),
            b'[' => (start + 1, Word::ArrayStart),
            b']' => (start + 1, Word::ArrayEnd),
            b'>' | b')' | b'{' | b'}' => (start + 1, Word::Stray),
            _ => {
                let end = self.end_of(start, is_regular);
                (end, Word::Plain(&self.bytes[start..end]))
            }
        }
    }

    /// A text in parentheses, which may hold such pairs.
    fn text(&self, start: usize) -> (usize, Word<'bytes>) {
        let mut depth = 0_u32;
        let mut at = start;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return (at, Word::Text);
            }
        }
        (self.bytes.len(), Word::Broken)
    }

    /// A text in hexadecimal digits.
    fn digits(&self, start: usize) -> (usize, Word<'bytes>) {
        let end = self.end_of(start + 1, |byte| byte.is_ascii_hexdigit() || is_blank(byte));
        if self.bytes.get(end) == Some(&b'>') { (end + 1, Word::Text) } else { (start + 1, Word::Broken) }
    }
}

impl<'bytes> Iterator for Lexer<'bytes> {
    type Item = (Range<usize>, Word<'bytes>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.end_of(self.at, is_blank);
        if start >= self.bytes.len() {
            return None;
        }
        let (end, word) = self.read(start);
        self.at = end;
        Some((start..end, word))
    }
}

/// White space of a PDF.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// What names, numbers and keywords are made of.
pub(super) const fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A number without sign.
pub(super) fn integer(word: &[u8]) -> Option<usize> {
    let is_short = (1..=18).contains(&word.len());
    if !is_short || !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    word.iter()
        .try_fold(0_usize, |value, digit| value.checked_mul(10)?.checked_add(usize::from(*digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word<'_>> {
        Lexer::new(text.as_bytes(), 0).map(|(_, word)| word).collect()
    }

    #[test]
    fn words_end_where_the_standard_says() {
        use Word::{ArrayEnd, ArrayStart, Comment, DictionaryEnd, DictionaryStart, Name, Plain, Stray, Text};
        let cases: [(&str, &[Word<'_>]); 9] = [
            (
                "1 0 obj<</A/B>>",
                &[
                    Plain(b"1"),
                    Plain(b"0"),
                    Plain(b"obj"),
                    DictionaryStart,
                    Name(b"A"),
                    Name(b"B"),
                    DictionaryEnd,
                ],
            ),
            ("(a (b) \\) /JS)/X", &[Text, Name(b"X")]),
            ("(\\\\)/X", &[Text, Name(b"X")]),
            ("<48 6F>/X", &[Text, Name(b"X")]),
            (")/X}", &[Stray, Name(b"X"), Stray]),
            ("% (comment\r/X", &[Comment, Name(b"X")]),
            ("[1 2]", &[ArrayStart, Plain(b"1"), Plain(b"2"), ArrayEnd]),
            ("/", &[Name(b"")]),
            ("\0 \n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(words("(a"), [Word::Broken]);
        assert_eq!(words("(a\\"), [Word::Broken]);
        assert_eq!(words("<4 x>")[0], Word::Broken);
    }

    #[test]
    fn an_integer_is_digits_alone() {
        assert_eq!(integer(b"0042"), Some(42));
        for word in [&b""[..], b"-1", b"+1", b"1.0", b"9999999999999999999"] {
            assert_eq!(integer(word), None, "{word:?}");
        }
    }
}
