//! One word for one thing, in every language: the glossary of `docs/languages.md` is what the texts say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use qualify_texts::{ArgumentKind, Catalogue, Dashboard, Locale, Message, Vetting};

/// Terms that a page has to have.
const TERMS_MIN: usize = 30;

/// Texts that say a thing without its word, and why that is right.
const OTHERWISE: &[(&str, &str)] = &[
    // To register is another word than the register.
    ("refused-no-webhook", "register"),
    ("vetting-input-reserved", "register"),
    // What clients look for stays English.
    ("refused-vetting-denied", "customer"),
    ("refused-vetting-denied", "denied"),
    // The names of a route and of a command.
    ("vetting-required", "qualification"),
    ("vetting-sandbox-scripted.next", "sandbox"),
    // The name of Microsoft's pages.
    ("webhooks-form-microsoft", "partner"),
    ("webhooks-microsoft-text", "partner"),
    // What a government decides has another word than what is decided about a request.
    ("vetting-name-implausible-government.next", "decision"),
    ("vetting-gov-private-body.next", "decision"),
];

/// A term: in English, and what stays of its words in each other language.
struct Term {
    english: String,
    stems: Vec<Vec<String>>,
}

fn glossary() -> Vec<Term> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/languages.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let (_, table) = page.split_once("## Glossary").expect("the page has a glossary");
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| {
        let row = row.replace("\\|", "\u{1}");
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let stems = cells[1..].iter().map(|cell| {
            let words = cell.split(", ").map(|word| word.split('\u{1}').next().unwrap_or(word));
            words.map(str::to_lowercase).collect()
        });
        Term { english: cells[0].to_lowercase(), stems: stems.collect() }
    })
    .collect()
}

/// The text with a value that no word of the glossary is in.
fn text(message: &Message, locale: Locale) -> String {
    let kept: BTreeMap<String, String> = message
        .arguments()
        .iter()
        .map(|argument| {
            let value = match argument.kind {
                ArgumentKind::Number => "5",
                ArgumentKind::Moment => "2026-11-30",
                ArgumentKind::Country => "PL",
                ArgumentKind::Text | ArgumentKind::Word => "X",
            };
            (argument.name.to_owned(), value.to_owned())
        })
        .collect();
    message.with_kept(locale, &kept).expect("all arguments").to_lowercase()
}

/// Whether a text holds a term as words of their own, or their plural.
fn holds(text: &str, term: &str) -> bool {
    let is_letter =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '`'));
    text.match_indices(term).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + term.len()..]);
        let behind = behind.strip_prefix('s').unwrap_or(behind);
        let is_end = behind.starts_with(['.', '-']) && !is_letter(behind.chars().nth(1));
        !is_letter(before.chars().next_back()) && (is_end || !is_letter(behind.chars().next()))
    })
}

#[test]
fn every_term_of_the_glossary_is_said_by_its_word_in_every_language() {
    let glossary = glossary();
    assert!(glossary.len() >= TERMS_MIN && glossary.iter().all(|term| term.stems.len() == 5));
    let mut faults = Vec::new();
    let mut used = std::collections::BTreeSet::new();
    for message in Catalogue::all().iter().chain(Dashboard::all()).chain(Vetting::all()) {
        let english = text(message, Locale::En);
        for term in glossary.iter().filter(|term| holds(&english, &term.english)) {
            used.insert(term.english.clone());
            for (locale, stems) in Locale::CHOICES[1..].iter().zip(&term.stems) {
                let said = text(message, *locale);
                let is_excused = OTHERWISE.contains(&(message.key(), term.english.as_str()));
                // What is not translated yet has no words of its own.
                if said != english && !is_excused && !stems.iter().any(|stem| said.contains(stem)) {
                    faults.push(format!(
                        "{} {}: {} is not in: {said}",
                        locale.tag(),
                        message.key(),
                        term.english
                    ));
                }
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new(), "{}", faults.join("\n"));
    assert!(used.len() * 3 >= glossary.len(), "only {used:?} are used");
}
