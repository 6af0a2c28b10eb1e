//! Numbers, days and plurals in each language, and the language that nobody speaks.

use std::collections::BTreeMap;

use qualify_texts::{Catalogue, Dashboard, Locale, Message, Vetting};

const AT: &str = "2026-11-05T09:07:59Z";

fn all() -> impl Iterator<Item = &'static &'static Message> {
    Catalogue::all().iter().chain(Dashboard::all()).chain(Vetting::all())
}

#[test]
fn days_and_numbers_are_written_as_each_language_writes_them() {
    let at: qualify_vocabulary::Timestamp = AT.parse().unwrap();
    let shown: Vec<(String, String, String)> = Locale::CHOICES
        .into_iter()
        .map(|locale| (locale.number(1_234_567_u32), locale.day(at), locale.moment(at)))
        .collect();
    let expected = [
        ("1,234,567", "5 Nov 2026", "5 Nov 2026, 09:07 UTC"),
        ("1\u{a0}234\u{a0}567", "5 lis 2026", "5 lis 2026, 09:07 UTC"),
        ("1\u{a0}234\u{a0}567", "2026. nov. 5.", "2026. nov. 5. 9:07 UTC"),
        ("1\u{a0}234\u{a0}567", "5. 11. 2026", "5. 11. 2026 9:07 UTC"),
        ("1.234.567", "5 nov 2026", "5 nov 2026, 09:07 UTC"),
        ("1\u{a0}234\u{a0}567", "05/11/2026", "05/11/2026, 09:07 UTC"),
    ];
    for (shown, expected) in shown.iter().zip(expected) {
        assert_eq!((shown.0.as_str(), shown.1.as_str(), shown.2.as_str()), expected);
    }
}

#[test]
fn countries_have_their_names_and_what_is_none_stays() {
    assert_eq!(Locale::En.country("US"), "United States");
    assert_eq!(Locale::PtPt.country("PL"), "Polónia");
    assert_eq!(Locale::Pl.country("ZZ"), "ZZ");
    assert_eq!(Locale::Pl.country(""), "");
}

#[test]
fn no_text_holds_marks_that_do_not_show_markup_or_blanks_at_its_ends() {
    for message in all() {
        let kept: BTreeMap<String, String> =
            message.arguments().iter().map(|one| (one.name.to_owned(), "1".to_owned())).collect();
        for locale in Locale::CHOICES {
            // A moment is no number.
            let Some(text) = message.with_kept(locale, &kept) else { continue };
            assert_eq!(text.trim(), text, "{locale:?} {}", message.key());
            assert!(!text.contains("  "), "{locale:?} {}: {text}", message.key());
            let is_hidden =
                |c: char| matches!(c, '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}') || c.is_control();
            assert!(!text.contains(is_hidden), "{locale:?} {}: {text:?}", message.key());
            assert!(!text.contains(['<', '>']), "{locale:?} {}: {text}", message.key());
        }
    }
}

#[test]
fn the_language_of_tests_is_longer_bracketed_and_marked() {
    let texts = Catalogue::in_locale(Locale::chosen("qps-ploc").unwrap());
    let (plain, marked) = (Catalogue::in_locale(Locale::En).not_found(), texts.not_found());
    assert!(marked.starts_with('[') && marked.ends_with(']'), "{marked}");
    assert!(marked.chars().count() * 10 >= plain.chars().count() * 13, "{marked}");
    assert!(!marked.contains("There"), "{marked}");
}

#[test]
fn an_argument_is_put_in_once_as_it_is() {
    let message = all().find(|message| !message.arguments().is_empty());
    let Some(message) = message else { return };
    let hostile = "{ $name } <b> { -product }";
    let kept: BTreeMap<String, String> =
        message.arguments().iter().map(|one| (one.name.to_owned(), hostile.to_owned())).collect();
    if let Some(text) = message.with_kept(Locale::En, &kept) {
        assert!(text.contains(hostile), "{text}");
    }
    assert_eq!(message.with_kept(Locale::En, &BTreeMap::new()), None);
}
