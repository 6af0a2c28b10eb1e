//! The members of a dictionary that stand in it directly, not in one of its values.

use super::lexer::{Lexer, Word};

/// Each key as it is written, with the first word of its value. A key without a value has the word behind it.
pub(super) struct Members<'bytes> {
    lexer: Lexer<'bytes>,
    /// Dictionaries and arrays that are open.
    open: usize,
    key: Option<&'bytes [u8]>,
}

impl<'bytes> Members<'bytes> {
    /// Of the dictionary that these bytes are.
    pub(super) const fn new(bytes: &'bytes [u8]) -> Self {
        Self { lexer: Lexer::new(bytes, 0), open: 0, key: None }
    }
}

impl<'bytes> Iterator for Members<'bytes> {
    type Item = (&'bytes [u8], Word<'bytes>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (_, word) = self.lexer.next()?;
            let is_direct = self.open == 1;
            match word {
                Word::DictionaryStart | Word::ArrayStart => self.open += 1,
                Word::DictionaryEnd | Word::ArrayEnd => self.open = self.open.saturating_sub(1),
                Word::Comment => continue,
                Word::Name(_) | Word::Plain(_) | Word::Text | Word::Broken | Word::Stray => {}
            }
            if !is_direct {
                continue;
            }
            match (self.key.take(), word) {
                (Some(key), value) => return Some((key, value)),
                (None, Word::Name(key)) => self.key = Some(key),
                // The rest of a reference, or nothing that a key can be.
                (None, _) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_values_are_others() {
        let text = b"<</A/F/B 9 0 R/C<</F 1>>/D[/F(x)]% /F 2\n/E(<</F 3>>)/G null/F/H>>";
        let keys: Vec<&[u8]> = Members::new(text).map(|(key, _)| key).collect();
        assert_eq!(keys, [&b"A"[..], b"B", b"C", b"D", b"E", b"G", b"F"]);
        assert_eq!(Members::new(b"<</F>>").collect::<Vec<_>>(), [(&b"F"[..], Word::DictionaryEnd)]);
        assert_eq!(Members::new(b"<</F").next(), None);
    }
}
