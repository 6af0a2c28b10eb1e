//! Words that change the outcome of one row only: each has to have a source that is not that row.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use qualify_tables::{Options, Table};
use qualify_vetting::datasets::Snapshot;
use qualify_vetting::vocabulary::Date;
use qualify_vetting::{Decision, Policy, decide};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::rows::{Row, Set};

/// The files of words, beside the engine.
const FILES: [&str; 7] = [
    "concepts.csv",
    "places.csv",
    "risk-words.csv",
    "research-words.csv",
    "private-body.csv",
    "public-body.csv",
    "endings.csv",
];

/// A word that decides one row: where it stands, and which row with what before and after.
pub(crate) struct OneRowWord {
    pub(crate) file: &'static str,
    pub(crate) word: String,
    pub(crate) row: String,
    /// Where it is from, if that is said beside the files.
    pub(crate) source: Option<String>,
}

/// All words, each with the rows whose outcome it changes, as far as these are one.
pub(crate) fn of_one_row(
    folder: &Path,
    snapshot: &Snapshot,
    sets: &[(&Set, &[Decision])],
    day: Date,
) -> Vec<OneRowWord> {
    let rows: Vec<(&str, &Row, &Decision)> = sets
        .iter()
        .flat_map(|(set, decisions)| {
            set.rows.iter().zip(*decisions).map(|(row, decision)| (set.name.as_str(), row, decision))
        })
        .collect();
    let texts: Vec<String> = rows.iter().map(|(_, _, decision)| text(decision)).collect();
    let index = Index::new(&texts);
    let sources = sources(&folder.join("one-row-words.csv"));
    let mut found = Vec::new();
    for file in FILES {
        for (word, is_stem) in words(&folder.join(file)) {
            let places = if file == "endings.csv" || is_stem {
                holding(&fold(&word), &texts)
            } else {
                index.with(&fold(&word), &texts)
            };
            if places.is_empty() {
                continue;
            }
            let without = snapshot.without_word(file, &word);
            let mut changed = Vec::new();
            for place in places {
                let (set, row, before) = rows[place];
                let after = decide(&row.application, &without, Policy::default(), day);
                if after.outcome != before.outcome {
                    let name = &row.application.legal_name;
                    let host = row.application.domain.as_deref().unwrap_or_default();
                    let (before, after) = (before.reason_code.name(), after.reason_code.name());
                    changed.push(format!("{set}: {name} | {host} | {before}, without it {after}"));
                }
                if changed.len() > 1 {
                    break;
                }
            }
            if let [row] = changed.as_slice() {
                let source = sources.get(&(file.to_owned(), word.clone())).cloned();
                found.push(OneRowWord { file, word, row: row.clone(), source });
            }
        }
    }
    found
}

/// The words of a row and of everything that was found for it, folded, with blanks around each.
fn text(decision: &Decision) -> String {
    let mut all = decision.findings.legal_name.clone();
    for host in &decision.findings.hosts {
        for listing in &host.listings {
            all.push(' ');
            all.push_str(&listing.name);
        }
        if let Some(row) = &host.registry {
            all.push(' ');
            all.push_str(&row.name);
        }
    }
    format!(" {} ", fold(&all))
}

/// Rows by the first word of what they hold.
struct Index(HashMap<String, Vec<usize>>);

impl Index {
    fn new(texts: &[String]) -> Self {
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, text) in texts.iter().enumerate() {
            for word in text.split(' ').filter(|word| !word.is_empty()) {
                let known = rows.entry(word.to_owned()).or_default();
                if known.last() != Some(&place) {
                    known.push(place);
                }
            }
        }
        Self(rows)
    }

    /// The rows that hold a phrase.
    fn with(&self, phrase: &str, texts: &[String]) -> Vec<usize> {
        let Some(first) = phrase.split(' ').next() else { return Vec::new() };
        let rows = self.0.get(first).into_iter().flatten().copied();
        let padded = format!(" {phrase} ");
        rows.filter(|place| texts[*place].contains(&padded)).collect()
    }
}

/// The rows that hold letters at the end of a word.
fn holding(letters: &str, texts: &[String]) -> Vec<usize> {
    let end = format!("{letters} ");
    (0..texts.len()).filter(|place| texts[*place].contains(&end)).collect()
}

/// Small letters without marks, with one blank between words. What the engine's reading parts otherwise is missed here.
fn fold(text: &str) -> String {
    let bare = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let mut folded = String::new();
    for c in bare {
        match c {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'ı' => folded.push('i'),
            c if c.is_alphanumeric() => folded.push(c),
            // `s.r.o.` is one word.
            '.' => {}
            _ => folded.push(' '),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The forms of a file, each once, with whether they are ends of longer words.
fn words(file: &Path) -> BTreeMap<String, bool> {
    let bytes = fs::read(file).expect("the words");
    let mut table =
        Table::open(std::io::Cursor::new(bytes.as_slice()), &Options::default()).expect("a table");
    let form = ["word", "form", "ending"];
    let form = table.find_column(&form).expect("readable").expect("a column of forms");
    let is_stem = table.find_column(&["is_stem"]).expect("readable");
    let mut words = BTreeMap::new();
    while let Some(row) = table.next_row().expect("a row") {
        let form = row.get(form).trim();
        if !form.is_empty() {
            words.insert(form.to_owned(), is_stem.is_some_and(|column| row.get(column) == "yes"));
        }
    }
    words
}

/// Where words are from that decide one row, by file and word.
fn sources(file: &Path) -> BTreeMap<(String, String), String> {
    let bytes = fs::read(file).expect("the sources of words");
    let mut table =
        Table::open(std::io::Cursor::new(bytes.as_slice()), &Options::default()).expect("a table");
    let [file, word, source] = table.columns([&["file"], &["word"], &["source"]]).expect("its columns");
    let mut sources = BTreeMap::new();
    while let Some(row) = table.next_row().expect("a row") {
        sources.insert((row.get(file).to_owned(), row.get(word).to_owned()), row.get(source).to_owned());
    }
    sources
}
