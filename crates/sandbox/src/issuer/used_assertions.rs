//! Which client assertions came, so that each is good once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::refusal::{Reason, Refused};

/// So many assertions are remembered until they end. There is none to forget before that, or it could come again.
const REMEMBERED_MAX: usize = 100_000;

/// The assertions that came, by application and `jti`, until they end. A restart forgets them.
#[derive(Debug, Default)]
pub(super) struct UsedAssertions(Mutex<HashMap<[u8; 32], i64>>);

impl UsedAssertions {
    /// Notes an assertion that is of no use from the second `ends` on.
    ///
    /// # Errors
    /// It came before, or there is no room to remember it.
    pub(super) fn note(&self, assertion: [u8; 32], ends: i64, now: i64) -> Result<(), Refused> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&assertion).is_some_and(|ends| *ends > now) {
            return Err(malformed(
                "it was used before, and each is good once. Make a new one, with a jti of its own, for each request; or set \
                 sandbox.client_assertions to reusable, for clients that keep one for some minutes, as MSAL for Python and \
                 for Node does",
            ));
        }
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, ends| *ends > now);
        }
        if known.len() >= REMEMBERED_MAX {
            return Err(malformed(
                "too many came within the last ten minutes to tell whether it is new. Wait a while",
            ));
        }
        known.insert(assertion, ends);
        Ok(())
    }
}

/// The refusal of an assertion that cannot be used.
pub(super) fn malformed(why: &str) -> Refused {
    Refused::new(
        Reason::AssertionUnusable,
        format!("Invalid JWT token: the client assertion cannot be used, because {why}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_09_an_assertion_is_noted_once_until_it_ends() {
        let used = UsedAssertions::default();
        used.note([1; 32], 100, 50).unwrap();
        assert_eq!(used.note([1; 32], 100, 99).unwrap_err().reason, Reason::AssertionUnusable);
        used.note([2; 32], 100, 99).unwrap();
        used.note([1; 32], 200, 100).unwrap();
        let mut known = used.0.lock().unwrap();
        for number in 0..u32::try_from(REMEMBERED_MAX).unwrap() {
            let mut hash = [9; 32];
            hash[..4].copy_from_slice(&number.to_be_bytes());
            known.insert(hash, 300);
        }
        drop(known);
        let full = used.note([3; 32], 400, 250).unwrap_err();
        assert_eq!(full.reason, Reason::AssertionUnusable);
        used.note([3; 32], 400, 300).unwrap();
    }
}
