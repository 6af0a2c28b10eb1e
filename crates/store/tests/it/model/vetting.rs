//! What the model knows of vetting: leases, decisions, and the one domain on which every approval rests.

use qualify_vocabulary::{Decision, Outcome, Qualification};

use super::sequence::{KEPT_SECONDS, LEASE_SECONDS};
use super::state::{Answered, Exclusive, Held, Model};

/// The domain that every vetter of the model names.
pub(super) const DOMAIN: &str = "shared.example";

/// A decision of the past.
#[derive(Debug, Clone)]
pub(super) struct Made {
    number: u32,
    asked_for: Qualification,
    outcome: Outcome,
    attempt: u32,
    ended_at: Option<i64>,
    has_texts: bool,
}

/// A request for Education that a person decides.
#[derive(Debug, Clone)]
struct Case {
    number: u32,
    ended_at: Option<i64>,
    is_erased: bool,
}

/// Leases and decisions.
#[derive(Debug, Default)]
pub(super) struct Vetting {
    cases: Vec<Case>,
    pub(super) made: Vec<Made>,
    /// Who was approved with the domain.
    pub(super) claimed_by: Option<u32>,
    /// The last claim of each worker, and the records of it.
    workers: [(u32, Vec<u32>); 2],
    claims: u32,
}

impl Vetting {
    pub(super) fn push(&mut self, number: u32, asked_for: Qualification, outcome: Outcome, attempt: u32) {
        self.made.push(Made { number, asked_for, outcome, attempt, ended_at: None, has_texts: true });
    }

    /// A person is to decide.
    pub(super) fn open_case(&mut self, number: u32) {
        self.cases.push(Case { number, ended_at: None, is_erased: false });
    }

    /// The customer's texts go.
    pub(super) fn forget(&mut self, number: u32) {
        self.cases.iter_mut().filter(|case| case.number == number).for_each(|case| case.is_erased = true);
        self.made.iter_mut().filter(|made| made.number == number).for_each(|made| made.has_texts = false);
        self.claimed_by = self.claimed_by.filter(|it| *it != number);
    }

    /// Another request takes the place of the one of this qualification.
    pub(super) fn end(&mut self, number: u32, asked_for: Qualification, now: i64) {
        let is_meant = |made: &&mut Made| made.number == number && made.asked_for == asked_for;
        let ended = self.made.iter_mut().filter(is_meant).filter(|made| made.ended_at.is_none());
        ended.for_each(|made| made.ended_at = Some(now));
        if asked_for == Qualification::Education {
            let cases = self.cases.iter_mut().filter(|case| case.number == number && case.ended_at.is_none());
            cases.for_each(|case| case.ended_at = Some(now));
        }
    }

    /// How many texts go after their time: of decisions, and of cases.
    pub(super) fn purge(&mut self, now: i64) -> usize {
        let is_over = |ended_at: Option<i64>| ended_at.is_some_and(|ended_at| ended_at < now - KEPT_SECONDS);
        let made = self.made.iter_mut().filter(|made| made.has_texts && is_over(made.ended_at));
        let decisions = made.map(|made| made.has_texts = false).count();
        let cases = self.cases.iter_mut().filter(|case| !case.is_erased && is_over(case.ended_at));
        decisions + cases.map(|case| case.is_erased = true).count()
    }

    /// The decisions about a customer as the test prints them.
    pub(super) fn lines(&self, number: u32) -> String {
        let of_customer = self.made.iter().rev().filter(|made| made.number == number);
        let lines = of_customer
            .map(|made| format!("{:?} {} {} {}", made.asked_for, made.outcome, made.attempt, made.has_texts));
        lines.collect::<Vec<_>>().join("; ")
    }
}

impl Model {
    pub(super) fn claim(&mut self, worker: usize, now: i64) -> Answered {
        let taken = self.take_due(now);
        self.vetting.workers[worker] = (self.vetting.claims, taken.clone());
        Answered::Claimed(taken.into_iter().map(|number| (number, self.attempt_of(number))).collect())
    }

    fn attempt_of(&self, number: u32) -> u32 {
        self.customers[&number].attempts.max(1)
    }

