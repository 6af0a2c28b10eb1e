//! The model: contract 2.5 as data, and a few maps.

use std::collections::{BTreeMap, HashMap};

use qualify_domain::qualification::RecordView;
use qualify_vocabulary::{Decision, Outcome, Qualification, VettingStatus};

use super::REASON;
use super::sequence::{CUSTOMERS, KEPT_SECONDS, Operation, Step};
use super::vetting::{Vetting, outcome};
use crate::samples::at;

/// What an operation answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answered {
    Done,
    Replayed,
    Refused(String),
    Decided(usize),
    /// Customers with the numbers of their attempts.
    Claimed(Vec<(u32, u32)>),
    Saved {
        decided: usize,
        passed_on: usize,
        lost: usize,
    },
}

/// The columns of the contract's tables, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exclusive {
    Nothing,
    EducationInReview,
    EducationApproved,
    EducationDenied,
    Government,
    Nonprofit,
}

/// The cells of the contract's tables.
#[derive(Debug, Clone, Copy)]
enum Cell {
    /// 201 or 200 with a new record.
    Becomes(Exclusive),
    /// The same, with a unit of the code.
    Redeems,
    /// Vetting decides at once.
    Vetted,
    /// 200, no change.
    Unchanged,
    /// 409 code 1900007.
    Exists,
    /// 400 code 1900006.
    Clashes,
}

use Cell::{Becomes, Clashes, Exists, Redeems, Unchanged, Vetted};
use Exclusive::{EducationApproved, EducationDenied, EducationInReview, Government, Nonprofit, Nothing};

const POST_EDUCATION: [Cell; 6] =
    [Becomes(EducationInReview), Exists, Exists, Becomes(EducationInReview), Clashes, Clashes];
const POST_GOVERNMENT: [Cell; 6] = [Redeems, Clashes, Clashes, Redeems, Exists, Clashes];
const PUT_EDUCATION: [Cell; 6] = [Vetted, Exists, Unchanged, Vetted, Clashes, Clashes];
const PUT_GOVERNMENT: [Cell; 6] = [Redeems, Clashes, Clashes, Redeems, Unchanged, Clashes];
const IMPORT_NONPROFIT: [Cell; 6] =
    [Becomes(Nonprofit), Clashes, Clashes, Becomes(Nonprofit), Clashes, Exists];

#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) exclusive: Exclusive,
    pub(super) opened_at: i64,
    pub(super) due_at: Option<i64>,
    pub(super) is_state_owned: bool,
    pub(super) attempts: u32,
    /// The claim of a worker, and until when.
    pub(super) lease: Option<(u32, i64)>,
    /// Whether an approval would rest on the domain.
    pub(super) is_claimable: bool,
}

/// What the store should hold.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) customers: BTreeMap<u32, Held>,
    /// The units that are left; none for no limit.
    codes: BTreeMap<&'static str, Option<u32>>,
    /// The units that there were.
    issued: BTreeMap<&'static str, Option<u32>>,
    replays: HashMap<u64, i64>,
    pub(super) events: Vec<i64>,
    pub(super) succeeded: usize,
    pub(super) vetting: Vetting,
    failed: usize,
    /// When refusals left their records, by the key of the call.
    refused: HashMap<u64, i64>,
    other_records: usize,
}

type Checked = Result<Answered, &'static str>;

