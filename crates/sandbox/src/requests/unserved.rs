//! Parts of the API that clients call and Qualify does not serve, counted per client.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Method;
use qualify_vocabulary::CustomerId;
use serde::Serialize;

/// Different calls that are counted; further ones are counted together.
const ENTRIES_MAX: usize = 200;

/// The longest path that is kept, in characters.
const PATH_CHARS_MAX: usize = 200;

/// The calls and how often each was made.
#[derive(Debug, Default)]
pub(super) struct Unserved(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    /// By client, method and path.
    entries: BTreeMap<(String, String, String), u64>,
    others: u64,
}

/// One of them, as JSON shows it.
#[derive(Debug, Serialize)]
pub(super) struct UnservedCall {
    pub(super) client: String,
    method: String,
    path: String,
    count: u64,
    says: String,
}

impl Unserved {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self, client: String, method: &Method, path: &str) {
        let key = (client, method.to_string(), folded(path));
        let mut counts = self.lock();
        if let Some(count) = counts.entries.get_mut(&key) {
            *count += 1;
        } else if counts.entries.len() < ENTRIES_MAX {
            counts.entries.insert(key, 1);
        } else {
            counts.others += 1;
        }
    }

    /// All that were counted, and how many calls were counted together.
    pub(super) fn list(&self) -> (Vec<UnservedCall>, u64) {
        let counts = self.lock();
        let entry = |((client, method, path), count): (&(String, String, String), &u64)| UnservedCall {
            client: client.clone(),
            method: method.clone(),
            path: path.clone(),
            count: *count,
            says: format!("your client called {method} {path}, which Qualify does not serve"),
        };
        (counts.entries.iter().map(entry).collect(), counts.others)
    }
}

/// The path with `{id}` for each GUID, so that a thousand customers are one call.
fn folded(path: &str) -> String {
    let is_guid = |segment: &str| {
        let decoded = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
        CustomerId::parse(&decoded).is_ok()
    };
    let segments = path.split('/').map(|segment| if is_guid(segment) { "{id}" } else { segment });
    segments.collect::<Vec<_>>().join("/").chars().take(PATH_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_in_any_spelling_are_one_path() {
        for id in [
            "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420",
            "8D2B6C3194FA4F0BA3E71E5C9B7D4420",
            "%7B8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420%7D",
        ] {
            assert_eq!(folded(&format!("/v1/customers/{id}/orders")), "/v1/customers/{id}/orders");
        }
        assert_eq!(folded("/v1/nothing"), "/v1/nothing");
        assert_eq!(folded(&format!("/{}", "a".repeat(500))).len(), PATH_CHARS_MAX);
    }

    #[test]
    fn calls_are_counted_one_by_one_up_to_a_bound() {
        let unserved = Unserved::default();
        for number in 0..ENTRIES_MAX + 5 {
            for _ in 0..2 {
                unserved.count("client".to_owned(), &Method::GET, &format!("/v1/{number}"));
            }
        }
        let (entries, others) = unserved.list();
        assert_eq!((entries.len(), others), (ENTRIES_MAX, 10));
        assert!(entries.iter().all(|entry| entry.count == 2));
        assert_eq!(entries[0].says, "your client called GET /v1/0, which Qualify does not serve");
    }
}
