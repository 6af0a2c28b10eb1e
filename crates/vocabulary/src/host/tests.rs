use std::collections::HashSet;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

fn name(text: &str) -> DomainName {
    DomainName::parse(text).unwrap_or_else(|_| panic!("{text:?} is a name"))
}

#[test]
fn edge_03_a_name_is_shown_as_it_was_sent_without_the_root_dot() {
    for (sent, shown, key) in [
        ("Lakeside.OnMicrosoft.com.", "Lakeside.OnMicrosoft.com", "lakeside.onmicrosoft.com"),
        (" szkoła.edu.pl ", "szkoła.edu.pl", "xn--szkoa-n7a.edu.pl"),
        ("school.example\u{3002}", "school.example", "school.example"),
        ("school\u{ff0e}example\u{ff61}", "school\u{ff0e}example", "school.example"),
        ("ｓｃｈｏｏｌ.example", "ｓｃｈｏｏｌ.example", "school.example"),
        ("faß.example", "faß.example", "xn--fa-hia.example"),
        ("col·lecció.cat", "col·lecció.cat", "xn--collecci-ioa91d.cat"),
        ("r3---sn-x.example", "r3---sn-x.example", "r3---sn-x.example"),
    ] {
        let name = name(sent);
        assert_eq!((name.as_str(), name.key()), (shown, key), "{sent}");
        assert_eq!(serde_json::to_string(&name).unwrap(), format!("\"{shown}\""));
    }
}

#[test]
fn edge_03_spellings_of_one_name_are_one() {
    for spellings in [
        &[
            "szkoła.x",
            "SZKOŁA.X",
            "xn--szkoa-n7a.x",
            "XN--SZKOA-N7A.X",
            "szkoła\u{3002}x",
            "ｓｚｋｏł\u{ff41}.x",
        ][..],
        &["école.fr", "E\u{301}cole.fr", "xn--cole-9oa.fr", "école.fr."],
        &["straße.de", "STRAẞE.de", "xn--strae-oqa.de"],
        &["school.example", "School.Example.", "ｓｃｈｏｏｌ．ｅｘａｍｐｌｅ"],
        &["大学.cn", "xn--pss25c.cn"],
        &["विद्यालय.भारत", "xn--j2bsalm0de7i.xn--h2brj9c"],
    ] {
        let all: HashSet<_> = spellings.iter().map(|spelling| name(spelling)).collect();
        assert_eq!(all.len(), 1, "{spellings:?}");
        let letters: HashSet<_> =
            spellings.iter().map(|spelling| name(spelling).in_own_letters().into_owned()).collect();
        assert_eq!(letters.len(), 1, "{letters:?}");
    }
    for (one, other) in [("straße.de", "strasse.de"), ("szkola.x", "szkoła.x"), ("πόλις.gr", "πόλισ.gr")]
    {
        assert_ne!(name(one), name(other));
    }
}

#[test]
fn malformed_names_are_refused() {
    for text in [
        "",
        "single",
        ".",
        "a..b",
        "school.example..",
        "-a.example",
        "a-.example",
        "a b.example",
        "a@b.example",
        "1.2.3.4",
        "1.2.3.\u{ff14}",
        "a_b.example",
        "sch\u{200b}ool.example",
        "sch\u{ad}ool.example",
        "school.example\u{202e}",
        "\u{301}a.example",
        "xn--a.example",
        "xn--abc-.example",
        "xn--szkoa-n7a-.example",
        "\u{1f4a9}.example",
        "a\u{2024}b.example",
        "http://a.example",
        "a/b.example",
        "a%2eb.example",
    ] {
        assert!(DomainName::parse(text).is_err(), "{text:?}");
    }
    assert!(DomainName::parse(&format!("{}.example", "a".repeat(63))).is_ok());
    assert!(DomainName::parse(&format!("{}.example", "a".repeat(64))).is_err());
    assert!(DomainName::parse(&format!("{}.example", "ł".repeat(63))).is_err(), "its A-label is longer");
    let four = [&*"a".repeat(63); 4].join(".");
    assert!(DomainName::parse(&four).is_err() && DomainName::parse(&four[2..]).is_ok());
}

