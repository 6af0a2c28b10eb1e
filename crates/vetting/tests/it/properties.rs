//! Properties of the second edition over names, hosts and words at random (vetting specification 15.1, 15.2, 12).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use qualify_vetting::Decision;
use qualify_vetting::datasets::Snapshot;
use qualify_vetting::host::normalise;
use qualify_vetting::name::telling_tokens;
use qualify_vetting::vocabulary::{Outcome, ReasonCode};

use crate::on_paper::TREE;
use crate::sample::{Sources, application, decided};

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| Sources::new().with_tree(&TREE).snapshot());

/// The institutions of the tree: host, and first name.
static LISTED: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let entries = TREE.iter().filter(|(path, _)| path.contains('/'));
    let host = |path: &str| path.trim_end_matches(".txt").rsplit('/').collect::<Vec<_>>().join(".");
    entries.map(|(path, names)| (host(path), names.lines().next().unwrap_or_default())).collect()
});

fn registrable(host: &str) -> String {
    let host = normalise(host, &SNAPSHOT.basis().suffixes, false).expect("a host of the tree");
    host.expect("a host of the tree").registrable
}

fn listed() -> impl Strategy<Value = (String, &'static str)> {
    (0..LISTED.len()).prop_map(|place| LISTED[place].clone())
}

/// A host that is listed, graded, or neither.
fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => listed().prop_map(|(host, _)| host),
        1 => prop::sample::select(vec!["riverbend.edu", "newschool.ac.uk", "zielona.edu.pl", "nowhere.org"])
            .prop_map(str::to_owned),
    ]
}

/// An own word that no institution's name holds, or a field.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "Zeph[a-z]{3,9}",
        1 => prop::sample::select(vec![
            "Medical", "Music", "Law", "Economics", "Agriculture", "Management", "Medycyny", "Muzyczna",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Words that speak of something beside teaching, alone and with a name.
const BESIDE: [&str; 8] = [
    "Bookstore",
    "Hospital",
    "Hotel",
    "Biblioteka",
    "Nakladatelství",
    "Kindergarten",
    "Casino",
    "Chamber of Commerce",
];

fn with_word(name: &str, word: &str, at: usize) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    words.insert(at % (words.len() + 1), word);
    words.join(" ")
}

fn risk_words(decision: &Decision) -> BTreeSet<&str> {
    decision.findings.hosts.iter().flat_map(|host| &host.risk_words).map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn an_own_or_field_word_that_the_evidence_lacks_makes_no_approval_of_a_persons_case(
        (_, name) in listed(), host in host(), word in word(), beside in prop::option::of(0..BESIDE.len()),
    ) {
        let name = match beside {
            Some(place) => format!("{name} {}", BESIDE[place]),
            None => name.to_owned(),
        };
        let before = decided(&application(&name, &host, "EDU"), &SNAPSHOT);
        let holds = |text: &str| text.to_lowercase().contains(&word.to_lowercase());
        let is_known = before.findings.hosts.iter().flat_map(|host| &host.listings).any(|it| holds(&it.name));
        prop_assume!(before.outcome == Outcome::NeedsHuman && !is_known);
        // A name that belonged elsewhere, and with a word more belongs nowhere, is another case.
        prop_assume!(before.reason_code != ReasonCode::NameBelongsToOtherDomain);
        let after = decided(&application(&format!("{name} {word}"), &host, "EDU"), &SNAPSHOT);
        // A word that makes a field of a word beside teaching, as management of a hotel, makes another name.
        prop_assume!(risk_words(&before).is_subset(&risk_words(&after)));
        prop_assert!(after.outcome != Outcome::Approve, "{name} + {word} at {host}: {}", before.reason_code);
    }

    #[test]
    fn a_word_anywhere_in_a_listed_name_makes_it_no_other_ones(
        (own, name) in listed(), (host, _) in listed(), word in "Zeph[a-z]{3,9}", at in 0_usize..8,
    ) {
        prop_assume!(own != host);
        let decision = decided(&application(&with_word(name, &word, at), &host, "EDU"), &SNAPSHOT);
        prop_assert!(decision.outcome != Outcome::Approve, "{name} + {word} at {host}");
    }

    #[test]
    fn swapped_domains_never_approve_where_each_name_tells_something_or_is_listed_elsewhere_alone(
        (one, name) in listed(), (other, others_name) in listed(),
    ) {
        let tokens = |name: &str| telling_tokens(name).into_iter().collect::<BTreeSet<_>>();
        let (ours, theirs) = (tokens(name), tokens(others_name));
        let each_tells = ours.difference(&theirs).next().is_some() && theirs.difference(&ours).next().is_some();
        for (name, host) in [(name, &other), (others_name, &one)] {
            let of_name = LISTED.iter().filter(|(_, known)| *known == name).map(|(host, _)| registrable(host));
            let domains: BTreeSet<String> = of_name.collect();
            let is_anothers = domains.len() <= 3 && !domains.contains(&registrable(host));
            if one != other && (each_tells || is_anothers) {
                let decision = decided(&application(name, host, "EDU"), &SNAPSHOT);
                prop_assert!(decision.outcome != Outcome::Approve, "{name} at {host}");
            }
        }
    }

    #[test]
    fn a_stop_an_abuse_and_a_risk_entry_never_deny(
        (_, name) in listed(), host in host(), beside in 0..BESIDE.len(), is_abused in any::<bool>(),
    ) {
        let before = decided(&application(name, &host, "EDU"), &SNAPSHOT);
        let list = if is_abused { "abused.txt" } else { "stoplist.txt" };
        let entry = format!("alumni.stanford.edu\n{host}");
        let mut files: Vec<(&str, &str)> = TREE.to_vec();
        files.retain(|(path, _)| *path != list);
        files.push((list, &entry));
        let distrusted = Sources::new().with_tree(&files).snapshot();
        let risky = format!("{name} {}", BESIDE[beside]);
        for after in [
            decided(&application(name, &host, "EDU"), &distrusted),
            decided(&application(&risky, &host, "EDU"), &SNAPSHOT),
            decided(&application(&risky, &host, "EDU"), &distrusted),
        ] {
            prop_assert!(after.outcome != Outcome::Deny || before.outcome == Outcome::Deny, "{name} at {host}");
        }
    }

    #[test]
    fn the_order_of_evidence_and_the_thread_change_nothing(
        (_, name) in listed(), host in host(), word in prop::option::of(word()), turn in 0_usize..8,
    ) {
        let name = word.map_or_else(|| name.to_owned(), |word| format!("{name} {word}"));
        let mut files: Vec<(&str, &str)> = TREE.to_vec();
        files.rotate_left(turn);
        let mut sources = Sources::new().with_tree(&files);
        let places = sources.all.len();
        sources.all.rotate_right(turn % places);
        let asked = application(&name, &host, "EDU");
        let here = decided(&asked, &SNAPSHOT);
        let turned = sources.snapshot();
        let there = std::thread::scope(|scope| scope.spawn(|| decided(&asked, &turned)).join()).unwrap();
        prop_assert_eq!(
            (here.outcome, here.reason_code, here.rule, here.approved_domain),
            (there.outcome, there.reason_code, there.rule, there.approved_domain)
        );
        let elsewhere = |decision: &[qualify_vetting::findings::HostFinding]| -> Vec<Option<String>> {
            decision.iter().map(|host| host.name_is_listed_for.clone()).collect()
        };
        prop_assert_eq!(elsewhere(&here.findings.hosts), elsewhere(&there.findings.hosts));
    }
}
