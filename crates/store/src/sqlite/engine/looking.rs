//! How far a search looks that no index serves: a bounded number of rows for a page, and on for a while where it has
//! found nothing, so that a page with nothing on it is rare.

use std::time::{Duration, Instant};

/// Rows that a page with something on it was looked for in.
pub(crate) const ROWS_MAX: usize = 10_000;

/// How long a page with nothing on it was looked for.
const EMPTY_AFTER: Duration = Duration::from_secs(2);

/// What one search has looked at for its page.
#[derive(Debug)]
pub(crate) struct Looking {
    began: Instant,
    rows: usize,
}

impl Looking {
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), rows: 0 }
    }

    /// Takes note of rows that were looked at, and answers whether the page is given as it is.
    pub(crate) fn is_enough(&mut self, rows: usize, found: usize) -> bool {
        self.rows += rows;
        is_enough(self.rows, found, self.began.elapsed())
    }
}

fn is_enough(rows: usize, found: usize, looked_for: Duration) -> bool {
    if found == 0 { looked_for >= EMPTY_AFTER } else { rows >= ROWS_MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_06_a_page_is_short_after_so_many_rows_and_empty_only_after_two_seconds() {
        let (short, long) = (Duration::from_millis(1999), Duration::from_secs(2));
        let table = [
            (ROWS_MAX - 1, 1, long, false),
            (ROWS_MAX, 1, short, true),
            (ROWS_MAX, 0, short, false),
            (usize::MAX, 0, short, false),
            (1, 0, long, true),
        ];
        for (rows, found, looked_for, expected) in table {
            assert_eq!(is_enough(rows, found, looked_for), expected, "{rows} {found} {looked_for:?}");
        }
    }
}