impl Model {
    /// Carries a step out.
    pub(super) fn apply(&mut self, step: &Step, now: i64) -> Answered {
        let failed_before = self.failed;
        let answered = match step.operation {
            Operation::Create { number } => self.create(step, number, now),
            Operation::Delete { number } => self.delete(step, number, now),
            Operation::Post { number, what, code, due_after } => {
                self.post(step, number, (what, code), now, due_after.map(|seconds| now + seconds))
            }
            Operation::Put { number, what, code, decision } => {
                self.put(step, number, (what, code), now, decision)
            }
            Operation::Decide { number, approves } => self.decide(number, approves, now),
            Operation::Import { number } => self.import(number, now),
            Operation::Issue { code, max_creates } => self.issue(code, max_creates),
            Operation::DecideDue { decision } => Ok(self.decide_due(decision, now)),
            Operation::Claim { worker } => Ok(self.claim(worker, now)),
            Operation::Save { worker, decision } => Ok(self.save_claimed(worker, decision, now)),
            Operation::Restart => Ok(self.restart()),
            Operation::Purge => Ok(Answered::Decided(self.purge(now))),
        };
        if let (Ok(Answered::Done), Some(key)) = (&answered, step.replay_key()) {
            self.replays.insert(key, now);
        }
        if self.failed > failed_before && self.is_refused_again(step, now) {
            self.failed = failed_before;
        }
        answered.unwrap_or_else(|name| Answered::Refused(name.to_owned()))
    }

    /// Whether the same call was refused within the last minute: once is told.
    fn is_refused_again(&mut self, step: &Step, now: i64) -> bool {
        let Some(key) = step.replay_key() else { return false };
        let is_known = self.refused.get(&key).is_some_and(|refused_at| now - refused_at < 60);
        if !is_known {
            self.refused.insert(key, now);
        }
        is_known
    }

    fn is_replay(&self, step: &Step) -> bool {
        step.replay_key().is_some_and(|key| self.replays.contains_key(&key))
    }

    fn create(&mut self, step: &Step, number: u32, now: i64) -> Checked {
        if self.is_replay(step) {
            return Ok(Answered::Replayed);
        }
        if self.customers.contains_key(&number) {
            return Err("DomainTaken");
        }
        let held = Held {
            exclusive: Nothing,
            opened_at: now,
            due_at: None,
            is_state_owned: false,
            attempts: 0,
            lease: None,
            is_claimable: false,
        };
        self.customers.insert(number, held);
        self.other_records += 1;
        Ok(Answered::Done)
    }

    fn delete(&mut self, step: &Step, number: u32, now: i64) -> Checked {
        if self.is_replay(step) {
            return Ok(Answered::Replayed);
        }
        let held = self.customers.remove(&number).ok_or("CustomerNotFound")?;
        // An open request is told as withdrawn.
        if held.exclusive == EducationInReview {
            self.events.push(now);
        }
        self.vetting.forget(number);
        self.other_records += 1;
        Ok(Answered::Done)
    }

