//! What a lenient parser of CSV lets pass: a quote that never closes, text behind a closing quote, a NUL, a row without
//! an end. The guard sees all bytes before the parser does, jumping from quote to quote. It tells on which line each row
//! begins, too: the parser counts line feeds alone, and a row's from the end of the one before it, blank lines and all.

use std::collections::VecDeque;

use memchr::{memchr2, memchr2_iter};

use super::fault::TableFault;
use super::place::{Follower, Place};

/// Watches UTF-8 on its way to the parser.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    separator: u8,
    row_bytes_max: usize,
    state: State,
    /// The byte before; at the start, the end of a row that is not there.
    before: u8,
    follower: Follower,
    /// Bytes since the last end of a row, and the line where that row begins.
    row_bytes: usize,
    row_line: u64,
    /// The lines on which the rows begin that have ended, and that nobody took yet.
    lines: VecDeque<u64>,
}

/// A fault, and how many of the bytes that were looked at may be given on before it: no row that it would bend ends there.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) fault: TableFault,
    pub(crate) good_bytes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    /// In a cell that a quote opened there.
    Quoted(Place),
    /// Behind a quote in such a cell: it closes the cell, or it is the first of a pair.
    BehindQuote(Place),
}

impl Guard {
    pub(crate) fn new(separator: u8, first_line: u64, row_bytes_max: usize) -> Self {
        Self {
            separator,
            row_bytes_max,
            state: State::Outside,
            before: b'\n',
            follower: Follower::new(first_line),
            row_bytes: 0,
            row_line: first_line,
            lines: VecDeque::new(),
        }
    }

    /// The line on which the next row begins, of those that have ended.
    pub(crate) fn take_line(&mut self) -> Option<u64> {
        self.lines.pop_front()
    }

    /// Looks at the next bytes.
    pub(crate) fn watch(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let good_bytes = bytes.len() - rest.len();
            if let State::BehindQuote(place) = self.state {
                self.go_on_behind_quote(rest[0], place).map_err(|fault| Stopped { fault, good_bytes })?;
                if self.state != State::Outside {
                    rest = &rest[1..];
                }
                continue;
            }
            let end = memchr2(b'"', 0, rest);
            let passed = end.map_or(rest.len(), |end| end + 1);
            let (before_mark, mark) = rest.split_at(end.unwrap_or(rest.len()));
            self.pass(before_mark).map_err(|stopped| stopped.behind(good_bytes))?;
            let good_bytes = good_bytes + before_mark.len();
            match mark.first() {
                None => return Ok(()),
                Some(0) => return Err(Stopped { fault: TableFault::Nul(self.follower.place()), good_bytes }),
                Some(_) => self.take_quote().map_err(|fault| Stopped { fault, good_bytes })?,
            }
            rest = &rest[passed..];
        }
        Ok(())
    }

    /// Nothing more comes: the last row ends.
    pub(crate) fn finish(&mut self) -> Result<(), TableFault> {
        match self.state {
            State::Quoted(place) => Err(TableFault::Unclosed(place)),
            State::Outside | State::BehindQuote(_) => {
                self.end_row(self.row_bytes);
                Ok(())
            }
        }
    }

    /// A row of so many bytes has ended; a blank line is none.
    fn end_row(&mut self, row_bytes: usize) {
        if row_bytes > 0 {
            self.lines.push_back(self.row_line);
        }
        self.row_bytes = 0;
    }

    fn take_quote(&mut self) -> Result<(), TableFault> {
        let place = self.follower.place();
        self.state = match self.state {
            State::Quoted(opened) => State::BehindQuote(opened),
            State::Outside if self.is_at_start_of_cell() => State::Quoted(place),
            // Within a cell without quotes it is a character as any other.
            other => other,
        };
        self.pass(b"\"").map_err(|stopped| stopped.fault)
    }

    fn is_at_start_of_cell(&self) -> bool {
        self.before == self.separator || matches!(self.before, b'\n' | b'\r')
    }

    fn go_on_behind_quote(&mut self, next: u8, opened: Place) -> Result<(), TableFault> {
        self.state = match next {
            b'"' => {
                self.pass(b"\"").map_err(|stopped| stopped.fault)?;
                State::Quoted(opened)
            }
            b'\n' | b'\r' => State::Outside,
            _ if next == self.separator => State::Outside,
            0 => return Err(TableFault::Nul(self.follower.place())),
            _ => return Err(TableFault::BehindQuote(self.follower.place())),
        };
        Ok(())
    }

    /// Goes on behind bytes without a mark; each row is measured, however many come at once.
    fn pass(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        let Some(last) = bytes.last() else { return Ok(()) };
        let mut start_of_row = 0;
        if self.state == State::Outside {
            let mut line = self.follower.place().line;
            for end in memchr2_iter(b'\n', b'\r', bytes) {
                self.measure(&bytes[..end], start_of_row)?;
                self.end_row(self.row_bytes + (end - start_of_row));
                let before = if end == 0 { self.before } else { bytes[end - 1] };
                line += u64::from(!(bytes[end] == b'\n' && before == b'\r'));
                (self.row_line, start_of_row) = (line, end + 1);
            }
        }
        self.measure(bytes, start_of_row)?;
        self.row_bytes += bytes.len() - start_of_row;
        self.follower.pass(bytes);
        self.before = *last;
        Ok(())
    }

    /// Refuses the row that goes on to the end of these bytes, if it is too long.
    const fn measure(&self, bytes: &[u8], start_of_row: usize) -> Result<(), Stopped> {
        if self.row_bytes + (bytes.len() - start_of_row) <= self.row_bytes_max {
            return Ok(());
        }
        let fault = TableFault::RowTooLong { line: self.row_line, bytes_max: self.row_bytes_max };
        Err(Stopped { fault, good_bytes: start_of_row })
    }
}

