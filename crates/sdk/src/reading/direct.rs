//! The short way: a type is read straight from the text, where nothing in it asks for tolerance.
//!
//! What it reads, [`super::value`] would read alike, from a tree of values that costs several times as much. Wherever the
//! two could differ, it gives up, and the text is read there: a name in another casing, a name twice, null, a number for a
//! text or the reverse, a type of any shape.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};

/// Reads a text; `None` where that would take tolerance, or is not possible at all.
pub(super) fn read_directly<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = T::deserialize(Direct(&mut json)).ok()?;
    json.end().ok()?;
    Some(read)
}

fn gives_up<E: Error>() -> E {
    E::custom("it is not read directly")
}

/// A deserializer, or a seed for one, that does what a strict one does and a tolerant one alike, and nothing else.
struct Direct<D>(D);

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

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Direct<D> {
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
        self.0.deserialize_option(Present(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(Items(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Members { visitor, members })
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

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Direct<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Direct(deserializer))
    }
}

/// A value that may be absent, and is not.
struct Present<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Present<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Direct(deserializer))
    }
}

/// A list, each of whose items is read directly.
struct Items<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Items<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Direct(items))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Direct<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Direct(seed))
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
struct Members<V> {
    visitor: V,
    members: &'static [&'static str],
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Members<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Known { object, members: self.members, next: 0 })
    }
}

/// The members that a type knows; others are skipped.
struct Known<A> {
    object: A,
    members: &'static [&'static str],
    /// Where the next one probably stands: services write members in the order of the type.
    next: usize,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Known<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        loop {
            let name = Name { members: self.members, next: self.next };
            let Some(place) = self.object.next_key_seed(name)? else { return Ok(None) };
            if let Some(place) = place {
                self.next = place + 1;
                return seed.deserialize(self.members[place].into_deserializer()).map(Some);
            }
            self.object.next_value::<IgnoredAny>()?;
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.object.next_value_seed(Direct(seed))
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
mod tests {
    use proptest::prelude::*;
    use qualify_contract::v1::customers::Customer;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::reading::read_value;

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sample {
        id: String,
        #[serde(default)]
        number: i32,
        #[serde(default = "seven")]
        or_seven: Option<u64>,
        #[serde(default)]
        is_good: bool,
        #[serde(default)]
        share: f64,
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        inner: Vec<Sample>,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    enum Kind {
        First,
        Second,
        Other(String),
    }

    #[expect(clippy::unnecessary_wraps, reason = "the default of an optional member")]
    fn seven() -> Option<u64> {
        Some(7)
    }

    const NAMES: [&str; 11] =
        ["id", "ID", "number", "Number", "orSeven", "isGood", "share", "kind", "inner", "INNER", "unknown"];

    fn scalars() -> impl Strategy<Value = String> {
        let texts = ["null", "true", "\"true\"", "7", "-7", "7.0", "7.5", "\"7\"", "\"\\u00e9\"", "1e3"];
        let words = ["\"First\"", "\"first\"", "{\"Other\":\"x\"}", "[]", "{}", "\"\"", "", "1e999"];
        proptest::sample::select([&texts[..], &words[..]].concat()).prop_map(str::to_owned)
    }

    /// Objects of the sample's members, in any order, casing and number, with values that fit and that do not.
    fn objects() -> impl Strategy<Value = String> {
        let object = |values: BoxedStrategy<String>| {
            let member = (proptest::sample::select(&NAMES[..]), values);
            let members = proptest::collection::vec(member, 0..6);
            (any::<bool>(), members).prop_map(|(has_id, members)| {
                let id = has_id.then(|| r#""id":"a""#.to_owned());
                let members = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}"));
                format!("{{{}}}", id.into_iter().chain(members).collect::<Vec<_>>().join(","))
            })
        };
        object(scalars().boxed()).prop_recursive(3, 12, 3, move |inner| {
            let list = proptest::collection::vec(inner.clone(), 0..3);
            let list = list.prop_map(|items| format!("[{}]", items.join(",")));
            object(prop_oneof![scalars(), inner, list].boxed())
        })
    }

    proptest! {
        #[test]
        fn what_is_read_directly_is_read_alike_from_values(text in objects()) {
            if let Some(read) = read_directly::<Sample>(&text) {
                let value = serde_json::from_str(&text);
                prop_assume!(value.is_ok());
                prop_assert_eq!(read_value::<Sample>(value.unwrap()), Ok(read), "{}", text);
            }
        }
    }

    #[test]
    fn what_asks_for_tolerance_is_left_to_it() {
        for text in [
            r#"{"Id":"a"}"#,
            r#"{"id":"a","Number":1}"#,
            r#"{"id":"a","id":"b"}"#,
            r#"{"id":"a","orSeven":null}"#,
            r#"{"id":"a","number":"1"}"#,
            r#"{"id":"a","number":1.0}"#,
            r#"{"id":1}"#,
            r#"{"id":"a","isGood":"True"}"#,
            r#"{"id":"a","inner":null}"#,
            r#"{"id":"a","kind":{"Other":"x"}}"#,
            r#"["a"]"#,
            r#"{"id":"a"} {}"#,
            "",
        ] {
            assert_eq!(read_directly::<Sample>(text), None, "{text}");
        }
        let text = r#"{"inner":[{"id":"b"}],"new":{"a":[1]},"id":"a","kind":"Second","orSeven":8}"#;
        let inner = Sample {
            id: "b".to_owned(),
            number: 0,
            or_seven: Some(7),
            is_good: false,
            share: 0.0,
            kind: None,
            inner: Vec::new(),
        };
        let read = Sample {
            id: "a".to_owned(),
            or_seven: Some(8),
            kind: Some(Kind::Second),
            inner: vec![inner.clone()],
            ..inner
        };
        assert_eq!(read_directly(text), Some(read));
    }

    #[test]
    fn a_customer_as_the_service_writes_one_is_read_directly() {
        let id = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c04";
        let links = json!({"self": {"uri": format!("/customers/{id}"), "method": "GET", "headers": []}});
        let customer = json!({
            "id": id,
            "commerceId": id,
            "companyProfile": {
                "tenantId": id, "domain": "lakeside.example", "companyName": "Lakeside",
                "address": {"country": "US", "city": "Redmond", "region": "WA", "addressLine1": "One Way"},
                "links": links, "attributes": {"objectType": "CustomerCompanyProfile"}
            },
            "relationshipToPartner": "reseller",
            "allowDelegatedAccess": true,
            "customDomains": ["lakeside.example"],
            "links": links,
            "attributes": {"objectType": "Customer"}
        });
        let read = read_directly::<Customer>(&customer.to_string());
        assert_eq!(read, Some(read_value(customer).unwrap()));
    }
}