    fn post(
        &mut self,
        step: &Step,
        number: u32,
        (what, code): (Qualification, &'static str),
        now: i64,
        due_at: Option<i64>,
    ) -> Checked {
        let held = self.customers.get(&number).ok_or("CustomerNotFound")?.clone();
        if self.is_replay(step) {
            return Ok(Answered::Replayed);
        }
        let row = match what {
            Qualification::Education => POST_EDUCATION,
            Qualification::GovernmentCommunityCloud if code.is_empty() => {
                return self.fail("ValidationCodeRequired");
            }
            Qualification::GovernmentCommunityCloud => POST_GOVERNMENT,
            Qualification::StateOwnedEntity if held.is_state_owned => return self.fail("AlreadyQualified"),
            Qualification::StateOwnedEntity => {
                self.vetting.push(number, what, Outcome::Approve, 1);
                return Ok(self.save(number, Held { is_state_owned: true, ..held }, now));
            }
            Qualification::None | Qualification::Nonprofit => return Err("NotSettable"),
        };
        self.follow(row, number, held, (code, Decision::Approve), now, due_at)
    }

    fn put(
        &mut self,
        step: &Step,
        number: u32,
        (what, code): (Qualification, &'static str),
        now: i64,
        decision: Decision,
    ) -> Checked {
        let held = self.customers.get(&number).ok_or("CustomerNotFound")?.clone();
        if self.is_replay(step) {
            return Ok(Answered::Replayed);
        }
        let row = match what {
            Qualification::Education => PUT_EDUCATION,
            Qualification::GovernmentCommunityCloud if code.is_empty() && held.exclusive != Government => {
                return self.fail("ValidationCodeRequired");
            }
            Qualification::GovernmentCommunityCloud => PUT_GOVERNMENT,
            Qualification::None | Qualification::Nonprofit | Qualification::StateOwnedEntity => {
                return Err("NotSettable");
            }
        };
        self.follow(row, number, held, (code, decision), now, None)
    }

    /// Does what the cell of the customer's state says.
    fn follow(
        &mut self,
        row: [Cell; 6],
        number: u32,
        held: Held,
        (code, decision): (&'static str, Decision),
        now: i64,
        due_at: Option<i64>,
    ) -> Checked {
        let was = held.exclusive;
        let attempts = held.attempts + u32::from(matches!(row[was as usize], Becomes(_) | Vetted));
        let opened = |exclusive| Held {
            exclusive,
            opened_at: now,
            due_at,
            attempts,
            lease: None,
            is_claimable: false,
            ..held
        };
        match row[was as usize] {
            Unchanged => Ok(Answered::Done),
            Exists => self.fail("AlreadyQualified"),
            Clashes => self.fail("NotCombinable"),
            Becomes(exclusive) => {
                self.vetting.end(number, Qualification::Education, now);
                if exclusive == EducationInReview && due_at.is_none() {
                    self.vetting.open_case(number);
                }
                Ok(self.save(number, opened(exclusive), now))
            }
            Vetted => match self.settle(number, decision) {
                Decision::Approve => {
                    let education = Qualification::Education;
                    self.vetting.end(number, education, now);
                    self.vetting.push(number, education, Outcome::Approve, attempts);
                    self.vetting.claimed_by = Some(number);
                    Ok(self.save(number, opened(EducationApproved), now))
                }
                Decision::Deny(_) => self.fail("VettingDenied"),
                Decision::NeedsPerson => self.fail("VettingRequired"),
            },
            Redeems => match self.codes.get_mut(code) {
                None => self.fail("ValidationCodeUnknown"),
                Some(Some(0)) => self.fail("ValidationCodeExhausted"),
                Some(units) => {
                    *units = units.map(|units| units - 1);
                    if self.is_low(code) {
                        self.events.push(now);
                    }
                    self.vetting.end(number, Qualification::Education, now);
                    self.vetting.push(number, Qualification::GovernmentCommunityCloud, outcome(decision), 1);
                    Ok(self.save(number, Held { due_at: None, ..opened(Government) }, now))
                }
            },
        }
    }

    /// Whether the partner is told that few units are left, or none.
    fn is_low(&self, code: &str) -> bool {
        match (self.issued.get(code), self.codes.get(code)) {
            (Some(Some(max)), Some(Some(left))) => *left == 0 || (*left == max.div_ceil(5) && left < max),
            _ => false,
        }
    }

    fn decide(&mut self, number: u32, approves: bool, now: i64) -> Checked {
        let held = self.customers.get(&number).ok_or("CustomerNotFound")?.clone();
        let to = if approves { EducationApproved } else { EducationDenied };
        match held.exclusive {
            Nothing | Government | Nonprofit => Err("NothingToDecide"),
            from if from == to => Err("DecisionNotPossible"),
            _ => {
                let is_claimable = self.claim_by_verdict(number, approves, &held);
                let made = if approves { Outcome::Approve } else { Outcome::Deny };
                self.vetting.push(number, Qualification::Education, made, held.attempts);
                let decided = Held { exclusive: to, due_at: None, lease: None, is_claimable, ..held };
                Ok(self.save(number, decided, now))
            }
        }
    }

    fn import(&mut self, number: u32, now: i64) -> Checked {
        let held = self.customers.get(&number).ok_or("CustomerNotFound")?.clone();
        match IMPORT_NONPROFIT[held.exclusive as usize] {
            Becomes(exclusive) => {
                self.vetting.end(number, Qualification::Education, now);
                let imported = Held { exclusive, opened_at: now, due_at: None, is_claimable: false, ..held };
                Ok(self.save(number, imported, now))
            }
            Exists => Err("AlreadyQualified"),
            Redeems | Vetted | Unchanged | Clashes => Err("NotCombinable"),
        }
    }

    fn issue(&mut self, code: &'static str, max_creates: Option<u32>) -> Checked {
        if self.codes.contains_key(code) {
            return Err("ValidationCodeExists");
        }
        self.codes.insert(code, max_creates);
        self.issued.insert(code, max_creates);
        self.other_records += 1;
        Ok(Answered::Done)
    }

    fn purge(&mut self, now: i64) -> usize {
        let before = self.replays.len() + self.events.len();
        self.replays.retain(|_, kept_at| *kept_at >= now - KEPT_SECONDS);
        let newest = self.events.pop();
        self.events.retain(|kept_at| *kept_at >= now - KEPT_SECONDS);
        self.events.extend(newest);
        before - self.replays.len() - self.events.len() + self.vetting.purge(now)
    }

    /// A changed customer: one record of the trail, one event.
    fn save(&mut self, number: u32, held: Held, now: i64) -> Answered {
        self.customers.insert(number, held);
        self.succeeded += 1;
        self.events.push(now);
        Answered::Done
    }

    /// A refusal of steps 10 to 14.
    fn fail(&mut self, name: &'static str) -> Checked {
        self.failed += 1;
        Err(name)
    }

    /// Everything that can be seen, as the test prints it.
    pub(super) fn held(&self) -> Vec<String> {
        let mut lines: Vec<_> = CUSTOMERS
            .map(|number| match self.customers.get(&number) {
                Some(held) => format!("{number}: {:?}, {:?}", held.views(), held.synchronous_view()),
                None => format!("{number}: CustomerNotFound"),
            })
            .collect();
        lines.extend(CUSTOMERS.map(|number| format!("{number} decided: {}", self.vetting.lines(number))));
        lines.extend(self.codes.iter().map(|(code, units)| format!("{code}: {units:?}")));
        let trail = self.succeeded + self.failed + self.other_records;
        let events = self.events.len();
        lines.push(format!(
            "{} succeeded, {} failed of {trail}, {events} events",
            self.succeeded, self.failed
        ));
        lines
    }
}

impl Step {
    /// The key, where the operation is one of the wire.
    fn replay_key(&self) -> Option<u64> {
        match self.operation {
            Operation::Create { .. }
            | Operation::Delete { .. }
            | Operation::Post { .. }
            | Operation::Put { .. } => self.key(),
            Operation::Decide { .. }
            | Operation::Import { .. }
            | Operation::Issue { .. }
            | Operation::DecideDue { .. }
            | Operation::Claim { .. }
            | Operation::Save { .. }
            | Operation::Restart
            | Operation::Purge => None,
        }
    }
}

impl Held {
    fn views(&self) -> Vec<RecordView> {
        let (education, approved) = (Qualification::Education, VettingStatus::Approved);
        let shown = match self.exclusive {
            Nothing => None,
            EducationInReview => Some((education, VettingStatus::InReview)),
            EducationApproved => Some((education, approved)),
            EducationDenied => Some((education, VettingStatus::Denied)),
            Government => Some((Qualification::GovernmentCommunityCloud, approved)),
            Nonprofit => Some((Qualification::Nonprofit, approved)),
        };
        let exclusive = shown.map(|(qualification, status)| RecordView {
            qualification,
            status: Some(status),
            reason: (status == VettingStatus::Denied).then_some(REASON),
            opened_at: Some(at(self.opened_at)),
        });
        let declared = RecordView {
            qualification: Qualification::StateOwnedEntity,
            status: None,
            reason: None,
            opened_at: None,
        };
        exclusive.into_iter().chain(self.is_state_owned.then_some(declared)).collect()
    }

    fn synchronous_view(&self) -> Qualification {
        match self.exclusive {
            EducationApproved => Qualification::Education,
            Government => Qualification::GovernmentCommunityCloud,
            Nonprofit => Qualification::Nonprofit,
            Nothing | EducationInReview | EducationDenied => Qualification::None,
        }
    }
}
