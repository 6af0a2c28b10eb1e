//! What was found about one host.

use qualify_vocabulary::{Date, EducationSegment};
use serde::{Deserialize, Serialize};

use super::others::OtherBodyFinding;
use crate::Country;
use crate::datasets::{Grade, RegistryKind};
use crate::host::{Host, HostProblem};
use crate::name::Score;

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
    /// Bodies that registers know at the host and that do not teach, or no longer: for reviewers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_bodies: Vec<OtherBodyFinding>,
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
    /// Whether a part of a label of the host stands in the legal name; asked where no listing speaks.
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// An institution that is listed.
#[expect(clippy::struct_excessive_bools, reason = "what was found, each yes or no")]
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
    /// How much that is; where only another host's names have it, what these have.
    pub score: Score,
    /// Under which of another host's names the institution is known that is listed there under one of its names here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_as: Option<OtherNameFinding>,
    /// Whether that name speaks of research, and of no kind of place that teaches.
    pub is_not_teaching: bool,
    /// Whether an official register says so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_register: bool,
    /// The institution's id in the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register_id: Option<String>,
    /// Whether the register lists several bodies for this host, each of which is one of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_one_of_several: bool,
    /// The institution's country, if the source knows.
    pub country: Option<Country>,
    /// The institution's segment, if the source knows.
    pub segment: Option<EducationSegment>,
    /// The day to which the source refers.
    pub as_of: Option<Date>,
    /// Whether that is too long ago.
    pub is_stale: bool,
}

/// A name of an institution at another of its hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherNameFinding {
    /// The id of the dataset that says so.
    pub source: String,
    /// The other host.
    pub host: String,
    /// The name there.
    pub name: String,
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
    /// Whether the host stands below the row of a state, and the legal name is that of a part of the state which the host's
    /// label names.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_part_of_state: bool,
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

    /// The listings that say of which kind the institution is: of several bodies of a register the others say nothing.
    pub(crate) fn own_listings(&self) -> impl Iterator<Item = &ListingFinding> {
        self.used_listings().filter(|listing| !listing.is_one_of_several || listing.score.is_match())
    }

    /// The listings that count.
    pub(crate) fn used_listings(&self) -> impl Iterator<Item = &ListingFinding> {
        self.listings.iter().filter(|listing| !listing.is_quarantined)
    }
}
