//! Bodies that a register knows and that are no institutions which teach, or are none any longer: for the eyes of a
//! reviewer, never for a rule.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use serde::{Deserialize, Serialize};

/// Most of one host that are kept: a ministry's has hundreds.
const OF_HOST_MAX: usize = 4;

/// A body that does not teach, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherBody {
    /// Its name.
    pub name: Box<str>,
    /// What the register calls it: `healthcare`, `education, withdrawn`.
    pub what: Box<str>,
}

/// Such bodies by host.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OtherBodies {
    by_host: HashMap<Box<str>, Vec<OtherBody>, RandomState>,
}

impl OtherBodies {
    /// Adds a body under a host in its one form.
    pub fn insert(&mut self, host: &str, body: OtherBody) {
        let Some(known) = self.by_host.get_mut(host) else {
            self.by_host.insert(host.into(), vec![body]);
            return;
        };
        if known.len() < OF_HOST_MAX {
            known.push(body);
        }
    }

    /// The bodies of a host itself.
    pub fn get(&self, host: &str) -> &[OtherBody] {
        self.by_host.get(host).map_or(&[], Vec::as_slice)
    }

    /// All hosts, in no order.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.by_host.keys().map(|host| &**host)
    }

    /// Number of hosts.
    pub fn len(&self) -> usize {
        self.by_host.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_host.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_of_many_keeps_the_first_few() {
        let mut others = OtherBodies::default();
        for number in 0..50 {
            let body = OtherBody { name: format!("Ward {number}").into(), what: "healthcare".into() };
            others.insert("hospital.cz", body);
        }
        assert_eq!((others.len(), others.get("hospital.cz").len()), (1, OF_HOST_MAX));
        assert_eq!(&*others.get("hospital.cz")[0].name, "Ward 0");
    }
}