    /// Leases everything that is due and free; the oldest due first.
    fn take_due(&mut self, now: i64) -> Vec<u32> {
        self.vetting.claims += 1;
        let claim = self.vetting.claims;
        let free_at = |held: &Held| {
            let due_at = held.due_at?;
            Some((held.lease.map_or(due_at, |(_, until)| until), due_at))
        };
        let mut free: Vec<_> = self
            .customers
            .iter()
            .filter_map(|(number, held)| free_at(held).map(|(free_at, due_at)| (free_at, due_at, *number)))
            .filter(|(free_at, ..)| *free_at <= now)
            .collect();
        free.sort_by_key(|(free_at, _, number)| (*free_at, *number));
        free.sort_by_key(|(_, due_at, _)| *due_at);
        let taken: Vec<u32> = free.into_iter().map(|(.., number)| number).collect();
        for number in &taken {
            let held = self.customers.get_mut(number).expect("it was found just above");
            held.lease = Some((claim, now + LEASE_SECONDS));
        }
        taken
    }

    pub(super) fn save_claimed(&mut self, worker: usize, decision: Decision, now: i64) -> Answered {
        let (claim, records) = self.vetting.workers[worker].clone();
        self.save_all(claim, &records, decision, now)
    }

    pub(super) fn decide_due(&mut self, decision: Decision, now: i64) -> Answered {
        let taken = self.take_due(now);
        match self.save_all(self.vetting.claims, &taken, decision, now) {
            Answered::Saved { decided, .. } => Answered::Decided(decided),
            other => other,
        }
    }

    fn save_all(&mut self, claim: u32, records: &[u32], decision: Decision, now: i64) -> Answered {
        let (mut decided, mut passed_on, mut lost) = (0, 0, 0);
        for number in records {
            let held =
                self.customers.get(number).filter(|held| held.lease.is_some_and(|(of, _)| of == claim));
            let Some(held) = held.cloned() else {
                lost += 1;
                continue;
            };
            let settled = self.settle(*number, decision);
            self.vetting.push(*number, Qualification::Education, outcome(settled), self.attempt_of(*number));
            let decided_held = Held { due_at: None, lease: None, ..held };
            self.succeeded += 1;
            let after = match settled {
                Decision::Approve => {
                    self.vetting.claimed_by = self.vetting.claimed_by.or(Some(*number));
                    Held { exclusive: Exclusive::EducationApproved, is_claimable: false, ..decided_held }
                }
                Decision::Deny(_) => {
                    Held { exclusive: Exclusive::EducationDenied, is_claimable: false, ..decided_held }
                }
                // Where somebody else has the domain there is nothing to rest on.
                Decision::NeedsPerson => Held { is_claimable: settled == decision, ..decided_held },
            };
            if settled == Decision::NeedsPerson {
                passed_on += 1;
                self.vetting.open_case(*number);
            } else {
                decided += 1;
                self.events.push(now);
            }
            self.customers.insert(*number, after);
        }
        Answered::Saved { decided, passed_on, lost }
    }

    /// Takes or frees the domain; answers whether an approval would rest on it.
    pub(super) fn claim_by_verdict(&mut self, number: u32, approves: bool, held: &Held) -> bool {
        if approves {
            let claimed_by = self.vetting.claimed_by;
            self.vetting.claimed_by = claimed_by.or(held.is_claimable.then_some(number));
            return false;
        }
        let was_claimed = self.vetting.claimed_by == Some(number);
        if was_claimed {
            self.vetting.claimed_by = None;
        }
        was_claimed || held.is_claimable
    }

    /// What counts where somebody else may have the domain.
    pub(super) fn settle(&self, number: u32, decision: Decision) -> Decision {
        let is_claimed = self.vetting.claimed_by.is_some_and(|other| other != number);
        if is_claimed && decision == Decision::Approve { Decision::NeedsPerson } else { decision }
    }

    pub(super) fn restart(&mut self) -> Answered {
        let leased = self.customers.values_mut().filter(|held| held.lease.is_some());
        Answered::Decided(leased.map(|held| held.lease = None).count())
    }
}

pub(super) fn outcome(decision: Decision) -> Outcome {
    match decision {
        Decision::Approve => Outcome::Approve,
        Decision::Deny(_) => Outcome::Deny,
        Decision::NeedsPerson => Outcome::NeedsHuman,
    }
}
