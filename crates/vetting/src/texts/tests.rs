use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// The places that texts may name.
const PLACES: [&str; 15] = [
    "name",
    "host",
    "listed",
    "source",
    "registers",
    "since",
    "suffix",
    "country",
    "evidence_country",
    "second_country",
    "home",
    "script",
    "word",
    "segment",
    "days",
];

#[test]
fn every_reason_and_every_variant_has_its_message_and_no_other_stands_there() {
    let texts = Texts::english();
    let of_variant = |(code, variant): &(ReasonCode, &str)| format!("{}-{variant}", keys::of_reason(*code));
    let mut expected: BTreeSet<String> = ReasonCode::ALL.iter().copied().map(keys::of_reason).collect();
    expected.extend(keys::VARIANTS.iter().map(of_variant));
    expected.extend([PERSON_LOOKS.to_owned(), KEPT.to_owned()]);
    let found: BTreeSet<String> = texts.messages.iter().map(|(key, _)| key.to_owned()).collect();
    assert_eq!(found, expected);
    for (key, entry) in texts.messages.iter() {
        let text = |pattern: &message::Pattern| pattern.fill(&BTreeMap::new());
        assert!(!text(&entry.value).is_empty(), "{key}");
        assert!(key == PERSON_LOOKS || !text(&entry.next).is_empty(), "{key} does not say what to do");
    }
}

#[test]
fn every_place_has_a_value_and_stands_between_blanks_or_signs() {
    for (key, entry) in Texts::english().messages.iter() {
        let places: Vec<&str> = entry.places().collect();
        assert!(places.iter().all(|place| PLACES.contains(place)), "{key}: {places:?}");
        let arguments = places.iter().map(|place| (*place, Value::text("VALUE"))).collect();
        for pattern in [&entry.value, &entry.next].into_iter().chain(&entry.checks) {
            let text = pattern.fill(&arguments);
            assert!(!text.contains(['{', '}', '$']) && !text.contains("  "), "{key}: {text}");
            let pieces: Vec<&str> = text.split("VALUE").collect();
            for (before, behind) in pieces.iter().zip(pieces.iter().skip(1)) {
                let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let is_joined = is_letter(before.chars().next_back()) || is_letter(behind.chars().next());
                assert!(!is_joined, "{key}: {text}");
            }
        }
    }
}

#[test]
fn every_code_that_needs_a_person_tells_the_reviewer_what_to_look_at() {
    let texts = Texts::english();
    for (outcome, code) in crate::rules::TABLE.iter().flat_map(|rule| rule.answers) {
        if *outcome == Outcome::NeedsHuman {
            let checks = texts.checks(*code, "Lakeside School");
            assert!(!checks.is_empty(), "{code}");
            assert!(checks.iter().all(|check| !check.contains(['{', '}'])), "{checks:?}");
        }
    }
    for (code, variant) in keys::VARIANTS {
        let (_, base) = texts.messages.get(&keys::of_reason(code)).unwrap();
        let (_, entry) = texts.messages.get(&format!("{}-{variant}", keys::of_reason(code))).unwrap();
        assert_eq!(entry.checks.is_empty(), base.checks.is_empty(), "{code} {variant}");
    }
}

/// What stands in a place is of the applicant, of its host, or of public evidence about that host: there is none for
/// another customer, another partner, or a person (contract 9.5).
#[test]
fn no_text_has_a_place_for_anything_of_another_partner() {
    let of_others =
        ["customer", "partner", "tenant", "claimant", "reviewer", "email", "other_domain", "listed_for"];
    for (key, entry) in Texts::english().messages.iter() {
        let places: Vec<&str> = entry.places().collect();
        assert!(places.iter().all(|place| PLACES.contains(place) && !of_others.contains(place)), "{key}");
    }
    let kept = Texts::english().messages.get(KEPT).unwrap().1;
    assert_eq!(kept.places().count(), 0, "it is the same text for everybody");
    assert!(kept.checks.is_empty(), "partners read it");
}
