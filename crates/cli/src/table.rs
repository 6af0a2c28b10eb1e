//! Rows for people: columns as wide as their widest cell, two spaces between them.

/// The table, with a line of titles above the rows.
pub(crate) fn lines<const COLUMNS: usize>(
    titles: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> String {
    let mut all = vec![titles.map(str::to_owned)];
    all.extend(rows.map(|row| row.map(|cell| printable(&cell))));
    let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let line = |row: &[String; COLUMNS]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    all.iter().map(line).collect()
}

/// One row whose columns are at least so wide.
pub(crate) fn line<const COLUMNS: usize>(row: [String; COLUMNS], widths: [usize; COLUMNS]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{:<width$}", printable(cell)));
    let line = cells.collect::<Vec<_>>().join("  ");
    format!("{}\n", line.trim_end())
}

/// What a caller sent cannot steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '?' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_control_characters_are_shown_as_marks() {
        let rows = [["Szkoła", "1"], ["a\x1b[2J", "22"]].map(|row| row.map(str::to_owned));
        assert_eq!(lines(["NAME", "N"], rows.into_iter()), "NAME    N\nSzkoła  1\na?[2J   22\n");
    }
}
