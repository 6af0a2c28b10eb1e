//! What a rule is, and what rules come to.

use std::borrow::Cow;

use qualify_vocabulary::{Outcome, Qualification, ReasonCode};
use serde::{Deserialize, Serialize};

use crate::findings::{Findings, HostFinding, MailboxFinding, Verdict};

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, which decisions and texts use.
    pub id: &'static str,
    /// The qualification for which it stands; none for all of them.
    pub asked_for: Option<Qualification>,
    /// When it matches, for people.
    pub condition: &'static str,
    /// What it can answer, in the order of the conditions.
    pub answers: &'static [(Outcome, ReasonCode)],
    pub(super) judge: Judge,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Judge {
    /// The application as a whole.
    Application(fn(&Findings) -> Option<Verdict>),
    /// Each host that can be looked up.
    Host(fn(&Findings, &HostFinding) -> Option<Verdict>),
    /// The hosts' answers together; done by `combine`.
    Together,
    /// An approval, before it is given.
    Approval(fn(&Findings, &HostFinding) -> Option<Verdict>),
}

/// A rule that was tried, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Its name in the table.
    pub rule: Cow<'static, str>,
    /// The host that it looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// What it answered; none if it did not match.
    pub verdict: Option<Verdict>,
}

/// What the rules come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) rule: &'static str,
    /// The host on which it rests, by its place in the findings.
    pub(crate) host: Option<usize>,
    pub(crate) tried: Vec<Tried>,
}

impl Rule {
    /// Whether it stands for a qualification.
    pub(super) fn stands_for(&self, asked_for: Qualification) -> bool {
        self.asked_for.is_none_or(|only| only == asked_for)
    }
}

/// A verdict in one line.
pub(super) const fn verdict(outcome: Outcome, reason_code: ReasonCode) -> Verdict {
    Verdict { outcome, reason_code }
}

impl HostFinding {
    /// What a mailbox service is answered: the service's own name as an address is a denial, one below it or its website may
    /// be an organisation's that has its pages there.
    pub(super) fn mailbox_verdict(&self, mailbox: &MailboxFinding, denial: ReasonCode) -> Verdict {
        if mailbox.is_host_itself && self.is_controlled() {
            verdict(Outcome::Deny, denial)
        } else {
            verdict(Outcome::NeedsHuman, ReasonCode::SharedPlatform)
        }
    }
}
