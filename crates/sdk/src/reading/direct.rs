//! The short way: a type is read straight from the text, where nothing in it asks for tolerance.
//!
//! What it reads, [`super::value`] would read alike, from a tree of values that costs several times as much. Wherever the
//! two could differ, it gives up, and the text is read there: a name in another casing, a name twice, null, a number for a
//! text or the reverse, a type of any shape.

use std::cell::Cell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};

/// What was read, and whether something stood in it that its type does not know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) has_others: bool,
}

/// Reads a text; `None` where that would take tolerance, or is not possible at all.
pub(super) fn read_directly<T: DeserializeOwned>(text: &str) -> Option<Read<T>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let has_others = Cell::new(false);
    let value = T::deserialize(Direct(&mut json, &has_others)).ok()?;
    json.end().ok()?;
    Some(Read { value, has_others: has_others.get() })
}

fn gives_up<E: Error>() -> E {
    E::custom("it is not read directly")
}

/// A deserializer, or a seed for one, that does what a strict one does and a tolerant one alike, and nothing else. It takes
/// note of members that a type does not know.
struct Direct<'note, D>(D, &'note Cell<bool>);

macro_rules! alike {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(visitor)
        }
    )*};
}

macro_rules! not_alike {
    ($($method:ident($($argument:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* _visitor: V) -> Result<V::Value, D::Error> {
            Err(gives_up())
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Direct<'_, D> {
    type Error = D::Error;

    alike! {
        deserialize_bool deserialize_str deserialize_string deserialize_ignored_any
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    not_alike! {
        deserialize_any() deserialize_char() deserialize_bytes() deserialize_byte_buf() deserialize_unit()
        deserialize_i128() deserialize_u128() deserialize_f32() deserialize_f64()
        deserialize_map() deserialize_identifier()
        deserialize_unit_struct(&'static str) deserialize_tuple(usize)
        deserialize_tuple_struct(&'static str, usize)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Present(visitor, self.1))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(Items(visitor, self.1))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Members { visitor, known: members, has_others: self.1 })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_str(Word(visitor))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Direct<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Direct(deserializer, self.1))
    }
}

/// A value that may be absent, and is not.
struct Present<'note, V>(V, &'note Cell<bool>);

impl<'de, V: Visitor<'de>> Visitor<'de> for Present<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Direct(deserializer, self.1))
    }
}

/// A list, each of whose items is read directly.
struct Items<'note, V>(V, &'note Cell<bool>);

impl<'de, V: Visitor<'de>> Visitor<'de> for Items<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Direct(items, self.1))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Direct<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Direct(seed, self.1))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// A value of an enumeration, by its word.
struct Word<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Word<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<V::Value, E> {
        self.0.visit_enum(StrDeserializer::new(word))
    }
}

/// An object, of which a type knows these members.
struct Members<'note, V> {
    visitor: V,
    known: &'static [&'static str],
    has_others: &'note Cell<bool>,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Members<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Known { object, members: self.known, next: 0, has_others: self.has_others })
    }
}

/// The members that a type knows; others are skipped.
struct Known<'note, A> {
    object: A,
    members: &'static [&'static str],
    /// Where the next one probably stands: services write members in the order of the type.
    next: usize,
    has_others: &'note Cell<bool>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Known<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        loop {
            let name = Name { members: self.members, next: self.next };
            let Some(place) = self.object.next_key_seed(name)? else { return Ok(None) };
            if let Some(place) = place {
                self.next = place + 1;
                return seed.deserialize(self.members[place].into_deserializer()).map(Some);
            }
            self.has_others.set(true);
            self.object.next_value::<IgnoredAny>()?;
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.object.next_value_seed(Direct(seed, self.has_others))
    }
}

/// Reads a name as its place among the members, if it is one.
struct Name {
    members: &'static [&'static str],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        let (before, from_next) = self.members.split_at(self.next.min(self.members.len()));
        let place_in = |members: &[&str]| members.iter().position(|member| *member == name);
        let later = place_in(from_next).map(|place| before.len() + place);
        if let Some(place) = later.or_else(|| place_in(before)) {
            return Ok(Some(place));
        }
        if self.members.iter().any(|member| member.eq_ignore_ascii_case(name)) {
            return Err(gives_up());
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