impl Stopped {
    /// The same behind bytes that were looked at before.
    fn behind(self, bytes: usize) -> Self {
        Self { good_bytes: self.good_bytes + bytes, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it says, the same whether the text comes at once or byte by byte.
    fn verdict(text: &str) -> Result<(), String> {
        let run = |length: usize| {
            let mut guard = Guard::new(b',', 1, 40);
            text.as_bytes()
                .chunks(length)
                .try_for_each(|piece| guard.watch(piece).map_err(|stopped| stopped.fault))
                .and_then(|()| guard.finish())
                .map_err(|fault| fault.to_string())
        };
        let whole = run(1000);
        assert_eq!(run(1), whole, "{text:?}");
        assert_eq!(run(3), whole, "{text:?}");
        whole
    }

    #[test]
    fn quotes_where_they_belong_pass() {
        for text in
            ["", "a,b\n", "\"a\",\"b\"\r\n\"\",\"\"", "5\" pipe,\"a \"\"b\"\" c\nd\"\n", "\"\"\"\"", "a\"\""]
        {
            assert_eq!(verdict(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn what_would_swallow_rows_is_a_fault_with_its_place() {
        for (text, start) in [
            ("a,b\nc,\"d\ne,f\n", "line 2, column 3: a quote opens"),
            ("ż,\"", "line 1, column 3: a quote opens"),
            ("a\n\"b\"c\n", "line 2, column 4: text stands behind"),
            ("\"b\" ,c", "line 1, column 4: text stands behind"),
            ("a,b\nc,\0\n", "line 2, column 3: a NUL"),
            ("a,\"b\n\0\"", "line 2, column 1: a NUL"),
            ("a\nb\n0123456789012345678901234567890123456789012", "line 3: the row"),
            ("a\nb\n01234567890123456789,12345678901234567890\nc\nd", "line 3: the row"),
            ("a\n\"\n\n\n0123456789012345678901234567890123456789\"", "line 2: the row"),
        ] {
            let fault = verdict(text).unwrap_err();
            assert!(fault.starts_with(start), "{text:?}: {fault}");
        }
    }
}
