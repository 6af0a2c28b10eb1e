//! A JSON array that is read element by element, however long it is.

use std::io::Read;

use qualify_vocabulary::counted;

use super::fault::ParseFault;

/// What may stand before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes that are read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// The elements of an array of objects. What stands between them is checked as far as it has to be told apart; whether an
/// element is JSON is for its reader.
pub(super) struct Elements<R> {
    source: R,
    bytes_max: usize,
    chunk: Box<[u8]>,
    /// What was read and not given yet begins at `start`.
    buffer: Vec<u8>,
    start: usize,
    is_begun: bool,
    is_ended: bool,
    count: usize,
}

impl<R: Read> Elements<R> {
    pub(super) fn new(source: R, bytes_max: usize) -> Self {
        let chunk = vec![0; CHUNK_BYTES].into_boxed_slice();
        let buffer = Vec::new();
        Self { source, bytes_max, chunk, buffer, start: 0, is_begun: false, is_ended: false, count: 0 }
    }

    /// The next element's bytes.
    ///
    /// # Errors
    /// It is no array of objects, ends early, or an element is too long.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, ParseFault> {
        if self.is_ended {
            return Ok(None);
        }
        if !self.is_begun {
            self.begin()?;
        }
        match self.significant()? {
            Some(b']') => {
                self.is_ended = true;
                self.start += 1;
                return match self.significant()? {
                    None => Ok(None),
                    Some(_) => Err(ParseFault::new("something stands behind the end of the JSON array")),
                };
            }
            Some(b',') if self.count > 0 => self.start += 1,
            Some(_) if self.count == 0 => {}
            Some(_) | None => return Err(self.broken()),
        }
        match self.significant()? {
            Some(b'{') => {}
            Some(_) | None => return Err(self.broken()),
        }
        let length = self.object_length()?;
        self.count += 1;
        let begin = self.start;
        self.start += length;
        Ok(self.buffer.get(begin..begin + length))
    }

    fn begin(&mut self) -> Result<(), ParseFault> {
        while self.buffer.len() < MARK.len() && self.more()? {}
        if self.buffer.starts_with(MARK) {
            self.start = MARK.len();
        }
        if self.significant()? != Some(b'[') {
            return Err(ParseFault::new("it is no JSON array"));
        }
        (self.start, self.is_begun) = (self.start + 1, true);
        Ok(())
    }

    fn broken(&self) -> ParseFault {
        ParseFault::new(format!(
            "the JSON array ends or breaks off behind {}",
            counted(self.count, "element")
        ))
    }

    /// The next byte that is not blank, which stays.
    fn significant(&mut self) -> Result<Option<u8>, ParseFault> {
        loop {
            match self.buffer.get(self.start).copied() {
                Some(byte) if byte.is_ascii_whitespace() => self.start += 1,
                Some(byte) => return Ok(Some(byte)),
                None if !self.more()? => return Ok(None),
                None => {}
            }
        }
    }

    /// The length of the object that begins at `start`.
    fn object_length(&mut self) -> Result<usize, ParseFault> {
        let (mut depth, mut place, mut is_in_text, mut is_escaped) = (0_u32, 0, false, false);
        loop {
            let Some(byte) = self.buffer.get(self.start + place).copied() else {
                if place > self.bytes_max {
                    let (number, bytes_max) = (self.count + 1, self.bytes_max);
                    return Err(ParseFault::new(format!(
                        "element {number} is longer than {bytes_max} bytes"
                    )));
                }
                if !self.more()? {
                    return Err(self.broken());
                }
                continue;
            };
            place += 1;
            match (is_in_text, byte) {
                (true, _) if is_escaped => is_escaped = false,
                (true, b'\\') => is_escaped = true,
                (_, b'"') => is_in_text = !is_in_text,
                (false, b'{' | b'[') => depth += 1,
                (false, b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(place);
                    }
                }
                (true | false, _) => {}
            }
        }
    }

    /// Reads on; false at the end.
    fn more(&mut self) -> Result<bool, ParseFault> {
        // What was given is let go of when it is more than what is left.
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let read = self.source.read(&mut self.chunk);
        let read = read.map_err(|error| ParseFault::new(format!("it cannot be read: {error}")))?;
        self.buffer.extend_from_slice(self.chunk.get(..read).unwrap_or_default());
        Ok(read > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time, as a slow disk would.
    struct Slowly<'bytes>(&'bytes [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let read = self.0.take(1).read(buffer)?;
            self.0 = &self.0[read..];
            Ok(read)
        }
    }

    fn elements(text: &str) -> Result<Vec<String>, String> {
        let all = |source: &mut dyn Read| {
            let mut elements = Elements::new(source, 200_000);
            let mut all = Vec::new();
            while let Some(bytes) = elements.next().map_err(|fault| fault.to_string())? {
                all.push(String::from_utf8(bytes.to_vec()).unwrap());
            }
            Ok(all)
        };
        let whole = all(&mut text.as_bytes());
        assert_eq!(all(&mut Slowly(text.as_bytes())), whole, "by bytes as at once");
        whole
    }

    #[test]
    fn objects_come_out_one_by_one() {
        let text = "\u{feff} [ {\"a\":\"}],{\\\"\"} ,\n{\"b\":[{},[1]]},{} ] \n";
        assert_eq!(elements(text).unwrap(), [r#"{"a":"}],{\""}"#, r#"{"b":[{},[1]]}"#, "{}"]);
        assert!(elements("[]").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_array_of_objects_is_refused_where_it_breaks() {
        for (text, word) in [
            ("", "no JSON array"),
            ("{}", "no JSON array"),
            ("<!doctype html>", "no JSON array"),
            ("[", "behind 0 elements"),
            ("[1]", "behind 0"),
            ("[{}", "behind 1 element"),
            ("[{},", "behind 1"),
            ("[{} {}]", "behind 1"),
            ("[{},]", "behind 1"),
            ("[{\"a\":\"", "behind 0"),
            ("[{}] []", "behind the end"),
        ] {
            let fault = elements(text).unwrap_err();
            assert!(fault.contains(word), "{text}: {fault}");
        }
        let long = format!("[{{\"a\":\"{}\"}}]", "x".repeat(300_000));
        assert!(elements(&long).unwrap_err().contains("longer than 200000 bytes"));
        assert!(elements(&"[{".repeat(50_000)).is_err(), "brackets without end");
    }
}
