//! Forms of the panel that were carried out: one that comes again does nothing.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use qualify_server::random::random_text;

/// Forms that are remembered.
const REMEMBERED_MAX: usize = 1000;

/// The numbers of forms that were used up, the last ones.
#[derive(Debug, Default)]
pub(crate) struct UsedForms(Mutex<VecDeque<String>>);

impl UsedForms {
    /// Uses a form up; false if it was, or is none of ours.
    pub(crate) fn use_up(&self, number: &str) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if number.len() != fresh().len() || used.iter().any(|known| known == number) {
            return false;
        }
        if used.len() >= REMEMBERED_MAX {
            used.pop_front();
        }
        used.push_back(number.to_owned());
        true
    }
}

/// A number for a form.
pub(crate) fn fresh() -> String {
    random_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_used_up_once_and_the_last_ones_are_remembered() {
        let used = UsedForms::default();
        let first = fresh();
        assert!(used.use_up(&first) && !used.use_up(&first));
        for wrong in ["", "x", &first[1..]] {
            assert!(!used.use_up(wrong), "{wrong}");
        }
        for _ in 0..REMEMBERED_MAX {
            assert!(used.use_up(&fresh()));
        }
        assert!(used.use_up(&first), "it is forgotten");
    }
}
