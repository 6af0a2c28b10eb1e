//! All sources of one moment: what a decision consults from its beginning to its end.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use foldhash::quality::RandomState;

use super::domain_set::DomainSet;
use super::listings::{Listing, Listings};
use super::name_index::NameIndex;
use super::others::OtherBody;
use super::platforms;
use super::public_suffixes::PublicSuffixes;
use super::source::{Content, QuarantineCause, Quarantined, Source, SourceKind, SourceVersion};
use super::suffix_policy::SuffixPolicy;
use super::versions::SourceVersions;
use crate::Country;
use crate::host::suffixes;
use crate::name::lexicon::Lexicon;
use crate::name::{NameHash, NameWords};

/// What the reading of other sources rests on.
#[derive(Debug, Clone)]
pub struct Basis {
    /// Where registrable names start.
    pub suffixes: PublicSuffixes,
    /// What registries promise.
    pub policy: SuffixPolicy,
    /// The words of names.
    pub words: NameWords,
    /// The versions of the three.
    pub versions: Vec<SourceVersion>,
}

impl Basis {
    /// What the program carries.
    pub fn embedded() -> Self {
        let embedded = |(id, kind): (&str, SourceKind)| SourceVersion {
            id: id.to_owned(),
            hash: "embedded".to_owned(),
            as_of: None,
            title: kind.title().unwrap_or(id).to_owned(),
        };
        let carried = [
            ("psl", SourceKind::Psl),
            ("suffix-policy", SourceKind::SuffixPolicyCsv),
            ("name-words", SourceKind::NameWordsCsv),
        ];
        Self {
            suffixes: PublicSuffixes::embedded(),
            policy: SuffixPolicy::embedded(),
            words: NameWords::embedded(),
            versions: carried.map(embedded).to_vec(),
        }
    }
}

/// The sources of one moment. Cheap to clone; never changed.
#[derive(Debug, Clone)]
pub struct Snapshot(Arc<Inner>, Option<Arc<Lexicon>>);

#[derive(Debug)]
struct Inner {
    basis: Arc<Basis>,
    sources: Vec<Arc<Source>>,
    /// Hosts of registers' e-mail addresses that a loaded list knows as mailbox services.
    left_out: HashSet<Box<str>, RandomState>,
    /// Listed hosts that are not used because of what other sources say about them.
    quarantined: HashSet<Box<str>, RandomState>,
    /// The hosts under which a name is listed.
    names: NameIndex,
    versions: SourceVersions,
}

impl Snapshot {
    /// What the program carries: enough to decide without any directory.
    pub fn embedded() -> Self {
        Self::new(Arc::new(Basis::embedded()), Vec::new())
    }

    /// Puts sources together.
    pub fn new(basis: Arc<Basis>, sources: Vec<Arc<Source>>) -> Self {
        let mut versions = basis.versions.clone();
        versions.extend(sources.iter().map(|source| source.version.clone()));
        let mut inner = Inner {
            basis,
            sources,
            left_out: HashSet::default(),
            quarantined: HashSet::default(),
            names: NameIndex::default(),
            versions: versions.into(),
        };
        inner.left_out = inner.mailboxes_of_registers().map(Box::from).collect();
        let (quarantined, names) = thread::scope(|scope| {
            let names = scope.spawn(|| NameIndex::new(inner.used()));
            let listed = inner.listings().flat_map(|(_, listings)| listings.iter());
            let unused = listed.filter_map(|(host, _)| inner.quarantine_cause(host).map(|_| host.into()));
            // A panic goes on here.
            (unused.collect(), names.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        (inner.quarantined, inner.names) = (quarantined, names);
        Self(Arc::new(inner), None)
    }

    /// The same, with names of applications read as if a word stood in no row of one of the files of words: what it is
    /// there for shows in what changes. Names that were read with the sources stay as they were read.
    ///
    /// # Panics
    /// Without that row the files do not read, which no row is needed for.
    #[must_use]
    pub fn without_word(&self, file: &str, word: &str) -> Self {
        let lexicon = Lexicon::read_without(Some((file, word))).expect("the other rows read as before");
        Self(Arc::clone(&self.0), Some(Arc::new(lexicon)))
    }

    /// The words that names of applications are read by.
    pub(crate) fn lexicon(&self) -> &Lexicon {
        self.1.as_deref().unwrap_or_else(|| Lexicon::embedded())
    }

    /// What the reading of sources rests on.
    pub fn basis(&self) -> &Arc<Basis> {
        &self.0.basis
    }

    /// What is consulted beside the basis.
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.0.sources
    }

    /// The versions of everything that is consulted.
    pub fn versions(&self) -> &SourceVersions {
        &self.0.versions
    }

    /// Listed hosts that are not used because of what other sources say about them.
    pub fn quarantined(&self) -> Vec<Quarantined> {
        let mut all: Vec<Quarantined> = self
            .0
            .quarantined
            .iter()
            .filter_map(|host| {
                let cause = self.0.quarantine_cause(host)?;
                Some(Quarantined { entry: host.to_string(), cause })
            })
            .collect();
        all.sort_by(|one, other| one.entry.cmp(&other.entry));
        all
    }

    pub(crate) fn is_quarantined(&self, host: &str) -> bool {
        self.0.quarantined.contains(host)
    }

    /// Whether a listed host is not used for nothing but being a platform's own name.
    pub(crate) fn is_platform(&self, host: &str) -> bool {
        self.0.quarantine_cause(host) == Some(QuarantineCause::HostingProvider)
    }

    /// The sources that list institutions.
    pub(crate) fn listings(&self) -> impl Iterator<Item = (&Source, &Listings)> {
        self.0.listings()
    }

    /// The institutions that a source lists for a host itself.
    pub(crate) fn listed<'source>(
        &self,
        source: &Source,
        listings: &'source Listings,
        host: &str,
    ) -> &'source [Listing] {
        self.0.listed(source, listings, host)
    }

