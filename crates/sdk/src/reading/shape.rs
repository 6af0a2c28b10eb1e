//! The shapes that one answer has in different sources (contract X7, X8).

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ReadError, read_value};

/// The items of a list: an array, an object with the array under one of the wrappers' names, or one object alone.
pub(crate) fn list_in<T: DeserializeOwned>(value: Value, wrappers: &[&str]) -> Result<Vec<T>, ReadError> {
    match value {
        Value::Array(items) => items.into_iter().map(read_value).collect(),
        Value::Object(mut object) => match take_member(&mut object, wrappers) {
            Some(Value::Null) => Ok(Vec::new()),
            Some(inner) => list_in(inner, &[]),
            None if object.is_empty() => Ok(Vec::new()),
            None => Ok(vec![read_value(Value::Object(object))?]),
        },
        Value::Null => Ok(Vec::new()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(ReadError::new("a list is expected")),
    }
}

/// The one object of an answer: itself, or the only item of a list or of a wrapper around one.
pub(crate) fn one_in<T: DeserializeOwned>(value: Value, wrappers: &[&str]) -> Result<T, ReadError> {
    let mut items = list_in::<Value>(value, wrappers)?;
    match (items.pop(), items.is_empty()) {
        (Some(item), true) => read_value(item),
        (Some(_), false) => Err(ReadError::new("one object is expected, and not several")),
        (None, _) => Err(ReadError::new("one object is expected, and not none")),
    }
}

/// A member by its name, in any case.
pub(crate) fn member_of<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn take_member(object: &mut Map<String, Value>, names: &[&str]) -> Option<Value> {
    let name = object.keys().find(|key| names.iter().any(|name| key.eq_ignore_ascii_case(name)))?.clone();
    object.remove(&name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const WRAPPERS: &[&str] = &["qualifications", "items"];

    #[test]
    fn a_list_reads_in_every_shape() {
        for value in [json!([1]), json!({"qualifications": [1]}), json!({"Items": [1], "totalCount": 1})] {
            assert_eq!(list_in::<u8>(value.clone(), WRAPPERS).unwrap(), [1], "{value}");
        }
        for value in
            [json!([]), json!({"qualifications": []}), json!({"items": null}), json!(null), json!({})]
        {
            assert_eq!(list_in::<u8>(value.clone(), WRAPPERS).unwrap(), [0_u8; 0], "{value}");
        }
        assert_eq!(list_in::<Value>(json!({"a": 1}), WRAPPERS).unwrap(), [json!({"a": 1})]);
        assert!(list_in::<Value>(json!("text"), WRAPPERS).is_err());
    }

    #[test]
    fn one_object_reads_alone_and_as_the_only_item() {
        for value in [json!({"a": 1}), json!([{"a": 1}]), json!({"qualifications": [{"a": 1}]})] {
            assert_eq!(one_in::<Value>(value.clone(), WRAPPERS).unwrap(), json!({"a": 1}), "{value}");
        }
        for value in [json!([]), json!([{}, {}]), json!(null)] {
            assert!(one_in::<Value>(value.clone(), WRAPPERS).is_err(), "{value}");
        }
    }
}