#[test]
fn edge_01_registered_letters_are_those_of_a_label() {
    for text in [
        "school.example",
        "School.Example",
        "szkoła.pl",
        "SZKOŁA.pl",
        "xn--szkoa-n7a.pl",
        "XN--SZKOA-N7A.szkoła.pl",
    ] {
        assert!(name(text).is_in_registered_letters(), "{text}");
    }
    for text in
        ["ｓchool.example", "school\u{3002}example", "e\u{301}cole.fr", "ſchool.example", "²a.example"]
    {
        assert!(!name(text).is_in_registered_letters(), "{text}");
    }
}

/// Labels that are in their usual form already, of several scripts.
fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?",
        "[a-zà-öø-ýąćłńśźżß]{1,8}",
        "[α-ωάέή]{1,8}",
        "[а-яё]{1,8}",
        "[一-龥]{1,5}"
    ]
}

fn spelled(letters: &str) -> Vec<String> {
    let wide =
        |c: char| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c };
    let ascii = idna::domain_to_ascii(letters).unwrap();
    // A ß is written SS in capitals, and a ς like σ: these are other names.
    let capitals = letters.chars().flat_map(|c| {
        if "ßς".contains(c) { c.to_lowercase().collect::<Vec<_>>() } else { c.to_uppercase().collect() }
    });
    vec![
        letters.to_owned(),
        ascii.to_ascii_uppercase(),
        capitals.collect(),
        letters.chars().map(wide).collect(),
        letters.nfd().collect(),
        letters.replace('.', "\u{3002}"),
        format!(" {letters}. "),
        ascii,
    ]
}

proptest! {
    #[test]
    fn edge_03_all_spellings_of_a_name_are_one(labels in proptest::collection::vec(label(), 2..4)) {
        let text = labels.join(".");
        if let Ok(first) = DomainName::parse(&text) {
            for spelling in spelled(&text) {
                let other = DomainName::parse(&spelling);
                prop_assert_eq!(other.as_ref(), Ok(&first), "{:?}", spelling);
                let other = other.unwrap();
                prop_assert_eq!(other.in_own_letters(), first.in_own_letters());
                prop_assert_eq!(DomainSearch::whole(&spelling), DomainSearch::Letters(first.in_own_letters().into_owned()));
            }
        }
    }

    #[test]
    fn edge_03_the_beginning_of_a_spelling_finds_the_name(labels in proptest::collection::vec(label(), 2..4), chars in 0_usize..20) {
        let text = labels.join(".");
        if let Ok(name) = DomainName::parse(&text) {
            for spelling in spelled(&text) {
                // A letter that is broken up by its composition is another one.
                let beginning: String = spelling.trim().nfc().take(chars).collect();
                let is_found = match DomainSearch::beginning(&beginning) {
                    DomainSearch::Letters(letters) => name.in_own_letters().starts_with(&letters),
                    DomainSearch::ALabels(ascii) => name.key().starts_with(&ascii),
                };
                let is_undecided = |label: &str| PUNYCODE.starts_with(&label.to_ascii_lowercase()) && label.len() < 4 && !label.is_empty();
                let last = beginning.rsplit(DOTS).next().unwrap_or_default();
                let is_within_a_root_dot = beginning.chars().count() > text.chars().count() && beginning.ends_with('.');
                if !is_undecided(last) && !is_within_a_root_dot {
                    prop_assert!(is_found, "{:?} of {:?}", beginning, text);
                }
            }
        }
    }

    #[test]
    fn no_text_is_too_odd_to_be_read(text in "(\\PC|[xn.-]){0,40}") {
        if let Ok(name) = DomainName::parse(&text) {
            prop_assert!(name.key().is_ascii());
            prop_assert_eq!(DomainName::parse(name.key()), Ok(name.clone()));
            prop_assert_eq!(DomainName::parse(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(DomainSearch::whole(&name.in_own_letters()), DomainSearch::Letters(name.in_own_letters().into_owned()));
        }
        let _ = DomainSearch::beginning(&text);
    }
}
