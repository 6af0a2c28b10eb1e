//! One program for all targets: the variable `QUALIFY_FUZZ` names the one that runs.
//!
//! To add a target: its line in [`TARGETS`], and its name in `xtask/src/fuzz.rs`.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

use qualify_tables::{Encoding, IfNotUnicode, Limits, Options, Table};
use qualify_vetting::datasets::{PublicSuffixes, Snapshot, fuzzing};
use qualify_vetting::name::{FoldedName, NameWords};
use qualify_vetting::vocabulary::{Outcome, Qualification};
use qualify_vetting::{Application, CodeInput, CountryInput, Policy, SegmentInput, decide, host, replay};

/// What reads bytes, by its name.
const TARGETS: [(&str, fn(&[u8])); 18] = [
    ("host", normalise_host),
    ("name", fold_name),
    ("decision", decide_about),
    ("swot-tree", fuzzing::swot_tree),
    ("hipo-json", fuzzing::hipo_json),
    ("cisa-csv", fuzzing::cisa_csv),
    ("domain-json", fuzzing::domain_json),
    ("domain-lines", fuzzing::domain_lines),
    ("organisations-csv", fuzzing::organisations_csv),
    ("ror-json", fuzzing::ror_json),
    ("register-csv", fuzzing::register_csv),
    ("public-suffixes", fuzzing::public_suffixes),
    ("suffix-policy-csv", fuzzing::suffix_policy_csv),
    ("name-words-csv", fuzzing::name_words_csv),
    ("manifest-json", fuzzing::manifest_json),
    ("flat", fuzzing::flat_bytes),
    ("document", inspect_document),
    ("table", read_table),
];

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("QUALIFY_FUZZ").unwrap_or_default();
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("QUALIFY_FUZZ names no target: {name:?}")).1
});

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(Snapshot::embedded);

fuzz_target!(|bytes: &[u8]| TARGET(bytes));

/// A host is its own normal form.
fn normalise_host(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let suffixes = PublicSuffixes::embedded();
    if let Ok(Some(found)) = host::normalise(&text, &suffixes, true) {
        let again = host::normalise(&found.name, &suffixes, true);
        let expected = host::Host { is_personal_page: false, ..found };
        assert_eq!(again, Ok(Some(expected)));
    }
}

fn fold_name(bytes: &[u8]) {
    static WORDS: LazyLock<NameWords> = LazyLock::new(NameWords::embedded);
    let text = String::from_utf8_lossy(bytes);
    let folded = FoldedName::new(&text, &WORDS);
    assert_eq!(folded.hash().is_some(), !folded.tokens().is_empty());
}

/// A document ends where it says: a byte more makes it another thing, unless it is a blank behind a PDF.
fn inspect_document(bytes: &[u8]) {
    let Ok(kind) = qualify_documents::inspect(bytes) else { return };
    let more = [bytes, b"x"].concat();
    assert_eq!(qualify_documents::inspect(&more), Err(qualify_documents::DocumentFault::TrailingData), "{kind:?}");
}

/// What a table may cost here: less than the smallest file that passes a bound by itself.
const TABLE_LIMITS: Limits = Limits {
    file_bytes_max: 1 << 20,
    row_bytes_max: 1 << 10,
    rows_max: 100,
    columns_max: 16,
    unpacked_bytes_max: 1 << 20,
};

/// Every row of a table has the cells of its header, and stands behind the one before it. The first byte chooses how the
/// rest is read.
fn read_table(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let encoding = ["", "utf-8", "windows-1250", "windows-1252"][usize::from(choice & 3)].parse::<Encoding>();
    let options = Options {
        encoding: encoding.ok(),
        if_not_unicode: if choice & 4 == 0 { IfNotUnicode::Refuse } else { IfNotUnicode::Guess },
        separator: [None, Some(b';'), Some(b'\t'), None][usize::from(choice >> 3 & 3)],
        limits: TABLE_LIMITS,
        ..Options::default()
    };
    let Ok(mut table) = Table::open(Cursor::new(bytes), &options) else { return };
    let columns = table.header().len();
    let (mut line, mut rows) = (0, 0);
    while let Ok(Some(row)) = table.next_row() {
        assert_eq!(row.cells().count(), columns);
        assert!(row.line() > line, "{} is behind {line}", row.line());
        (line, rows) = (row.line(), rows + 1);
    }
    assert!(rows <= TABLE_LIMITS.rows_max);
}

/// Every application ends in a decision that its findings come to again, and nothing approves without a host.
fn decide_about(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut fields = text.split('\n');
    let mut field = || fields.next().unwrap_or_default();
    let asked_for = match field() {
        "g" => Qualification::GovernmentCommunityCloud,
        "s" => Qualification::StateOwnedEntity,
        _ => Qualification::Education,
    };
    let name = field();
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let application = Application {
        email: given(field()),
        domain: given(field()),
        website: given(field()),
        country: CountryInput::parse(field()),
        segment: if field().is_empty() { SegmentInput::Absent } else { SegmentInput::Unknown },
        code: CodeInput::Good { organization: field().to_owned() },
        ..Application::new(asked_for, name)
    };
    let day = "2026-11-25".parse().expect("a day");
    let decision = decide(&application, &SNAPSHOT, Policy::default(), day);
    let is_vetted = asked_for != Qualification::StateOwnedEntity;
    assert!(!(is_vetted && decision.outcome == Outcome::Approve && decision.host.is_none()));
    assert_eq!(replay(decision.findings.clone(), decision.ruleset), Ok(decision));
}