    /// Bodies that the registers know at a host itself and that do not teach, or no longer, with the register.
    pub(crate) fn other_bodies(&self, host: &str) -> impl Iterator<Item = (&Source, &OtherBody)> {
        self.0.sources.iter().flat_map(move |source| {
            let found = match &source.content {
                Content::Register { others, .. } => others.get(host),
                _ => &[],
            };
            found.iter().map(|body| (&**source, body))
        })
    }

    /// The source that holds the host among its public mailboxes; `embedded` for well-known ones.
    pub(crate) fn public_mailbox(&self, host: &str) -> Option<(&str, bool)> {
        if platforms::well_known_mailboxes().contains(host) {
            return Some((platforms::EMBEDDED, true));
        }
        self.0.loaded_mailbox(host).map(|id| (id, false))
    }

    /// The source that holds the host among its disposable mailboxes.
    pub(crate) fn disposable_mailbox(&self, host: &str) -> Option<&str> {
        self.0.sources.iter().find_map(|source| match &source.content {
            Content::DisposableMailboxes(set) if set.contains(host) => Some(source.version.id.as_str()),
            _ => None,
        })
    }

    /// The hosts under which institutions of this folded name are listed.
    pub(crate) fn hosts_of_name(&self, name: NameHash) -> impl Iterator<Item = &str> + Clone {
        self.0.names.of_name(name)
    }

    /// The hosts under which institutions of these tokens are listed, with their countries.
    pub(crate) fn hosts_of_tokens(
        &self,
        tokens: NameHash,
    ) -> impl Iterator<Item = (&str, Option<Country>)> + Clone {
        self.0.names.of_tokens(tokens)
    }

    /// Any source that lists a host.
    pub(crate) fn source_of_host(&self, host: &str) -> Option<&str> {
        self.listings().find_map(|(source, listings)| {
            (!self.listed(source, listings, host).is_empty()).then_some(source.version.id.as_str())
        })
    }

    /// The source that lists an institution of this folded name for the host.
    pub(crate) fn source_of_name(&self, name: NameHash, host: &str) -> Option<&str> {
        self.listings().find_map(|(source, listings)| {
            let mut listed = self.listed(source, listings, host).iter();
            listed.any(|listing| listing.hashes().contains(&name)).then_some(source.version.id.as_str())
        })
    }
}

impl Inner {
    /// All hosts with the institutions that are listed there.
    fn used(&self) -> impl Iterator<Item = (&str, &[Listing])> {
        self.listings().flat_map(move |(source, listings)| {
            listings.iter().map(move |(host, _)| (host, self.listed(source, listings, host)))
        })
    }

    fn listings(&self) -> impl Iterator<Item = (&Source, &Listings)> {
        self.sources.iter().filter_map(|source| match &source.content {
            Content::Swot { listings, .. }
            | Content::Listings(listings)
            | Content::Register { listings, .. }
            | Content::Organisations { listings, .. } => Some((&**source, listings)),
            Content::Registry(_) | Content::PublicMailboxes(_) | Content::DisposableMailboxes(_) => None,
        })
    }

    fn listed<'source>(
        &self,
        source: &Source,
        listings: &'source Listings,
        host: &str,
    ) -> &'source [Listing] {
        let is_left_out =
            || matches!(source.content, Content::Register { .. }) && self.left_out.contains(host);
        match listings.get(host) {
            [] => &[],
            _ if is_left_out() => &[],
            found => found,
        }
    }

    /// The hosts that registers know by addresses for e-mail alone, and that a loaded list knows as those of a service.
    fn mailboxes_of_registers(&self) -> impl Iterator<Item = &str> {
        let by_mail = self.sources.iter().filter_map(|source| match &source.content {
            Content::Register { by_mail, .. } => Some(by_mail),
            _ => None,
        });
        let is_mailbox = |host: &&str| {
            suffixes(host).any(|name| self.loaded_mailbox(name).is_some() || self.is_disposable(name))
        };
        by_mail.flat_map(DomainSet::iter).filter(is_mailbox)
    }

    fn is_disposable(&self, host: &str) -> bool {
        self.sources
            .iter()
            .any(|source| matches!(&source.content, Content::DisposableMailboxes(set) if set.contains(host)))
    }

    fn loaded_mailbox(&self, host: &str) -> Option<&str> {
        self.sources.iter().find_map(|source| match &source.content {
            Content::PublicMailboxes(set) if set.contains(host) => Some(source.version.id.as_str()),
            _ => None,
        })
    }

    /// Why a listed host is not used.
    fn quarantine_cause(&self, host: &str) -> Option<QuarantineCause> {
        let top_level = host.rsplit('.').next().unwrap_or(host);
        if self.basis.suffixes.place(host).is_suffix_itself() {
            return Some(QuarantineCause::PublicSuffix);
        }
        if matches!(top_level, "gov" | "mil") {
            return Some(QuarantineCause::GovernmentOrMilitary);
        }
        if self.basis.policy.is_below_checked(host) {
            return None;
        }
        if platforms::well_known_mailboxes().contains(host) || self.loaded_mailbox(host).is_some() {
            return Some(QuarantineCause::PublicMailbox);
        }
        self.basis.suffixes.is_suffix(host).then_some(QuarantineCause::HostingProvider)
    }
}

impl SourceKind {
    /// Whether other sources are read by what it says.
    pub const fn is_basis(self) -> bool {
        matches!(self, Self::Psl | Self::SuffixPolicyCsv | Self::NameWordsCsv)
    }
}
