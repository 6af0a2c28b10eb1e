//! One text in all languages, and how it is filled.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use qualify_vocabulary::{Date, Timestamp};

use crate::locale::Locale;
use crate::value::{Moment, Value, Whole};
use crate::{countries, format};

/// One text in all languages.
#[derive(Debug)]
pub struct Message {
    pub(crate) key: &'static str,
    pub(crate) arguments: &'static [Argument],
    pub(crate) patterns: [&'static [Part]; 7],
}

/// An argument of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Its name in the files.
    pub name: &'static str,
    /// What it is.
    pub kind: ArgumentKind,
}

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentKind {
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

/// A piece of a text in one language; arguments are known by their places. The compiled texts are made of it.
#[derive(Debug)]
#[doc(hidden)]
pub enum Part {
    Literal(&'static str),
    Argument(usize),
    Moment { argument: usize, has_time: bool },
    Plural { argument: usize, variants: Variants, otherwise: &'static [Part] },
    Choice { argument: usize, variants: Variants, otherwise: &'static [Part] },
}

/// What is said for each value, by its name.
type Variants = &'static [(&'static str, &'static [Part])];

impl Message {
    /// The key in the files.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The arguments, in their order.
    pub const fn arguments(&self) -> &'static [Argument] {
        self.arguments
    }

    /// The text in a language with arguments that were kept as text: numbers in digits, days as `2026-11-30`, moments as
    /// RFC 3339 writes them. Nothing if an argument is missing, or not of its kind.
    pub fn with_kept(&self, locale: Locale, kept: &BTreeMap<String, String>) -> Option<String> {
        let values: Vec<Value<'_>> = self
            .arguments
            .iter()
            .map(|argument| kept.get(argument.name).and_then(|text| read(argument.kind, text)))
            .collect::<Option<_>>()?;
        Some(self.filled(locale, &values))
    }

    /// A text without arguments.
    pub(crate) fn plain(&self, locale: Locale) -> &'static str {
        match self.patterns[locale as usize] {
            [Part::Literal(text)] => text,
            _ => "",
        }
    }

    /// A text with its arguments.
    pub(crate) fn filled(&self, locale: Locale, values: &[Value<'_>]) -> String {
        let mut text = String::new();
        fill(self.patterns[locale as usize], locale, values, &mut text);
        text
    }
}

#[expect(clippy::ptr_arg, reason = "what is shown is a reference to something sized")]
fn read(kind: ArgumentKind, text: &String) -> Option<Value<'_>> {
    Some(match kind {
        ArgumentKind::Text => Value::Text(text),
        ArgumentKind::Word => Value::Word(text),
        ArgumentKind::Country => Value::Country(text),
        ArgumentKind::Number => Value::Number(Whole(text.parse().ok()?)),
        ArgumentKind::Moment => {
            let day = text.parse::<Date>().map(Moment::from);
            let moment = text.parse::<Timestamp>().map(Moment::from);
            Value::Moment(moment.or(day).ok()?)
        }
    })
}

fn fill(parts: &[Part], locale: Locale, values: &[Value<'_>], text: &mut String) {
    for part in parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Argument(place) => show(locale, values.get(*place), text),
            Part::Moment { argument, has_time } => match values.get(*argument) {
                Some(Value::Moment(moment)) if *has_time => text.push_str(&format::moment(locale, *moment)),
                other => show(locale, other, text),
            },
            Part::Plural { argument, variants, otherwise } => {
                let Some(Value::Number(number)) = values.get(*argument) else { continue };
                let form = format::plural_form(locale, number.0);
                let is_it = |key: &str| key == form || key.parse() == Ok(number.0);
                fill(choose(variants, otherwise, is_it), locale, values, text);
            }
            Part::Choice { argument, variants, otherwise } => {
                let Some(Value::Word(word)) = values.get(*argument) else { continue };
                fill(choose(variants, otherwise, |key| key == *word), locale, values, text);
            }
        }
    }
}

fn choose(variants: Variants, otherwise: &'static [Part], is_it: impl Fn(&str) -> bool) -> &'static [Part] {
    variants.iter().find(|(key, _)| is_it(key)).map_or(otherwise, |(_, parts)| parts)
}

fn show(locale: Locale, value: Option<&Value<'_>>, text: &mut String) {
    match value {
        None => {}
        Some(Value::Text(shown)) => write!(text, "{shown}").expect("writing to a String cannot fail"),
        Some(Value::Word(word)) => text.push_str(word),
        Some(Value::Country(code)) => text.push_str(countries::name(locale, code)),
        Some(Value::Number(number)) => text.push_str(&format::number(locale, number.0)),
        Some(Value::Moment(moment)) => text.push_str(&format::day(locale, *moment)),
    }
}
