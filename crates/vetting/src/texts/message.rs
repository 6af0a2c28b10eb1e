//! Reads the English texts, which are written in the part of Fluent that they need, and puts values into them.
//!
//! Messages with attributes, places, and one plural (`one` and `other`): what else Fluent knows is for other languages, and
//! not for this file, which a test reads.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use qualify_vocabulary::{Date, IsoCountry, is_ignorable};
use serde::Serialize;

/// Longest value that is put into a text, in characters: an explanation is a sentence.
const VALUE_CHARS_MAX: usize = 120;

/// The same for a list of titles.
const LIST_CHARS_MAX: usize = 600;

/// A text by its key, with what stands in its places: enough to say it in any language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The id of the message in every language's file.
    pub key: &'static str,
    /// What stands in its places, and in those of its attributes.
    pub arguments: BTreeMap<&'static str, Value>,
}

/// What stands in a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A name, a host, a title: nothing that does not show, single blanks, and not endless.
    Text(String),
    /// A number by which plurals go.
    Count(u32),
}

impl Value {
    /// A value as it can stand in a sentence.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(shown(text, VALUE_CHARS_MAX))
    }

    /// Several of them.
    pub(super) fn list<'text>(texts: impl Iterator<Item = &'text str>) -> Self {
        Self::Text(shown(&texts.collect::<Vec<_>>().join(", "), LIST_CHARS_MAX))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Count(count) => count.fmt(formatter),
        }
    }
}

/// Nothing that does not show, single blanks, and not endless.
fn shown(value: &str, chars_max: usize) -> String {
    if value.len() <= chars_max && is_shown_as_it_is(value) {
        return value.to_owned();
    }
    let mut shown = String::with_capacity(value.len().min(4 * chars_max));
    let mut is_apart = false;
    let visible = value.chars().filter(|c| c.is_whitespace() || !(c.is_control() || is_ignorable(*c)));
    for c in visible.take(chars_max) {
        if c.is_whitespace() {
            is_apart = !shown.is_empty();
            continue;
        }
        if std::mem::take(&mut is_apart) {
            shown.push(' ');
        }
        shown.push(c);
    }
    if value.len() > chars_max && value.chars().nth(chars_max).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a text is made of nothing but what shows, with single blanks inside: the usual one, without letters of other
/// scripts, is.
fn is_shown_as_it_is(value: &str) -> bool {
    let mut before = b' ';
    let is_plain = value.bytes().all(|byte| {
        let is_plain = byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
        before = byte;
        is_plain
    });
    is_plain && before != b' '
}

/// The messages of a file.
#[derive(Debug, Default)]
pub(super) struct Messages(HashMap<&'static str, Entry>);

/// What is said under one key.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) value: Pattern,
    pub(super) next: Pattern,
    pub(super) checks: Vec<Pattern>,
}

/// A text with places.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(&'static str),
    Place(&'static str),
    Country(&'static str),
    Day(&'static str),
    Plural { of: &'static str, one: Pattern, other: Pattern },
}

impl Messages {
    /// Reads a file. What is not of the form that is written there is left out, and missed by a test.
    pub(super) fn read(text: &'static str) -> Self {
        let mut messages = Self::default();
        let mut key = "";
        for block in blocks(text) {
            let Some((name, pattern)) = block.split_once('=') else { continue };
            let pattern = Pattern::read(pattern.trim());
            match name.trim().strip_prefix('.') {
                None => {
                    key = name.trim();
                    messages.0.entry(key).or_default().value = pattern;
                }
                Some("next") => messages.0.entry(key).or_default().next = pattern,
                Some(_) => messages.0.entry(key).or_default().checks.push(pattern),
            }
        }
        messages
    }

    /// The entry under a key, with the key as it stands in the file.
    pub(super) fn get(&self, key: &str) -> Option<(&'static str, &Entry)> {
        self.0.get_key_value(key).map(|(key, entry)| (*key, entry))
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        self.0.iter().map(|(key, entry)| (*key, entry))
    }
}

/// The messages and attributes of a file, each with the lines that it goes on over.
fn blocks(text: &'static str) -> impl Iterator<Item = &'static str> {
    let begins = |line: &str| line.starts_with(|c: char| c.is_ascii_lowercase()) || line.starts_with("    .");
    let mut starts: Vec<usize> = Vec::new();
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) || line.starts_with('#') {
            starts.push(place);
        }
        place += line.len();
    }
    starts.push(text.len());
    let blocks: Vec<&str> = starts.windows(2).map(|pair| text[pair[0]..pair[1]].trim()).collect();
    blocks.into_iter().filter(|block| !block.starts_with('#'))
}

impl Entry {
    /// The places of the message and its attributes.
    pub(super) fn places(&self) -> impl Iterator<Item = &'static str> {
        [&self.value, &self.next].into_iter().chain(&self.checks).flat_map(Pattern::places)
    }
}

impl Pattern {
    fn read(text: &'static str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            push_text(&mut parts, before);
            let is_plural = after.split_once('}').is_some_and(|(inner, _)| inner.contains("->"));
            // The braces of a plural close on a line of their own.
            let end = if is_plural { "\n    }" } else { "}" };
            let Some((inner, behind)) = after.split_once(end) else { break };
            parts.extend(if is_plural { plural(inner) } else { single(inner) });
            rest = behind;
        }
        push_text(&mut parts, rest);
        Self(parts)
    }

    fn places(&self) -> Vec<&'static str> {
        let places = self.0.iter().flat_map(|part| match part {
            Part::Text(_) => Vec::new(),
            Part::Place(name) | Part::Country(name) | Part::Day(name) => vec![*name],
            Part::Plural { of, one, other } => [vec![*of], one.places(), other.places()].concat(),
        });
        places.collect()
    }

    /// The text with what stands in its places. A value is never looked at again, so that a name with braces in it is a name.
    pub(super) fn fill(&self, arguments: &BTreeMap<&'static str, Value>) -> String {
        let mut filled = String::with_capacity(160);
        self.fill_into(&mut filled, arguments);
        filled
    }

    fn fill_into(&self, filled: &mut String, arguments: &BTreeMap<&'static str, Value>) {
        use fmt::Write as _;
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Place(name) => {
                    if let Some(value) = arguments.get(name) {
                        // Writing into a string does not fail.
                        let _ = write!(filled, "{value}");
                    }
                }
                Part::Country(name) => {
                    let code = arguments.get(name).map(Value::to_string).unwrap_or_default();
                    filled.push_str(IsoCountry::find_alpha_2(&code).map_or(&code, |country| country.name));
                }
                Part::Day(name) => {
                    let text = arguments.get(name).map(Value::to_string).unwrap_or_default();
                    let day = text.parse::<Date>().map(|day| day.strftime("%-d %b %Y").to_string());
                    filled.push_str(&day.unwrap_or(text));
                }
                Part::Plural { of, one, other } => {
                    let is_one = arguments.get(of) == Some(&Value::Count(1));
                    if is_one { one } else { other }.fill_into(filled, arguments);
                }
            }
        }
    }
}

