//! A place in a text, as editors count.

use std::fmt;

use memchr::{memchr2_iter, memrchr2};

/// Line and column, both from 1; columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The character in it.
    pub column: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

/// Follows a text, piece by piece.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    line: u64,
    characters: u64,
    /// Whether the last byte was a carriage return: a line feed behind it ends the same line.
    is_behind_return: bool,
}

impl Follower {
    pub(crate) const fn new(first_line: u64) -> Self {
        Self { line: first_line, characters: 0, is_behind_return: false }
    }

    /// The place of the character that comes next.
    pub(crate) const fn place(&self) -> Place {
        Place { line: self.line, column: self.characters + 1 }
    }

    /// Goes on behind these bytes of UTF-8.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last() else { return };
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            let is_behind_return =
                if at == 0 { self.is_behind_return } else { bytes.get(at - 1) == Some(&b'\r') };
            if !(bytes.get(at) == Some(&b'\n') && is_behind_return) {
                self.line += 1;
            }
        }
        let tail = match memrchr2(b'\n', b'\r', bytes) {
            Some(end) => {
                self.characters = 0;
                bytes.get(end + 1..).unwrap_or_default()
            }
            None => bytes,
        };
        self.characters += tail.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64;
        self.is_behind_return = *last == b'\r';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_by_any_mark_and_columns_are_characters() {
        for (text, line, column) in
            [("", 1, 1), ("ab", 1, 3), ("zażó", 1, 5), ("a\nb", 2, 2), ("a\r\n", 2, 1), ("a\rb\rc", 3, 2)]
        {
            let mut whole = Follower::new(1);
            whole.pass(text.as_bytes());
            assert_eq!(whole.place(), Place { line, column }, "{text:?}");
            let mut pieces = Follower::new(1);
            text.as_bytes().chunks(1).for_each(|piece| pieces.pass(piece));
            assert_eq!(pieces.place(), whole.place(), "{text:?}");
        }
    }
}
