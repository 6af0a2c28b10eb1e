//! Who may do something in a case, and which texts are taken.

use qualify_vocabulary::{Person, Qualification, ReasonCode};

use super::case::Review;
use super::command::{Command, Reviewer};
use super::kind::ReviewKind;
use super::notes::{ITEM_CHARS_MAX, ITEMS_MAX, Note, TEXT_CHARS_MAX};
use super::policy::{ReviewRules, is_flag};
use super::refusal::ReviewRefusal;
use super::state::{Proposal, ReviewState};

impl Note {
    /// Refuses a text that is empty or too long.
    ///
    /// # Errors
    /// [`ReviewRefusal::Unusable`].
    pub fn check(&self) -> Result<(), ReviewRefusal> {
        check_text("text", &self.text)
    }
}

impl Review {
    pub(super) fn check_may_review(&self, reviewer: &Reviewer) -> Result<(), ReviewRefusal> {
        if reviewer.is_of_partner {
            return Err(ReviewRefusal::OfThePartner);
        }
        if self.subject.barred.iter().any(|barred| barred.may_be(&reviewer.person)) {
            return Err(ReviewRefusal::DecidedEarlier);
        }
        Ok(())
    }

    pub(super) fn check_held(&self, reviewer: &Reviewer) -> Result<(), ReviewRefusal> {
        self.check_may_review(reviewer)?;
        match &self.state {
            ReviewState::Claimed { reviewer: holder, .. } if *holder == reviewer.person => Ok(()),
            ReviewState::Claimed { reviewer: holder, until } => {
                Err(ReviewRefusal::held_by(holder, *until, reviewer))
            }
            state => Err(ReviewRefusal::NotHeld { state: state.name() }),
        }
    }

    pub(super) fn check_second(
        &self,
        reviewer: &Reviewer,
        command: &Command,
    ) -> Result<(Person, Proposal), ReviewRefusal> {
        let ReviewState::PendingSecond { first, proposal, notice: None } = &self.state else {
            return Err(self.not_possible(command));
        };
        self.check_may_review(reviewer)?;
        if first.may_be(&reviewer.person) {
            return Err(ReviewRefusal::SamePerson);
        }
        Ok((first.clone(), proposal.clone()))
    }

    pub(super) fn needs_second(&self, proposal: &Proposal, rules: &ReviewRules) -> bool {
        let four_eyes = rules.four_eyes;
        (self.is_revocation(proposal) && four_eyes.revocations)
            || (self.subject.kind == ReviewKind::Appeal && four_eyes.appeals)
            || (proposal.is_approval() && four_eyes.flagged_approvals && self.is_flagged())
            || (four_eyes.government && self.subject.qualification == Qualification::GovernmentCommunityCloud)
    }

    /// Whether somebody may be imitating an institution, as the first look found.
    pub fn is_flagged(&self) -> bool {
        self.subject.is_flagged || is_flag(self.subject.reason_code)
    }

    /// A proposal with the documented reason that its kind of case has; refused without evidence.
    pub(super) fn usable(&self, proposal: Proposal) -> Result<Proposal, ReviewRefusal> {
        check_items("evidence", &proposal.evidence)?;
        check_text("explanation", &proposal.explanation)?;
        if proposal.reason_code == ReasonCode::InfoNotProvided && proposal.is_approval() {
            let rule = "a reason that speaks for an approval";
            return Err(ReviewRefusal::Unusable { member: "reasonCode", rule });
        }
        Ok(Proposal { verdict: self.final_verdict(proposal.verdict), ..proposal })
    }
}

pub(super) fn check_leads(
    reviewer: &Reviewer,
    first: Option<&Person>,
    second: Option<&Person>,
) -> Result<(), ReviewRefusal> {
    if !reviewer.is_lead {
        return Err(ReviewRefusal::LeadNeeded);
    }
    if [first, second].into_iter().flatten().any(|other| other.may_be(&reviewer.person)) {
        return Err(ReviewRefusal::SamePerson);
    }
    Ok(())
}

pub(super) fn check_items(member: &'static str, items: &[String]) -> Result<(), ReviewRefusal> {
    let is_usable = |item: &String| !item.trim().is_empty() && item.chars().count() <= ITEM_CHARS_MAX;
    if items.is_empty() || items.len() > ITEMS_MAX || !items.iter().all(is_usable) {
        let rule = "a list of 1 to 10 texts of at most 500 characters each";
        return Err(ReviewRefusal::Unusable { member, rule });
    }
    Ok(())
}

pub(super) fn check_text(member: &'static str, text: &str) -> Result<(), ReviewRefusal> {
    if text.trim().is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return Err(ReviewRefusal::Unusable { member, rule: "a text of 1 to 4000 characters" });
    }
    Ok(())
}
