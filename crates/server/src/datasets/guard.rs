//! What a new version of a source must hold to take the place of the one before unasked.

use std::fmt;

use qualify_vocabulary::counted;

/// The part of its entries, in hundredths, below which a new version is not taken unasked.
const ENTRIES_PERCENT_MIN: usize = 90;

/// What a version would do that has much less in it than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrunken {
    /// Entries of the one before.
    pub before: usize,
    /// Entries of the new one.
    pub after: usize,
}

impl fmt::Display for Shrunken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = (self.before, counted(self.after, "entry"));
        write!(formatter, "it would go from {before} to {after}, which is more than a tenth less")
    }
}

/// Why a version with so many entries does not take the place of one that had so many; none if it may.
pub fn shrunken(before: usize, after: usize) -> Option<Shrunken> {
    let is_much_less = after.saturating_mul(100) < before.saturating_mul(ENTRIES_PERCENT_MIN);
    is_much_less.then_some(Shrunken { before, after })
}

#[cfg(test)]
mod tests {
    use super::shrunken;

    #[test]
    fn more_than_a_tenth_less_is_too_little() {
        for (before, after, is_too_little) in
            [(0, 0, false), (20, 18, false), (20, 17, true), (1, 0, true), (100, 90, false), (100, 89, true)]
        {
            assert_eq!(shrunken(before, after).is_some(), is_too_little, "{before} {after}");
        }
        assert_eq!(
            shrunken(9, 1).unwrap().to_string(),
            "it would go from 9 to 1 entry, which is more than a tenth less"
        );
    }
}
