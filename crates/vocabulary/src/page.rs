//! How much of a list one answer holds.

use serde::{Deserialize, Serialize};

/// The number of items on a page: 1 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageSize(u16);

impl PageSize {
    /// The largest page (contract 1.14 rule 1).
    pub const MAX: Self = Self(500);

    /// A page of this many items; more than the most become the most. `None` for 0.
    pub fn clamped(items: u64) -> Option<Self> {
        let items = u16::try_from(items).unwrap_or(u16::MAX).min(Self::MAX.0);
        (items > 0).then_some(Self(items))
    }

    /// The number of items.
    pub const fn items(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_one_to_five_hundred_items() {
        assert_eq!(PageSize::clamped(0), None);
        assert_eq!(PageSize::clamped(1).unwrap().items(), 1);
        assert_eq!(PageSize::clamped(100_000), Some(PageSize::MAX));
    }
}
