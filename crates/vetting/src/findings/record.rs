//! The findings about an application: what rules judge, and what is stored with a decision.

use qualify_vocabulary::{Date, EducationSegment, Outcome, Qualification, ReasonCode};
use serde::{Deserialize, Serialize};

use super::host::HostFinding;
use crate::Country;
use crate::application::{Control, Policy};
use crate::datasets::{EMBEDDED, SourceVersions};

/// The findings about an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// What is asked for.
    pub asked_for: Qualification,
    /// The legal name, without the blanks around it.
    pub legal_name: String,
    /// The country of the address.
    pub country: Option<Country>,
    /// Whether a text was given for it that names none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_country_unknown: bool,
    /// What the application says of the kind of school.
    pub segment: SegmentFinding,
    /// What the customer holds.
    pub held: Vec<Qualification>,
    /// What was found about the validation code.
    pub code: CodeFinding,
    /// What proves control.
    pub control: Control,
    /// Whether another customer was approved with the domain.
    pub is_claimed_elsewhere: bool,
    /// What the name itself tells.
    pub name: NameFinding,
    /// The hosts, each once.
    pub hosts: Vec<HostFinding>,
    /// Whether a registry of .gov was consulted that is declared complete.
    pub registry_is_complete: bool,
    /// The day on which it was asked.
    pub day: Date,
    /// What the installation asks of evidence.
    pub policy: Policy,
    /// The versions of what was consulted.
    pub sources: SourceVersions,
    /// The ids of those of them in which an organisation of this kind would stand.
    #[serde(default)]
    pub looked_into: Vec<String>,
}

/// The segment that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SegmentFinding {
    /// The application names none.
    Absent,
    /// It is a documented one.
    Known(EducationSegment),
    /// A text that is neither, so that there is nothing to decide.
    Unknown,
}

impl SegmentFinding {
    /// Whether evidence of `other` says something else.
    pub(crate) fn contradicts(self, other: Option<EducationSegment>) -> bool {
        match (self, other) {
            (Self::Known(given), Some(other)) => given != other,
            (Self::Absent | Self::Unknown, _) | (Self::Known(_), None) => false,
        }
    }
}

/// The validation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeFinding {
    /// None was given.
    Missing,
    /// It is none of the partner's.
    Unknown,
    /// No unit is left.
    Exhausted,
    /// It is good, and was issued under this name.
    Good,
    /// It is good, and was issued for somebody else.
    OfAnother,
}

/// What a name tells by its words, as far as a rule asks for them beside the hosts.
#[expect(clippy::struct_excessive_bools, reason = "four word classes, each there or not")]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NameFinding {
    /// A word for a place of teaching.
    pub has_institution_word: bool,
    /// A word that such places share with others.
    pub has_weak_word: bool,
    /// A word for a government body.
    pub has_government_word: bool,
    /// A word for a company.
    pub has_company_word: bool,
}

impl Findings {
    /// What texts call a source that was consulted: its title, else its id.
    pub fn title_of<'text>(&'text self, source: &'text str) -> &'text str {
        if source == EMBEDDED {
            return "Qualify's list of mailbox services";
        }
        let known = self.sources.iter().find(|version| version.id == source);
        known.map(|version| version.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(source)
    }
}

/// What a rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What follows for the application.
    pub outcome: Outcome,
    /// Of several reasons the one that decided.
    pub reason_code: ReasonCode,
}
