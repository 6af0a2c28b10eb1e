//! From bytes to a tree: strict JSON first, and only for what is not, a second look without comments.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::error::BodyError;
use super::node::{DEPTH_MAX, Node};
use super::relaxed;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Reads a body into a tree: a byte order mark, comments and trailing commas are accepted (contract 1.4).
///
/// # Errors
/// [`BodyError::Empty`], [`BodyError::WideText`], [`BodyError::NotJson`] or [`BodyError::TooDeep`].
pub fn read_node(body: &[u8]) -> Result<Node, BodyError> {
    let text = text_of(body)?;
    match parse(text) {
        Err(error @ BodyError::NotJson { .. }) => match relaxed::without_extras(text) {
            Some(plain) => parse(&plain),
            None => Err(error),
        },
        result => result,
    }
}

/// Reads a body into a tree without the second look.
pub(super) fn read_plain_node(body: &[u8]) -> Result<Node, BodyError> {
    parse(text_of(body)?)
}

/// Whether it begins like UTF-16 or UTF-32, with a byte order mark or without: a zero byte stands nowhere in JSON.
const fn is_wide(body: &[u8]) -> bool {
    matches!(body, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..])
}

fn text_of(body: &[u8]) -> Result<&str, BodyError> {
    if is_wide(body) {
        return Err(BodyError::WideText);
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let (line, before) =
            (1..).zip(body[..error.valid_up_to()].split(|byte| *byte == b'\n')).last().unwrap_or((1, &[]));
        BodyError::NotJson { line, column: before.len() + 1 }
    })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if text.trim().is_empty() { Err(BodyError::Empty) } else { Ok(text) }
}

fn parse(text: &str) -> Result<Node, BodyError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = NodeSeed { depth_left: DEPTH_MAX }.deserialize(&mut deserializer);
    read.and_then(|node| deserializer.end().map(|()| node)).map_err(|error| {
        // The one error that the visitor itself raises is the one about depth.
        if error.is_data() {
            BodyError::TooDeep
        } else {
            BodyError::NotJson { line: error.line(), column: error.column() }
        }
    })
}

/// Builds the tree and counts the levels on the way down, so that no input exhausts the stack.
#[derive(Clone, Copy)]
struct NodeSeed {
    depth_left: usize,
}

impl NodeSeed {
    fn one_level_down<E: de::Error>(self) -> Result<Self, E> {
        let depth_left = self.depth_left.checked_sub(1).ok_or_else(|| E::custom("too deep"))?;
        Ok(Self { depth_left })
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let seed = self.one_level_down()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(seed)? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let seed = self.one_level_down()?;
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            members.push((name, map.next_value_seed(seed)?));
        }
        Ok(Node::Object(members))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        NodeSeed { depth_left: DEPTH_MAX }.deserialize(deserializer)
    }
}
