//! The two ways out: stdout for data, stderr for everything else.
//!
//! What was typed or handed in by others may hold characters that move a terminal's cursor, recolour it or type for its
//! user. They are shown as their numbers in every message, and in data where a terminal shows it; data for a program or a
//! file stays as it is.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write};

/// Writes data to stdout, all of it at once.
pub(crate) fn data(text: &str) -> io::Result<()> {
    let stdout = io::stdout();
    let shown = if stdout.is_terminal() { printable(text) } else { Cow::Borrowed(text) };
    let mut stdout = stdout.lock();
    stdout.write_all(shown.as_bytes())?;
    stdout.flush()
}

/// Writes a line for people to stderr.
pub(crate) fn note(line: &str) {
    // Nobody can be told that stderr is closed.
    let _ = writeln!(io::stderr().lock(), "{}", printable(line));
}

/// The text with characters that control a terminal as their numbers. Ends of lines and tabs stay.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(controls_terminal) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if controls_terminal(character) {
            // Writing to a string does not fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those that turn the direction of what follows.
fn controls_terminal(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A terminal that data is written to in pieces, which may end within a character.
#[derive(Debug)]
pub(crate) struct ForTerminal<W> {
    terminal: W,
    begun: Vec<u8>,
}

impl<W> ForTerminal<W> {
    pub(crate) const fn new(terminal: W) -> Self {
        Self { terminal, begun: Vec::new() }
    }
}

impl<W: Write> Write for ForTerminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Ok(_) | Err(_) => self.begun.len(),
        };
        let rest = self.begun.split_off(whole);
        let text = String::from_utf8_lossy(&self.begun);
        self.terminal.write_all(printable(&text).as_bytes())?;
        self.begun = rest;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.terminal.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_handed_in_controls_a_terminal() {
        for (text, shown) in [
            ("Szkoła\tA\nB", "Szkoła\tA\nB"),
            ("\x1b[2J\x1b]0;x\x07", "\\u{1b}[2J\\u{1b}]0;x\\u{7}"),
            ("a\rb\x08\x7f\u{9b}1m", "a\\u{d}b\\u{8}\\u{7f}\\u{9b}1m"),
            ("abc\u{202e}fdp.exe", "abc\\u{202e}fdp.exe"),
        ] {
            assert_eq!(printable(text), shown);
            for length in [1, 100] {
                let mut target = ForTerminal::new(Vec::new());
                text.as_bytes().chunks(length).for_each(|piece| target.write_all(piece).unwrap());
                assert_eq!(target.terminal, shown.as_bytes());
            }
        }
    }
}
