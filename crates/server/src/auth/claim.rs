//! A token's claims by name, and what they hold.

use serde_json::{Map, Value};

/// The claims of a token, by name.
pub(super) type Claims = Map<String, Value>;

/// A claim of this name; where there is none, a dot leads into a claim that is an object.
pub(super) fn find<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        find(claims.get(outer)?.as_object()?, inner)
    })
}

/// A claim that is text with something in it.
pub(super) fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    find(claims, name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// A claim that is one text or a list of them; blank ones do not count.
pub(super) fn texts<'a>(claims: &'a Claims, name: &str) -> impl Iterator<Item = &'a str> {
    let value = find(claims, name);
    let list = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let all = value.and_then(Value::as_str).into_iter().chain(list.iter().filter_map(Value::as_str));
    all.filter(|text| !text.trim().is_empty())
}

/// The first of these claims that is text with something in it.
pub(super) fn first_text<'a>(claims: &'a Claims, names: &[String]) -> Option<&'a str> {
    names.iter().find_map(|name| text(claims, name))
}
