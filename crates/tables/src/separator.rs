//! Which character separates the cells of a text.
//!
//! It is told by a line `sep=;` at the start, or by the table itself: of the characters that stand in the header, the one
//! by which every row of the beginning has as many cells. Where two do, the table is refused: whichever was taken, rows
//! could come out that nobody wrote.

use csv::{ByteRecord, ReaderBuilder};

use super::fault::TableFault;
use super::guard::Guard;

/// Those that are looked for, with their names.
pub const KNOWN: [(u8, &str); 3] = [(b',', "the comma"), (b';', "the semicolon"), (b'\t', "the tab")];

/// The separator of a line `sep=;` at the start of a text, and the bytes of that line.
pub(crate) fn told(text: &str) -> Option<(u8, usize)> {
    let line_end = text.find(['\n', '\r']).unwrap_or(text.len());
    let line = text.get(..line_end)?;
    let told = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let (word, separator) = told.split_once('=')?;
    let &[separator] = separator.as_bytes() else { return None };
    let is_usable = (separator.is_ascii_punctuation() || separator == b'\t') && separator != b'"';
    if !word.eq_ignore_ascii_case("sep") || !is_usable {
        return None;
    }
    let rest = text.get(line_end..)?;
    let mark = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
    Some((separator, line_end + mark))
}

/// The separator that the beginning of a text shows.
pub(crate) fn find(head: &str, is_whole: bool, row_bytes_max: usize) -> Result<u8, TableFault> {
    let tried: Vec<Tried> = KNOWN
        .iter()
        .map(|(separator, name)| Tried::new(head, is_whole, *separator, name, row_bytes_max))
        .collect();
    let in_header: Vec<&Tried> = tried.iter().filter(|one| one.header_cells > 1).collect();
    let candidates = if in_header.is_empty() { tried.iter().collect() } else { in_header };
    let fitting: Vec<&&Tried> = candidates.iter().filter(|one| one.is_even).collect();
    match &fitting[..] {
        // Without a separator in its header a table has one column, which is the same by all that fit.
        [first, second, ..] if first.header_cells > 1 => {
            Err(TableFault::Ambiguous { first: first.name, second: second.name })
        }
        [first, ..] => Ok(first.separator),
        // None fits: reading by the likeliest says in which line.
        [] => Ok(candidates.iter().max_by_key(|one| one.header_cells).map_or(b',', |one| one.separator)),
    }
}

/// What the beginning looks like by one separator.
struct Tried {
    separator: u8,
    name: &'static str,
    header_cells: usize,
    is_even: bool,
}

impl Tried {
    fn new(head: &str, is_whole: bool, separator: u8, name: &'static str, row_bytes_max: usize) -> Self {
        let mut guard = Guard::new(separator, 1, row_bytes_max);
        let is_watched = guard.watch(head.as_bytes()).is_ok();
        let mut is_even = is_watched && (!is_whole || guard.finish().is_ok());
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(separator)
            .from_reader(head.as_bytes());
        let mut record = ByteRecord::new();
        let mut header_cells = 0;
        let mut cells_before = None;
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            if header_cells == 0 {
                header_cells = record.len();
            }
            // The last row of a beginning may be cut.
            is_even &= cells_before.is_none_or(|cells| cells == header_cells);
            cells_before = Some(record.len());
        }
        if is_whole {
            is_even &= cells_before.is_none_or(|cells| cells == header_cells);
        }
        Self { separator, name, header_cells, is_even }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_tell_the_separator() {
        for (text, expected) in [
            ("sep=;\r\na;b", Some((b';', 7))),
            ("SEP=|\na", Some((b'|', 6))),
            ("\"sep=,\"\na", Some((b',', 8))),
            ("sep=\t\ra", Some((b'\t', 6))),
            ("sep=,", Some((b',', 5))),
            ("sep=\na", None),
            ("sep=ab\na", None),
            ("sep=x\na", None),
            ("sep=\"\na", None),
            ("separator=;\n", None),
            ("name;a", None),
        ] {
            assert_eq!(told(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_rows_tell_the_separator_and_what_could_be_two_tables_is_refused() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2\n", b';'),
            ("a\tb, c\n1\t2\n", b'\t'),
            ("a;\"b,c\"\n1;2\n", b';'),
            ("a, first;b\n1;2\n", b';'),
            ("name\nSmith, John\n", b';'),
            ("name\n", b','),
            ("a;b\n1\n", b';'),
        ] {
            assert_eq!(find(text, true, 100).unwrap(), expected, "{text:?}");
        }
        let fault = find("a, first;b\n1, 2;3\n", true, 100).unwrap_err().to_string();
        assert!(fault.contains("the comma and the semicolon") && fault.contains("sep=;"), "{fault}");
        assert_eq!(find("a;b\n1;2\n3", false, 100).unwrap(), b';', "a row that is cut says nothing");
    }
}
