//! What each command makes of every state (vetting specification 10).

use qualify_vocabulary::{Person, Timestamp};

use super::case::Review;
use super::checks::{check_items, check_leads};
use super::command::{Command, Reviewer};
use super::effects::{Applied, Effect};
use super::kind::ReviewKind;
use super::notes::{NOTES_MAX, Note, Question};
use super::policy::ReviewRules;
use super::refusal::ReviewRefusal;
use super::state::{Proposal, ReviewState};
use crate::event::EventKind;

type Applying = Result<Applied, ReviewRefusal>;

impl Review {
    /// Carries out a command at a moment. What time alone does comes first.
    ///
    /// # Errors
    /// The command is not possible for this person or from this state; nothing follows then.
    pub fn apply(self, command: Command, rules: &ReviewRules, now: Timestamp) -> Applying {
        let Applied { review, mut effects } = self.advance(rules, now);
        let applied = review.carry_out(command, rules, now)?;
        effects.extend(applied.effects);
        Ok(Applied { review: applied.review, effects })
    }

    fn carry_out(mut self, command: Command, rules: &ReviewRules, now: Timestamp) -> Applying {
        match command {
            Command::PassOn => match self.state {
                ReviewState::Received => Ok(self.queue(None)),
                _ => Err(self.not_possible(&Command::PassOn)),
            },
            Command::Claim(reviewer) => self.claim(&reviewer, rules, now),
            Command::Renew(reviewer) => {
                self.check_held(&reviewer)?;
                Ok(self.hold(reviewer.person, rules, now))
            }
            Command::Release(reviewer) => {
                self.check_held(&reviewer)?;
                Ok(self.queue(None))
            }
            Command::Ask(reviewer, items) => self.ask(reviewer, items, rules, now),
            Command::Reply(reply) => self.reply(reply, rules, now),
            Command::Decide(reviewer, proposal) => self.decide(reviewer, proposal, rules, now),
            Command::Confirm(reviewer) => self.confirm(reviewer, rules, now),
            Command::Disagree(reviewer, text) => self.disagree(reviewer, text, now),
            Command::Escalate(reviewer, text) => {
                self.check_held(&reviewer)?;
                self.note(Note { by: reviewer.person.name.clone(), at: now, text })?;
                self.take_part(&reviewer.person);
                self.state =
                    ReviewState::Escalated { first: Some(reviewer.person), second: None, proposal: None };
                Ok(self.without_effects())
            }
            Command::Annotate(note) => {
                if self.state.is_final() {
                    return Err(self.not_possible(&Command::Annotate(note)));
                }
                self.note(note)?;
                Ok(self.without_effects())
            }
            Command::WithdrawByPartner => self.withdraw(true, rules, now),
            Command::WithdrawByOperator => self.withdraw(false, rules, now),
        }
    }

    fn claim(self, reviewer: &Reviewer, rules: &ReviewRules, now: Timestamp) -> Applying {
        self.check_may_review(reviewer)?;
        match &self.state {
            ReviewState::Queued { .. } => Ok(self.hold(reviewer.person.clone(), rules, now)),
            ReviewState::Claimed { reviewer: holder, .. } if *holder == reviewer.person => {
                Ok(self.hold(reviewer.person.clone(), rules, now))
            }
            ReviewState::Claimed { reviewer: holder, until } => {
                Err(ReviewRefusal::held_by(holder, *until, reviewer))
            }
            _ => Err(self.not_possible(&Command::Claim(reviewer.clone()))),
        }
    }

    fn ask(
        mut self,
        reviewer: Reviewer,
        items: Vec<String>,
        rules: &ReviewRules,
        now: Timestamp,
    ) -> Applying {
        self.check_held(&reviewer)?;
        if !self.subject.kind.is_shown_to_partner() {
            return Err(self.not_possible(&Command::Ask(reviewer, items)));
        }
        check_items("items", &items)?;
        if self.questions.len() >= NOTES_MAX {
            return Err(ReviewRefusal::Full);
        }
        let until = now.checked_add(rules.reply_window).unwrap_or(Timestamp::MAX);
        let by = reviewer.person.name.clone();
        self.questions.push(Question { by, at: now, items, until, is_reminded: false, reply: None });
        self.take_part(&reviewer.person);
        self.stop_clock(rules, now);
        self.state = ReviewState::NeedsInfo { asked_by: reviewer.person, until };
        let told =
            Effect::Tell { kind: EventKind::ReviewInfoRequested, due_at: Some(until), elapsed_percent: None };
        Ok(Applied { review: self, effects: vec![told] })
    }

