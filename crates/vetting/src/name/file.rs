//! A file of words, as it is compiled in.

use std::collections::HashMap;

use foldhash::quality::RandomState;

use crate::datasets::fault::ParseFault;
use crate::datasets::table::Table;

/// A table of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'data> {
    name: &'static str,
    bytes: &'data [u8],
    /// A file, and a form whose rows in it are passed over.
    left_out: Option<(&'data str, &'data str)>,
}

/// What a form means, and in which line that stands.
type Known = HashMap<String, (String, u64), RandomState>;

impl<'data> File<'data> {
    pub(super) const fn new(
        name: &'static str,
        bytes: &'data [u8],
        left_out: Option<(&'data str, &'data str)>,
    ) -> Self {
        Self { name, bytes, left_out }
    }

    /// Reads these columns row by row: a form, its language, then as many as `meaning` that say what it means, then others. A
    /// form that stands twice in a language has to mean the same.
    pub(super) fn rows<const N: usize>(
        self,
        columns: [&str; N],
        meaning: usize,
        mut add: impl FnMut([&str; N]) -> bool,
    ) -> Result<(), ParseFault> {
        let fault = |fault: ParseFault| ParseFault::new(format!("{}: {fault}", self.name));
        let mut table = Table::open(self.bytes, None).map_err(fault)?;
        let columns = table.columns(columns.each_ref().map(std::slice::from_ref)).map_err(fault)?;
        let mut known = Known::default();
        while let Some(row) = table.next_row().map_err(fault)? {
            let cells = columns.map(|column| row.get(column));
            if self.left_out == Some((self.name, cells[0])) {
                continue;
            }
            let said = &cells[..(2 + meaning).min(N)];
            if let Some((other, line)) = differently_known(&mut known, said, row.line()) {
                let (form, meaning) = (cells[0], said[2..].join(" "));
                let what = format!("says that `{form}` is {meaning}, and line {line} that it is {other}");
                return Err(fault(row.fault(&what)));
            }
            if !add(cells) {
                return Err(fault(row.fault("holds no known role or class")));
            }
        }
        Ok(())
    }
}

/// What the form was said to mean before, if that is something else.
fn differently_known(known: &mut Known, cells: &[&str], line: u64) -> Option<(String, u64)> {
    let (form, meaning) = cells.split_at_checked(2)?;
    if meaning.is_empty() {
        return None;
    }
    let meaning = meaning.join(" ");
    let before = known.get(&form.join("\0"));
    match before {
        Some((other, line)) if *other != meaning => Some((other.clone(), *line)),
        Some(_) => None,
        None => {
            known.insert(form.join("\0"), (meaning, line));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<usize, String> {
        let mut rows = 0;
        let file = File::new("toy.csv", text.as_bytes(), None);
        let read = file.rows(["word", "language", "concept", "role"], 2, |[_, _, _, role]| {
            rows += 1;
            role != "unheard-of"
        });
        read.map(|()| rows).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_form_with_two_meanings_in_a_language_is_refused_with_file_line_and_both() {
        let header = "word,language,concept,role\n";
        let fault = read(&format!(
            "{header}college,fr,lower-secondary,kind\nlycee,fr,secondary,kind\ncollege,fr,college,kind\n"
        ));
        let fault = fault.unwrap_err();
        for part in ["toy.csv", "line 4", "line 2", "`college`", "lower-secondary kind", "college kind"] {
            assert!(fault.contains(part), "{part}: {fault}");
        }
        assert_eq!(
            read(&format!("{header}college,fr,lower-secondary,kind\ncollege,en,college,kind\n")),
            Ok(2),
            "in two languages"
        );
        assert_eq!(
            read(&format!("{header}a,pl,conjunction,link\na,pl,conjunction,link\n")),
            Ok(2),
            "the same twice"
        );
    }

    #[test]
    fn a_row_that_does_not_read_is_refused_with_file_and_line() {
        let fault = read("word,language,concept,role\na,pl,b,unheard-of\n").unwrap_err();
        assert!(fault.contains("toy.csv") && fault.contains("line 2"), "{fault}");
        let fault = read("word,concept,role\n").unwrap_err();
        assert!(fault.contains("toy.csv") && fault.contains("language"), "{fault}");
    }
}
