//! JSON compared as a document: values, member names and the order of the members.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// JSON with its members in the order of the text; `serde_json::Value` forgets it.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// A number, `true`, `false` or `null`, as it is written in JSON.
    Plain(String),
    Text(String),
    List(Vec<Document>),
    Object(Vec<(String, Document)>),
}

impl Document {
    /// Reads a JSON text.
    ///
    /// # Panics
    /// It is none.
    #[track_caller]
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON ({error}): {text}"))
    }

    /// Whether this is what the pattern shows: `"<guid>"` and `"<text>"` in it stand for any GUID and any text.
    fn matches(&self, pattern: &Self) -> bool {
        match (self, pattern) {
            (Self::Text(text), Self::Text(pattern)) => match pattern.as_str() {
                "<guid>" => is_guid(text),
                "<text>" => !text.is_empty(),
                exact => text == exact,
            },
            (Self::List(items), Self::List(patterns)) => {
                items.len() == patterns.len()
                    && items.iter().zip(patterns).all(|(item, pattern)| item.matches(pattern))
            }
            (Self::Object(members), Self::Object(patterns)) => {
                members.len() == patterns.len()
                    && members
                        .iter()
                        .zip(patterns)
                        .all(|((name, value), (wanted, pattern))| name == wanted && value.matches(pattern))
            }
            (Self::Plain(value), Self::Plain(pattern)) => value == pattern,
            _ => false,
        }
    }
}

/// Whether it is a GUID as the API writes it: lower case with dashes.
pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, character)| match index {
            8 | 13 | 18 | 23 => character == '-',
            _ => matches!(character, '0'..='9' | 'a'..='f'),
        })
}

/// Asserts that a body is the expected document, members in this order; see [`Document`] for `<guid>` and `<text>`.
///
/// # Panics
/// It is another one.
#[track_caller]
pub fn assert_document(actual: &str, expected: &str) {
    let (actual, expected) = (Document::read(actual), Document::read(expected));
    assert!(actual.matches(&expected), "\n   got {actual}\nwanted {expected}\n");
}

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => formatter.write_str(text),
            Self::Text(text) => write!(formatter, "{text:?}"),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(ToString::to_string).collect();
                write!(formatter, "[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<_> =
                    members.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
                write!(formatter, "{{{}}}", members.join(","))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document::Plain("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Document, E> {
        Ok(Document::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Document, E> {
        Ok(Document::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Document, E> {
        Ok(Document::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Document::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Document::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_values_count_and_placeholders_stand_for_any() {
        let actual = r#"{"id":"8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420","items":[1,{"a":null}]}"#;
        assert_document(actual, r#"{ "id": "<guid>", "items": [1, {"a": null}] }"#);
        let actual = Document::read(actual);
        for other in [
            r#"{"items":[1,{"a":null}],"id":"<guid>"}"#,
            r#"{"id":"<guid>","items":[1]}"#,
            r#"{"id":"<guid>","items":[2,{"a":null}]}"#,
            r#"{"id":"x","items":[1,{"a":null}]}"#,
        ] {
            assert!(!actual.matches(&Document::read(other)), "{other}");
        }
    }
}