    fn reply(mut self, reply: Note, rules: &ReviewRules, now: Timestamp) -> Applying {
        reply.check()?;
        let ReviewState::NeedsInfo { asked_by, .. } = &self.state else {
            return Err(self.not_possible(&Command::Reply(reply)));
        };
        let until = now.checked_add(rules.preference).unwrap_or(Timestamp::MAX);
        let preferred = Some((asked_by.clone(), until));
        if let Some(question) = self.questions.last_mut() {
            question.reply = Some(reply);
        }
        self.start_clock(now);
        Ok(self.queue(preferred))
    }

    fn decide(
        mut self,
        reviewer: Reviewer,
        proposal: Proposal,
        rules: &ReviewRules,
        now: Timestamp,
    ) -> Applying {
        let agreeing = if let ReviewState::Escalated { first, second, proposal: proposed } = &self.state {
            self.check_may_review(&reviewer)?;
            check_leads(&reviewer, first.as_ref(), second.as_ref())?;
            // Between two, the lead decides with the one who wants the same.
            let is_as_proposed =
                proposed.as_ref().is_some_and(|it| it.is_approval() == proposal.is_approval());
            if is_as_proposed { first.clone() } else { second.clone() }
        } else {
            self.check_held(&reviewer)?;
            None
        };
        let proposal = self.usable(proposal)?;
        self.take_part(&reviewer.person);
        let (first, second) = match agreeing {
            Some(first) => (first, Some(reviewer.person)),
            None => (reviewer.person, None),
        };
        if second.is_none() && self.needs_second(&proposal, rules) {
            self.state = ReviewState::PendingSecond { first, proposal, notice: None };
            return Ok(self.without_effects());
        }
        Ok(self.conclude(first, second, proposal, rules, now))
    }

    fn confirm(mut self, reviewer: Reviewer, rules: &ReviewRules, now: Timestamp) -> Applying {
        let (first, proposal) = self.check_second(&reviewer, &Command::Confirm(reviewer.clone()))?;
        self.take_part(&reviewer.person);
        Ok(self.conclude(first, Some(reviewer.person), proposal, rules, now))
    }

    fn disagree(mut self, reviewer: Reviewer, text: String, now: Timestamp) -> Applying {
        let command = Command::Disagree(reviewer.clone(), String::new());
        let (first, proposal) = self.check_second(&reviewer, &command)?;
        self.note(Note { by: reviewer.person.name.clone(), at: now, text })?;
        self.take_part(&reviewer.person);
        let (first, second) = (Some(first), Some(reviewer.person));
        self.state = ReviewState::Escalated { first, second, proposal: Some(proposal) };
        Ok(self.without_effects())
    }

    fn withdraw(self, is_by_partner: bool, rules: &ReviewRules, now: Timestamp) -> Applying {
        let is_the_partners = matches!(self.subject.kind, ReviewKind::Request | ReviewKind::Appeal);
        if self.state.is_final() || (is_by_partner && !is_the_partners) {
            return Err(self.not_possible(&Command::WithdrawByPartner));
        }
        let removes = self.subject.kind == ReviewKind::Request;
        let qualification = self.subject.qualification;
        let mut applied = self.close(ReviewState::Withdrawn, rules, now).without_effects();
        if removes {
            applied.effects.push(Effect::RemoveRecord(qualification));
        }
        Ok(applied)
    }

    fn take_part(&mut self, person: &Person) {
        if !self.reviewers.contains(person) {
            self.reviewers.push(person.clone());
        }
    }

    fn note(&mut self, note: Note) -> Result<(), ReviewRefusal> {
        note.check()?;
        if self.notes.len() >= NOTES_MAX {
            return Err(ReviewRefusal::Full);
        }
        self.notes.push(note);
        Ok(())
    }

    fn hold(mut self, reviewer: Person, rules: &ReviewRules, now: Timestamp) -> Applied {
        let until = now.checked_add(rules.lease).unwrap_or(Timestamp::MAX);
        self.state = ReviewState::Claimed { reviewer, until };
        self.without_effects()
    }

    fn queue(mut self, preferred: Option<(Person, Timestamp)>) -> Applied {
        self.state = ReviewState::Queued { preferred };
        self.without_effects()
    }

    const fn without_effects(self) -> Applied {
        Applied { review: self, effects: Vec::new() }
    }

    pub(super) const fn not_possible(&self, command: &Command) -> ReviewRefusal {
        ReviewRefusal::NotPossible { command: command.name(), state: self.state.name() }
    }
}
