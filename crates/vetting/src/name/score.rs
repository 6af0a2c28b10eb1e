//! How much two names have in common, as a number.

use serde::{Deserialize, Serialize};

/// From here on two names are the same.
const MATCH_MIN: Score = Score(60);

/// A share in hundredths, so that it is stored, printed and compared alike everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    /// Nothing in common.
    pub const NONE: Self = Self(0);
    /// The same tokens in the same order.
    pub(crate) const EQUAL: Self = Self(100);
    /// As much as can be short of that.
    pub(super) const ALMOST: Self = Self(99);
    /// One is the initials of the other.
    pub(super) const INITIALS: Self = Self(70);
    /// Most where a cap holds.
    pub(super) const CAPPED: Self = Self(50);

    /// The same for a name beside the one that is shown.
    pub(crate) fn of_another_name(self) -> Self {
        self.min(Self::ALMOST)
    }

    /// Whether it is a match.
    pub fn is_match(self) -> bool {
        self >= MATCH_MIN
    }

    /// The score in hundredths.
    pub const fn hundredths(self) -> u8 {
        self.0
    }

    /// What is shared of two lists: of all, or of the shorter one.
    pub(super) fn of_shared(shared: usize, ours: usize, theirs: usize) -> Self {
        let jaccard = Self::of_share(shared, (ours + theirs).saturating_sub(shared), 100);
        let shorter = ours.min(theirs);
        let contained = if shorter >= 2 { Self::of_share(shared, shorter, 90) } else { Self::NONE };
        jaccard.max(contained).min(Self::ALMOST)
    }

    fn of_share(part: usize, whole: usize, factor: usize) -> Self {
        let share = (part * factor).checked_div(whole).unwrap_or(0);
        Self(u8::try_from(share.min(100)).unwrap_or(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_the_shared_part_of_all_or_nine_tenths_of_that_of_the_shorter_one() {
        for (shared, ours, theirs, hundredths) in [
            (1, 2, 2, 45),
            (2, 2, 3, 90),
            (2, 3, 3, 60),
            (3, 3, 6, 90),
            (3, 4, 4, 67),
            // One word is too little to be contained.
            (1, 1, 2, 50),
            (2, 2, 2, 99),
            (0, 0, 0, 0),
        ] {
            assert_eq!(
                Score::of_shared(shared, ours, theirs).hundredths(),
                hundredths,
                "{shared} {ours} {theirs}"
            );
        }
    }

    #[test]
    fn two_names_match_from_sixty_hundredths() {
        assert!(Score(60).is_match() && !Score(59).is_match());
    }
}
