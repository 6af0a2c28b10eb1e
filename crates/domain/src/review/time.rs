//! What time alone does to a case: leases and windows end, warnings fall due, a revocation takes effect. Nothing here
//! ever approves.

use qualify_vocabulary::{ReasonCode, SignedDuration, Timestamp, VettingReason};

use super::case::{BREACH_PERCENT, Review, SlaClock};
use super::effects::{Applied, Effect, Settlement};
use super::kind::ReviewKind;
use super::notes::Note;
use super::policy::ReviewRules;
use super::state::{Notice, ReviewState};
use crate::caller::SERVICE_NAME;
use crate::event::EventKind;
use crate::qualification::decide::Verdict;

/// How much of the time for an answer is over when the partner is reminded, in percent.
const REMINDER_PERCENT: u8 = 80;

/// The percentages of the time at which there are warnings; the last one is the breach.
const WARNINGS_PERCENT: [u8; 3] = [50, 80, BREACH_PERCENT];

impl Review {
    /// Does everything that was due up to a moment, in the order in which it was due.
    pub fn advance(self, rules: &ReviewRules, now: Timestamp) -> Applied {
        let mut applied = Applied { review: self, effects: Vec::new() };
        // Each step takes away what it was for: a warning that is left, a lease, a window or a notice.
        while let Some(due_at) = applied.review.next_at(rules).filter(|due_at| *due_at <= now) {
            let Applied { review, effects } = applied.review.step(rules, due_at, now);
            applied.review = review;
            applied.effects.extend(effects);
        }
        applied
    }

    /// When time alone does something to the case next.
    pub fn next_at(&self, rules: &ReviewRules) -> Option<Timestamp> {
        let of_state = match &self.state {
            ReviewState::Claimed { until, .. } | ReviewState::NeedsInfo { until, .. } => Some(*until),
            ReviewState::PendingSecond { notice: Some(notice), .. } => Some(notice.effective_at),
            ReviewState::Received
            | ReviewState::Queued { .. }
            | ReviewState::PendingSecond { notice: None, .. }
            | ReviewState::Escalated { .. } => None,
            ReviewState::Approved | ReviewState::Denied | ReviewState::Withdrawn => return None,
        };
        let warning = self.next_warning(rules).map(|(due_at, _)| due_at);
        [of_state, warning, self.next_reminder()].into_iter().flatten().min()
    }

    /// When the time that the case may take is used up; none while the clock stands.
    pub fn sla_due_at(&self, rules: &ReviewRules) -> Option<Timestamp> {
        let since = self.sla.running_since?;
        Some(rules.calendar.after(since, rules.sla.saturating_sub(self.sla.used)))
    }

    fn step(self, rules: &ReviewRules, due_at: Timestamp, now: Timestamp) -> Applied {
        if let Some((_, percent)) = self.next_warning(rules).filter(|(warned_at, _)| *warned_at == due_at) {
            return self.warn(percent, rules);
        }
        if self.next_reminder() == Some(due_at) {
            return self.remind();
        }
        match self.state.clone() {
            ReviewState::Claimed { .. } => self.end_lease(),
            ReviewState::NeedsInfo { .. } => self.end_silence(rules, due_at, now),
            ReviewState::PendingSecond { first, proposal, notice: Some(Notice { second, .. }) } => {
                self.finish(first, second, proposal, rules, now)
            }
            _ => Applied { review: self, effects: Vec::new() },
        }
    }

    fn warn(mut self, percent: u8, rules: &ReviewRules) -> Applied {
        self.sla.warned_percent = percent;
        let told = Effect::Tell {
            kind: EventKind::ReviewSlaWarning,
            due_at: self.sla_due_at(rules),
            elapsed_percent: Some(percent),
        };
        // What the partner does not know of it is not told about.
        let effects = if self.subject.kind.is_shown_to_partner() { vec![told] } else { Vec::new() };
        Applied { review: self, effects }
    }

    /// When the partner is reminded of what was asked.
    fn next_reminder(&self) -> Option<Timestamp> {
        let ReviewState::NeedsInfo { until, .. } = &self.state else { return None };
        let question = self.questions.last().filter(|question| !question.is_reminded)?;
        let window = until.duration_since(question.at);
        question.at.checked_add(window / 100 * i32::from(REMINDER_PERCENT)).ok()
    }

    fn remind(mut self) -> Applied {
        let due_at = self.questions.last_mut().map(|question| {
            question.is_reminded = true;
            question.until
        });
        let elapsed_percent = Some(REMINDER_PERCENT);
        let told = Effect::Tell { kind: EventKind::ReviewInfoRequested, due_at, elapsed_percent };
        Applied { review: self, effects: vec![told] }
    }

    fn end_lease(mut self) -> Applied {
        self.state = ReviewState::Queued { preferred: None };
        Applied { review: self, effects: Vec::new() }
    }

    /// A request or an appeal that the partner does not support any more is denied. An approval never ends by
    /// silence:
    /// a reviewer looks again.
    fn end_silence(mut self, rules: &ReviewRules, due_at: Timestamp, now: Timestamp) -> Applied {
        let reason = match self.subject.kind {
            ReviewKind::Request => VettingReason::NotEducationCustomer,
            ReviewKind::Appeal => VettingReason::NotEducationCustomerAfterReview,
            ReviewKind::Reverification | ReviewKind::Audit => {
                let text = "The partner did not answer in time.".to_owned();
                self.notes.push(Note { by: SERVICE_NAME.to_owned(), at: due_at, text });
                self.start_clock(due_at);
                return self.end_lease();
            }
        };
        let settlement = Settlement {
            verdict: Verdict::Deny(reason),
            reason_code: ReasonCode::InfoNotProvided,
            explanation: "What was asked for did not arrive in time. Send the request again with it."
                .to_owned(),
            evidence: vec!["no answer within the window".to_owned()],
            deciders: Vec::new(),
        };
        self.settle(settlement, rules, now)
    }

    /// The next warning and its percentage.
    fn next_warning(&self, rules: &ReviewRules) -> Option<(Timestamp, u8)> {
        let since = self.sla.running_since?;
        let percent = WARNINGS_PERCENT.into_iter().find(|percent| *percent > self.sla.warned_percent)?;
        let used_then = rules.sla / 100 * i32::from(percent);
        let left = used_then.saturating_sub(self.sla.used).max(SignedDuration::ZERO);
        Some((rules.calendar.after(since, left), percent))
    }

    pub(super) fn stop_clock(&mut self, rules: &ReviewRules, now: Timestamp) {
        if let Some(since) = self.sla.running_since.take() {
            self.sla.used = self.sla.used.saturating_add(rules.calendar.between(since, now));
        }
    }

    pub(super) fn start_clock(&mut self, now: Timestamp) {
        if self.sla.running_since.is_none() {
            self.sla = SlaClock { running_since: Some(now), ..self.sla };
        }
    }
}
