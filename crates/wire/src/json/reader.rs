//! A serde deserializer over the tree: names in any casing, the last duplicate, null as absent.

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Number;

use super::error::ShapeError;
use super::node::{Node, whole};

/// By which rules members are matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Contract 1.4: any casing, unknown members are nothing.
    Lenient,
    /// Exact names; unknown members reach the type.
    Strict,
}

/// One value of the tree, about to become a typed one.
pub(super) struct NodeReader {
    node: Node,
    mode: Mode,
}

impl NodeReader {
    pub(super) const fn new(node: Node, mode: Mode) -> Self {
        Self { node, mode }
    }

    fn expected(&self, what: &str) -> ShapeError {
        ShapeError::expected(what, self.node.kind())
    }

    /// A number, or a text of digits: both occur for the same member (contract X9, X14). `5.0` is 5 (contract 9.2.8).
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        let number = match &self.node {
            Node::Number(number) if self.mode == Mode::Lenient => {
                Some(whole(number).unwrap_or_else(|| number.clone()))
            }
            Node::Number(number) => Some(number.clone()),
            Node::Text(text) if self.mode == Mode::Lenient => number_of(text),
            Node::Text(_) | Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) => None,
        };
        match number {
            Some(number) => visit_number(&number, visitor),
            None => Err(self.expected("a number")),
        }
    }

    /// A text, or a whole number as its decimal text.
    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.node {
            Node::Text(text) => visitor.visit_string(text),
            Node::Number(number) if self.mode == Mode::Lenient => match whole(&number) {
                Some(whole) => visitor.visit_string(whole.to_string()),
                None => Err(ShapeError::expected("a text", "a number")),
            },
            Node::Number(_) | Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) => {
                Err(self.expected("a text"))
            }
        }
    }
}

fn number_of(text: &str) -> Option<Number> {
    let text = text.trim();
    text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from)).ok()
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, ShapeError> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(value), _, _) => visitor.visit_u64(value),
        (None, Some(value), _) => visitor.visit_i64(value),
        (None, None, Some(value)) => visitor.visit_f64(value),
        (None, None, None) => Err(ShapeError::new("is a number out of range")),
    }
}

macro_rules! forward_to {
    ($target:ident: $($method:ident)+) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
                self.$target(visitor)
            }
        )+
    };
}

impl<'de> Deserializer<'de> for NodeReader {
    type Error = ShapeError;

    forward_to! { number:
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_f32 deserialize_f64
    }
    forward_to! { text: deserialize_str deserialize_string deserialize_char deserialize_identifier }
    forward_to_deserialize_any! { bytes byte_buf unit unit_struct tuple tuple_struct }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        let mode = self.mode;
        match self.node {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Number(number) => visit_number(&number, visitor),
            Node::Text(text) => visitor.visit_string(text),
            Node::List(items) => visitor.visit_seq(Items { items: items.into_iter().enumerate(), mode }),
            Node::Object(members) => visitor.visit_map(Members::new(members, mode)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.node {
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Null | Node::Number(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => {
                Err(self.expected("true or false"))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        if self.node == Node::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match &self.node {
            Node::List(_) => self.deserialize_any(visitor),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::Object(_) => {
                Err(self.expected("a list"))
            }
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match &self.node {
            Node::Object(_) => self.deserialize_any(visitor),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => {
                Err(self.expected("an object"))
            }
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        match self.node {
            Node::Object(members) => visitor.visit_map(match self.mode {
                Mode::Lenient => Members::known(members, fields),
                Mode::Strict => Members::new(members, Mode::Strict),
            }),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => {
                Err(self.expected("an object"))
            }
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        let Node::Text(text) = &self.node else { return Err(self.expected("a text")) };
        let matches = |variant: &&&str| match self.mode {
            Mode::Lenient => variant.eq_ignore_ascii_case(text),
            Mode::Strict => **variant == text,
        };
        let variant = variants.iter().find(matches);
        visitor.visit_enum(Word(variant.ok_or_else(|| de::Error::unknown_variant("", variants))?))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_unit()
    }
}

/// A variant without data; the enumerations of the wire have no other.
struct Word(&'static str);

impl<'de> EnumAccess<'de> for Word {
    type Error = ShapeError;
    type Variant = NoData;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, NoData), ShapeError> {
        let name: StrDeserializer<'_, ShapeError> = self.0.into_deserializer();
        seed.deserialize(name).map(|value| (value, NoData))
    }
}

struct NoData;

impl<'de> VariantAccess<'de> for NoData {
    type Error = ShapeError;

    fn unit_variant(self) -> Result<(), ShapeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, ShapeError> {
        Err(ShapeError::expected("an object", "a text"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Result<V::Value, ShapeError> {
        Err(ShapeError::expected("an object", "a text"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, ShapeError> {
        Err(ShapeError::expected("an object", "a text"))
    }
}

struct Items {
    items: std::iter::Enumerate<std::vec::IntoIter<Node>>,
    mode: Mode,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ShapeError> {
        let Some((index, node)) = self.items.next() else { return Ok(None) };
        let value = seed.deserialize(NodeReader::new(node, self.mode));
        value.map(Some).map_err(|error| error.in_item(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Members {
    rest: std::vec::IntoIter<(String, Node)>,
    /// The member whose name was handed out and whose value comes next.
    current: Option<(String, Node)>,
    mode: Mode,
}

impl Members {
    fn new(members: Vec<(String, Node)>, mode: Mode) -> Self {
        Self { rest: members.into_iter(), current: None, mode }
    }

    /// The members that the type knows, each once and under the type's own spelling, without nulls.
    fn known(members: Vec<(String, Node)>, fields: &'static [&'static str]) -> Self {
        let mut slots: Vec<Node> = vec![Node::Null; fields.len()];
        for (name, node) in members {
            if let Some(index) = fields.iter().position(|field| field.eq_ignore_ascii_case(&name)) {
                slots[index] = node;
            }
        }
        let present = fields.iter().zip(slots).filter(|(_, node)| *node != Node::Null);
        let named: Vec<_> = present.map(|(field, node)| ((*field).to_owned(), node)).collect();
        Self::new(named, Mode::Lenient)
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = ShapeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ShapeError> {
        self.current = self.rest.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        let name: StrDeserializer<'_, ShapeError> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ShapeError> {
        let (name, node) = self.current.take().expect("serde asks for a value only after its name");
        seed.deserialize(NodeReader::new(node, self.mode)).map_err(|error| error.in_member(&name))
    }
}
