//! What a look-up and a decision cost, over a snapshot as large as all published sources together.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use qualify_vetting::datasets::swot::SwotTree;
use qualify_vetting::datasets::{Basis, Content, Listings, Snapshot, Source, SourceKind, SourceVersion};
use qualify_vetting::host::{Host, normalise};
use qualify_vetting::vocabulary::{Date, Qualification};
use qualify_vetting::{Application, CountryInput, Policy, decide};

/// Entries of the tree: about as many as swot, Hipo and the .gov registry hold together.
const ENTRIES: usize = 60_000;

fn snapshot() -> Snapshot {
    let basis = Arc::new(Basis::embedded());
    let mut tree = SwotTree::new(&basis);
    for number in 0..ENTRIES {
        let suffix = ["edu", "org", "uk/ac", "pl/edu", "com", "de"][number % 6];
        let name = format!("University Number {number} of Somewhere\n");
        tree.add(&format!("{suffix}/school-{number}.txt"), name.as_bytes());
    }
    tree.add("stoplist.txt", b"alumni.school-0.edu\n");
    let parsed = tree.finish().expect("it holds entries");
    let source = Source {
        version: SourceVersion {
            id: "swot".to_owned(),
            hash: "bench".to_owned(),
            as_of: None,
            title: String::new(),
        },
        kind: SourceKind::SwotTree,
        is_complete: false,
        content: parsed.content,
        quarantined: parsed.quarantined,
    };
    Snapshot::new(basis, vec![Arc::new(source)])
}

fn listings(snapshot: &Snapshot) -> &Listings {
    match &snapshot.sources()[0].content {
        Content::Swot { listings, .. } => listings,
        other => panic!("{other:?}"),
    }
}

/// The walk from a host to its last label.
fn find<'listings>(listings: &'listings Listings, host: &'listings Host) -> Option<&'listings str> {
    host.suffixes().find(|suffix| !listings.get(suffix).is_empty())
}

fn look_up(criterion: &mut Criterion) {
    let snapshot = snapshot();
    let host = |text| normalise(text, &snapshot.basis().suffixes, false).expect("a host").expect("not blank");
    let (listed, unlisted) = (host("mail.cs.school-42.edu"), host("mail.cs.nowhere-at-all.edu.pl"));
    assert!(find(listings(&snapshot), &listed).is_some() && find(listings(&snapshot), &unlisted).is_none());
    criterion.bench_function("look-up, listed", |bencher| {
        bencher.iter(|| find(listings(black_box(&snapshot)), black_box(&listed)));
    });
    criterion.bench_function("look-up, unlisted", |bencher| {
        bencher.iter(|| find(listings(black_box(&snapshot)), black_box(&unlisted)));
    });
}

fn decision(criterion: &mut Criterion) {
    let snapshot = snapshot();
    let day: Date = "2026-11-25".parse().expect("a day");
    let application = |name: &str, host: &str, country: &str| Application {
        domain: Some(host.to_owned()),
        country: CountryInput::parse(country),
        ..Application::new(Qualification::Education, name)
    };
    for (what, application) in [
        (
            "other letters",
            application("Uniwersytet Numer 45 Żółć Gęślą Jaźń w Łodzi", "mail.school-45.edu.pl", "PL"),
        ),
        ("listed", application("University Number 42 of Somewhere", "mail.school-42.edu", "US")),
        ("by suffix", application("Riverbend University", "riverbend.edu", "US")),
        ("no evidence", application("Szkoła Zielona", "zielona.edu.pl", "PL")),
        ("denied", application("Lincoln High School", "lincolnhigh@gmail.com", "US")),
    ] {
        criterion.bench_function(&format!("decision, {what}"), |bencher| {
            bencher.iter(|| decide(black_box(&application), black_box(&snapshot), Policy::default(), day));
        });
    }
}

criterion_group!(benches, look_up, decision);
criterion_main!(benches);
