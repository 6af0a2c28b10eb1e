//! What the sources say about a host, and about the legal name.

use std::cell::OnceCell;

use qualify_vocabulary::Date;

use super::{ListingFinding, RefusalFinding, RegistryFinding};
use crate::Country;
use crate::application::Policy;
use crate::datasets::{Content, FindingStatus, Listing, RegistryKind, Snapshot, Source};
use crate::host::{Host, is_below};
use crate::name::lexicon::Lexicon;
use crate::name::{FoldedName, NameRisks, NameTokens, Risk, Score, all_tokens, compare, compare_government};

/// The legal name, ready to be compared.
pub(super) struct Names<'snapshot> {
    pub(super) snapshot: &'snapshot Snapshot,
    pub(super) lexicon: &'static Lexicon,
    pub(super) name: NameTokens,
    folded: FoldedName,
    legal_name: &'snapshot str,
    risks: OnceCell<NameRisks>,
    all_tokens: OnceCell<Vec<String>>,
}

impl<'snapshot> Names<'snapshot> {
    pub(super) fn new(legal_name: &'snapshot str, snapshot: &'snapshot Snapshot) -> Self {
        let lexicon = Lexicon::embedded();
        Self {
            snapshot,
            lexicon,
            name: NameTokens::new(legal_name, lexicon),
            folded: FoldedName::new(legal_name, &snapshot.basis().words),
            legal_name,
            risks: OnceCell::new(),
            all_tokens: OnceCell::new(),
        }
    }

    /// How much a name of the evidence has in common with the legal name.
    pub(super) fn compare(&self, name: &str) -> Score {
        compare(&self.name, &NameTokens::new(name, self.lexicon), self.lexicon)
    }

    /// Whether a name is the very same, but for its dress.
    fn is_same(&self, name: &str) -> bool {
        self.folded == FoldedName::new(name, &self.snapshot.basis().words)
    }

    /// The best of several names, with its score.
    fn best<'name>(
        &self,
        names: impl Iterator<Item = &'name str>,
    ) -> Option<(&'name str, NameTokens, Score)> {
        let mut best: Option<(&str, NameTokens, Score)> = None;
        for name in names {
            let read = NameTokens::new(name, self.lexicon);
            let score = compare(&self.name, &read, self.lexicon);
            if best.as_ref().is_none_or(|(_, _, known)| score > *known) {
                best = Some((name, read, score));
            }
        }
        best
    }

    /// The tokens of the legal name, articles and legal forms too.
    pub(super) fn all_tokens(&self) -> &[String] {
        self.all_tokens.get_or_init(|| all_tokens(self.legal_name))
    }

    /// The words of the legal name that tell it from others.
    pub(super) fn telling_words(&self) -> Vec<&str> {
        let words = &self.snapshot.basis().words;
        let tokens = self.folded.tokens().iter();
        tokens.map(String::as_str).filter(|token| !words.is_generic(token)).collect()
    }

    /// The words of the legal name that speak of a private body.
    pub(super) fn private_words(&self) -> Vec<String> {
        let found = self.lexicon.added_private(&self.name, &[]);
        found.iter().map(|(start, _)| self.name.words.word(*start).to_owned()).collect()
    }

    fn risks(&self) -> &NameRisks {
        self.risks.get_or_init(|| NameRisks::of(self.legal_name, &self.name, self.lexicon))
    }

    /// The risk words of the legal name that stand in no matching name of the evidence, and a research word that stands in
    /// none of the host's names.
    pub(super) fn unexplained(
        &self,
        listings: &[ListingFinding],
        registry: Option<&RegistryFinding>,
    ) -> (Vec<String>, Option<String>) {
        let risks = self.risks();
        if risks.risks.is_empty() && risks.research.is_none() {
            return (Vec::new(), None);
        }
        let listed = listings.iter().filter(|listing| !listing.is_quarantined);
        let listed = listed.map(|listing| (listing.name.as_str(), listing.score.is_match()));
        let rows = registry.into_iter().map(|row| (row.name.as_str(), row.score.is_match()));
        let known: Vec<(NameRisks, bool)> = listed
            .chain(rows)
            .map(|(name, is_match)| {
                (NameRisks::of(name, &NameTokens::new(name, self.lexicon), self.lexicon), is_match)
            })
            .collect();
        let is_waived =
            |risk: &Risk| known.iter().any(|(other, is_match)| *is_match && other.waives(risk, self.lexicon));
        let unexplained = risks.risks.iter().filter(|risk| !is_waived(risk));
        let mut words: Vec<String> = unexplained.map(|risk| risk.word.clone()).collect();
        words.dedup();
        let is_known = known.iter().any(|(other, _)| other.research.is_some());
        (words, risks.research.clone().filter(|_| !is_known))
    }

    /// A host with another registrable domain whose institution bears this very name, behind the id of the dataset that
    /// says so; none if the name is listed for the host's own domain too.
    pub(super) fn listed_for_another(
        &self,
        host: &Host,
        country: Option<Country>,
    ) -> Option<(String, String)> {
        let hash = self.name.hash()?;
        let hosts = self.snapshot.hosts_of_name(hash);
        if let Some(other) = self.another(host, hosts.iter().map(|host| &**host)) {
            let source = self.snapshot.source_of_name(hash, other)?;
            return Some((source.to_owned(), other.to_owned()));
        }
        if !hosts.is_empty() {
            return None;
        }
        let country = Country::of_top_level(host.top_level()).or(country)?;
        let hosts = self.snapshot.hosts_of_tokens(self.name.telling_multiset()?);
        if hosts.iter().any(|(_, listed)| listed.is_none_or(|listed| !listed.agrees_with(country))) {
            return None;
        }
        let other = self.another(host, hosts.iter().map(|(host, _)| &**host))?;
        Some((self.snapshot.source_of_host(other)?.to_owned(), other.to_owned()))
    }

    /// The first of one to three domains that are not this host's.
    fn another<'host>(&self, host: &Host, listed: impl Iterator<Item = &'host str>) -> Option<&'host str> {
        let suffixes = &self.snapshot.basis().suffixes;
        let mut others: Vec<(&str, &str)> = Vec::new();
        for listed in listed {
            let place = suffixes.place(listed);
            if place.is_suffix_itself() {
                continue;
            }
            let registrable = place.registrable(listed);
            if registrable == host.registrable {
                return None;
            }
            if !others.iter().any(|(known, _)| *known == registrable) {
                others.push((registrable, listed));
            }
        }
        let (_, first) = others.first()?;
        (others.len() <= OTHER_DOMAINS_MAX).then_some(*first)
    }
}

