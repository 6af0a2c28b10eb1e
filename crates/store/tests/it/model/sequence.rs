//! What may happen: few customers and few codes, so that the steps meet.

use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::prelude::*;
use qualify_domain::replay::{Presentation, Replay, ReplayKey};
use qualify_vocabulary::{Decision, Qualification};

use super::REASON;

/// The numbers of the customers.
pub(super) const CUSTOMERS: std::ops::RangeInclusive<u32> = 1..=3;

/// How long answers, events and texts are kept.
pub(super) const KEPT_SECONDS: i64 = 20;

/// How long a worker has records for itself.
pub(super) const LEASE_SECONDS: i64 = 6;

/// One operation, some seconds after the one before.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) seconds: i64,
    pub(super) has_key: bool,
    pub(super) operation: Operation,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operation {
    Create {
        number: u32,
    },
    Delete {
        number: u32,
    },
    Post {
        number: u32,
        what: Qualification,
        code: &'static str,
        due_after: Option<i64>,
    },
    Put {
        number: u32,
        what: Qualification,
        code: &'static str,
        decision: Decision,
    },
    Decide {
        number: u32,
        approves: bool,
    },
    Import {
        number: u32,
    },
    Issue {
        code: &'static str,
        max_creates: Option<u32>,
    },
    /// A worker's whole round.
    DecideDue {
        decision: Decision,
    },
    /// One of two workers claims what is due, and forgets what it had claimed before,
    Claim {
        worker: usize,
    },
    /// and saves, later or never.
    Save {
        worker: usize,
        decision: Decision,
    },
    /// Both workers are killed, and others take their places.
    Restart,
    Purge,
}

impl Step {
    /// The key under which the wire would keep the answer: the same operation has the same key.
    pub(super) fn key(&self) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        format!("{:?}", self.operation).hash(&mut hasher);
        self.has_key.then(|| hasher.finish())
    }

    pub(super) fn replay(&self) -> Option<Replay> {
        let digest = self.key()?.to_be_bytes();
        let mut key = [0; 32];
        key[..8].copy_from_slice(&digest);
        let presentation = Presentation::from_text(String::new());
        Some(Replay { key: ReplayKey::from_digest(key), presentation })
    }
}

/// Customers and codes, and then steps of which many come twice, as a client's retries do.
pub(super) fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let step_and_again = (any_step(), prop::bool::weighted(0.3));
    prop::collection::vec(step_and_again, 1..40).prop_map(|steps| {
        let copies = |(step, comes_twice)| std::iter::repeat_n(step, 1 + usize::from(comes_twice));
        first_steps().into_iter().chain(steps.into_iter().flat_map(copies)).collect()
    })
}

/// A beginning without which most steps would find nothing.
fn first_steps() -> Vec<Step> {
    let codes = [("1111", Some(3)), ("2222", None)];
    let customers = CUSTOMERS.map(|number| Operation::Create { number });
    let issued = codes.map(|(code, max_creates)| Operation::Issue { code, max_creates });
    let steps = customers.chain(issued);
    steps.map(|operation| Step { seconds: 0, has_key: false, operation }).collect()
}

fn any_step() -> impl Strategy<Value = Step> {
    // The clock stands in half of the steps.
    let seconds = prop_oneof![Just(0_i64), 1_i64..8];
    (seconds, any::<bool>(), any_operation()).prop_map(|(seconds, has_key, operation)| Step {
        seconds,
        has_key,
        operation,
    })
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let what = || {
        prop_oneof![
            4 => Just(Qualification::Education),
            4 => Just(Qualification::GovernmentCommunityCloud),
            2 => Just(Qualification::StateOwnedEntity),
            1 => Just(Qualification::None),
            1 => Just(Qualification::Nonprofit),
        ]
    };
    let code = || prop_oneof![1 => Just(""), 3 => Just("1111"), 3 => Just("2222"), 1 => Just("3333")];
    let decision =
        || prop::sample::select(vec![Decision::Approve, Decision::Deny(REASON), Decision::NeedsPerson]);
    let posted = (CUSTOMERS, what(), code(), prop::option::of(0_i64..10))
        .prop_map(|(number, what, code, due_after)| Operation::Post { number, what, code, due_after });
    let set = (CUSTOMERS, what(), code(), decision())
        .prop_map(|(number, what, code, decision)| Operation::Put { number, what, code, decision });
    let decided =
        (CUSTOMERS, any::<bool>()).prop_map(|(number, approves)| Operation::Decide { number, approves });
    let issued = (prop::sample::select(vec!["1111", "2222", "3333"]), prop::option::of(0_u32..4))
        .prop_map(|(code, max_creates)| Operation::Issue { code, max_creates });
    prop_oneof![
        2 => CUSTOMERS.prop_map(|number| Operation::Create { number }),
        1 => CUSTOMERS.prop_map(|number| Operation::Delete { number }),
        8 => posted,
        6 => set,
        3 => decided,
        1 => CUSTOMERS.prop_map(|number| Operation::Import { number }),
        1 => issued,
        2 => decision().prop_map(|decision| Operation::DecideDue { decision }),
        3 => (0_usize..2).prop_map(|worker| Operation::Claim { worker }),
        3 => (0_usize..2, decision()).prop_map(|(worker, decision)| Operation::Save { worker, decision }),
        1 => Just(Operation::Restart),
        1 => Just(Operation::Purge),
    ]
}
