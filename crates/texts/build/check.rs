//! Compares the languages: each has the keys of English with the same arguments, and every form that its numbers need.

use std::collections::BTreeSet;

use icu_plurals::{PluralCategory, PluralRules};

use crate::read::{Part, Problems, Text, Texts, Variant};

/// Whole numbers that show every form of a language that one of them can have.
const NUMBERS_TRIED: std::ops::Range<u32> = 0..200;

/// What an argument is, as its uses show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything that can be shown.
    Text,
    /// A text by which one of several texts is taken.
    Word,
    /// A whole number.
    Number,
    /// A day or a moment.
    Moment,
    /// A country by its two letters.
    Country,
}

/// An argument of a text, in the order in which English names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// Everything that is wrong between these languages, of which the first is the source.
pub(crate) fn problems(languages: &[(&str, Texts)]) -> Problems {
    let Some(((_, english), others)) = languages.split_first() else { return Problems::new() };
    let mut found = Problems::new();
    for (language, texts) in languages {
        for (key, text) in texts {
            found.extend(form_problems(language, key, text));
        }
    }
    for (language, texts) in others {
        for (key, text) in texts.iter().filter(|(key, _)| !english.contains_key(*key)) {
            found.push(format!("{}: {key}: English has no such key ({language})", text.file));
        }
        for (key, source) in english {
            match texts.get(key) {
                Some(text) => found.extend(argument_problems(key, source, text)),
                None => found.push(format!("{language}: {key} of {} is missing", source.file)),
            }
        }
    }
    found
}

/// The arguments of a text, in order.
pub(crate) fn arguments(text: &Text) -> Result<Vec<Argument>, String> {
    let mut found = Vec::new();
    collect(&text.parts, &mut found)?;
    Ok(found)
}

fn collect(parts: &[Part], found: &mut Vec<Argument>) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Literal(_) => {}
            Part::Argument(name) => note(name, Kind::Text, found)?,
            Part::Number(name) => note(name, Kind::Number, found)?,
            Part::Moment { argument, .. } => note(argument, Kind::Moment, found)?,
            Part::Country(name) => note(name, Kind::Country, found)?,
            Part::Select { argument, variants } => {
                note(argument, if is_plural(variants) { Kind::Number } else { Kind::Word }, found)?;
                for variant in variants {
                    collect(&variant.parts, found)?;
                }
            }
        }
    }
    Ok(())
}

fn note(name: &str, kind: Kind, found: &mut Vec<Argument>) -> Result<(), String> {
    match found.iter_mut().find(|argument| argument.name == name) {
        None => found.push(Argument { name: name.to_owned(), kind }),
        Some(known) if known.kind == kind || kind == Kind::Text => {}
        Some(known) if known.kind == Kind::Text => known.kind = kind,
        Some(known) => return Err(format!("${name} is used as {:?} and as {kind:?}", known.kind)),
    }
    Ok(())
}

/// Whether variants are forms for numbers.
pub(crate) fn is_plural(variants: &[Variant]) -> bool {
    variants.iter().all(|variant| category(&variant.key).is_some() || variant.key.parse::<u32>().is_ok())
}

fn category(name: &str) -> Option<PluralCategory> {
    PluralCategory::get_for_cldr_bytes(name.as_bytes())
}

fn argument_problems(key: &str, source: &Text, text: &Text) -> Problems {
    let named = |of: &Text| arguments(of).unwrap_or_default();
    let (wanted, used) = (named(source), named(text));
    let mut found = Problems::new();
    for argument in &wanted {
        if !used.iter().any(|one| one.name == argument.name) {
            found.push(format!("{}: {key}: does not use ${}", text.file, argument.name));
        }
    }
    for argument in &used {
        match wanted.iter().find(|one| one.name == argument.name) {
            None => found.push(format!("{}: {key}: ${} is not in English", text.file, argument.name)),
            Some(one) if one.kind != argument.kind && argument.kind != Kind::Text => found.push(format!(
                "{}: {key}: ${} is {:?} here and {:?} in English",
                text.file, argument.name, argument.kind, one.kind
            )),
            Some(_) => {}
        }
    }
    found
}

/// Faults within one text: kinds that clash, blanks at its ends, forms that are missing.
fn form_problems(language: &str, key: &str, text: &Text) -> Problems {
    let mut found = Problems::new();
    if let Err(problem) = arguments(text) {
        found.push(format!("{}: {key}: {problem}", text.file));
    }
    if text.parts.is_empty() {
        found.push(format!("{}: {key}: is empty", text.file));
    }
    select_problems(language, &text.parts, &mut |problem| {
        found.push(format!("{}: {key}: {problem}", text.file));
    });
    found
}

fn select_problems(language: &str, parts: &[Part], report: &mut impl FnMut(String)) {
    for part in parts {
        let Part::Select { argument, variants } = part else { continue };
        if is_plural(variants) {
            let have: BTreeSet<&str> = variants.iter().map(|variant| variant.key.as_str()).collect();
            for missing in categories(language).into_iter().filter(|name| !have.contains(name)) {
                report(format!("${argument} lacks the form [{missing}], which {language} has"));
            }
        }
        for variant in variants {
            select_problems(language, &variant.parts, report);
        }
    }
}

/// The forms that whole numbers have in a language.
fn categories(language: &str) -> BTreeSet<&'static str> {
    let locale: icu_locale_core::Locale = language.parse().expect("the languages are tags");
    let rules = PluralRules::try_new_cardinal(locale.into()).expect("the rules are compiled in");
    NUMBERS_TRIED.map(|number| category_name(rules.category_for(number))).collect()
}

/// The name of a form in Fluent.
pub(crate) fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
