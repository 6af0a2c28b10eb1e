//! The apostrophe by which spreadsheets take a cell for text and not for a formula.

use std::borrow::Cow;

/// How a cell begins that a spreadsheet would calculate, or take apart; some read wide letters as narrow ones.
const ACTIVE: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a cell begins with an active character behind so many apostrophes.
fn is_active(cell: &str, apostrophes_min: usize) -> bool {
    let rest = cell.trim_start_matches('\'');
    cell.len() - rest.len() >= apostrophes_min && rest.starts_with(ACTIVE)
}

/// The cell as a spreadsheet takes it for text.
pub fn shield(cell: &str) -> Cow<'_, str> {
    if is_active(cell, 0) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as the reader gives it back: one whose own apostrophe the reader would take off has one more.
pub fn keep(cell: &str) -> Cow<'_, str> {
    if is_active(cell, 1) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell without the apostrophe that [`shield`] or [`keep`] put before it.
pub fn unshield(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_active(rest, 0) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_calculated_gets_an_apostrophe_which_is_taken_off_again() {
        for (cell, shielded) in [
            ("=1+1", "'=1+1"),
            ("+48 22", "'+48 22"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠SUM(A1)", "'＠SUM(A1)"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'s Hertogenbosch", "'s Hertogenbosch"),
            ("'", "'"),
            ("", ""),
            ("a=b", "a=b"),
        ] {
            assert_eq!(shield(cell), shielded);
            assert_eq!(unshield(shielded), cell);
            assert_eq!(unshield(&keep(cell)), cell);
        }
        assert_eq!(keep("=1"), "=1", "data stays data");
    }
}