fn push_text(parts: &mut Vec<Part>, text: &'static str) {
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
}

/// A place, as it is, or by a function: the name of a country, or a day.
fn single(inner: &'static str) -> Option<Part> {
    let inner = inner.trim();
    let name =
        |text: &'static str| text.strip_prefix('$').map(|text| text.split([',', ')']).next().unwrap_or(text));
    if let Some(country) = inner.strip_prefix("COUNTRY(") {
        return name(country).map(Part::Country);
    }
    if let Some(day) = inner.strip_prefix("DATETIME(") {
        return name(day).map(Part::Day);
    }
    name(inner).map(Part::Place)
}

fn place(inner: &'static str) -> Option<&'static str> {
    inner.trim().strip_prefix('$')
}

fn plural(inner: &'static str) -> Option<Part> {
    let (of, variants) = inner.split_once("->")?;
    let variant = |name: &str| {
        variants
            .lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .map(|text| Pattern::read(text.trim()))
    };
    Some(Part::Plural { of: place(of)?, one: variant("[one]")?, other: variant("*[other]")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(days: u32) -> BTreeMap<&'static str, Value> {
        BTreeMap::from([
            ("days", Value::Count(days)),
            ("home", Value::text("PL")),
            ("name", Value::text("A{host}\u{202e}\u{7}B")),
        ])
    }

    #[test]
    fn a_message_is_read_with_its_attributes_and_its_plural() {
        let messages = Messages::read(
            "# About.\nvetting-a = { COUNTRY($home) }: for { $name }.\n    .next = Wait { $days ->\n        [one] a day\n       *[other] { $days } days\n    }.\n    .check-1 = One\n    .check-2 = Two\n\nvetting-b = B\n",
        );
        let (key, entry) = messages.get("vetting-a").unwrap();
        assert_eq!(key, "vetting-a");
        assert_eq!(
            entry.value.fill(&arguments(1)),
            "Poland: for A{host}B.",
            "a value is put in once, and shows all that it holds"
        );
        assert_eq!(entry.next.fill(&arguments(1)), "Wait a day.");
        assert_eq!(entry.next.fill(&arguments(21)), "Wait 21 days.");
        assert_eq!(entry.checks.len(), 2);
        assert!(messages.get("vetting-b").is_some() && messages.get("vetting-c").is_none());
    }

    #[test]
    fn a_value_has_single_blanks_and_nothing_that_does_not_show() {
        for (text, as_shown) in [
            ("Lake School", "Lake School"),
            ("Lake  School", "Lake School"),
            (" Lake School ", "Lake School"),
            ("Lake\tSchool\r\n", "Lake School"),
            ("Lake\u{7}School", "LakeSchool"),
            ("Łódź\u{200b} School", "Łódź School"),
            (" ", ""),
            ("", ""),
        ] {
            assert_eq!(Value::text(text).to_string(), as_shown, "{text:?}");
        }
    }

    #[test]
    fn a_value_is_not_endless() {
        assert_eq!(Value::text(&"x".repeat(500)).to_string().chars().count(), VALUE_CHARS_MAX + 1);
        assert_eq!(Value::list(["a ", "b\n"].into_iter()).to_string(), "a , b");
    }
}
