//! Names of events that somebody registers for and nobody here knows: each is said once in the log (contract 9.3).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Names that are remembered; whoever brings more has no other aim than to fill the log.
const NAMES_MAX: usize = 1000;

/// The names that were said already, without case.
#[derive(Debug, Default)]
pub(super) struct OtherEvents {
    said: Mutex<HashSet<String>>,
}

impl OtherEvents {
    /// Whether a name was not said before, and shall be.
    pub(super) fn is_first(&self, name: &str) -> bool {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.len() < NAMES_MAX && said.insert(name.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_07_a_name_is_said_once_and_the_memory_of_them_is_bounded() {
        let said = OtherEvents::default();
        assert!(said.is_first("order-placed"));
        assert!(!said.is_first("Order-Placed"));
        let fresh = (0..2 * NAMES_MAX).filter(|number| said.is_first(&format!("a-{number}"))).count();
        assert_eq!(fresh, NAMES_MAX - 1);
    }
}