/// From more domains on a name is that of many.
const OTHER_DOMAINS_MAX: usize = 3;

/// The lists that cover a host: itself, or a parent.
pub(super) struct Covered<'snapshot> {
    /// The dataset, whether it is a well-known one, and whether the host itself is listed.
    pub(super) public_mailbox: Option<(&'snapshot str, bool, bool)>,
    pub(super) disposable_mailbox: Option<(&'snapshot str, bool)>,
    /// The dataset and the entry.
    pub(super) stop_list: Option<(&'snapshot str, &'snapshot str)>,
    pub(super) abuse_list: Option<(&'snapshot str, &'snapshot str)>,
}

impl<'snapshot> Covered<'snapshot> {
    pub(super) fn new(host: &'snapshot Host, snapshot: &'snapshot Snapshot) -> Self {
        let mut covered =
            Self { public_mailbox: None, disposable_mailbox: None, stop_list: None, abuse_list: None };
        for suffix in host.suffixes() {
            let is_itself = suffix == host.name;
            covered.public_mailbox = covered.public_mailbox.or_else(|| {
                snapshot
                    .public_mailbox(suffix)
                    .map(|(source, is_well_known)| (source, is_well_known, is_itself))
            });
            covered.disposable_mailbox = covered
                .disposable_mailbox
                .or_else(|| snapshot.disposable_mailbox(suffix).map(|source| (source, is_itself)));
            for source in snapshot.sources() {
                if let Content::Swot { stop_list, abuse_list, .. } = &source.content {
                    let entry = (source.version.id.as_str(), suffix);
                    covered.stop_list =
                        covered.stop_list.or_else(|| stop_list.contains(suffix).then_some(entry));
                    covered.abuse_list =
                        covered.abuse_list.or_else(|| abuse_list.contains(suffix).then_some(entry));
                }
            }
        }
        covered
    }
}

/// Labels below which members and guests have their mail.
const MEMBERS: [&str; 12] = [
    "alumni",
    "alum",
    "alumnus",
    "alumnae",
    "absolwent",
    "absolvent",
    "students",
    "student",
    "stud",
    "studenti",
    "mailbox",
    "post",
];

/// The part of the host that holds the mail of members: such a label directly below a listed or graded name, unless it is
/// listed itself.
pub(super) fn members_mail(host: &Host, snapshot: &Snapshot, graded: Option<&str>) -> Option<String> {
    let is_listed = |name: &str| snapshot.listings().any(|(_, listings)| !listings.get(name).is_empty());
    let found = host.suffixes().find(|name| {
        let Some((label, parent)) = name.split_once('.') else { return false };
        let is_graded = || graded.is_some_and(|suffix| is_below(parent, suffix));
        MEMBERS.contains(&label)
            && name.len() > host.registrable.len()
            && (is_listed(parent) || is_graded())
            && !is_listed(name)
    })?;
    Some(found.to_owned())
}

/// The institutions that each source lists for the longest part of the host that it knows.
pub(super) fn listings(host: &Host, names: &Names<'_>, policy: Policy, day: Date) -> Vec<ListingFinding> {
    let snapshot = names.snapshot;
    let mut found = Vec::new();
    for (source, listings) in snapshot.listings() {
        let longest = host.suffixes().find_map(|suffix| {
            let valid: Vec<&Listing> =
                listings.get(suffix).iter().filter(|listing| listing.is_valid_on(day)).collect();
            // What would cover a whole registry covers nobody.
            let is_nobodys = || snapshot.basis().suffixes.place(suffix).is_suffix_itself();
            (!valid.is_empty() && !is_nobodys()).then_some((suffix, valid))
        });
        let Some((suffix, listings)) = longest else { continue };
        let is_quarantined = snapshot.is_quarantined(suffix);
        let is_own_platform = suffix == host.name && snapshot.is_platform(suffix);
        for listing in listings {
            let Some((name, read, score)) = names.best(listing.names()) else { continue };
            let is_not_teaching = !read.names_plain_kind() && names.lexicon.research_word(&read).is_some();
            found.push(ListingFinding {
                source: source.version.id.clone(),
                host: suffix.to_owned(),
                is_quarantined: is_quarantined && !(is_own_platform && score.is_match()),
                name: name.to_owned(),
                score,
                is_not_teaching,
                country: listing.country,
                segment: listing.segment,
                as_of: source.version.as_of,
                is_stale: is_stale(source, policy.listing_age_days_max, day),
            });
        }
    }
    found
}

/// The row of the .gov registry for the longest part of the host that it knows.
pub(super) fn registry(host: &Host, names: &Names<'_>, policy: Policy, day: Date) -> Option<RegistryFinding> {
    names.snapshot.sources().iter().find_map(|source| {
        let Content::Registry(registry) = &source.content else { return None };
        let (suffix, row) =
            host.suffixes().find_map(|suffix| registry.get(suffix).map(|row| (suffix, row)))?;
        let known: Vec<NameTokens> = row.names().map(|name| NameTokens::new(name, names.lexicon)).collect();
        let private = names.lexicon.added_private(&names.name, &known);
        let best = |left_out: &[(usize, usize)]| {
            let scores = row.names().zip(&known).map(|(name, read)| {
                // A district of schools is an institution, and named like one.
                let of_school = match row.kind {
                    RegistryKind::SchoolDistrict => compare(&names.name, read, names.lexicon),
                    RegistryKind::Other => Score::NONE,
                };
                (name, compare_government(&names.name, left_out, read, names.lexicon).max(of_school))
            });
            scores.max_by_key(|(_, score)| *score).unwrap_or(("", Score::NONE))
        };
        let (name, score) = best(&[]);
        let is_match_without_private = !private.is_empty() && best(&private).1.is_match();
        Some(RegistryFinding {
            source: source.version.id.clone(),
            host: suffix.to_owned(),
            kind: row.kind,
            name: name.to_owned(),
            score,
            private_words: private
                .iter()
                .map(|(start, _)| names.name.words.word(*start).to_owned())
                .collect(),
            is_match_without_private,
            as_of: source.version.as_of,
            is_stale: is_stale(source, policy.registry_age_days_max, day),
        })
    })
}

/// An earlier finding that an organisation of this very name, with this domain, is not eligible.
pub(super) fn refusal(host: &Host, names: &Names<'_>, day: Date) -> Option<RefusalFinding> {
    names.snapshot.sources().iter().find_map(|source| {
        let Content::Organisations { findings, .. } = &source.content else { return None };
        findings
            .get(&host.registrable)
            .iter()
            .find(|finding| {
                finding.status == FindingStatus::Refused
                    && finding.is_valid_on(day)
                    && names.is_same(&finding.name)
            })
            .map(|finding| RefusalFinding { source: finding.source.to_string(), since: finding.valid_from })
    })
}

fn is_stale(source: &Source, age_days_max: u32, day: Date) -> bool {
    source.version.as_of.is_some_and(|as_of| {
        let age = day.since(as_of).map_or(0, |span| span.get_days());
        age > i32::try_from(age_days_max).unwrap_or(i32::MAX)
    })
}
