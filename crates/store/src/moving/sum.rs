//! What rows there are, as one number: equal for equal rows in whichever order, and different for others.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// How many rows, and the sum of their SHA-256, in four parts of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    rows: u64,
    parts: [u64; 4],
}

impl Sum {
    /// Adds a row.
    pub(crate) fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        let hash = Sha256::digest(row);
        for (part, bytes) in self.parts.iter_mut().zip(hash.as_chunks::<8>().0) {
            *part = part.wrapping_add(u64::from_be_bytes(*bytes));
        }
    }

    /// How many rows.
    pub const fn rows(&self) -> u64 {
        self.rows
    }
}

impl fmt::Display for Sum {
    /// The sum alone, in hexadecimal digits.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| write!(formatter, "{part:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    fn sum(rows: &[&str]) -> Sum {
        let mut sum = Sum::default();
        for row in rows {
            sum.add(row.as_bytes());
        }
        sum
    }

    #[test]
    fn the_order_of_rows_does_not_count_and_everything_else_does() {
        assert_eq!(sum(&["a", "b", "c"]), sum(&["c", "a", "b"]));
        for other in [&["a", "b"][..], &["a", "b", "b"], &["a", "b", "c", "c"], &["a", "bc", ""]] {
            assert_ne!(sum(&["a", "b", "c"]), sum(other));
        }
        assert_eq!(sum(&["a"]).to_string().len(), 64);
    }
}
