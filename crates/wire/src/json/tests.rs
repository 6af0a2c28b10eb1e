use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::errors::ApiError;
use qualify_contract::errors::ErrorKind;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outer {
    company_name: Option<String>,
    size: Option<u16>,
    is_open: Option<bool>,
    inner: Option<Inner>,
    #[serde(default)]
    items: Vec<Inner>,
    #[serde(default)]
    extra: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Inner {
    country: String,
    kind: Option<Kind>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Big,
    VerySmall,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Own {
    name: String,
    kind: Option<Kind>,
}

fn name_of(body: &str) -> Result<Option<String>, BodyError> {
    read::<Outer>(body.as_bytes()).map(|outer| outer.company_name)
}

#[test]
fn names_match_in_any_casing_at_every_depth() {
    let outer: Outer = read(
        br#"{"CompanyName":"A","INNER":{"Country":"US","KIND":"verysmall"},"Items":[{"COUNTRY":"PL"}]}"#,
    )
    .unwrap();
    assert_eq!(outer.company_name.as_deref(), Some("A"));
    assert_eq!(outer.inner, Some(Inner { country: "US".to_owned(), kind: Some(Kind::VerySmall) }));
    assert_eq!(outer.items[0].country, "PL");
}

#[test]
fn the_last_of_several_members_counts_whatever_its_casing() {
    let table = [
        (r#"{"companyName":"a","companyName":"b"}"#, Some("b")),
        (r#"{"companyName":"a","CompanyName":"b"}"#, Some("b")),
        (r#"{"CompanyName":"b","companyName":"a"}"#, Some("a")),
        (r#"{"companyName":"a","CompanyName":null}"#, None),
        (r#"{"companyName":null,"CompanyName":"b"}"#, Some("b")),
    ];
    for (body, expected) in table {
        assert_eq!(name_of(body).unwrap().as_deref(), expected, "{body}");
    }
}

#[test]
fn unknown_members_and_nulls_are_nothing() {
    let outer: Outer = read(
        br#"{"unknown":{"deep":[1,2]},"companyName":null,"size":null,"items":null,"extra":{"A b":"c"}}"#,
    )
    .unwrap();
    assert_eq!((outer.company_name, outer.size, outer.items), (None, None, vec![]));
    assert_eq!(outer.extra["A b"], "c");
}

#[test]
fn documented_examples_read_with_their_comments_and_commas() {
    let bodies = [
        "\u{feff}{\"companyName\":\"A\"}",
        "{ // the name\r\n \"companyName\": \"A\", /* last */ }",
        "/* first */ {\"companyName\":\"A\",\n\"items\":[{\"country\":\"US\",},],} // done",
        "{\"companyName\":/**/\"A\"}//",
    ];
    for body in bodies {
        assert_eq!(name_of(body).unwrap().as_deref(), Some("A"), "{body}");
    }
}

#[test]
fn strings_keep_what_looks_like_a_comment_or_a_comma() {
    let body = r#"{"companyName":"a//b /*c*/ ,} \" // d",}"#;
    assert_eq!(name_of(body).unwrap().as_deref(), Some(r#"a//b /*c*/ ,} " // d"#));
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    let table: [(&[u8], usize, usize); 10] = [
        (b"tru", 1, 3),
        (b"{\"a\":1} x", 1, 9),
        (b"{}{}", 1, 3),
        (b"{\n \"a\" 1}", 2, 6),
        (b"{\"a\":1 // c\n,,}", 2, 2),
        (b"[,]", 1, 2),
        (b"{,}", 1, 2),
        (b"{\"a\":,}", 1, 6),
        (b"{} /* open", 1, 4),
        (b"{\"a\":\"\xff\"}", 1, 7),
    ];
    for (body, line, column) in table {
        let error = read_node(body).unwrap_err();
        assert_eq!(error, BodyError::NotJson { line, column }, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn an_empty_body_is_told_apart() {
    for body in ["", "  \r\n", "\u{feff}", "\u{feff} "] {
        assert_eq!(read_node(body.as_bytes()), Err(BodyError::Empty));
    }
}

#[test]
fn deep_nesting_is_refused_and_64_levels_are_read() {
    let nest = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
    assert!(read_node(&nest(DEPTH_MAX)).is_ok());
    assert_eq!(read_node(&nest(DEPTH_MAX + 1)), Err(BodyError::TooDeep));
    assert_eq!(read_node(&vec![b'['; 1 << 20]), Err(BodyError::TooDeep));
    assert_eq!(read_node("{\"a\":".repeat(1 << 17).as_bytes()), Err(BodyError::TooDeep));
    assert!(read_node("/* ".repeat(1 << 18).as_bytes()).is_err(), "unclosed comments cost one look");
    assert_eq!(read_node("[//\n".repeat(1 << 17).as_bytes()), Err(BodyError::TooDeep));
}

#[test]
fn numbers_and_digit_texts_stand_for_each_other() {
    let outer: Outer = read(br#"{"companyName":481516,"size":" 40 "}"#).unwrap();
    assert_eq!((outer.company_name.as_deref(), outer.size), (Some("481516"), Some(40)));
}

#[test]
fn a_wrong_shape_is_named_by_its_place_without_the_value() {
    let table = [
        ("[]", "the request body must be an object, but a list was found"),
        (r#"{"companyName":["s3cret"]}"#, "the member companyName must be a text, but a list was found"),
        (r#"{"companyName":1.5}"#, "the member companyName must be a text, but a number was found"),
        (r#"{"SIZE":"s3cret"}"#, "the member size must be a number, but a text was found"),
        (
            r#"{"size":70000}"#,
            "the member size has an unusable value; a whole number from 0 to 65535 is expected",
        ),
        (r#"{"isOpen":"s3cret"}"#, "the member isOpen must be true or false, but a text was found"),
        (r#"{"inner":{}}"#, "the member inner.country is missing"),
        (r#"{"inner":{"country":null}}"#, "the member inner.country is missing"),
        (
            r#"{"items":[{"country":"US"},{"country":{}}]}"#,
            "the member items[1].country must be a text, but an object was found",
        ),
        (
            r#"{"inner":{"country":"US","kind":"s3cret"}}"#,
            "the member inner.kind has an unknown value; big or verySmall is expected",
        ),
        (r#"{"items":{}}"#, "the member items must be a list, but an object was found"),
    ];
    for (body, expected) in table {
        let error = read::<Outer>(body.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected, "{body}");
    }
}

/// What each type is refused with: no text for people names one of Rust's.
fn refusals_of<T: serde::de::DeserializeOwned>() -> Vec<String> {
    #[derive(Debug, serde::Deserialize)]
    struct Holder<T> {
        #[expect(dead_code, reason = "only its refusal is looked at")]
        it: T,
    }
    [
        "1e300",
        "-170141183460469231731687303715884105728",
        "1.5",
        "-3",
        "300",
        "\"x\"",
        "[]",
        "[1]",
        "{}",
        "null",
        "true",
    ]
    .iter()
    .filter_map(|value| read_strict::<Holder<T>>(format!(r#"{{"it":{value}}}"#).as_bytes()).err())
    .map(|error| error.to_string())
    .collect()
}

#[test]
fn no_refusal_names_a_type_of_rust() {
    let all = [
        refusals_of::<u8>(),
        refusals_of::<u16>(),
        refusals_of::<u32>(),
        refusals_of::<u64>(),
        refusals_of::<usize>(),
        refusals_of::<i8>(),
        refusals_of::<i16>(),
        refusals_of::<i32>(),
        refusals_of::<i64>(),
        refusals_of::<isize>(),
        refusals_of::<f32>(),
        refusals_of::<f64>(),
        refusals_of::<bool>(),
        refusals_of::<String>(),
        refusals_of::<char>(),
        refusals_of::<()>(),
        refusals_of::<Vec<u8>>(),
        refusals_of::<(u8, u8)>(),
        refusals_of::<[u8; 3]>(),
        refusals_of::<Own>(),
        refusals_of::<std::collections::BTreeMap<String, u32>>(),
        refusals_of::<std::num::NonZeroU32>(),
    ];
    let is_of_rust = |word: &str| {
        let digits = word.trim_start_matches(['u', 'i', 'f']);
        let is_number = digits.len() + 1 == word.len() && (digits == "size" || digits.parse::<u8>().is_ok());
        is_number
            || ["struct", "enum", "tuple", "newtype", "Holder", "Own", "sequence", "map", "nonzero"]
                .contains(&word)
    };
    for text in all.concat() {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        assert!(!words.any(is_of_rust), "{text}");
    }
}

#[test]
fn the_strict_reader_takes_exact_names_and_refuses_others() {
    let own: Own = read_strict(br#"{"name":"A","kind":null}"#).unwrap();
    assert_eq!(own, Own { name: "A".to_owned(), kind: None });
    let table = [
        (r#"{"Name":"A"}"#, "the member Name is unknown here; known members are name, kind"),
        (r#"{"name":"A","name":"B"}"#, "the member name appears twice"),
        (r#"{"name":7}"#, "the member name must be a text, but a number was found"),
        (
            r#"{"name":"A","kind":"Big"}"#,
            "the member kind has an unknown value; big or verySmall is expected",
        ),
        (r#"{"name":"A",}"#, "the request body is not valid JSON at line 1, column 13"),
    ];
    for (body, expected) in table {
        assert_eq!(read_strict::<Own>(body.as_bytes()).unwrap_err().to_string(), expected, "{body}");
    }
}

#[test]
fn an_unreadable_body_is_invalid_input() {
    let error = ApiError::from(BodyError::Empty);
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    insta::assert_snapshot!(error.description(), @"The request cannot be read: the request body is empty; a JSON value is expected. Correct the body and send it again.");
}

#[test]
fn a_tree_shows_names_but_no_values() {
    let node = read_node(br#"{"name":"s3cret","list":[1,true]}"#).unwrap();
    assert_eq!(format!("{node:?}"), r#"{"name": a text, "list": [a number, true or false]}"#);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read::<Outer>(&body);
        let _ = read_strict::<Own>(&body);
    }

    #[test]
    fn no_text_of_json_pieces_makes_it_panic(pieces in proptest::collection::vec(
        prop::sample::select(vec!["{", "}", "[", "]", ",", ":", "\"", "\\", "//", "/*", "*/", "\n", "1", "null",
            "\"companyName\"", "\"items\"", "é", "\u{feff}"]), 0..60)) {
        let body = pieces.concat();
        let _ = read::<Outer>(body.as_bytes());
    }

    #[test]
    fn comments_and_trailing_commas_change_nothing(name in "\\PC{0,20}", size in any::<u16>()) {
        let name = serde_json::to_string(&name).unwrap();
        let plain = format!(r#"{{"companyName":{name},"size":{size}}}"#);
        let loose = format!("//x\n{{\"companyName\":{name}/*,*/,\"size\":{size},}}");
        prop_assert_eq!(read::<Outer>(plain.as_bytes()), read::<Outer>(loose.as_bytes()));
    }
}

#[test]
fn edge_08_text_in_another_encoding_is_named() {
    let wide = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let text = "{\"qualification\":\"Education\"}";
    for body in [
        wide(text, u16::to_le_bytes),
        wide(text, u16::to_be_bytes),
        wide(&format!("\u{feff}{text}"), u16::to_le_bytes),
        wide(&format!("\u{feff}{text}"), u16::to_be_bytes),
        wide("3", u16::to_le_bytes),
        b"\0\0\0{".to_vec(),
    ] {
        assert_eq!(read_node(&body), Err(BodyError::WideText), "{body:?}");
    }
    assert!(ApiError::from(BodyError::WideText).text.contains("UTF-16"));
    assert!(read_node(b"3").is_ok() && read_node("\"\u{e9}\"".as_bytes()).is_ok());
}
