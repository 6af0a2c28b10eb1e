//! The public sources as they are published, read into a snapshot.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use qualify_vetting::datasets::mailboxes::{self, MailboxKind};
use qualify_vetting::datasets::swot::SwotTree;
use qualify_vetting::datasets::{
    Basis, Content, Parsed, PublicSuffixes, Snapshot, Source, SourceKind, SourceVersion, cisa, hipo, ror,
};

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
        let parsed = organisations(&read("ror.json"), ror_copies, &basis);
        sources.push(source("ror", SourceKind::RorJson, false, parsed));
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

/// The organisations, and so many copies of the institutions among them, each but the first under other hosts.
fn organisations(bytes: &[u8], copies: usize, basis: &Basis) -> Parsed {
    let mut parsed = ror::parse(bytes, basis).expect("ror");
    if let Content::Register { listings, .. } = &mut parsed.content {
        let first = listings.clone();
        for copy in 1..copies {
            for (host, known) in first.iter() {
                for it in known {
                    listings.insert(&format!("copy-{copy}-{host}"), it.clone());
                }
            }
        }
    }
    parsed
}

fn source(id: &str, kind: SourceKind, is_complete: bool, parsed: Parsed) -> Arc<Source> {
    let version = SourceVersion {
        id: id.to_owned(),
        hash: "measure".to_owned(),
        as_of: None,
        title: kind.title().unwrap_or(id).to_owned(),
    };
    let Parsed { content, quarantined } = parsed;
    Arc::new(Source { version, kind, is_complete, content, quarantined })
}
