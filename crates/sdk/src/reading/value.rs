//! A deserializer over JSON that takes what is clear: names in any case, null as absent, numbers for texts and back.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

/// Why an answer was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadError(String);

impl ReadError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl serde::de::Error for ReadError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self(text.to_string())
    }

    // The value itself may be a secret, or somebody's name: of what was wrong, only its kind is said.
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self(format!("{expected} is expected, and not {}", kind_of(&unexpected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self(format!("{expected} is expected, and not this {}", kind_of(&unexpected)))
    }
}

fn kind_of(unexpected: &Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "truth value",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "number",
        Unexpected::Char(_) | Unexpected::Str(_) => "text",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "list",
        Unexpected::Map => "object",
        Unexpected::Bytes(_)
        | Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => "value",
    }
}

/// Reads a value of JSON.
pub(crate) fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, ReadError> {
    T::deserialize(Lenient(value))
}

struct Lenient(Value);

impl Lenient {
    /// The number that is meant: itself, or the digits of a text.
    fn number(self) -> Result<Number, Value> {
        match self.0 {
            Value::Number(number) => Ok(integral(number)),
            Value::String(text) => match text.trim().parse::<Number>() {
                Ok(number) => Ok(integral(number)),
                Err(_) => Err(Value::String(text)),
            },
            other @ (Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => Err(other),
        }
    }
}

/// `5.0` is 5.
#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "only a number that is its own whole part, and small enough, is taken for it"
)]
fn integral(number: Number) -> Number {
    match number.as_f64() {
        Some(float)
            if !number.is_i64() && !number.is_u64() && float.trunc() == float && float.abs() < 9.0e15 =>
        {
            Number::from(float as i64)
        }
        _ => number,
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.number() {
                Ok(number) => number.deserialize_any(visitor).map_err(ReadError::custom),
                Err(other) => Lenient(other).deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Lenient {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => integral(number).deserialize_any(visitor).map_err(ReadError::custom),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Lenient))),
            Value::Object(members) => visitor.visit_map(MapDeserializer::new(
                members.into_iter().map(|(name, value)| (name, Lenient(value))),
            )),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match &self.0 {
            Value::String(text) if text.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Number(number) => visitor.visit_string(integral(number).to_string()),
            Value::Bool(value) => visitor.visit_string(value.to_string()),
            other => Lenient(other).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let Value::Object(object) = self.0 else {
            return self.deserialize_any(visitor);
        };
        let known = known_members(object, members);
        visitor.visit_map(MapDeserializer::new(known.into_iter().map(|(name, value)| (name, Lenient(value)))))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(Word(text)),
            other => Lenient(other).deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl IntoDeserializer<'_, ReadError> for Lenient {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The members that a type knows, by its own names: the exact one before others, of those the last. Null is absent.
fn known_members(object: Map<String, Value>, members: &'static [&'static str]) -> Vec<(&'static str, Value)> {
    let mut known: Vec<(&'static str, bool, Value)> = Vec::with_capacity(members.len());
    for (name, value) in object {
        let Some(member) = members.iter().copied().find(|member| member.eq_ignore_ascii_case(&name)) else {
            continue;
        };
        if value.is_null() {
            continue;
        }
        let is_exact = member == name;
        match known.iter_mut().find(|(there, _, _)| *there == member) {
            Some((_, was_exact, _)) if *was_exact => {}
            Some(place) => *place = (member, is_exact, value),
            None => known.push((member, is_exact, value)),
        }
    }
    known.into_iter().map(|(member, _, value)| (member, value)).collect()
}

/// A value of an enumeration, by its word.
struct Word(String);

impl<'de> EnumAccess<'de> for Word {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        let value = seed.deserialize(self.0.clone().into_deserializer())?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Word {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, ReadError> {
        Err(ReadError::new("a word is no object"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Result<V::Value, ReadError> {
        Err(ReadError::new("a word is no list"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _members: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, ReadError> {
        Err(ReadError::new("a word is no object"))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sample {
        validation_id: String,
        #[serde(default)]
        max_creates: Option<u32>,
        #[serde(default)]
        is_retryable: bool,
        #[serde(default, rename = "eTag")]
        etag: Option<String>,
    }

    fn sample(validation_id: &str) -> Sample {
        Sample { validation_id: validation_id.to_owned(), max_creates: None, is_retryable: false, etag: None }
    }

    #[test]
    fn names_read_in_any_case_and_unknown_ones_are_left_out() {
        for name in ["validationId", "ValidationId", "VALIDATIONID", "validationid"] {
            let value = json!({ name: "481516", "somethingNew": {"a": [1]} });
            assert_eq!(read_value::<Sample>(value).unwrap(), sample("481516"), "{name}");
        }
    }

    #[test]
    fn of_two_names_the_exact_one_counts() {
        for text in
            [r#"{"ValidationId":"1","validationId":"2"}"#, r#"{"validationId":"2","VALIDATIONID":"1"}"#]
        {
            let value = serde_json::from_str(text).unwrap();
            assert_eq!(read_value::<Sample>(value).unwrap(), sample("2"), "{text}");
        }
    }

    #[test]
    fn numbers_and_texts_stand_for_each_other() {
        let value = json!({"validationId": 481_516, "maxCreates": " 5 ", "isRetryable": "True", "etag": 7.0});
        let read: Sample = read_value(value).unwrap();
        let etag = Some("7".to_owned());
        assert_eq!(read, Sample { max_creates: Some(5), is_retryable: true, etag, ..sample("481516") });
        let value = json!({"validationId": "1", "maxCreates": 5.0});
        assert_eq!(read_value::<Sample>(value).unwrap().max_creates, Some(5));
    }

    #[test]
    fn null_is_absent() {
        let value = json!({"validationId": "1", "maxCreates": null, "isRetryable": null, "eTag": null});
        assert_eq!(read_value::<Sample>(value).unwrap(), sample("1"));
        assert!(read_value::<Sample>(json!({"validationId": null})).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_by_its_kind_and_not_by_its_value() {
        let error = read_value::<Sample>(json!({"validationId": "1", "maxCreates": "s3cret"})).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}
