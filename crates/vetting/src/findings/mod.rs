//! Everything that was looked up for one application, the empty results too. The rules judge nothing else, so that a
//! decision can be replayed over its findings long after the datasets have changed.

mod gather;
mod lists;
mod names;

use qualify_vocabulary::{Date, EducationSegment, Outcome, Qualification, ReasonCode};
use serde::{Deserialize, Serialize};

pub(crate) use gather::gather;

use crate::Country;
use crate::application::{Control, Policy};
use crate::datasets::{Grade, RegistryKind, SourceVersion};
use crate::host::{Host, HostProblem};
use crate::name::Score;

/// The findings about an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// What is asked for.
    pub asked_for: Qualification,
    /// The legal name, without the blanks around it.
    pub legal_name: String,
    /// The country of the address.
    pub country: Option<Country>,
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
    pub sources: Vec<SourceVersion>,
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

/// What a name tells by its words.
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

/// Where a host was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostRole {
    /// In the e-mail address.
    Email,
    /// As the domain of the tenant.
    Domain,
    /// As the website, which anybody can name.
    Website,
}

/// What was found about a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFinding {
    /// Where it was named.
    pub roles: Vec<HostRole>,
    /// The host, or why there is none.
    pub host: Result<Host, HostProblem>,
    /// The scripts of its letters, where these are not ASCII.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scripts: Vec<String>,
    /// The country that its last label names.
    pub top_level_country: Option<Country>,
    /// What the registry of its suffix promises about education.
    pub education_suffix: Option<SuffixFinding>,
    /// What the registry of its suffix promises about government.
    pub government_suffix: Option<String>,
    /// The suffix below which a foreign or international body stands.
    pub foreign_suffix: Option<String>,
    /// The locality of a name such as `co.terrell.tx.us`, and whether the legal name holds it.
    pub locality: Option<LocalityFinding>,
    /// Who knows it as a public mailbox.
    pub public_mailbox: Option<MailboxFinding>,
    /// Who knows it as a disposable mailbox.
    pub disposable_mailbox: Option<MailboxFinding>,
    /// The entry of the stop-list that covers it.
    pub stop_list: Option<String>,
    /// The id of the dataset whose stop-list that is; none in findings from before it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_list_source: Option<String>,
    /// The entry of the abuse list that covers it.
    pub abuse_list: Option<String>,
    /// The id of the dataset whose abuse list that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abuse_list_source: Option<String>,
    /// The institutions that are listed for it, the longest match of each source.
    pub listings: Vec<ListingFinding>,
    /// Its row in the registry of .gov.
    pub registry: Option<RegistryFinding>,
    /// Earlier findings about its registrable domain and this very name.
    pub refusal: Option<RefusalFinding>,
    /// Risk words of the legal name that no evidence for this host explains.
    pub risk_words: Vec<String>,
    /// A word of the legal name for research that no name of this host holds.
    pub research_word: Option<String>,
    /// The part of the host that holds the mail of members and guests, below an institution's own name.
    pub members_mail: Option<String>,
    /// Words of the legal name for a private body, beside a government's host that is in no registry.
    pub private_words: Vec<String>,
    /// Whether the legal name holds a word for a public body that counts for the suffix of the host.
    pub names_public_body: bool,
    /// Whether a part of a label of the host stands in the legal name.
    pub label_is_in_name: bool,
    /// Whether a telling word of the legal name stands in a label of the host.
    pub word_is_in_label: bool,
    /// A host with another registrable domain under which an institution of this very name is listed.
    pub name_is_listed_for: Option<String>,
    /// The id of the dataset that lists it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_is_listed_by: Option<String>,
}

/// What the registry of a suffix promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuffixFinding {
    /// The longest one that the table grades.
    pub suffix: String,
    /// How much a name below it proves.
    pub grade: Grade,
    /// The country whose institutions it is for.
    pub country: Option<Country>,
    /// The segment that it proves.
    pub segment: Option<EducationSegment>,
    /// Whether the host is the suffix itself.
    pub is_host_itself: bool,
}

/// The locality of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalityFinding {
    /// The label that names the place.
    pub label: String,
    /// Whether the legal name holds it.
    pub is_in_name: bool,
}

/// Who knows a host as a public mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxFinding {
    /// The id of the dataset that says so.
    pub source: String,
    /// Whether it is one of the well-known ones, about which no listing raises a doubt.
    pub is_well_known: bool,
    /// Whether the host itself is the service, not one below it.
    pub is_host_itself: bool,
}

/// An institution that is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingFinding {
    /// The id of the dataset that says so.
    pub source: String,
    /// The host for which it is listed: the one asked for, or a parent.
    pub host: String,
    /// Whether the entry is not used, because it covers more than an institution.
    pub is_quarantined: bool,
    /// The name that has most in common with the legal name.
    pub name: String,
    /// How much that is.
    pub score: Score,
    /// Whether that name speaks of research, and of no kind of place that teaches.
    pub is_not_teaching: bool,
    /// The institution's country, if the source knows.
    pub country: Option<Country>,
    /// The institution's segment, if the source knows.
    pub segment: Option<EducationSegment>,
    /// The day to which the source refers.
    pub as_of: Option<Date>,
    /// Whether that is too long ago.
    pub is_stale: bool,
}

/// A row of the registry of .gov.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryFinding {
    /// The id of the dataset that says so.
    pub source: String,
    /// The host of the row.
    pub host: String,
    /// What kind of body it names.
    pub kind: RegistryKind,
    /// The name that has most in common with the legal name.
    pub name: String,
    /// How much that is.
    pub score: Score,
    /// The words for a private body that the legal name adds to the names of the row.
    pub private_words: Vec<String>,
    /// Whether the legal name without them is one of those names.
    pub is_match_without_private: bool,
    /// The day to which the source refers.
    pub as_of: Option<Date>,
    /// Whether that is too long ago.
    pub is_stale: bool,
}

/// An earlier finding that says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalFinding {
    /// Who found it.
    pub source: String,
    /// The day from which on it counts.
    pub since: Option<Date>,
}

impl HostFinding {
    /// The host, if it can be looked up.
    pub(crate) fn usable(&self) -> Option<&Host> {
        self.host.as_ref().ok()
    }

    /// Whether it is a tenant's name.
    pub(crate) fn is_tenant_name(&self) -> bool {
        self.usable().is_some_and(Host::is_tenant_name)
    }

    /// Whether it is a tenant's name that nobody lists.
    pub(crate) fn is_bare_tenant_name(&self) -> bool {
        self.is_tenant_name() && self.listings.is_empty()
    }

    /// Whether somebody else than the website's author stands behind it.
    pub(crate) fn is_controlled(&self) -> bool {
        self.roles.iter().any(|role| *role != HostRole::Website)
    }

    /// The listings that count.
    pub(crate) fn used_listings(&self) -> impl Iterator<Item = &ListingFinding> {
        self.listings.iter().filter(|listing| !listing.is_quarantined)
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
